import { isJsonObject, type JsonValue } from '@fidecura/base'
import { malformed, OpenIdError } from '../errors.ts'
import { readText, readTexts } from '../members.ts'
import type { OfferGround } from './open-credential-offer.ts'
import type { ProvenSender } from './proven-sender.ts'

/** A token, and what it is for. Plain JSON. */
export interface AccessToken {
  readonly value: string
  /** What credentials are called under this token, where it has names of its own. */
  readonly identifiers?: Readonly<Record<string, string>> | undefined
}

/**
 * What a credential is to be called under this token. OpenID4VCI 1.0 §8.2.
 *
 * @throws OpenIdError `openid_refused`: the token is not for it.
 */
export function nameUnder(
  { identifiers }: AccessToken,
  configuration: string,
): Readonly<Record<string, string>> {
  if (identifiers === undefined) return { credential_configuration_id: configuration }
  const isNamed = Object.hasOwn(identifiers, configuration)
  const identifier = isNamed ? identifiers[configuration] : undefined
  if (identifier !== undefined) return { credential_identifier: identifier }
  throw new OpenIdError('openid_refused', 'The token is not for this credential', {
    reason: 'insufficient_scope',
  })
}

/**
 * Gets a token for a code.
 *
 * @throws OpenIdError `openid_refused`, with the reason; `openid_message_malformed`: a token that is not bound to
 *   the key included; `openid_server_failed` (unknown).
 */
export async function requestToken(
  form: Readonly<Record<string, string>>,
  { server }: OfferGround,
  sender: ProvenSender,
): Promise<AccessToken> {
  const body = new URLSearchParams(form).toString()
  const contentType = 'application/x-www-form-urlencoded'
  const answer = await sender.send(server.tokenEndpoint, { body, contentType })
  const { access_token: value, token_type: type, authorization_details: details } = answer.body
  // A server that says it binds tokens, and gives one that whoever steals it can use.
  const expected = sender.key === undefined ? 'bearer' : 'dpop'
  if (readText(type, '/token_type').toLowerCase() !== expected) throw malformed('/token_type')
  return {
    value: readText(value, '/access_token', 16_384),
    identifiers: details === undefined ? undefined : identifiersOf(details),
  }
}

function identifiersOf(details: JsonValue): Readonly<Record<string, string>> {
  const place = '/authorization_details'
  if (!Array.isArray(details) || details.length > 100) throw malformed(place)
  const identifiers = new Map<string, string>()
  for (const detail of details as readonly JsonValue[]) {
    if (!isJsonObject(detail)) throw malformed(place)
    const { type, credential_configuration_id: id, credential_identifiers: named } = detail
    if (type !== 'openid_credential' || typeof id !== 'string') continue
    identifiers.set(id, readTexts(named, `${place}/credential_identifiers`)[0] as string)
  }
  return Object.fromEntries(identifiers)
}
