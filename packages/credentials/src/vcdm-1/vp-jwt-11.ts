import { isJsonObject, type JsonObject, type JsonValue } from '@fidecura/base'
import { CredentialError } from '../errors.ts'
import { parsePayload, readDid, readText, readUrl } from '../payload-members.ts'
import { presentationType } from '../presentation/vp-document.ts'
import { readTerms } from '../presentation/vp-jwt.ts'
import type { EnclosedCredential, PresentationCodec } from '../presentation-codec.ts'
import { decodePlainJwt, isPlainJwt } from './plain-jwt.ts'
import { hasContextV1 } from './vcdm-11.ts'

const maxEnclosed = 24
const claims: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'iss',
  'sub',
  'jti',
  'aud',
  'nonce',
  'nbf',
  'iat',
  'exp',
  'vp',
])

/** Presentations of VCDM 1.1 as JWTs, of credentials that are JWTs of that model. VCDM 1.1 §6.3.1. */
export const vpJwt11: PresentationCodec = /* @__PURE__ */ Object.freeze<PresentationCodec>({
  recognises: isPlainJwt,
  decode(token, options) {
    const { jws, proofOf } = decodePlainJwt(token, options)
    const payload = parsePayload(jws)
    if (!Object.keys(payload).every((name) => claims.has(name))) throw malformed('')
    const holder = readDid(payload['iss'], '/iss')
    if (payload['sub'] !== undefined && payload['sub'] !== holder) throw malformed('/sub')
    readText(payload['jti'], '/jti')
    const { vp } = payload
    if (!isJsonObject(vp)) throw malformed('/vp')
    const credentials = readVp(vp, holder)
    return { holder, credentials, ...readTerms(payload), proof: proofOf(holder) }
  },
})

function readVp(vp: JsonObject, holder: string): readonly EnclosedCredential[] {
  const { '@context': context, type, id, proof, holder: named, verifiableCredential } = vp
  if (!hasContextV1(context)) throw malformed('/vp/@context')
  const types: JsonValue | undefined = typeof type === 'string' ? [type] : type
  if (!Array.isArray(types) || !types.includes(presentationType)) throw malformed('/vp/type')
  readUrl(id, '/vp/id')
  if (proof !== undefined) throw malformed('/vp/proof')
  if (named !== undefined && named !== holder) throw malformed('/vp/holder')
  const tokens: readonly JsonValue[] = Array.isArray(verifiableCredential)
    ? verifiableCredential
    : []
  if (tokens.length === 0 || tokens.length > maxEnclosed)
    throw malformed('/vp/verifiableCredential')
  return tokens.map((token, index) => {
    if (typeof token === 'string') return { token, format: 'vcdm-1-jwt' }
    throw malformed(`/vp/verifiableCredential/${index}`)
  })
}

function malformed(place: string): CredentialError {
  return new CredentialError('presentation_malformed', 'Not a presentation', { place })
}
