import { isJsonObject, type JsonValue } from '@fidecura/base'
import { malformed, OpenIdError } from '../errors.ts'
import { readText, readTexts } from '../members.ts'
import type { OfferGround } from './open-credential-offer.ts'
import type { ProvenSender } from './proven-sender.ts'

/** A token, and what it is for. */
export interface AccessToken {
  readonly value: string
  /** What a credential is to be called under this token. OpenID4VCI 1.0 §8.2. */
  readonly nameOf: (configuration: string) => Readonly<Record<string, string>>
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
  const identifiers = details === undefined ? undefined : identifiersOf(details)
  return {
    value: readText(value, '/access_token', 16_384),
    nameOf(configuration) {
      if (identifiers === undefined) return { credential_configuration_id: configuration }
      const identifier = identifiers.get(configuration)
      if (identifier !== undefined) return { credential_identifier: identifier }
      throw new OpenIdError('openid_refused', 'The token is not for this credential', {
        reason: 'insufficient_scope',
      })
    },
  }
}

function identifiersOf(details: JsonValue): ReadonlyMap<string, string> {
  const place = '/authorization_details'
  if (!Array.isArray(details) || details.length > 100) throw malformed(place)
  const identifiers = new Map<string, string>()
  for (const detail of details as readonly JsonValue[]) {
    if (!isJsonObject(detail)) throw malformed(place)
    const { type, credential_configuration_id: id, credential_identifiers: named } = detail
    if (type !== 'openid_credential' || typeof id !== 'string') continue
    identifiers.set(id, readTexts(named, `${place}/credential_identifiers`)[0] as string)
  }
  return identifiers
}
