import type { EpochSeconds, JsonObject } from '@fidecura/base'
import type { Did, HeaderCache, Signer } from '@fidecura/identity'
import type { CredentialFormat, UnverifiedProof } from './credential.ts'
import type { MaybePromise } from './maybe-promise.ts'

/** One credential inside of a presentation. */
export interface EnclosedCredential {
  readonly token: string
  /** What the presentation says that it is. */
  readonly format: CredentialFormat
}

/** A presentation of VCDM as somebody signed it. Readable, and proving nothing. */
export interface UnverifiedPresentation {
  /** Who presents; the proof must be by a key of theirs, for authentication. */
  readonly holder: Did
  readonly credentials: readonly EnclosedCredential[]
  readonly audience: string
  readonly nonce: string
  readonly issuedAt: EpochSeconds
  readonly validFrom: EpochSeconds | undefined
  /** Exclusive. */
  readonly validUntil: EpochSeconds | undefined
  readonly proof: UnverifiedProof
}

/**
 * A format of presentations beyond those that every verifier reads. It says how a text is read and
 * secured; whom it must be for, when and by whom, is the same for all.
 */
export interface PresentationCodec {
  /** Whether a text is of this format, as far as its outside tells. Never throws. */
  recognises(text: string, options: { readonly headers?: HeaderCache }): boolean
  /** @throws CredentialError, IdentityError or BaseError: not a presentation of this format. */
  decode(
    text: string,
    options: { readonly headers?: HeaderCache },
  ): MaybePromise<UnverifiedPresentation>
}

/** For whom, in answer to what and when a presentation is signed. */
export interface SecurePresentationOptions {
  readonly signer: Signer
  readonly audience: string
  readonly nonce: string
  readonly issuedAt: EpochSeconds
  readonly signal?: AbortSignal | undefined
}

/** A format in which presentations are made, too. */
export interface PresentingCodec extends PresentationCodec {
  /** @param document - A presentation of VCDM 2.0, not secured yet. */
  secure(document: JsonObject, options: SecurePresentationOptions): Promise<string>
}
