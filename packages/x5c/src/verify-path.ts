import { type EpochSeconds, equalBytes } from '@fidecura/base'
import { anyExtendedKeyUsage, KeyUsageFlags } from '@peculiar/asn1-x509'
import type { Certificate } from './certificate.ts'
import { X5cError, type X5cErrorCode } from './errors.ts'
import { hasPermittedNames } from './name-constraints.ts'
import { isSignedBy } from './signature.ts'

/** What a path is judged by. */
export interface PathOptions {
  readonly roots: readonly Certificate[]
  readonly at: EpochSeconds
  /** Object identifiers of the purposes that the caller takes. */
  readonly purposes: readonly string[]
}

/**
 * Proves that each certificate was issued by the one after it, and the last one by a root, all of them
 * good at one instant. RFC 5280 §6.1, in the order in which they came: there is nothing to search.
 *
 * @returns The certificates, and the root last.
 * @throws {@link X5cError} whatever a path can lack.
 */
export async function verifyPath(
  chain: readonly Certificate[],
  { roots, at, purposes }: PathOptions,
): Promise<readonly Certificate[]> {
  const below = withoutRoot(chain, roots)
  const issuer = below.at(-1)?.issuer.encoded
  let refusal = new X5cError('x5c_root_not_named', 'Issued by none of the roots')
  for (const root of roots) {
    if (root.subject.encoded !== issuer) continue
    try {
      const path = [...below, root]
      assertPath(path, at, purposes)
      await assertSigned(path)
      return path
    } catch (error) {
      if (!X5cError.is(error)) throw error
      // Another root of the same name may do: one that was renewed.
      refusal = error
    }
  }
  throw refusal
}

/** A root that rides along proves nothing; the one that the caller named counts. */
function withoutRoot(
  chain: readonly Certificate[],
  roots: readonly Certificate[],
): readonly Certificate[] {
  const last = chain.at(-1)
  const isRoot = last !== undefined && roots.some(({ der }) => equalBytes(der, last.der))
  return isRoot && chain.length > 1 ? chain.slice(0, -1) : chain
}

function assertPath(
  path: readonly Certificate[],
  at: EpochSeconds,
  purposes: readonly string[],
): void {
  const isTaken = (purpose: string): boolean =>
    purpose === anyExtendedKeyUsage || purposes.includes(purpose)
  for (const [position, certificate] of path.entries()) {
    const place = placeOf(position, path)
    const refuse = (code: X5cErrorCode): never => {
      throw new X5cError(code, 'A certificate that does not do here', { place })
    }
    if (!certificate.isUnderstood) refuse('x5c_extension_unsupported')
    if (at < certificate.notBefore) refuse('x5c_not_yet_valid')
    if (at > certificate.notAfter) refuse('x5c_expired')
    if (certificate.purposes?.some(isTaken) === false) refuse('x5c_purpose_wrong')
    if (position === 0) {
      if (certificate.isAuthority) refuse('x5c_leaf_is_ca')
      if (!mayUse(certificate, signing)) refuse('x5c_key_usage_wrong')
      continue
    }
    if (path[position - 1]?.issuer.encoded !== certificate.subject.encoded) {
      throw new X5cError('x5c_issuer_mismatch', 'Not issued under the name of the next one', {
        place: placeOf(position - 1, path),
      })
    }
    if (!certificate.isAuthority) refuse('x5c_not_ca')
    // Unlike in RFC 5280, those that an authority issued to itself count, too.
    if (position - 1 > (certificate.maxAuthoritiesBelow ?? Infinity)) refuse('x5c_path_too_long')
    const isRoot = position === path.length - 1
    if (!mayAuthorityUse(certificate, KeyUsageFlags.keyCertSign, isRoot)) {
      refuse('x5c_key_usage_wrong')
    }
    const { constraints } = certificate
    if (constraints === undefined) continue
    for (const [below, other] of path.slice(0, position).entries()) {
      if (hasPermittedNames(other, constraints)) continue
      throw new X5cError('x5c_name_not_permitted', 'Not a name that the authority may certify', {
        place: placeOf(below, path),
      })
    }
  }
}

async function assertSigned(path: readonly Certificate[]): Promise<void> {
  for (const [position, { signed }] of path.slice(0, -1).entries()) {
    const place = placeOf(position, path)
    if (await isSignedBy(signed, path[position + 1] as Certificate, place)) continue
    throw new X5cError('x5c_signature_invalid', 'Not signed by the next one', { place })
  }
}

const signing = KeyUsageFlags.digitalSignature | KeyUsageFlags.nonRepudiation

function mayUse({ keyUsage }: Certificate, flags: number): boolean {
  return keyUsage === undefined || (keyUsage & flags) !== 0
}

/** Roots are older than the rule, and trusted by configuration; any other authority must say what for. */
export function mayAuthorityUse(certificate: Certificate, flag: number, isRoot: boolean): boolean {
  return (isRoot || certificate.keyUsage !== undefined) && mayUse(certificate, flag)
}

/** Where in the token; the root stands in the caller's configuration. */
export function placeOf(position: number, path: readonly Certificate[]): string {
  return position === path.length - 1 ? '/root' : `/x5c/${position}`
}
