import type { PublicJwk } from '@fidecura/identity'

/** Also of two documents that were fetched at different times. */
export function isSameKey(a: PublicJwk, b: PublicJwk): boolean {
  return a === b || (a.crv === b.crv && a.x === b.x && a.y === b.y)
}
