import { decodeBase64url, decodeHex, encodeBase64url, encodeHex } from '@fidecura/base'
import { type PublicJwk, parsePublicJwk } from '@fidecura/identity'
import type { Certificate, SignedBytes } from './certificate.ts'
import { rawOfDer } from './der.ts'
import { X5cError } from './errors.ts'

// By the encoding of algorithm and parameters, so that no other parameters pass. RFC 5480, RFC 4055, RFC 8410.
const hashes: Readonly<Record<string, string>> = {
  '300a06082a8648ce3d040302': 'SHA-256',
  '300a06082a8648ce3d040303': 'SHA-384',
  '300a06082a8648ce3d040304': 'SHA-512',
  '300d06092a864886f70d01010b0500': 'SHA-256',
  '300d06092a864886f70d01010c0500': 'SHA-384',
  '300d06092a864886f70d01010d0500': 'SHA-512',
}
const ed25519 = '300506032b6570'
const rsa = '300d06092a864886f70d0101010500'
const rsaSignature = '300d06092a864886f70d01010'
const curves: Readonly<Record<string, readonly ['P-256' | 'P-384' | 'P-521', number]>> = {
  '301306072a8648ce3d020106082a8648ce3d030107': ['P-256', 32],
  '301006072a8648ce3d020106052b81040022': ['P-384', 48],
  '301006072a8648ce3d020106052b81040023': ['P-521', 66],
}
// The same key is written in one way only: the point uncompressed, its curve by name.
const publicKeyPrefixes: Readonly<Record<PublicJwk['crv'], string>> = {
  'P-256': '3059301306072a8648ce3d020106082a8648ce3d03010703420004',
  'P-384': '3076301006072a8648ce3d020106052b8104002203620004',
  Ed25519: '302a300506032b6570032100',
}

/** Whether a certificate is of this key. RFC 5280 §4.1.2.7. */
export function isOfKey({ publicKey }: Certificate, { crv, x, y = '' }: PublicJwk): boolean {
  const coordinates = encodeHex(decodeBase64url(x)) + encodeHex(decodeBase64url(y))
  return encodeHex(publicKey) === publicKeyPrefixes[crv] + coordinates
}

/**
 * The key that a certificate is of, if it is of a kind that signs here.
 *
 * @throws IdentityError `jwk_malformed`: not a point that may be one.
 */
export function keyOf({ publicKey }: Certificate): PublicJwk | undefined {
  const encoded = encodeHex(publicKey)
  for (const crv of curveNames) {
    const prefix = publicKeyPrefixes[crv]
    if (!encoded.startsWith(prefix)) continue
    const coordinates = encoded.slice(prefix.length)
    if (crv === 'Ed25519') return parsePublicJwk({ kty: 'OKP', crv, x: textOf(coordinates) })
    const half = coordinates.length / 2
    const [x, y] = [textOf(coordinates.slice(0, half)), textOf(coordinates.slice(half))]
    return parsePublicJwk({ kty: 'EC', crv, x, y })
  }
  return undefined
}

const curveNames = Object.keys(publicKeyPrefixes) as readonly PublicJwk['crv'][]

function textOf(hex: string): string {
  return encodeBase64url(decodeHex(hex) ?? new Uint8Array())
}

/**
 * Whether an authority's key signed a certificate or a revocation list.
 *
 * @throws {@link X5cError} `x5c_signature_weak`.
 */
export async function isSignedBy(
  { bytes, algorithm, signature }: SignedBytes,
  { publicKey, keyAlgorithm }: Certificate,
  place: string | undefined,
): Promise<boolean> {
  const hash = hashes[algorithm]
  if (hash === undefined && algorithm !== ed25519) throw weak(place)
  const family = familyOf(keyAlgorithm)
  if (family === undefined) throw weak(place)
  // An elliptic signature of an RSA key, and the like.
  if (familyOf(algorithm) !== family) return false
  const [namedCurve, coordinateBytes] = curves[keyAlgorithm] ?? []
  const parameters: Parameters = {
    name: family,
    ...(hash === undefined ? {} : { hash }),
    ...(namedCurve === undefined ? {} : { namedCurve }),
  }
  const key = await importKey(publicKey, parameters)
  if (key === undefined) return false
  if (keyAlgorithm === rsa && !isStrongRsa(key)) throw weak(place)
  const raw = coordinateBytes === undefined ? signature : rawOfDer(signature, coordinateBytes)
  if (raw === undefined) return false
  return crypto.subtle.verify(parameters, key, copyOf(raw), copyOf(bytes))
}

/** As Web Crypto names it; of a key, or of a signature that such a key makes. */
function familyOf(algorithm: string): string | undefined {
  if (algorithm === ed25519) return 'Ed25519'
  if (algorithm === rsa || algorithm.startsWith(rsaSignature)) return 'RSASSA-PKCS1-v1_5'
  const isElliptic = Object.hasOwn(curves, algorithm) || Object.hasOwn(hashes, algorithm)
  return isElliptic ? 'ECDSA' : undefined
}

interface Parameters extends Algorithm {
  readonly hash?: string
  readonly namedCurve?: string
}

async function importKey(
  publicKey: Uint8Array,
  parameters: Parameters,
): Promise<CryptoKey | undefined> {
  try {
    return await crypto.subtle.importKey('spki', copyOf(publicKey), parameters, false, ['verify'])
  } catch {
    // Not a key of its algorithm.
    return undefined
  }
}

/** From 2,048 bits, NIST SP 800-131A §3; up to 8,192, for each costs the verifier more. */
function isStrongRsa(key: CryptoKey): boolean {
  const { modulusLength, publicExponent } = key.algorithm as RsaKeyAlgorithm
  const exponent = Number(`0x${encodeHex(publicExponent)}`)
  return modulusLength >= 2048 && modulusLength <= 8192 && exponent >= 3
}

/** Web Crypto takes no bytes that another thread could change. */
function copyOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(bytes)
}

function weak(place: string | undefined): X5cError {
  return new X5cError('x5c_signature_weak', 'Not an algorithm or a key that is taken', { place })
}
