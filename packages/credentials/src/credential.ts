import type { EpochSeconds, JsonObject } from '@fidecura/base'
import type { Did, PublicJwk, UnverifiedJws } from '@fidecura/identity'
import type { UnverifiedKeyBinding } from './key-binding.ts'

/** Media types without `application/`, which is how `typ` names them. */
export type CredentialFormat = 'vc+jwt' | 'dc+sd-jwt'

/** Where a credential's status is published. */
export type StatusEntry =
  | {
      /** Bitstring Status List 1.0; in `vc+jwt` only. */
      readonly kind: 'bitstring'
      readonly list: string
      readonly index: number
      /** `revocation`, `suspension`, or one that this library cannot judge. */
      readonly purpose: string
    }
  | {
      /** Token Status List. */
      readonly kind: 'token'
      readonly list: string
      readonly index: number
    }

/** What both formats say, in one shape. Deep-frozen. */
export interface Credential {
  readonly format: CredentialFormat
  /** `id` of VCDM, `jti` of SD-JWT VC. */
  readonly id: string | undefined
  readonly issuer: Did
  /** Without `VerifiableCredential`. */
  readonly types: readonly string[]
  /** `credentialSubject.id` of VCDM, `sub` of SD-JWT VC. */
  readonly subject: string | undefined
  /** `cnf.jwk`: the key that a presenter must prove to hold. */
  readonly holderKey: PublicJwk | undefined
  readonly issuedAt: EpochSeconds | undefined
  readonly validFrom: EpochSeconds | undefined
  /** Exclusive: at this instant it no longer holds. */
  readonly validUntil: EpochSeconds | undefined
  /** Every one of them counts. */
  readonly status: readonly StatusEntry[]
  /** `credentialSubject` without its `id`; or what an SD-JWT shows, without the registered claims. */
  readonly claims: JsonObject
}

/** Readable, and proving nothing: neither who signed it nor that it still holds. */
export interface UnverifiedCredential {
  readonly credential: Credential
  readonly jws: UnverifiedJws
  /** Only of an SD-JWT that was presented. */
  readonly keyBinding: UnverifiedKeyBinding | undefined
}
