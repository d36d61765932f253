import type { EpochSeconds } from '@fidecura/base'
import type { Did, DidUrl } from './did.ts'
import type { PublicJwk } from './jwk.ts'
import type { ResolvedDid } from './resolved-did.ts'

/** What a DID that is nothing but one signing key resolves to, for ever. */
export function resolutionOfKey(
  did: Did,
  keyId: DidUrl,
  publicKey: PublicJwk,
  now: EpochSeconds,
): ResolvedDid {
  const method = Object.freeze({ id: keyId, controller: did, publicKey })
  const uses = Object.freeze([keyId])
  const none: readonly never[] = Object.freeze([])
  const document = Object.freeze({
    id: did,
    verificationMethods: Object.freeze([method]),
    relationships: Object.freeze({
      authentication: uses,
      assertionMethod: uses,
      capabilityInvocation: uses,
      capabilityDelegation: uses,
      keyAgreement: none,
    }),
    services: none,
  })
  return Object.freeze({ did, document, resolvedAt: now, history: 'immutable' })
}
