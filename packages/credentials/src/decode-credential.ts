import type { HeaderCache } from '@fidecura/identity'
import type { UnverifiedCredential } from './credential.ts'
import { CredentialError } from './errors.ts'
import type { MaybePromise } from './maybe-promise.ts'
import { decodeSdJwtVc } from './sd-jwt-vc.ts'
import { decodeVcJwt } from './vc-jwt.ts'

/** What is at hand when a credential is read. */
export interface DecodeCredentialOptions {
  readonly headers?: HeaderCache
}

/**
 * Reads a credential of either format, with or without key binding. It proves nothing: signature,
 * period, status and authority are for a verifier.
 *
 * @returns Deep-frozen.
 * @throws {@link CredentialError} `credential_malformed`, `credential_format_unsupported`,
 *   `credential_schema_unsupported` (unknown), `status_type_unsupported`, those of disclosures,
 *   `holder_binding_invalid`; IdentityError `jws_…`; BaseError `json_…`.
 */
export async function decodeCredential(
  token: string,
  options: DecodeCredentialOptions = {},
): Promise<UnverifiedCredential> {
  return decodeEither(token, options)
}

/** As {@link decodeCredential}, at once where digests are. */
export function decodeEither(
  token: string,
  options: DecodeCredentialOptions,
): MaybePromise<UnverifiedCredential> {
  if (typeof token !== 'string') {
    throw new CredentialError('credential_malformed', 'Not a text')
  }
  // Only an SD-JWT has a tilde, and every SD-JWT has one.
  return token.includes('~') ? decodeSdJwtVc(token, options) : decodeVcJwt(token, options)
}
