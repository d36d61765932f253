import type { Route } from '../http/route.ts'
import { consentRoutes } from './consent-routes.ts'
import { guardianRoutes } from './guardian-routes.ts'
import { mandateRoutes } from './mandate-routes.ts'
import { noticeRoutes } from './notice-routes.ts'
import { offerRoutes } from './offer-routes.ts'
import { openIdRoutes } from './openid-routes.ts'
import { orderRoutes } from './order-routes.ts'
import { publicRoutes } from './public-routes.ts'
import { recordRoutes } from './record-routes.ts'
import { recoveryRoutes } from './recovery-routes.ts'
import { signInRoutes } from './sign-in-routes.ts'
import { staffListRoutes } from './staff-list-routes.ts'
import { staffRoutes } from './staff-routes.ts'

/** All that the service can be asked for. */
export const routes: readonly Route[] = [
  ...publicRoutes,
  ...signInRoutes,
  ...offerRoutes,
  ...openIdRoutes,
  ...staffListRoutes,
  ...staffRoutes,
  ...consentRoutes,
  ...noticeRoutes,
  ...recordRoutes,
  ...recoveryRoutes,
  ...mandateRoutes,
  ...guardianRoutes,
  ...orderRoutes,
]
