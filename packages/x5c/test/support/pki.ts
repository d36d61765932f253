import {
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  sign,
} from 'node:crypto'
import { type EpochSeconds, epochSeconds } from '@fidecura/base'
import { generateSigner, type Signer } from '@fidecura/identity'
import { AsnConvert, OctetString } from '@peculiar/asn1-schema'
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  BasicConstraints,
  Certificate,
  CertificateList,
  ExtendedKeyUsage,
  Extension,
  Extensions,
  GeneralName,
  GeneralSubtree,
  GeneralSubtrees,
  id_ce_basicConstraints,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_nameConstraints,
  id_ce_subjectAltName,
  KeyUsage,
  KeyUsageFlags,
  Name,
  NameConstraints,
  RelativeDistinguishedName,
  RevokedCertificate,
  SubjectAlternativeName,
  SubjectPublicKeyInfo,
  TBSCertificate,
  TBSCertList,
  Time,
  Validity,
  Version,
} from '@peculiar/asn1-x509'

/** Authorities and certificates of made-up people, made anew for each test. */

export const now: EpochSeconds = epochSeconds(1_800_000_000)
const day = 86_400

export type KeyKind = 'P-256' | 'P-384' | 'P-521' | 'secp256k1' | 'Ed25519' | 'RSA' | 'RSA-1024'

interface Keys {
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
}

const rsaKeys = new Map<KeyKind, Keys>()

export function keysOf(kind: KeyKind): Keys {
  if (kind === 'Ed25519') return generateKeyPairSync('ed25519')
  if (kind !== 'RSA' && kind !== 'RSA-1024') return generateKeyPairSync('ec', { namedCurve: kind })
  const known = rsaKeys.get(kind)
  if (known !== undefined) return known
  const made = generateKeyPairSync('rsa', { modulusLength: kind === 'RSA' ? 2048 : 1024 })
  rsaKeys.set(kind, made)
  return made
}

export interface Party extends Keys {
  readonly name: Name
}

export type Attributes = readonly (readonly [type: string, value: string])[]

export function nameOf(attributes: Attributes): Name {
  return new Name(
    attributes.map(
      ([type, utf8String]) =>
        new RelativeDistinguishedName([
          new AttributeTypeAndValue({ type, value: new AttributeValue({ utf8String }) }),
        ]),
    ),
  )
}

export function partyOf(commonName: string, kind: KeyKind = 'P-256'): Party {
  const attributes: Attributes = [
    ['2.5.4.6', 'CN'],
    ['2.5.4.10', 'Example Trust'],
    ['2.5.4.3', commonName],
  ]
  return { name: nameOf(attributes), ...keysOf(kind) }
}

/** What a certificate says; everything that is not said is good. */
export interface CertificateSpec {
  readonly name?: Name
  readonly issuerName?: Name
  readonly publicKey?: KeyObject
  readonly signWith?: KeyObject
  readonly hash?: 'sha1' | 'sha256' | 'sha384' | 'sha512'
  /** Whose algorithm the certificate claims to be signed with. */
  readonly claimedKey?: KeyObject
  readonly insideHash?: 'sha256' | 'sha384'
  readonly notBefore?: number
  readonly notAfter?: number
  readonly authority?: boolean
  readonly pathLength?: number
  readonly keyUsage?: number | 'none'
  readonly purposes?: readonly string[]
  readonly names?: readonly Partial<GeneralName>[]
  readonly permitted?: readonly Partial<GeneralName>[]
  readonly excluded?: readonly Partial<GeneralName>[]
  readonly extra?: readonly Extension[]
  readonly version?: Version
  readonly serial?: number
}

let serial = 1000

export function certificate(spec: CertificateSpec, subject: Party, issuer: Party): Uint8Array {
  const key = spec.signWith ?? issuer.privateKey
  const algorithm = signatureAlgorithm(spec.claimedKey ?? key, spec.hash)
  const inside =
    spec.insideHash === undefined ? algorithm : signatureAlgorithm(key, spec.insideHash)
  const publicKey = spec.publicKey ?? subject.publicKey
  const tbs = new TBSCertificate({
    version: spec.version ?? Version.v3,
    serialNumber: integer(spec.serial ?? serial++),
    signature: inside,
    issuer: spec.issuerName ?? issuer.name,
    subject: spec.name ?? subject.name,
    validity: new Validity({
      notBefore: new Date((spec.notBefore ?? now - day) * 1000),
      notAfter: new Date((spec.notAfter ?? now + day) * 1000),
    }),
    subjectPublicKeyInfo: AsnConvert.parse(
      publicKey.export({ format: 'der', type: 'spki' }),
      SubjectPublicKeyInfo,
    ),
    extensions: new Extensions(extensionsOf(spec)),
  })
  if (tbs.extensions?.length === 0) delete tbs.extensions
  return bytes(
    new Certificate({
      tbsCertificate: tbs,
      signatureAlgorithm: algorithm,
      signatureValue: signed(tbs, key, spec.hash),
    }),
  )
}

function extensionsOf(spec: CertificateSpec): Extension[] {
  const { authority = false, pathLength, purposes, names, permitted, excluded, extra = [] } = spec
  const usage = spec.keyUsage ?? (authority ? authorityUsage : KeyUsageFlags.digitalSignature)
  const list = [...extra]
  if (authority) {
    const length = pathLength === undefined ? {} : { pathLenConstraint: pathLength }
    list.push(extension(id_ce_basicConstraints, new BasicConstraints({ cA: true, ...length })))
  }
  if (usage !== 'none') list.push(extension(id_ce_keyUsage, new KeyUsage(usage)))
  if (purposes) list.push(extension(id_ce_extKeyUsage, new ExtendedKeyUsage([...purposes]), false))
  if (names) {
    const all = new SubjectAlternativeName(names.map((name) => new GeneralName(name)))
    list.push(extension(id_ce_subjectAltName, all, false))
  }
  if (permitted || excluded) {
    const subtrees = (bases: readonly Partial<GeneralName>[]) =>
      new GeneralSubtrees(bases.map((base) => new GeneralSubtree({ base: new GeneralName(base) })))
    const constraints = new NameConstraints({
      ...(permitted && { permittedSubtrees: subtrees(permitted) }),
      ...(excluded && { excludedSubtrees: subtrees(excluded) }),
    })
    list.push(extension(id_ce_nameConstraints, constraints))
  }
  return list
}

const authorityUsage = KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign

export function extension(extnID: string, value: object, critical = true): Extension {
  return new Extension({
    extnID,
    critical,
    extnValue: new OctetString(AsnConvert.serialize(value)),
  })
}

export interface ListSpec {
  readonly revoked?: readonly { readonly serial: number; readonly critical?: boolean }[]
  readonly signWith?: KeyObject
  readonly thisUpdate?: number
  readonly nextUpdate?: number | 'none'
  readonly extra?: readonly Extension[]
}

export function revocationList(spec: ListSpec, issuer: Party): Uint8Array {
  const key = spec.signWith ?? issuer.privateKey
  const { nextUpdate = now + day } = spec
  const tbs = new TBSCertList({
    version: Version.v2,
    signature: signatureAlgorithm(key),
    issuer: issuer.name,
    thisUpdate: new Time(new Date((spec.thisUpdate ?? now - 60) * 1000)),
    ...(nextUpdate !== 'none' && { nextUpdate: new Time(new Date(nextUpdate * 1000)) }),
    ...(spec.revoked && {
      revokedCertificates: spec.revoked.map(
        (entry) =>
          new RevokedCertificate({
            userCertificate: integer(entry.serial),
            revocationDate: new Time(new Date((now - 3600) * 1000)),
            ...(entry.critical && { crlEntryExtensions: [extension('1.2.3.4', new KeyUsage(1))] }),
          }),
      ),
    }),
    ...(spec.extra && { crlExtensions: [...spec.extra] }),
  })
  return bytes(
    new CertificateList({
      tbsCertList: tbs,
      signatureAlgorithm: signatureAlgorithm(key),
      signature: signed(tbs, key),
    }),
  )
}

function signed(tbs: object, key: KeyObject, hash = 'sha256'): ArrayBuffer {
  const digest = key.asymmetricKeyType === 'ed25519' ? null : hash
  return new Uint8Array(sign(digest, new Uint8Array(AsnConvert.serialize(tbs)), key)).buffer
}

const ecdsa = { sha1: '1', sha256: '3.2', sha384: '3.3', sha512: '3.4' } as const
const rsa = { sha1: '5', sha256: '11', sha384: '12', sha512: '13' } as const

function signatureAlgorithm(key: KeyObject, hash: keyof typeof rsa = 'sha256') {
  switch (key.asymmetricKeyType) {
    case 'ed25519':
      return new AlgorithmIdentifier({ algorithm: '1.3.101.112' })
    case 'rsa':
      return new AlgorithmIdentifier({
        algorithm: `1.2.840.113549.1.1.${rsa[hash]}`,
        parameters: null,
      })
    default:
      return new AlgorithmIdentifier({ algorithm: `1.2.840.10045.4.${ecdsa[hash]}` })
  }
}

function integer(value: number): ArrayBuffer {
  const low = value & 0xff
  return value < 0x80 ? Uint8Array.of(low).buffer : Uint8Array.of(value >> 8, low).buffer
}

function bytes(value: object): Uint8Array {
  return new Uint8Array(AsnConvert.serialize(value))
}

export function base64(der: Uint8Array): string {
  return Buffer.from(der).toString('base64')
}

export function pem(der: Uint8Array, label = 'CERTIFICATE'): string {
  const lines = base64(der).replace(/.{1,64}/g, '$&\n')
  return `-----BEGIN ${label}-----\n${lines}-----END ${label}-----\n`
}

export interface HierarchySpec {
  readonly kinds?: readonly [root: KeyKind, intermediate: KeyKind]
  readonly signer?: Signer
  readonly root?: CertificateSpec
  readonly intermediate?: CertificateSpec
  readonly leaf?: CertificateSpec
}

/** A root, an authority below it, and a hospital below that, whose key is the signer's. */
export async function hierarchy(spec: HierarchySpec = {}) {
  const [rootKind, intermediateKind] = spec.kinds ?? ['P-256', 'P-256']
  const signer = spec.signer ?? (await generateSigner())
  const root = partyOf('Example Root', rootKind)
  const intermediate = partyOf('Example Issuing Authority', intermediateKind)
  const publicKey = createPublicKey({ key: { ...signer.publicKey } as JsonWebKey, format: 'jwk' })
  const leafName = nameOf([
    ['2.5.4.6', 'CN'],
    ['2.5.4.10', 'Example Hospital'],
    ['2.5.4.97', 'NTRCN-000000'],
    ['2.5.4.3', 'Example Hospital Seal'],
  ])
  const leaf: Party = { name: leafName, publicKey, privateKey: intermediate.privateKey }
  const rootDer = certificate({ authority: true, ...spec.root }, root, root)
  const intermediateDer = certificate(
    { authority: true, pathLength: 0, ...spec.intermediate },
    intermediate,
    root,
  )
  const leafDer = certificate(
    { names: [{ dNSName: 'hospital.example' }], serial: 77, ...spec.leaf },
    leaf,
    intermediate,
  )
  const options = {
    roots: [rootDer],
    key: signer.publicKey,
    at: now,
    revocation: 'not_checked',
  } as const
  return {
    signer,
    parties: { root, intermediate, leaf },
    ders: { root: rootDer, intermediate: intermediateDer, leaf: leafDer },
    chain: [base64(leafDer), base64(intermediateDer)],
    options,
  }
}
