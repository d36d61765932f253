import { type JsonObject, type JsonValue, parseJsonText } from '@fidecura/base'
import { malformed } from '../errors.ts'
import {
  type LoopbackDoor,
  readIdentifier,
  readObject,
  readOptionalText,
  readText,
  readTexts,
  readUrl,
} from '../members.ts'
import { preAuthorizedGrant } from './protocol.ts'

/** What an issuer offers. OpenID4VCI 1.0 §4.1.1. Nobody vouches for it: whoever makes a link may offer. */
export interface CredentialOffer {
  /** The URL that the issuer goes by. */
  readonly credentialIssuer: string
  /** What is offered, by names that the issuer's metadata explain. */
  readonly configurations: readonly string[]
  readonly preAuthorized: PreAuthorizedGrant | undefined
  readonly authorizationCode: AuthorizationCodeGrant | undefined
}

/** The person was identified already, and a code is all that is needed. */
interface PreAuthorizedGrant {
  readonly code: string
  /** What the person has to type, which came to them another way. */
  readonly transactionCode: TransactionCodeFormat | undefined
  readonly authorizationServer: string | undefined
}

/** How a transaction code looks. */
export interface TransactionCodeFormat {
  readonly inputMode: 'numeric' | 'text'
  readonly length: number | undefined
  /** In the issuer's words: show it as theirs, through `cleanText`. At most 300 characters. */
  readonly description: string | undefined
}

/** The person signs in with the issuer. */
interface AuthorizationCodeGrant {
  readonly issuerState: string | undefined
  readonly authorizationServer: string | undefined
}

/** What a link carries: an offer, or where it is. */
export type OfferLink =
  | { readonly kind: 'value'; readonly offer: JsonValue }
  | { readonly kind: 'reference'; readonly url: string }

const maxLinkLength = 16_384

/**
 * Reads an offer out of parsed JSON.
 *
 * @throws OpenIdError `openid_message_malformed`.
 */
export function parseCredentialOffer(json: JsonValue, door: LoopbackDoor): CredentialOffer {
  const offer = readObject(json, '')
  const grants = offer['grants'] === undefined ? {} : readObject(offer['grants'], '/grants')
  return Object.freeze({
    credentialIssuer: readIdentifier(offer['credential_issuer'], '/credential_issuer', door),
    configurations: readTexts(
      offer['credential_configuration_ids'],
      '/credential_configuration_ids',
    ),
    preAuthorized: preAuthorizedOf(grants[preAuthorizedGrant]),
    authorizationCode: authorizationCodeOf(grants['authorization_code']),
  })
}

function preAuthorizedOf(value: JsonValue | undefined): PreAuthorizedGrant | undefined {
  if (value === undefined) return undefined
  const grant = readObject(value, '/grants/pre-authorized_code')
  return Object.freeze({
    code: readText(grant['pre-authorized_code'], '/grants/pre-authorized_code'),
    transactionCode: formatOf(grant['tx_code']),
    authorizationServer: readOptionalText(
      grant['authorization_server'],
      '/grants/authorization_server',
    ),
  })
}

function formatOf(value: JsonValue | undefined): TransactionCodeFormat | undefined {
  if (value === undefined) return undefined
  const place = '/grants/tx_code'
  const { input_mode: inputMode = 'numeric', length, description } = readObject(value, place)
  if (inputMode !== 'numeric' && inputMode !== 'text') throw malformed(`${place}/input_mode`)
  const isLength =
    typeof length === 'number' && Number.isInteger(length) && length > 0 && length <= 100
  if (length !== undefined && !isLength) throw malformed(`${place}/length`)
  return Object.freeze({
    inputMode,
    length: isLength ? length : undefined,
    description: readOptionalText(description, `${place}/description`, 300),
  })
}

function authorizationCodeOf(value: JsonValue | undefined): AuthorizationCodeGrant | undefined {
  if (value === undefined) return undefined
  const grant = readObject(value, '/grants/authorization_code')
  return Object.freeze({
    issuerState: readOptionalText(grant['issuer_state'], '/grants/issuer_state'),
    authorizationServer: readOptionalText(
      grant['authorization_server'],
      '/grants/authorization_server',
    ),
  })
}

/** The JSON of an offer, as an issuer hands it out. */
export function writeCredentialOffer(offer: CredentialOffer): JsonObject {
  const { credentialIssuer, configurations, preAuthorized, authorizationCode } = offer
  const grants: Record<string, JsonValue> = {}
  if (preAuthorized !== undefined) {
    const { code, transactionCode, authorizationServer } = preAuthorized
    const tx = transactionCode === undefined ? {} : { tx_code: writeFormat(transactionCode) }
    const server = writeServer(authorizationServer)
    grants[preAuthorizedGrant] = { 'pre-authorized_code': code, ...tx, ...server }
  }
  if (authorizationCode !== undefined) {
    const { issuerState, authorizationServer } = authorizationCode
    const state = issuerState === undefined ? {} : { issuer_state: issuerState }
    grants['authorization_code'] = { ...state, ...writeServer(authorizationServer) }
  }
  return {
    credential_issuer: credentialIssuer,
    credential_configuration_ids: configurations,
    grants,
  }
}

/** Of several servers the one that is meant: without it the offer cannot be opened again. */
function writeServer(server: string | undefined): JsonObject {
  return server === undefined ? {} : { authorization_server: server }
}

function writeFormat({ inputMode, length, description }: TransactionCodeFormat): JsonObject {
  return {
    input_mode: inputMode,
    ...(length === undefined ? {} : { length }),
    ...(description === undefined ? {} : { description }),
  }
}

/**
 * Reads what a QR code or a link says: `openid-credential-offer://?…`, or the https link of a wallet.
 *
 * @throws OpenIdError `openid_message_malformed`: neither or both of the two parameters, or one twice.
 */
export function parseOfferLink(link: unknown, door: LoopbackDoor): OfferLink {
  if (typeof link !== 'string' || link.length > maxLinkLength) throw malformed('')
  const query = link.indexOf('?')
  if (query === -1 || !/^[a-z][a-z\d+.-]*:/i.test(link)) throw malformed('')
  const [fields = ''] = link.slice(query + 1).split('#')
  const parameters = new URLSearchParams(fields)
  const values = parameters.getAll('credential_offer')
  const references = parameters.getAll('credential_offer_uri')
  if (values.length + references.length !== 1) throw malformed('/credential_offer')
  const [value] = values
  if (value === undefined) {
    const place = '/credential_offer_uri'
    return { kind: 'reference', url: readUrl(references[0], place, door) }
  }
  try {
    return { kind: 'value', offer: parseJsonText(value, { maxBytes: 16_384, maxDepth: 8 }) }
  } catch (error) {
    throw malformed('/credential_offer', error)
  }
}

/** A link that wallets open. OpenID4VCI 1.0 §4.1.2 and §4.1.3. */
export function offerLinkOf(
  what: { readonly offer: CredentialOffer } | { readonly url: string },
): string {
  const [name, value] =
    'url' in what
      ? ['credential_offer_uri', what.url]
      : ['credential_offer', JSON.stringify(writeCredentialOffer(what.offer))]
  // Not as a form would: some wallets read a plus sign as one.
  return `openid-credential-offer://?${name}=${encodeURIComponent(value)}`
}
