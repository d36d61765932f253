import type { JsonObject, JsonValue } from '@fidecura/base'
import type { Credential, UnverifiedJoseCredential } from './credential.ts'
import { CredentialError } from './errors.ts'
import { jwsProof } from './jws-proof.ts'
import { type MaybePromise, whenReady } from './maybe-promise.ts'
import {
  malformed,
  readDid,
  readHolderKey,
  readInstant,
  readText,
  readUrl,
  refuseAudience,
} from './payload-members.ts'
import { put } from './reveal-claims.ts'
import { type DecodeSdJwtOptions, takeApart, type UnverifiedSdJwt } from './sd-jwt.ts'
import { readStatusClaim } from './status-entry.ts'

/** Members of the payload that are not claims about the subject. */
export const registeredClaims: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'iss',
  'sub',
  'aud',
  'jti',
  'iat',
  'nbf',
  'exp',
  'vct',
  'vct#integrity',
  'cnf',
  'status',
  '_sd_alg',
])

// The draft lets `sub` and `iat` be hidden. A holder who could leave out one of these would choose
// who vouches, until when, or what is checked.
const alwaysOpen: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'iss',
  'aud',
  'nbf',
  'exp',
  'vct',
  'vct#integrity',
  'cnf',
  'status',
  '_sd_alg',
])

/**
 * Reads an SD-JWT VC, as issued or as presented. draft-ietf-oauth-sd-jwt-vc-19; RFC 9901.
 *
 * Narrower than the draft: `iss` is required and a DID, no `aud`, `cnf` holds a `jwk`.
 *
 * @throws {@link CredentialError} `credential_malformed`, `credential_format_unsupported`,
 *   `disclosure_forbidden`, `status_type_unsupported`; those of `decodeSdJwt`.
 */
export function decodeSdJwtVc(
  token: string,
  options: DecodeSdJwtOptions = {},
): MaybePromise<UnverifiedJoseCredential> {
  return whenReady(takeApart(token, options), (sdJwt) => {
    const { jws, keyBinding } = sdJwt
    const proofs = jwsProof(jws, 'dc+sd-jwt')
    return Object.freeze({ credential: readSdJwtVc(sdJwt), proofs, jws, keyBinding })
  })
}

/** @throws {@link CredentialError} `disclosure_forbidden`. */
export function assertMayBeHidden(name: string): void {
  if (alwaysOpen.has(name)) {
    throw new CredentialError('disclosure_forbidden', 'A claim that must always be seen', {
      place: name,
    })
  }
}

function readSdJwtVc({ jws, payload, hidden }: UnverifiedSdJwt): Credential {
  if (jws.header.typ !== 'dc+sd-jwt') {
    throw new CredentialError('credential_format_unsupported', 'Not typ dc+sd-jwt')
  }
  for (const name of hidden) assertMayBeHidden(name)
  refuseAudience(payload)
  // An entry that nobody looks at counts as a bad one, also where this format has no room for it.
  if (payload['credentialStatus'] !== undefined) {
    throw new CredentialError('status_type_unsupported', 'A status that cannot be checked', {
      place: '/credentialStatus',
    })
  }
  const type = readText(payload['vct'], '/vct')
  if (type === undefined) throw malformed('/vct')
  const validFrom = readInstant(payload['nbf'], '/nbf')
  const validUntil = readInstant(payload['exp'], '/exp')
  if (validFrom !== undefined && validUntil !== undefined && validUntil < validFrom) {
    throw malformed('/exp')
  }
  return Object.freeze({
    format: 'dc+sd-jwt',
    id: readText(payload['jti'], '/jti'),
    issuer: readDid(payload['iss'], '/iss'),
    types: Object.freeze([type]),
    subject: readUrl(payload['sub'], '/sub'),
    holderKey: readHolderKey(payload['cnf']),
    issuedAt: readInstant(payload['iat'], '/iat'),
    validFrom,
    validUntil,
    status: readStatusClaim(payload['status']),
    claims: claimsOf(payload),
  })
}

function claimsOf(payload: JsonObject): JsonObject {
  const claims: Record<string, JsonValue> = {}
  for (const name of Object.keys(payload)) {
    if (!registeredClaims.has(name)) put(claims, name, payload[name] as JsonValue)
  }
  return Object.freeze(claims)
}
