import type { UnverifiedJws } from '@fidecura/identity'
import { verifyJwsAtOnce } from '@fidecura/identity/at-once'
import type { UnverifiedProof } from './credential.ts'

/** The one proof of a credential that is a JWS of this type. */
export function jwsProof(jws: UnverifiedJws, typ: string): readonly UnverifiedProof[] {
  return [{ keyId: jws.header.kid, verify: (key) => verifyJwsAtOnce(jws, { key, typ }) }]
}
