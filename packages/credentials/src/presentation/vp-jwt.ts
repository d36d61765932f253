import type { JsonObject, JsonValue } from '@fidecura/base'
import {
  type Did,
  decodeJws,
  didOf,
  type HeaderCache,
  parseDidUrl,
  signJws,
  type UnverifiedJws,
} from '@fidecura/identity'
import { CredentialError } from '../errors.ts'
import { jwsProof } from '../jws-proof.ts'
import { parsePayload, readDid, readInstant, readText } from '../payload-members.ts'
import type {
  PresentingCodec,
  SecurePresentationOptions,
  UnverifiedPresentation,
} from '../presentation-codec.ts'
import { readPresentationDocument } from './vp-document.ts'

const typ = 'vp+jwt'
const maxBytes = 1_048_576

/** Presentations of VCDM 2.0 as JWTs. Securing VCs using JOSE and COSE §3.1.2. */
export const vpJwt: PresentingCodec = /* @__PURE__ */ Object.freeze<PresentingCodec>({
  recognises: isVpJwt,
  decode: decodeVpJwt,
  secure: (document, options) => secure(document, options),
})

/** Of its header alone, without reading the rest. */
function isVpJwt(text: string, { headers }: { readonly headers?: HeaderCache }): boolean {
  return typeOf(text, headers) === typ
}

/** The `typ` of a JWS; undefined if it has none, or is none. */
function typeOf(text: string, headers: HeaderCache | undefined): string | undefined {
  if (text.includes('~') || text.startsWith('{')) return undefined
  try {
    return decodeJws(text, { maxBytes, ...(headers === undefined ? {} : { headers }) }).header.typ
  } catch {
    return undefined
  }
}

/**
 * Narrower than the standard: `iat`, one `aud` and a `nonce` are required, and every holder is a DID.
 *
 * @throws CredentialError `presentation_malformed`, `credential_format_unsupported`; those of
 *   `decodeJws` and `parseJson`.
 */
function decodeVpJwt(
  token: string,
  { headers }: { readonly headers?: HeaderCache },
): UnverifiedPresentation {
  const jws = decodeJws(token, { maxBytes, ...(headers === undefined ? {} : { headers }) })
  const payload = parsePayload(jws)
  // One that lies inside of what was signed is not one that anybody looks at.
  if (payload['proof'] !== undefined) throw malformed('/proof')
  const { holder, credentials } = readPresentationDocument(payload)
  const issuer = payload['iss'] === undefined ? undefined : readDid(payload['iss'], '/iss')
  if (holder !== undefined && issuer !== undefined && holder !== issuer) throw malformed('/iss')
  const [proof] = jwsProof(jws, typ)
  if (proof === undefined) throw malformed('')
  return { holder: holder ?? issuer ?? signerOf(jws), credentials, ...readTerms(payload), proof }
}

/** What a JWT says about whom it is for, and when. RFC 7519 §4.1. */
export function readTerms(
  payload: JsonObject,
): Pick<UnverifiedPresentation, 'audience' | 'nonce' | 'issuedAt' | 'validFrom' | 'validUntil'> {
  const audience = readText(only(payload['aud']), '/aud')
  const nonce = readText(payload['nonce'], '/nonce')
  const issuedAt = readInstant(payload['iat'], '/iat')
  if (audience === undefined) throw malformed('/aud')
  if (nonce === undefined) throw malformed('/nonce')
  if (issuedAt === undefined) throw malformed('/iat')
  const validFrom = readInstant(payload['nbf'], '/nbf')
  const validUntil = readInstant(payload['exp'], '/exp')
  return { audience, nonce, issuedAt, validFrom, validUntil }
}

/** One for several could be shown by one of them to the others. */
function only(audience: JsonValue | undefined): JsonValue | undefined {
  return Array.isArray(audience) && audience.length === 1 ? audience[0] : audience
}

/** Where nobody is named, whoever signed is the holder. */
function signerOf({ header }: UnverifiedJws): Did {
  return didOf(parseDidUrl(header.kid))
}

async function secure(
  document: JsonObject,
  { signer, audience, nonce, issuedAt, signal }: SecurePresentationOptions,
): Promise<string> {
  const payload = { ...document, iat: issuedAt, aud: audience, nonce }
  return await signJws(payload, { signer, typ, signal })
}

function malformed(place: string): CredentialError {
  return new CredentialError('presentation_malformed', 'Not a presentation', { place })
}
