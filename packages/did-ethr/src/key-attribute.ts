import {
  decodeBase58,
  decodeBase64url,
  decodeHex,
  encodeBase58,
  encodeBase64url,
  encodeHex,
  isJsonObject,
  type JsonObject,
  type JsonValue,
} from '@fidecura/base'
import { type Did, didKeyOf, type PublicJwk, parseDid, parseDidDocument } from '@fidecura/identity'
import { DidEthrError } from './errors.ts'

/** A key as the registry holds it: the name of an attribute, and its value in hex. */
export interface KeyAttribute {
  readonly name: string
  readonly value: string
}

/** What a key may do besides signing statements, which all may. */
export type DidEthrKeyUse = 'assertion' | 'assertion_and_authentication'

/**
 * How a key is written down. Ed25519 as the method's specification has it, so that every resolver knows
 * it; P-256 and P-384, which the specification does not know, as Veramo writes them: a compressed point.
 *
 * @see {@link https://github.com/decentralized-identity/ethr-did-resolver/blob/master/doc/did-method-spec.md | ethr DID Method Specification}
 */
export function attributeOf({ crv, x, y }: PublicJwk, use: DidEthrKeyUse): KeyAttribute {
  // At most 32 bytes, and each of these is near it.
  const role = use === 'assertion' ? 'veriKey' : 'sigAuth'
  const hex = encodeHex(decodeBase64url(x))
  if (crv === 'Ed25519') return { name: `did/pub/Ed25519/${role}/base58`, value: `0x${hex}` }
  const odd = ((decodeBase64url(y ?? '').at(-1) ?? 0) & 1) === 1
  const curve = crv === 'P-256' ? 'Secp256r1' : 'Secp384r1'
  return { name: `did/pub/${curve}/${role}/hex`, value: `0x${odd ? '03' : '02'}${hex}` }
}

/**
 * Writes the keys that we take as JsonWebKey2020 or Multikey, and leaves of the others their ids alone:
 * accounts of secp256k1, keys to encrypt with, and whatever else an owner had noted.
 */
export function withOurKeys(source: JsonObject): JsonObject {
  const methods = source['verificationMethod']
  if (!Array.isArray(methods)) return source
  const ours = methods.map((method: JsonValue) =>
    isJsonObject(method) ? ourMethod(method) : method,
  )
  return { ...source, verificationMethod: ours }
}

/** A public key in hex, of a kind as the registry names it: `Ed25519`, `Secp256r1`, `Secp384r1`. */
export function publicKeyOfHex(kind: string, publicKeyHex: string): PublicJwk {
  const type = kind === 'Ed25519' ? 'Ed25519VerificationKey2018' : kind
  const id = 'did:ethr:key'
  const method = ourMethod({ id: '#key', controller: id, type, publicKeyHex })
  const document = parseDidDocument({ id, verificationMethod: [method] }, parseDid(id))
  const publicKey = document.verificationMethods[0]?.publicKey
  if (publicKey !== undefined) return publicKey
  throw new DidEthrError('attribute_malformed', 'Not a key of a type that is taken')
}

function ourMethod({ id = '', controller = '', ...rest }: JsonObject): JsonObject {
  const material = materialOf(rest)
  if (material !== undefined) {
    const method = { id, controller, ...material }
    if (isTaken(method, controller)) return method
  }
  // Not its own type, which might promise a key that is not there.
  return { id, controller, type: 'Other' }
}

/** A point may have no place on its curve: such a key is none, and spoils no other. */
function isTaken(method: JsonObject, did: JsonValue): boolean {
  try {
    const document = parseDidDocument({ id: did, verificationMethod: [method] }, did as Did)
    // Names points of the curve alone.
    for (const { publicKey } of document.verificationMethods) didKeyOf(publicKey as PublicJwk)
    return true
  } catch {
    return false
  }
}

function materialOf(method: JsonObject): JsonObject | undefined {
  const bytes = bytesOf(method)
  switch (method['type']) {
    case 'Ed25519VerificationKey2018':
      if (bytes?.length !== 32) return undefined
      return jsonWebKey({ kty: 'OKP', crv: 'Ed25519', x: encodeBase64url(bytes) })
    case 'Secp256r1':
      return pointOf(bytes, { crv: 'P-256', coordinateBytes: 32, codec: [0x80, 0x24] })
    case 'Secp384r1':
      return pointOf(bytes, { crv: 'P-384', coordinateBytes: 48, codec: [0x81, 0x24] })
    default:
      return undefined
  }
}

interface Curve {
  readonly crv: string
  readonly coordinateBytes: number
  /** The multicodec of its public keys, as a varint. */
  readonly codec: readonly number[]
}

/** SEC 1 §2.3.3. */
function pointOf(bytes: Uint8Array | undefined, curve: Curve): JsonObject | undefined {
  const { crv, coordinateBytes, codec } = curve
  if (bytes?.length === 1 + coordinateBytes && (bytes[0] === 2 || bytes[0] === 3)) {
    const multikey = encodeBase58(Uint8Array.from([...codec, ...bytes]))
    return { type: 'Multikey', publicKeyMultibase: `z${multikey}` }
  }
  if (bytes?.length !== 1 + 2 * coordinateBytes || bytes[0] !== 4) return undefined
  const x = encodeBase64url(bytes.slice(1, 1 + coordinateBytes))
  return jsonWebKey({ kty: 'EC', crv, x, y: encodeBase64url(bytes.slice(1 + coordinateBytes)) })
}

function jsonWebKey(publicKeyJwk: JsonObject): JsonObject {
  return { type: 'JsonWebKey2020', publicKeyJwk }
}

/** In the one encoding that the attribute names; none of them changes what the registry holds. */
function bytesOf({
  publicKeyHex: hex,
  publicKeyBase64: base64,
  publicKeyBase58: base58,
}: JsonObject): Uint8Array | undefined {
  // No key of ours is longer, and reading base 58 takes the square of its length.
  const text = [hex, base64, base58].find((value) => typeof value === 'string') as string
  if (text === undefined || text.length > 256) return undefined
  if (hex !== undefined) return decodeHex(text)
  if (base58 !== undefined) return decodeBase58(text)
  try {
    return decodeBase64url(text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''))
  } catch {
    return undefined
  }
}
