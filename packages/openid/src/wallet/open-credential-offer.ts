import { createBrand, type JsonValue, type Minted } from '@fidecura/base'
import type { Did } from '@fidecura/identity'
import { OpenIdError } from '../errors.ts'
import { doorOf } from '../members.ts'
import {
  type CredentialOffer,
  parseCredentialOffer,
  parseOfferLink,
  type TransactionCodeFormat,
} from '../vci/credential-offer.ts'
import type { IssuerMetadata } from '../vci/issuer-metadata.ts'
import type { ServerMetadata } from '../vci/server-metadata.ts'
import { fetchIssuerMetadata, fetchServerMetadata } from './fetch-metadata.ts'
import { getBytes, readAnswer, type WalletNetwork } from './wallet-network.ts'

declare const opened: unique symbol

/** What a person is to see before they accept. Only {@link openCredentialOffer} makes one. Deep-frozen. */
export interface OpenedOffer {
  readonly issuer: OfferingIssuer
  readonly credentials: readonly OfferedCredential[]
  /** `pre_authorized`: it can be fetched at once; `authorization_code`: the person signs in there first. */
  readonly grant: 'pre_authorized' | 'authorization_code'
  /**
   * Where the transaction code goes, or the person signs in: a host that the issuer names, and mostly its own.
   * Show it before they type anything, if it is another.
   */
  readonly serverHost: string
  /** What the person has to type, which reached them another way. */
  readonly transactionCode: TransactionCodeFormat | undefined
  /** How many of each there are, with a key of its own each. */
  readonly maxCopies: number
  readonly [opened]: true
}

/** Who offers. */
export interface OfferingIssuer {
  readonly url: string
  /** What to show first: the one thing that the network has proven. */
  readonly host: string
  /** Whose signature the metadata have. */
  readonly did: Did | undefined
  /** What it calls itself: show it as a claim, beside the host, and through `nameText`. */
  readonly selfAssertedName: string | undefined
}

/** One of what is offered. */
export interface OfferedCredential {
  /** The name of the offer; unique among these. */
  readonly configuration: string
  readonly type: string
  readonly format: 'dc+sd-jwt'
  /** What the issuer calls it. For types that you know, show your own name. */
  readonly selfAssertedName: string | undefined
}

/** What an opened offer stands on. */
export interface OfferGround {
  readonly offer: CredentialOffer
  readonly metadata: IssuerMetadata
  readonly server: ServerMetadata
  readonly signedBy: Did | undefined
  readonly network: WalletNetwork
}

/**
 * Finds out who offers what. Nothing is accepted by it, and nobody is trusted for it: whoever can show a QR
 * code can offer. What comes of it is judged when it has come, by your verifier.
 *
 * @param link - What the QR code or the link says.
 * @see {@link https://openid.net/specs/openid-4-verifiable-credential-issuance-1_0.html | OpenID4VCI 1.0 §4, §12}
 *
 * @throws OpenIdError `openid_message_malformed`, `openid_metadata_mismatch`, `openid_metadata_untrusted`,
 *   `openid_credential_unsupported`, `openid_grant_unsupported`; BaseError those of the network.
 */
export async function openCredentialOffer(
  link: string,
  network: WalletNetwork,
): Promise<OpenedOffer> {
  const offer = parseCredentialOffer(await offerOf(link, network), doorOf(network))
  const { credentialIssuer, configurations } = offer
  const { metadata, signedBy } = await fetchIssuerMetadata(
    credentialIssuer,
    configurations,
    network,
  )
  const server = await fetchServerMetadata(serverOf(offer, metadata), network)
  const isDirect = offer.preAuthorized !== undefined
  const { tokenEndpoint, authorizationEndpoint = tokenEndpoint } = server
  const transactionCode = offer.preAuthorized?.transactionCode
  const shown = Object.freeze({
    issuer: Object.freeze({
      url: credentialIssuer,
      host: new URL(credentialIssuer).host,
      did: signedBy,
      selfAssertedName: metadata.name,
    }),
    credentials: Object.freeze(metadata.configurations.map(shownOf)),
    grant: isDirect ? 'pre_authorized' : 'authorization_code',
    serverHost: new URL(isDirect ? tokenEndpoint : authorizationEndpoint).host,
    transactionCode,
    maxCopies: metadata.batchSize,
  } as const)
  grounds.set(shown, Object.freeze({ offer, metadata, server, signedBy, network }))
  return brand.mint(shown)
}

const grounds = /* @__PURE__ */ new WeakMap<object, OfferGround>()
const brand: Minted<OpenedOffer> = /* @__PURE__ */ createBrand(
  () => new OpenIdError('openid_not_opened', 'Pass the value that openCredentialOffer returned'),
)

/** @throws OpenIdError `openid_not_opened`. */
export function groundOf(offer: OpenedOffer): OfferGround {
  brand.assert(offer)
  return grounds.get(offer) as OfferGround
}

async function offerOf(link: string, network: WalletNetwork): Promise<JsonValue> {
  const read = parseOfferLink(link, doorOf(network))
  if (read.kind === 'value') return read.offer
  return readAnswer(await getBytes(read.url, 'application/json', network))
}

/** The one server, or the one that the offer names among several. OpenID4VCI 1.0 §12.2.4. */
function serverOf(offer: CredentialOffer, { authorizationServers }: IssuerMetadata): string {
  const named = (offer.preAuthorized ?? offer.authorizationCode)?.authorizationServer
  const [first = offer.credentialIssuer, ...others] = authorizationServers
  if (named === undefined && others.length === 0) return first
  if (named !== undefined && authorizationServers.includes(named)) return named
  throw new OpenIdError('openid_grant_unsupported', 'No one server to ask')
}

function shownOf(configuration: IssuerMetadata['configurations'][number]): OfferedCredential {
  const { id, type, format, name } = configuration
  return Object.freeze({ configuration: id, type, format, selfAssertedName: name })
}
