import type { RouteGroup } from './rate-limit.ts'
import type { Route } from './route.ts'

/**
 * Which limit a route is under, beside those of all and of its own: what strangers can try keys and codes at, what
 * anybody fetches in order to verify, what reads, and the rest, which changes something.
 */
export function groupOf({ method, path, who }: Pick<Route, 'method' | 'path' | 'who'>): RouteGroup {
  if (path.startsWith('/sign-in')) return 'signIn'
  if (path.startsWith('/recoveries') && method === 'POST') return 'recovery'
  if (who === 'anybody' && !path.startsWith('/offers')) return 'verification'
  return method === 'GET' || path.startsWith('/records/') ? 'reading' : 'other'
}
