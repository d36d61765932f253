import {
  allowedSkewSeconds,
  createBrand,
  type EpochSeconds,
  epochSeconds,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type Minted,
  parseJson,
} from '@fidecura/base'
import { decodeJws } from '@fidecura/identity'
import { chooseQueries } from '../dcql/answered-sets.ts'
import type { DcqlQuery } from '../dcql/dcql-query.ts'
import { malformed, OpenIdError } from '../errors.ts'
import { parseClientId } from '../vp/client-id.ts'
import { allowUnsignedRequests, anyWallet, type UnsignedDoor } from '../vp/protocol.ts'
import type { AskedTransaction } from '../vp/transaction-data.ts'
import { type Asker, proveAsker, type VerifyCertificates } from './asker.ts'
import { type Candidate, candidatesFor, readHeld, type WalletCredential } from './candidates.ts'
import { type FetchedRequest, fetchRequest } from './fetch-request.ts'
import { type PresentationLink, parsePresentationLink } from './presentation-link.ts'
import {
  membersOfUrl,
  type PresentationMessage,
  parsePresentationMessage,
} from './presentation-message.ts'
import type { WalletNetwork } from './wallet-network.ts'

declare const opened: unique symbol

/** Who asks for what: what a person is to see before they show anything. Deep-frozen, but for signers. */
export interface OpenedRequest {
  readonly asker: Asker
  /** Where the answer goes: show it beside who asks. */
  readonly respondsTo: string
  readonly queries: readonly OpenedQuery[]
  /** Ids of queries that are enough to answer; undefined: the wallet cannot answer. */
  readonly needed: readonly string[] | undefined
  /** What is asked for, for apps that let people choose among its options. */
  readonly query: DcqlQuery
  /** What is agreed to by showing a credential. It must be seen, too. */
  readonly transactions: readonly AskedTransaction[]
  readonly expiresAt: EpochSeconds | undefined
  readonly [opened]: true
}

/** One credential that is asked for. */
export interface OpenedQuery {
  readonly id: string
  readonly types: readonly string[]
  /** Whether several may be shown. */
  readonly multiple: boolean
  /** Empty: the wallet holds none. */
  readonly candidates: readonly Candidate[]
}

/** What a wallet holds, and whom it can recognise. */
export interface OpenRequestOptions extends WalletNetwork, UnsignedDoor {
  readonly held: readonly WalletCredential[]
  /** Without it, nobody who goes by a certificate is answered. */
  readonly certificates?: VerifyCertificates
  /** Kinds of agreements that the app shows to people, such as `consentRequestTransaction`. Default: none. */
  readonly transactionTypes?: readonly string[]
}

/** What an opened request stands on. */
export interface RequestGround {
  readonly message: PresentationMessage
  readonly network: WalletNetwork
}

/** Of one that does not say when it ends. */
const maxAgeSeconds = 600

/**
 * Opens what a link or a QR code asks for, and proves who asks. Nobody hears whether anything is held here.
 *
 * @throws OpenIdError `openid_message_malformed`, `openid_query_malformed`, `openid_request_unsigned`,
 *   `openid_request_unsupported`, `openid_client_unsupported`, `openid_client_mismatch`,
 *   `openid_request_audience_wrong`, `openid_wallet_nonce_wrong`, `openid_expired`,
 *   `openid_response_uri_refused`, `openid_transaction_unsupported`, `openid_server_failed`; IdentityError
 *   those of `verifyDidJws`; BaseError those of the network; what `certificates` throws.
 * @see {@link https://openid.net/specs/openid-4-verifiable-presentations-1_0.html | OpenID4VP 1.0 §5}
 */
export async function openAuthorizationRequest(
  link: string,
  options: OpenRequestOptions,
): Promise<OpenedRequest> {
  const { clock, transactionTypes = [] } = options
  const now = epochSeconds(Math.floor(clock()))
  const read = parsePresentationLink(link)
  const { asker, members } = await provenMembers(read, options, now)
  const message = parsePresentationMessage(members, options)
  assertMayAnswerTo(asker, message, options)
  for (const [at, { type }] of message.transactions.entries()) {
    if (transactionTypes.includes(type)) continue
    throw new OpenIdError('openid_transaction_unsupported', 'Not a kind that is shown here', {
      place: `/transaction_data/${at}`,
    })
  }
  const queries = await openQueries(message, options.held, now)
  const answerable = queries.filter(({ candidates }) => candidates.length > 0)
  const needed = chooseQueries(message.query, new Set(answerable.map(({ id }) => id)))
  const request = Object.freeze({
    asker,
    respondsTo: new URL(message.responseUri).origin,
    queries,
    needed: needed === undefined ? undefined : Object.freeze(needed),
    query: message.query,
    transactions: message.transactions,
    expiresAt: members['exp'] === undefined ? undefined : instantOf(members['exp'], '/exp'),
  })
  grounds.set(request, Object.freeze({ message, network: options }))
  return brand.mint(request)
}

const grounds = /* @__PURE__ */ new WeakMap<object, RequestGround>()
const brand: Minted<OpenedRequest> = /* @__PURE__ */ createBrand(
  () => new OpenIdError('openid_not_opened', 'Pass what openAuthorizationRequest returned'),
)

/** @throws OpenIdError `openid_not_opened`. */
export function groundOfRequest(request: OpenedRequest): RequestGround {
  brand.assert(request)
  return grounds.get(request) as RequestGround
}

interface ProvenMembers {
  readonly asker: Asker
  readonly members: JsonObject
}

async function provenMembers(
  link: PresentationLink,
  options: OpenRequestOptions,
  now: EpochSeconds,
): Promise<ProvenMembers> {
  const { certificates, resolve, signal } = options
  // Whoever goes by a name that means nothing here is not asked anything, either.
  const { prefix } = parseClientId(link.clientId)
  const prefixes = ['decentralized_identifier', ...(certificates === undefined ? [] : byX509)]
  if (prefix === 'redirect_uri') return unsigned(link)
  const fetched = await fetchRequest(link, prefixes, options)
  if (fetched === undefined) throw notSigned()
  const jws = decodeJws(fetched.compact)
  const terms = { resolve, now, signal, certificates }
  const asker = await proveAsker(jws, link.clientId, terms)
  const members = readMembers(jws.payload)
  assertMeant(members, link, fetched, now)
  return { asker, members }
}

function readMembers(payload: Uint8Array): JsonObject {
  let members: JsonValue
  try {
    members = parseJson(payload)
  } catch (error) {
    throw malformed('', error)
  }
  if (isJsonObject(members)) return members
  throw malformed('')
}

const byX509 = ['x509_san_dns', 'x509_hash']

/** All of a request that is in a link. Where its answer may go decides whether it is let in. */
function unsigned({ parameters, request, requestUri }: PresentationLink): ProvenMembers {
  if (request !== undefined || requestUri !== undefined) throw notSigned()
  return { asker: Object.freeze({ kind: 'unsigned' }), members: membersOfUrl(parameters) }
}

/** Holds a signed request to the link, to this wallet and to now. §5.8, §5.10.1; RFC 9101 §6.3 */
function assertMeant(
  members: JsonObject,
  { clientId }: PresentationLink,
  { walletNonce }: FetchedRequest,
  now: EpochSeconds,
): void {
  if (members['client_id'] !== clientId) {
    throw new OpenIdError('openid_client_mismatch', 'Made for another client than the link names')
  }
  if (members['aud'] !== anyWallet) {
    throw new OpenIdError('openid_request_audience_wrong', 'Not for wallets')
  }
  if (walletNonce !== undefined && members['wallet_nonce'] !== walletNonce) {
    throw new OpenIdError('openid_wallet_nonce_wrong', 'Not made for this fetch')
  }
  const { exp, iat, nbf } = members
  const [from = 0, made = 0] = [nbf, iat].map((at, i) =>
    at === undefined ? undefined : instantOf(at, i === 0 ? '/nbf' : '/iat'),
  )
  const until = exp === undefined ? made + maxAgeSeconds : instantOf(exp, '/exp')
  // One that was made for this very fetch is new, whatever it says.
  const isEndless = exp === undefined && walletNonce !== undefined
  const isEarly = Math.max(from, made) > now + allowedSkewSeconds
  if (isEarly || !(isEndless || now < until)) {
    throw new OpenIdError('openid_expired', 'Not a request of now')
  }
}

function instantOf(value: JsonValue, place: string): EpochSeconds {
  try {
    return epochSeconds(value)
  } catch (error) {
    throw malformed(place, error)
  }
}

/** Whoever goes by a domain has answers sent there, and nobody else has any sent without a signature. §5.9.3 */
function assertMayAnswerTo(
  asker: Asker,
  { responseUri, clientId }: PresentationMessage,
  door: UnsignedDoor,
): void {
  const { hostname, origin } = new URL(responseUri)
  if (asker.kind === 'unsigned') {
    if (door[allowUnsignedRequests]?.includes(origin) !== true) throw notSigned()
    if (clientId !== `redirect_uri:${responseUri}`) throw responseUriRefused()
  }
  if (asker.kind === 'domain' && hostname !== asker.domain) throw responseUriRefused()
}

async function openQueries(
  { query, algorithms }: PresentationMessage,
  held: readonly WalletCredential[],
  now: EpochSeconds,
): Promise<readonly OpenedQuery[]> {
  const read = await readHeld(held)
  const queries: OpenedQuery[] = []
  for (const each of query.credentials) {
    const candidates = await candidatesFor(each, read, { now, algorithms })
    const { id, meta, multiple = false } = each
    queries.push(Object.freeze({ id, types: meta.vct_values ?? [], multiple, candidates }))
  }
  return Object.freeze(queries)
}

function notSigned(): OpenIdError {
  return new OpenIdError('openid_request_unsigned', 'Nobody signed for who asks')
}

function responseUriRefused(): OpenIdError {
  return new OpenIdError('openid_response_uri_refused', 'Would be sent to somebody else')
}
