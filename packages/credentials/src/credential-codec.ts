import type { EpochSeconds, JsonObject } from '@fidecura/base'
import type { HeaderCache, Signer } from '@fidecura/identity'
import type { CheckSchemas } from './check-schemas.ts'
import type { CredentialFormat, UnverifiedCredential } from './credential.ts'
import type { MaybePromise } from './maybe-promise.ts'
import type { PresentationCodec } from './presentation-codec.ts'

/**
 * A format beyond those that every verifier reads. It says how a text is read and secured, and
 * nothing about what makes a credential good: that is the same for all.
 */
export interface CredentialCodec {
  readonly format: CredentialFormat
  /** Whether a text is of this format, as far as its outside tells. Never throws. */
  recognises(text: string, options: { readonly headers?: HeaderCache }): boolean
  /** @throws CredentialError, IdentityError or BaseError: not a credential of this format. */
  decode(
    text: string,
    options: { readonly headers?: HeaderCache; readonly schemas?: CheckSchemas },
  ): MaybePromise<UnverifiedCredential>
  /** How presentations of this format are read, where it has any. */
  readonly presentations?: PresentationCodec
}

/** A format in which credentials are issued, too. */
export interface IssuingCodec extends CredentialCodec {
  /** @param document - A credential of VCDM 2.0, not secured yet. */
  secure(
    document: JsonObject,
    options: {
      readonly signer: Signer
      readonly issuedAt: EpochSeconds
      readonly signal?: AbortSignal | undefined
    },
  ): Promise<string>
}
