import {
  createHash,
  generateKeyPairSync,
  type KeyObject,
  type KeyPairKeyObjectResult,
  randomBytes,
  sign,
} from 'node:crypto'
import type { PasskeyKey, PasskeyRequest } from '../../src/index.passkey.ts'

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')
const sha256 = (data: Uint8Array | string): Buffer => createHash('sha256').update(data).digest()

export const flag = {
  up: 0x01,
  rfu1: 0x02,
  uv: 0x04,
  be: 0x08,
  bs: 0x10,
  rfu2: 0x20,
  at: 0x40,
  ed: 0x80,
}

/** One thing that browser or authenticator does wrong. What comes of it is signed all the same. */
export interface Trick {
  readonly clientData?: Readonly<Record<string, unknown>>
  /** The JSON as it is written. */
  readonly clientDataText?: (text: string) => string | Uint8Array
  readonly rpId?: string
  readonly flags?: number
  readonly signCount?: number
  /** What follows the 37 bytes, or how many of them are missing. */
  readonly extra?: Uint8Array | number
  /** What is signed in place of both parts. */
  readonly signed?: (authenticatorData: Uint8Array, clientData: Uint8Array) => Uint8Array
  readonly signature?: (signature: Buffer) => Uint8Array
  readonly members?: Readonly<Record<string, unknown>>
  readonly response?: Readonly<Record<string, unknown>>
}

/** Answers in the JSON of `PublicKeyCredential.toJSON()`. */
interface Answer {
  readonly id: string
  readonly rawId: string
  readonly type: string
  readonly response: Readonly<Record<string, string>>
}

export interface SoftwareAuthenticator {
  readonly key: PasskeyKey
  readonly registration: Answer
  /** As a browser on this page would have it answer. */
  answer(request: Pick<PasskeyRequest, 'challenge' | 'rpId'>, origin: string, trick?: Trick): Answer
}

/** For an authenticator of one's own. */
export function generateKeys(algorithm: 'ES256' | 'EdDSA'): KeyPairKeyObjectResult {
  return algorithm === 'ES256'
    ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
    : generateKeyPairSync('ed25519')
}

/** An authenticator and a browser in one, with a real key. */
export function createAuthenticator(
  algorithm: 'ES256' | 'EdDSA' = 'ES256',
  { publicKey, privateKey } = generateKeys(algorithm),
): SoftwareAuthenticator {
  const id = base64url(randomBytes(16))
  const { kty, crv, x, y } = publicKey.export({ format: 'jwk' })
  const members = y === undefined ? { kty, crv, x } : { kty, crv, x, y }
  return {
    key: { credentialId: id, publicKey: members as PasskeyKey['publicKey'] },
    registration: registrationOf(id, publicKey, algorithm === 'ES256' ? -7 : -8),
    answer({ challenge, rpId }, origin, trick = {}) {
      const collected = { type: 'webauthn.get', challenge, origin, crossOrigin: false }
      const text = JSON.stringify({ ...collected, ...trick.clientData })
      const clientData = Buffer.from(trick.clientDataText?.(text) ?? text)
      const authenticatorData = authenticatorDataOf(rpId, trick)
      const data =
        trick.signed?.(authenticatorData, clientData) ??
        Buffer.concat([authenticatorData, sha256(clientData)])
      const signature = sign(algorithm === 'ES256' ? 'sha256' : null, data, privateKey)
      return {
        id,
        rawId: id,
        type: 'public-key',
        ...trick.members,
        response: {
          clientDataJSON: base64url(clientData),
          authenticatorData: base64url(authenticatorData),
          signature: base64url(trick.signature?.(signature) ?? signature),
          ...trick.response,
        },
      } as Answer
    },
  }
}

function authenticatorDataOf(rpId: string, trick: Trick): Buffer {
  const count = Buffer.alloc(4)
  count.writeUInt32BE(trick.signCount ?? 0)
  const flags = Buffer.from([trick.flags ?? flag.up | flag.uv])
  const all = Buffer.concat([sha256(trick.rpId ?? rpId), flags, count])
  const { extra = 0 } = trick
  return typeof extra === 'number'
    ? all.subarray(0, all.length - extra)
    : Buffer.concat([all, extra])
}

function registrationOf(id: string, publicKey: KeyObject, algorithm: number): Answer {
  const spki = publicKey.export({ format: 'der', type: 'spki' })
  const response = {
    publicKey: base64url(spki),
    publicKeyAlgorithm: algorithm,
    attestationObject: 'o2M',
    transports: ['internal'],
  }
  return { id, rawId: id, type: 'public-key', response } as unknown as Answer
}
