import type { HeaderCache } from '@fidecura/identity'
import type { CheckSchemas } from './check-schemas.ts'
import type { UnverifiedCredential, UnverifiedJoseCredential } from './credential.ts'
import type { CredentialCodec } from './credential-codec.ts'
import { CredentialError } from './errors.ts'
import type { MaybePromise } from './maybe-promise.ts'
import { decodeSdJwtVc } from './sd-jwt-vc.ts'
import { decodeVcJwt } from './vc-jwt.ts'

/** What is at hand when a credential is read. */
export interface DecodeCredentialOptions {
  readonly headers?: HeaderCache
  /** Formats beside `vc+jwt` and `dc+sd-jwt`, such as those of the subpaths of this package. */
  readonly formats?: readonly CredentialCodec[]
  /** Holds credentials to schemas that they name; else what names one cannot be judged. */
  readonly schemas?: CheckSchemas
}

/**
 * Reads a credential of any format, with or without key binding. It proves nothing: signature,
 * period, status and authority are for a verifier.
 *
 * @returns Deep-frozen.
 * @throws {@link CredentialError} `credential_malformed`, `credential_format_unsupported`,
 *   `credential_schema_unsupported` (unknown), `status_type_unsupported`, those of disclosures,
 *   `holder_binding_invalid`; IdentityError `jws_…`; BaseError `json_…`.
 */
export async function decodeCredential(
  token: string,
  options?: DecodeCredentialOptions & { readonly formats?: never },
): Promise<UnverifiedJoseCredential>
/** As above, with further formats: not every one of them is a JWS. */
export async function decodeCredential(
  token: string,
  options: DecodeCredentialOptions,
): Promise<UnverifiedCredential>
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
  if (options.formats !== undefined) {
    for (const codec of options.formats) {
      if (codec.recognises(token, options)) return codec.decode(token, options)
    }
  }
  // Only an SD-JWT has a tilde, and every SD-JWT has one.
  if (token.includes('~')) return decodeSdJwtVc(token, options)
  if (token.startsWith('{')) {
    throw new CredentialError('credential_format_unsupported', 'Not a format that was named')
  }
  return decodeVcJwt(token, options)
}
