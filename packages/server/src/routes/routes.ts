import type { Route } from '../http/route.ts'
import { publicRoutes } from './public-routes.ts'
import { signInRoutes } from './sign-in-routes.ts'

/** All that the service can be asked for. */
export const routes: readonly Route[] = [...publicRoutes, ...signInRoutes]
