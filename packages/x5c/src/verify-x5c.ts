import { type EpochSeconds, encodeBase64url } from '@fidecura/base'
import {
  importVerificationKey,
  type PublicJwk,
  parsePublicJwk,
  sha256,
  type UnverifiedJws,
  verifySignature,
} from '@fidecura/identity'
import type { Certificate } from './certificate.ts'
import { type DistinguishedName, nameAttributes } from './distinguished-name.ts'
import { X5cError } from './errors.ts'
import { domainsOf } from './name-constraints.ts'
import { readChain, readRoots } from './read-chain.ts'
import { assertNotRevoked } from './revocation.ts'
import { isOfKey } from './signature.ts'
import { type CertifiedName, mintX5c, type VerifiedX5c } from './verified-x5c.ts'
import { verifyPath } from './verify-path.ts'

/** Whom the caller trusts, for which key, and as of when. */
export interface VerifyX5cOptions {
  /** Certificates of the only authorities that count, each DER, base64 DER or PEM. None comes from a message. */
  readonly roots: readonly (Uint8Array | string)[]
  /** The key that the signer's DID document lists: the one that must be certified. */
  readonly key: PublicJwk
  /** When all certificates must be good. */
  readonly at: EpochSeconds
  /**
   * Revocation lists of every issuer on the path, each DER or PEM; or the caller's word that nobody looked,
   * which the result repeats as `unknown`.
   */
  readonly revocation: 'not_checked' | { readonly crls: readonly (Uint8Array | string)[] }
  /** A domain that the certificate must name in full: wildcards do not count. See {@link domainOf}. */
  readonly domain?: string | undefined
  /** Object identifiers of extended key usages to take, where certificates are made for some only. Default: none. */
  readonly purposes?: readonly string[] | undefined
}

/**
 * Proves what authorities certify of a signer's key: that a chain leads from a root that the caller named
 * to the very key. It says nothing about the DID, which its own document decides, nor about the token.
 *
 * @param source - The token whose header carries the chain, which its key must have signed; or a chain from
 *   elsewhere, base64 DER, that of the key first. Whoever sends such a list chooses what it says of the key: `carriedBy`
 *   of the result tells which of the two it was.
 * @throws {@link X5cError} any code but `x5c_not_verified`; IdentityError `jwk_malformed`,
 *   `key_type_unsupported`: not a key that a DID document lists.
 */
export async function verifyX5c(
  source: UnverifiedJws | readonly string[],
  options: VerifyX5cOptions,
): Promise<VerifiedX5c> {
  const { at, revocation, domain, purposes = [] } = options
  const key = parsePublicJwk(options.key)
  const roots = readRoots(options.roots)
  const chain = readChain(isChain(source) ? source : source.header.members['x5c'])
  const [leaf] = chain
  if (!isOfKey(leaf, key)) {
    throw new X5cError('x5c_key_mismatch', 'Certifies another key', { place: '/x5c/0' })
  }
  if (!isChain(source)) await assertSignedByKey(source, key)
  const path = await verifyPath(chain, { roots, at, purposes })
  const domains = domainsOf(leaf).map((name) => name.toLowerCase())
  if (domain !== undefined && !domains.includes(domain.toLowerCase())) {
    throw new X5cError('x5c_domain_mismatch', 'Does not name the domain', { place: '/x5c/0' })
  }
  if (revocation !== 'not_checked') await assertNotRevoked(path, revocation.crls, at)
  return mintX5c({
    key,
    carriedBy: isChain(source) ? 'caller' : 'token',
    subject: certifiedNameOf(leaf.subject),
    issuer: certifiedNameOf(leaf.issuer),
    domains,
    serialNumber: leaf.serialNumber,
    validFrom: leaf.notBefore,
    validUntil: leaf.notAfter,
    thumbprint: await thumbprintOf(leaf),
    rootThumbprint: await thumbprintOf(path.at(-1) as Certificate),
    revocation: revocation === 'not_checked' ? 'unknown' : 'not_revoked',
    at,
  })
}

async function assertSignedByKey(jws: UnverifiedJws, jwk: PublicJwk): Promise<void> {
  const key = await importVerificationKey(jwk)
  const isOwn = jws.header.alg === key.algorithm
  if (isOwn && (await verifySignature(key, jws.signingInput, jws.signature))) return
  throw new X5cError('x5c_not_signed', 'The key did not sign what carries the certificates')
}

function isChain(source: UnverifiedJws | readonly string[]): source is readonly string[] {
  return Array.isArray(source)
}

function certifiedNameOf(name: DistinguishedName): CertifiedName {
  return {
    commonName: name.textOf(nameAttributes.commonName),
    organization: name.textOf(nameAttributes.organization),
    organizationIdentifier: name.textOf(nameAttributes.organizationIdentifier),
    country: name.textOf(nameAttributes.country),
  }
}

async function thumbprintOf({ der }: Certificate): Promise<string> {
  return encodeBase64url(await sha256(der))
}
