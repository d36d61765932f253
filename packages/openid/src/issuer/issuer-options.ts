import { allowLoopbackHttp, type Clock } from '@fidecura/base'
import type { BatchContents, Issuer } from '@fidecura/credentials'
import type { PublicJwk, Signer } from '@fidecura/identity'
import { OpenIdError } from '../errors.ts'
import { doorOf, readIdentifier, readUrl } from '../members.ts'
import type { GrantStore } from './grant-store.ts'

/** Where an issuer stands, what it hands out, and what it remembers. */
export interface CredentialIssuerOptions {
  /** The URL that it goes by, such as `https://hospital.example/openid`; its endpoints are below. */
  readonly url: string
  readonly credentials: readonly IssuableCredential[]
  readonly store: GrantStore
  readonly clock: Clock
  /** What it calls itself. */
  readonly names?: readonly DisplayName[]
  /**
   * Signs the metadata, as the DID that the credentials are issued by: wallets then know whom to expect. Without,
   * that DID must be a did:web or did:webvh of the host of `url`.
   */
  readonly signer?: Signer
  /** 32 secret bytes that all processes share, under which nonces are made. Default: random, for one process. */
  readonly nonceKey?: Uint8Array
  /** Wallets that come through a browser. Without, nobody does. */
  readonly authorization?: AuthorizationOptions
  /**
   * `dpop`, the default: a token is of no use to whoever has no key of the wallet. `dpop_or_bearer`: wallets
   * that know no DPoP are served, too, and a stolen token of theirs is as good as the wallet.
   */
  readonly tokens?: 'dpop' | 'dpop_or_bearer'
  /** How long a token may be used. Default and, unless all are bound by DPoP, at most 300. */
  readonly tokenSeconds?: number
  /**
   * How often a token hands the same credential out, so that a wallet whose answer was lost can ask again.
   * From 1 to 10. Default 1: nobody has two batches that you take for one.
   */
  readonly timesPerToken?: number
  /** How many credentials are handed out at once, with a key each. From 1, which is no batch, to 100. Default 20. */
  readonly batchSize?: number
  /** What wallets say became of what they were handed. */
  readonly onNotification?: (notification: IssuanceNotification) => Promise<void>
  /** Is told what ended a request with 500 or 503, which the other side is not. */
  readonly onFailure?: (error: unknown) => void
  /** Exact origins such as `http://127.0.0.1:8080`. */
  readonly [allowLoopbackHttp]?: readonly string[]
}

/** One kind of credential, as SD-JWT VC. */
export type IssuableCredential = CommonIssuable & (DescribedCredential | IssuedElsewhere)

interface CommonIssuable {
  /** What offers call it; letters, digits, `.`, `_` and `-`. */
  readonly id: string
  readonly type: string
  readonly names?: readonly DisplayName[]
}

/** Issued here: a batch at a time, each with a key, an id and a status entry of its own. */
export interface DescribedCredential {
  readonly issuer: Issuer
  /**
   * Says what the credential is to say, once somebody who may have it has proven their keys.
   *
   * @param reference - What the offer, or the sign-in, named: a row of yours, and no name or number of a person.
   */
  readonly contentsOf: (
    reference: string,
    options: { readonly signal: AbortSignal },
  ) => Promise<IssuableContents | 'pending' | 'denied'>
}

/** Issued by you, who have to keep what was issued to whom, such as a service where people also claim offers otherwise. */
export interface IssuedElsewhere {
  /**
   * Issues to each of the keys that somebody who may have it has proven to hold. Asked again with the same keys after
   * `pending`, and maybe after a failure.
   *
   * @returns One for each key, in their order.
   */
  readonly issueTo: (
    reference: string,
    options: { readonly holderKeys: readonly PublicJwk[]; readonly signal: AbortSignal },
  ) => Promise<readonly { readonly id: string; readonly token: string }[] | 'pending' | 'denied'>
}

/** What credentials of one batch say; id, subject, key, status and salts are of each its own. */
export interface IssuableContents extends Omit<BatchContents, 'type'> {
  /** By what else the issuer finds them. Kept in its store alone. */
  readonly about?: string
}

/** A name in a language, such as `zh-CN`. */
export interface DisplayName {
  readonly name: string
  readonly locale: string
}

/** How people sign in for a credential. */
export interface AuthorizationOptions {
  /** Registered wallets. There are no secrets: who asks is shown by PKCE, and where the answer goes by this. */
  readonly clients: readonly WalletClient[]
  /**
   * Shows somebody who came with a browser what is wanted, and has them sign in. Bind `wish.id` to their session,
   * then call `approve` or `decline` with it.
   */
  readonly signIn: (wish: AuthorizationWish, request: Request) => Promise<Response>
}

/** A wallet that comes through browsers. */
export interface WalletClient {
  readonly id: string
  /** The only addresses that its answers go to, letter by letter. */
  readonly redirectUris: readonly string[]
}

/** What a wallet wants of somebody. */
export interface AuthorizationWish {
  readonly id: string
  readonly clientId: string
  /** Ids of credentials. */
  readonly credentials: readonly string[]
  /** What an offer named that the wallet came with. No proof of who this is: links are passed on. */
  readonly offeredFor: string | undefined
}

/** What became of what was handed out. */
export interface IssuanceNotification {
  readonly event: 'credential_accepted' | 'credential_failure' | 'credential_deleted'
  readonly reference: string
  readonly credential: string
  /** Of the credentials. */
  readonly ids: readonly string[]
}

/** Options that were looked at. */
export interface CheckedOptions extends CredentialIssuerOptions {
  readonly tokenSeconds: number
  readonly batchSize: number
  readonly timesPerToken: number
  readonly tokens: 'dpop' | 'dpop_or_bearer'
  readonly byId: ReadonlyMap<string, IssuableCredential>
  readonly clientsById: ReadonlyMap<string, WalletClient>
}

/** @throws OpenIdError `openid_options_invalid`, with the place. */
export function checkOptions(options: CredentialIssuerOptions): CheckedOptions {
  const { credentials, tokens = 'dpop', tokenSeconds = 300, batchSize = 20 } = options
  const door = doorOf(options)
  wellFormed('url', () => readIdentifier(options.url, 'url', door))
  if (options.url.endsWith('/')) throw invalid('url')
  const clients = options.authorization?.clients ?? []
  for (const uri of clients.flatMap(({ redirectUris }) => redirectUris)) {
    // Wallets that are programs have a scheme of their own, which names a domain. RFC 8252 §7.1.
    const isOfProgram = /^[a-z][a-z\d-]*(\.[a-z\d-]+)+:\/[^#]*$/.test(uri)
    if (!isOfProgram) wellFormed('redirectUris', () => readUrl(uri, 'redirectUris', door))
  }
  const byId = new Map(credentials.map((one) => [one.id, one]))
  const isNamed = credentials.every(({ id }) => /^[\w.-]{1,100}$/.test(id))
  if (credentials.length === 0 || byId.size < credentials.length || !isNamed) {
    throw invalid('credentials')
  }
  const clientsById = new Map(clients.map((client) => [client.id, client]))
  if (clientsById.size < clients.length) throw invalid('clients')
  // Whoever finds a token that is bound to nothing has minutes at most. OpenID4VCI 1.0 §13.10.
  const maxSeconds = tokens === 'dpop' ? 30 * 86_400 : 300
  if (!isWithin(tokenSeconds, 1, maxSeconds)) throw invalid('tokenSeconds')
  if (!isWithin(batchSize, 1, 100)) throw invalid('batchSize')
  const { timesPerToken = 1 } = options
  if (!isWithin(timesPerToken, 1, 10)) throw invalid('timesPerToken')
  if (options.nonceKey !== undefined && options.nonceKey.length !== 32) throw invalid('nonceKey')
  return { ...options, tokens, tokenSeconds, batchSize, timesPerToken, byId, clientsById }
}

function isWithin(value: number, min: number, max: number): boolean {
  return Number.isInteger(value) && value >= min && value <= max
}

function wellFormed(place: string, read: () => unknown): void {
  try {
    read()
  } catch (error) {
    throw invalid(place, error)
  }
}

export function invalid(place: string, cause?: unknown): OpenIdError {
  return new OpenIdError('openid_options_invalid', 'An option that cannot be', { place, cause })
}
