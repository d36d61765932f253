import type { EpochSeconds } from '@fidecura/base'
import type { Did, DidUrl } from './did.ts'
import type { VerificationRelationship } from './did-document.ts'
import type { PublicJwk } from './jwk.ts'
import type { ResolvedDid } from './resolved-did.ts'

const signing = [
  'authentication',
  'assertionMethod',
  'capabilityInvocation',
  'capabilityDelegation',
] as const satisfies readonly VerificationRelationship[]

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
  const relationships = Object.fromEntries(signing.map((name) => [name, uses])) as Readonly<
    Record<(typeof signing)[number], readonly DidUrl[]>
  >
  const document = Object.freeze({
    id: did,
    verificationMethods: Object.freeze([method]),
    relationships: Object.freeze({ ...relationships, keyAgreement: none }),
    services: none,
  })
  return Object.freeze({ did, document, resolvedAt: now, history: 'immutable' })
}
