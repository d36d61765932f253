import type { EpochSeconds, JsonObject } from '@fidecura/base'
import type { Did, PublicJwk, UnverifiedJws, VerificationKey } from '@fidecura/identity'
import type { UnverifiedKeyBinding } from './key-binding.ts'
import type { MaybePromise } from './maybe-promise.ts'

/** What every verifier reads: media types without `application/`, which is how `typ` names them. */
export type JoseFormat = 'vc+jwt' | 'dc+sd-jwt'

/** The further ones are read by verifiers that were given their codec. */
export type CredentialFormat = JoseFormat | 'data-integrity' | 'vcdm-1-jwt'

/** Where a credential's status is published. */
export type StatusEntry =
  | {
      /** Bitstring Status List 1.0; in `vc+jwt` only. */
      readonly kind: 'bitstring'
      readonly list: string
      readonly index: number
      /** `revocation`, `suspension`, `message`, or one that this library cannot judge. */
      readonly purpose: string
      /** Of a `message`: what each value of the list means, in the order of the values. */
      readonly messages?: readonly string[]
    }
  | {
      /** Token Status List. */
      readonly kind: 'token'
      readonly list: string
      readonly index: number
    }

/** What all formats say, in one shape. Deep-frozen. */
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

/** What is to show that the issuer said it. Proves nothing yet. */
export interface UnverifiedProof {
  /** The key that it names, which must be one of the issuer. */
  readonly keyId: string | undefined
  /**
   * At once where the engine is, else a promise: nothing is proven before it was waited for.
   *
   * @throws IdentityError the reason, unless the key made it.
   */
  verify(key: VerificationKey): MaybePromise<void>
}

/** Readable, and proving nothing: neither who signed it nor that it still holds. */
export interface UnverifiedCredential {
  readonly credential: Credential
  /** At least one, and each must hold. */
  readonly proofs: readonly UnverifiedProof[]
  /** Of a format that is a JWS. */
  readonly jws: UnverifiedJws | undefined
  /** Only of an SD-JWT that was presented. */
  readonly keyBinding: UnverifiedKeyBinding | undefined
}

/** Of a {@link JoseFormat}. */
export interface UnverifiedJoseCredential extends UnverifiedCredential {
  readonly jws: UnverifiedJws
}
