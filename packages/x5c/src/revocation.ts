import { type EpochSeconds, encodeHex } from '@fidecura/base'
import { AsnConvert } from '@peculiar/asn1-schema'
import { CertificateList, type Extension, KeyUsageFlags } from '@peculiar/asn1-x509'
import { type Certificate, instantOf, type SignedBytes, signedBytesOf } from './certificate.ts'
import { bytesOf } from './certificate-bytes.ts'
import { isDer } from './der.ts'
import { distinguishedNameOf } from './distinguished-name.ts'
import { X5cError } from './errors.ts'
import { isSignedBy } from './signature.ts'
import { mayAuthorityUse, placeOf } from './verify-path.ts'

const maxLists = 16
const maxListBytes = 1_048_576

interface RevocationList {
  readonly issuer: string
  readonly signed: SignedBytes
  readonly thisUpdate: EpochSeconds
  readonly nextUpdate: EpochSeconds | undefined
  /** Serial numbers, in hex. */
  readonly revoked: ReadonlySet<string>
}

/**
 * Proves that no certificate of a path is on the list of its issuer, and that each issuer has one: whole,
 * signed by the very key, and good at the instant asked about. RFC 5280 §6.3. A certificate on any list of
 * its issuer is refused, whenever the list or the entry is from.
 *
 * @param crls - DER, or PEM; at most 16 of 1 MiB each.
 * @throws {@link X5cError} `x5c_crl_malformed`, `x5c_revoked`, `x5c_revocation_unknown` (unknown),
 *   `x5c_signature_weak`.
 */
export async function assertNotRevoked(
  path: readonly Certificate[],
  crls: readonly (Uint8Array | string)[],
  at: EpochSeconds,
): Promise<void> {
  const lists = readLists(crls)
  for (const [position, certificate] of path.slice(0, -1).entries()) {
    const place = placeOf(position, path)
    const issuer = path[position + 1] as Certificate
    const isRoot = position + 1 === path.length - 1
    let isKnown = false
    for (const list of lists) {
      if (list.issuer !== certificate.issuer.encoded) continue
      if (!mayAuthorityUse(issuer, KeyUsageFlags.cRLSign, isRoot)) continue
      if (!(await isSignedBy(list.signed, issuer, place))) continue
      if (list.revoked.has(certificate.serialNumber)) {
        throw new X5cError('x5c_revoked', 'On a revocation list of its issuer', { place })
      }
      isKnown ||= list.thisUpdate <= at && list.nextUpdate !== undefined && at <= list.nextUpdate
    }
    if (isKnown) continue
    throw new X5cError('x5c_revocation_unknown', 'No list of the issuer that is good then', {
      outcome: 'unknown',
      place,
    })
  }
}

function readLists(crls: readonly (Uint8Array | string)[]): readonly RevocationList[] {
  if (crls.length > maxLists) throw malformed()
  return crls.flatMap((input) => {
    if (input.length > 2 * maxListBytes) throw malformed()
    const all = bytesOf(input, 'X509 CRL')
    if (all === undefined) throw malformed()
    return all.map(readList)
  })
}

function readList(der: Uint8Array): RevocationList {
  if (der.length > maxListBytes || !isDer(der, maxListBytes)) throw malformed()
  let list: RevocationList | undefined
  try {
    list = listOf(der, AsnConvert.parse(der, CertificateList))
  } catch {
    // As below: the library throws errors of many kinds.
  }
  if (list === undefined) throw malformed()
  return list
}

function listOf(der: Uint8Array, parsed: CertificateList): RevocationList | undefined {
  const { tbsCertList: tbs, tbsCertListRaw: raw, signatureAlgorithm, signature } = parsed
  const signed = signedBytesOf(der, raw, tbs.signature, signatureAlgorithm, signature)
  const entries = tbs.revokedCertificates ?? []
  const extensions = [tbs.crlExtensions, ...entries.map((entry) => entry.crlEntryExtensions)]
  // What is critical makes a list one of changes, of part of the certificates, or of another issuer's.
  if (signed === undefined || extensions.some(hasCritical)) return undefined
  return {
    issuer: distinguishedNameOf(tbs.issuer).encoded,
    signed,
    thisUpdate: instantOf(tbs.thisUpdate),
    nextUpdate: tbs.nextUpdate === undefined ? undefined : instantOf(tbs.nextUpdate),
    revoked: new Set(entries.map((entry) => encodeHex(new Uint8Array(entry.userCertificate)))),
  }
}

function hasCritical(extensions: readonly Extension[] | undefined): boolean {
  return extensions?.some(({ critical }) => critical) === true
}

function malformed(): X5cError {
  return new X5cError('x5c_crl_malformed', 'Not a whole revocation list')
}
