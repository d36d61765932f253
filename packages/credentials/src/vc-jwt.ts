import { decodeJws, type HeaderCache } from '@fidecura/identity'
import type { CheckSchemas } from './check-schemas.ts'
import type { UnverifiedJoseCredential } from './credential.ts'
import { CredentialError } from './errors.ts'
import { jwsProof } from './jws-proof.ts'
import { parsePayload } from './payload-members.ts'
import { readVcdm } from './vcdm.ts'

/**
 * Reads a VCDM 2.0 credential that is a JWT. Securing VCs using JOSE and COSE §3.1; VCDM 2.0 §4.
 *
 * Narrower than the standard: one subject, an issuer that is a DID, no `aud`.
 *
 * @throws {@link CredentialError} `credential_malformed`, `credential_format_unsupported`,
 *   `credential_schema_unsupported`, `status_type_unsupported`; those of `decodeJws` and `parseJson`.
 */
export function decodeVcJwt(
  token: string,
  options: { readonly headers?: HeaderCache; readonly schemas?: CheckSchemas } = {},
): UnverifiedJoseCredential {
  const jws = decodeJws(token, options)
  if (jws.header.typ !== 'vc+jwt') {
    throw new CredentialError('credential_format_unsupported', 'Not typ vc+jwt')
  }
  const credential = readVcdm(parsePayload(jws), { format: 'vc+jwt', schemas: options.schemas })
  const proofs = jwsProof(jws, 'vc+jwt')
  return Object.freeze({ credential, proofs, jws, keyBinding: undefined })
}
