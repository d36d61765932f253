import { allowedSkewSeconds, decodeUtf8, type JsonObject, parseJson } from '@fidecura/base'
import { type Did, decodeJws, isDid, verifyDidJws } from '@fidecura/identity'
import { OpenIdError } from '../errors.ts'
import { doorOf, readObject } from '../members.ts'
import { type IssuerMetadata, parseIssuerMetadata } from '../vci/issuer-metadata.ts'
import { issuerMetadataType, wellKnownUrl } from '../vci/protocol.ts'
import { parseServerMetadata, type ServerMetadata } from '../vci/server-metadata.ts'
import { getBytes, readAnswer, type WalletNetwork } from './wallet-network.ts'

/** Metadata, and the DID that has signed them, if one did. */
export interface FetchedMetadata {
  readonly metadata: IssuerMetadata
  readonly signedBy: Did | undefined
}

/**
 * Fetches what an issuer says of itself, signed if it does that by a DID. Metadata that are signed by other
 * means are fetched anew without a signature: whoever answers for the domain is believed about its endpoints,
 * and about nothing else.
 *
 * @throws OpenIdError `openid_metadata_untrusted`, those of `parseIssuerMetadata`; those of the network.
 */
export async function fetchIssuerMetadata(
  credentialIssuer: string,
  wanted: readonly string[],
  network: WalletNetwork,
): Promise<FetchedMetadata> {
  const url = wellKnownUrl(credentialIssuer, 'openid-credential-issuer')
  const expected = { credentialIssuer, wanted, door: doorOf(network) }
  const bytes = await getBytes(url, 'application/jwt, application/json;q=0.5', network)
  if (isJson(bytes)) {
    return { metadata: parseIssuerMetadata(readAnswer(bytes), expected), signedBy: undefined }
  }
  const signed = await verifySignedMetadata(bytes, credentialIssuer, network)
  if (signed !== undefined) {
    return { metadata: parseIssuerMetadata(signed.claims, expected), signedBy: signed.did }
  }
  const plain = readAnswer(await getBytes(url, 'application/json', network))
  return { metadata: parseIssuerMetadata(plain, expected), signedBy: undefined }
}

/** Metadata of the server that stands at this identifier. */
export async function fetchServerMetadata(
  issuer: string,
  network: WalletNetwork,
): Promise<ServerMetadata> {
  const url = wellKnownUrl(issuer, 'oauth-authorization-server')
  const json = readAnswer(await getBytes(url, 'application/json', network))
  return parseServerMetadata(json, { issuer, door: doorOf(network) })
}

function isJson(bytes: Uint8Array): boolean {
  const first = bytes.find((byte) => byte > 0x20)
  return first === 0x7b
}

/** Undefined: signed by something else than a DID, which proves nothing here. OpenID4VCI 1.0 §12.2.3. */
async function verifySignedMetadata(
  bytes: Uint8Array,
  credentialIssuer: string,
  { resolve, clock, signal }: WalletNetwork,
): Promise<{ readonly claims: JsonObject; readonly did: Did } | undefined> {
  const now = clock()
  try {
    const jws = decodeJws(decodeUtf8(bytes), { maxBytes: 262_144 })
    const claims = readObject(parseJson(jws.payload, { maxDepth: 24 }), '')
    const { iss, sub, iat, exp } = claims
    if (!isDid(iss)) return undefined
    const typ = issuerMetadataType
    const proven = { issuer: iss, typ, relationship: 'assertionMethod', resolve, signal } as const
    await verifyDidJws(jws, { ...proven, at: now, now })
    const isOld = exp !== undefined && !(typeof exp === 'number' && exp > now)
    const isNow = typeof iat === 'number' && iat <= now + allowedSkewSeconds && !isOld
    if (sub === credentialIssuer && isNow) return { claims, did: iss }
  } catch (error) {
    throw untrusted(error)
  }
  throw untrusted()
}

function untrusted(cause?: unknown): OpenIdError {
  const message = 'Signed metadata that do not hold'
  return new OpenIdError('openid_metadata_untrusted', message, { cause })
}
