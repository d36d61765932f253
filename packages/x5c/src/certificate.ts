import { type EpochSeconds, encodeHex, epochSeconds } from '@fidecura/base'
import { AsnConvert } from '@peculiar/asn1-schema'
import * as asn1 from '@peculiar/asn1-x509'
import { isDer } from './der.ts'
import { type DistinguishedName, distinguishedNameOf } from './distinguished-name.ts'
import { isDomainPattern } from './domain.ts'

/** What somebody signed, as certificates and revocation lists carry it. */
export interface SignedBytes {
  readonly bytes: Uint8Array
  /** The encoding of the algorithm and its parameters, in hex. */
  readonly algorithm: string
  readonly signature: Uint8Array
}

/** A certificate that was read, and is believed in nothing yet. */
export interface Certificate {
  readonly der: Uint8Array
  readonly signed: SignedBytes
  /** In hex. */
  readonly serialNumber: string
  readonly issuer: DistinguishedName
  readonly subject: DistinguishedName
  readonly notBefore: EpochSeconds
  readonly notAfter: EpochSeconds
  /** SubjectPublicKeyInfo, as DER. */
  readonly publicKey: Uint8Array
  /** The encoding of the key's algorithm and its parameters, in hex. */
  readonly keyAlgorithm: string
  readonly isAuthority: boolean
  readonly maxAuthoritiesBelow: number | undefined
  /** Bits of `KeyUsageFlags`; undefined: for any use. */
  readonly keyUsage: number | undefined
  /** Undefined: for any purpose. */
  readonly purposes: readonly string[] | undefined
  readonly names: readonly asn1.GeneralName[]
  readonly constraints: asn1.NameConstraints | undefined
  /** Whether all that must be understood is. */
  readonly isUnderstood: boolean
}

/** What the checks of a path take into account; anything else that is critical refuses it. */
const understood: readonly string[] = [
  asn1.id_ce_basicConstraints,
  asn1.id_ce_keyUsage,
  asn1.id_ce_extKeyUsage,
  asn1.id_ce_subjectAltName,
  asn1.id_ce_nameConstraints,
]

/** @returns Undefined for what is no certificate of version 3 in DER. */
export function readCertificate(der: Uint8Array): Certificate | undefined {
  if (!isDer(der)) return undefined
  try {
    return certificateOf(der, AsnConvert.parse(der, asn1.Certificate))
  } catch {
    // The library throws errors of many kinds, some of which quote what they were given.
    return undefined
  }
}

/**
 * What was signed, if it says inside how it was signed, as it does outside, and the signature is whole
 * bytes. RFC 5280 §4.1.1.2, §4.1.1.3.
 *
 * @param der - Ends with the signature; the byte before says how many bits of it do not count.
 */
export function signedBytesOf(
  der: Uint8Array,
  raw: ArrayBuffer | undefined,
  inside: asn1.AlgorithmIdentifier,
  outside: asn1.AlgorithmIdentifier,
  signature: ArrayBuffer,
): SignedBytes | undefined {
  const algorithm = hexOf(outside)
  if (raw === undefined || hexOf(inside) !== algorithm) return undefined
  if (der.at(-1 - signature.byteLength) !== 0) return undefined
  return { bytes: new Uint8Array(raw), algorithm, signature: new Uint8Array(signature) }
}

export function instantOf(time: asn1.Time): EpochSeconds {
  return epochSeconds(time.getTime().getTime() / 1000)
}

function certificateOf(der: Uint8Array, parsed: asn1.Certificate): Certificate | undefined {
  const tbs = parsed.tbsCertificate
  const { signatureAlgorithm, signatureValue } = parsed
  const raw = parsed.tbsCertificateRaw
  const signed = signedBytesOf(der, raw, tbs.signature, signatureAlgorithm, signatureValue)
  const extensions = [...(tbs.extensions ?? [])]
  const byId = new Map(extensions.map((extension) => [extension.extnID, extension]))
  if (signed === undefined || tbs.version !== asn1.Version.v3) return undefined
  if (byId.size !== extensions.length) return undefined
  const read = <T>(id: string, type: new () => T): T | undefined => {
    const value = byId.get(id)?.extnValue.buffer
    if (value === undefined) return undefined
    if (!isDer(new Uint8Array(value))) throw new TypeError('Not DER')
    return AsnConvert.parse(value, type)
  }
  const basic = read(asn1.id_ce_basicConstraints, asn1.BasicConstraints)
  const purposes = read(asn1.id_ce_extKeyUsage, asn1.ExtendedKeyUsage)
  const names = [...(read(asn1.id_ce_subjectAltName, asn1.SubjectAlternativeName) ?? [])]
  if (!names.every(({ dNSName }) => dNSName === undefined || isDomainPattern(dNSName))) {
    return undefined
  }
  return {
    der,
    signed,
    serialNumber: encodeHex(new Uint8Array(tbs.serialNumber)),
    issuer: distinguishedNameOf(tbs.issuer),
    subject: distinguishedNameOf(tbs.subject),
    notBefore: instantOf(tbs.validity.notBefore),
    notAfter: instantOf(tbs.validity.notAfter),
    publicKey: new Uint8Array(AsnConvert.serialize(tbs.subjectPublicKeyInfo)),
    keyAlgorithm: hexOf(tbs.subjectPublicKeyInfo.algorithm),
    isAuthority: basic?.cA === true,
    maxAuthoritiesBelow: basic?.pathLenConstraint,
    keyUsage: read(asn1.id_ce_keyUsage, asn1.KeyUsage)?.toNumber(),
    purposes: purposes === undefined ? undefined : [...purposes],
    names,
    constraints: read(asn1.id_ce_nameConstraints, asn1.NameConstraints),
    isUnderstood: extensions.every(
      ({ critical, extnID }) => !critical || understood.includes(extnID),
    ),
  }
}

function hexOf(value: object): string {
  return encodeHex(new Uint8Array(AsnConvert.serialize(value)))
}
