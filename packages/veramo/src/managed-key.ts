import { decodeBase64url, encodeBase64url, encodeHex } from '@fidecura/base'
import { type Algorithm, type PublicJwk, parsePublicJwk } from '@fidecura/identity'
import type { IKey } from '@veramo/core-types'
import { VeramoError } from './errors.ts'

/** How Veramo names a kind of key. */
export type KeyType = 'Secp256r1' | 'Secp384r1' | 'Ed25519'

interface KeyKind {
  readonly algorithm: Algorithm
  readonly crv: PublicJwk['crv']
  readonly coordinateBytes: number
}

const kinds: Readonly<Record<KeyType, KeyKind>> = {
  Secp256r1: { algorithm: 'ES256', crv: 'P-256', coordinateBytes: 32 },
  Secp384r1: { algorithm: 'ES384', crv: 'P-384', coordinateBytes: 48 },
  Ed25519: { algorithm: 'EdDSA', crv: 'Ed25519', coordinateBytes: 32 },
}

export function isKeyType(type: string): type is KeyType {
  return Object.hasOwn(kinds, type)
}

/** @throws {@link VeramoError} `key_type_unsupported`. */
export function algorithmOfType(type: string): Algorithm {
  if (isKeyType(type)) return kinds[type].algorithm
  throw unsupported()
}

export function typeOf({ crv }: PublicJwk): KeyType {
  if (crv === 'Ed25519') return 'Ed25519'
  return crv === 'P-256' ? 'Secp256r1' : 'Secp384r1'
}

/** As Veramo writes it: an Ed25519 key as it is, a point compressed. SEC 1 §2.3.3. */
export function publicKeyHexOf({ x, y }: PublicJwk): string {
  const hex = encodeHex(decodeBase64url(x))
  if (y === undefined) return hex
  const last = decodeBase64url(y).at(-1) ?? 0
  return (last % 2 === 0 ? '02' : '03') + hex
}

/**
 * Reads the public key of a key that any key management system keeps.
 *
 * @throws {@link VeramoError} `key_type_unsupported`: of another kind, or no public key.
 */
export async function publicJwkOf({
  type,
  publicKeyHex,
}: Pick<IKey, 'type' | 'publicKeyHex'>): Promise<PublicJwk> {
  if (!isKeyType(type)) throw unsupported()
  const { crv, coordinateBytes } = kinds[type]
  const bytes = bytesOfHex(publicKeyHex)
  if (crv === 'Ed25519') {
    if (bytes.length !== coordinateBytes) throw unsupported()
    return parsePublicJwk({ kty: 'OKP', crv, x: encodeBase64url(bytes) })
  }
  return pointOf(bytes, crv)
}

/** The engine finds the other coordinate of a compressed point, and refuses one off the curve. */
async function pointOf(bytes: Uint8Array<ArrayBuffer>, namedCurve: string): Promise<PublicJwk> {
  try {
    const algorithm = { name: 'ECDSA', namedCurve }
    const key = await crypto.subtle.importKey('raw', bytes, algorithm, true, ['verify'])
    return parsePublicJwk(await crypto.subtle.exportKey('jwk', key))
  } catch {
    throw unsupported()
  }
}

function bytesOfHex(text: string): Uint8Array<ArrayBuffer> {
  const digits = text.startsWith('0x') ? text.slice(2) : text
  if (digits.length > 200 || !/^(?:[\da-fA-F]{2})+$/.test(digits)) throw unsupported()
  const bytes = new Uint8Array(digits.length / 2)
  for (let i = 0; i < bytes.length; i++)
    bytes[i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16)
  return bytes
}

function unsupported(): VeramoError {
  return new VeramoError('key_type_unsupported', 'Not a key of a type that is taken')
}
