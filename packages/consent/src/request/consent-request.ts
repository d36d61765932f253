import { cleanText, type EpochSeconds, type JsonObject, type JsonValue } from '@fidecura/base'
import type { Did } from '@fidecura/identity'
import { parseTerms } from '../parse-terms.ts'
import { type SignTokenOptions, signToken, type TokenKind } from '../signed-token.ts'
import type { Rule, Terms } from '../terms.ts'
import {
  exactly,
  malformed,
  matching,
  members,
  optional,
  type Read,
  readDid,
  readDigest,
  readId,
  readInstant,
  text,
} from '../token-shape.ts'
import { webHostOf } from './web-host.ts'

/** `typ` of a consent request. */
export const consentRequestType = 'fidecura-consent-request+jwt'

/**
 * For whom a request is made: one DID of a patient, or whoever opened the one link that has this nonce.
 * Several may have opened it; a platform that wants one answer remembers that it came.
 */
export type RequestAudience = { readonly did: Did } | { readonly link: string }

/** The text that tells people what is done with their data, where it is and what it is. */
export interface NoticeReference {
  /** https. */
  readonly url: string
  /** Base64url SHA-256 of its exact bytes. */
  readonly digest: string
}

/** What a platform asks a patient to sign. No name in it: names come from credentials. */
export interface ConsentRequestContent {
  /** A URI that the platform uses once, such as `urn:uuid:…`. */
  readonly id: string
  readonly audience: RequestAudience
  /** Who would be permitted: the platform itself, or the department or organisation of its role. */
  readonly grantee: Did
  /** Who keeps the data, */
  readonly controller: Did
  /** and the register that it asks. */
  readonly register: Did
  /** What for, and what of. Each permit names its purposes, or stands below one that does. */
  readonly terms: Terms
  /** How long: from here, inclusive, */
  readonly validFrom: EpochSeconds
  /** to here, exclusive. */
  readonly validUntil: EpochSeconds
  readonly notice: NoticeReference
  /** Up to 600 characters of one's own, shown as such and signed by nobody but the platform. */
  readonly words?: string
  /**
   * `https://…`, the one that it is delivered from. Of did:web and did:webvh it is that domain or one
   * below it, and may be left out: then it is that domain.
   */
  readonly origin?: string
  readonly issuedAt: EpochSeconds
  /** When it can no longer be answered, exclusive; at most 30 days later. */
  readonly expiresAt: EpochSeconds
}

/** A request as it was signed. */
export interface ConsentRequest extends ConsentRequestContent {
  /** The DID of the platform. */
  readonly issuer: Did
}

/**
 * Signs, as a platform, what a patient is asked for. It goes out beside {@link RequesterEvidence}, for
 * it names nobody.
 *
 * @param content - Instants in whole seconds.
 * @returns A compact JWS of type `fidecura-consent-request+jwt`.
 * @throws {@link ConsentError} `token_malformed`, those of `parseTerms`; those of `signJws`.
 */
export function signConsentRequest(
  content: ConsentRequestContent,
  options: SignTokenOptions,
): Promise<string> {
  return signToken(payloadOf(content, options.signer.did), consentRequestKind, options)
}

const maxLifetimeSeconds = 30 * 86_400
const maxWords = 600
// Terms of the size that terms may have, and little else.
const maxBytes = 262_144

function payloadOf(content: ConsentRequestContent, issuer: Did): JsonObject {
  const { audience, notice, words, origin } = content
  return {
    version: 'urn:fidecura:consent-request:1',
    iss: issuer,
    iat: content.issuedAt,
    exp: content.expiresAt,
    id: content.id,
    ...('did' in audience ? { aud: audience.did } : { link: audience.link }),
    grantee: content.grantee,
    controller: content.controller,
    register: content.register,
    // Terms are JSON by their type; unset members must not become members.
    terms: JSON.parse(JSON.stringify(content.terms)),
    validFrom: content.validFrom,
    validUntil: content.validUntil,
    notice: { url: notice.url, digest: notice.digest },
    ...(words === undefined ? {} : { words }),
    ...(origin === undefined ? {} : { origin }),
  }
}

const readWords: Read<string> = (value, place) => {
  const words = text(maxWords)(value, place)
  // What would be taken out where it is shown must not be signed.
  if (cleanText(words) !== words) throw malformed(place)
  return words
}

const readTerms: Read<Terms> = (value, place) => {
  const terms = parseTerms(value as JsonValue)
  // Nobody can say yes to a use that is not named.
  if (!namesPurposes(terms.rule)) throw malformed(place)
  return terms
}

function namesPurposes({ effect, conditions, children }: Rule): boolean {
  if (conditions.purposes !== undefined) return true
  return effect === 'deny' && children.every(namesPurposes)
}

const readPayload = /* @__PURE__ */ members<{
  version: string
  iss: Did
  iat: EpochSeconds
  exp: EpochSeconds
  id: string
  aud?: Did
  link?: string
  grantee: Did
  controller: Did
  register: Did
  terms: Terms
  validFrom: EpochSeconds
  validUntil: EpochSeconds
  notice: NoticeReference
  words?: string
  origin?: string
}>({
  version: exactly('urn:fidecura:consent-request:1'),
  iss: readDid,
  iat: readInstant,
  exp: readInstant,
  id: readId,
  aud: optional(readDid),
  // At least 128 bits, and nothing that a link would have to escape.
  link: optional(matching(/^[\w-]{22,128}$/)),
  grantee: readDid,
  controller: readDid,
  register: readDid,
  terms: readTerms,
  validFrom: readInstant,
  validUntil: readInstant,
  notice: members<NoticeReference>({
    url: matching(
      /^https:\/\/[a-z0-9.-]{1,253}(?::\d{1,5})?(?:\/[\w.~!$&'()*+,;=:@%/?-]{0,1000})?$/,
    ),
    digest: readDigest,
  }),
  words: optional(readWords),
  origin: optional(matching(/^https:\/\/[a-z0-9.-]{1,253}(?::\d{1,5})?$/)),
})

/** Of platforms. */
export const consentRequestKind: TokenKind<ConsentRequest> = {
  typ: consentRequestType,
  maxBytes,
  read(payload: JsonValue) {
    const { version, iss, iat, exp, aud, link, ...content } = readPayload(payload, '')
    const { validFrom, validUntil, origin } = content
    if (exp <= iat || exp - iat > maxLifetimeSeconds) throw malformed('/exp')
    if (validUntil <= validFrom) throw malformed('/validUntil')
    if ((aud === undefined) === (link === undefined)) throw malformed('/aud')
    if (origin !== undefined && !isWithin(origin, iss)) throw malformed('/origin')
    const audience = aud === undefined ? { link: link as string } : { did: aud }
    return { ...content, issuer: iss, issuedAt: iat, expiresAt: exp, audience }
  },
}

/** What delivers it must be the domain that the reader knows the platform by. */
function isWithin(origin: string, issuer: Did): boolean {
  const host = webHostOf(issuer)?.replace(/:\d+$/, '')
  const named = origin.slice('https://'.length).replace(/:\d+$/, '')
  return host === undefined || named === host || named.endsWith(`.${host}`)
}
