import { createHash, randomBytes } from 'node:crypto'
import { decodeBase64url, encodeBase64url, encodeUtf8 } from '@fidecura/base'
import {
  importVerificationKey,
  parsePublicJwk,
  type Signer,
  thumbprintOf,
  verifySignature,
} from '@fidecura/identity'
import {
  type CallbackContext,
  clientAuthenticationAnonymous,
  type JwtSigner,
} from '@openid4vc/oauth2'

/** What the library asks of whoever uses it: signatures, digests, random bytes. Of which key, the signer says. */
export function openid4vcCallbacks(
  keys: readonly Signer[],
): Omit<CallbackContext, 'decryptJwe' | 'encryptJwe'> {
  return {
    hash: (data, algorithm) =>
      new Uint8Array(createHash(algorithm.replace('-', '')).update(data).digest()),
    generateRandom: (count) => new Uint8Array(randomBytes(count)),
    clientAuthentication: clientAuthenticationAnonymous(),
    async signJwt(signer, { header, payload }) {
      const key = await keyOf(signer, keys)
      const parts = [header, payload].map((one) => encodeBase64url(encodeUtf8(JSON.stringify(one))))
      const input = parts.join('.')
      const signature = await key.sign(encodeUtf8(input))
      return { jwt: `${input}.${encodeBase64url(signature)}`, signerJwk: { ...key.publicKey } }
    },
    async verifyJwt(signer, { compact }) {
      if (signer.method !== 'jwk') return { verified: false }
      const key = await importVerificationKey(parsePublicJwk(signer.publicJwk))
      const dot = compact.lastIndexOf('.')
      const signature = decodeBase64url(compact.slice(dot + 1))
      const verified = await verifySignature(key, encodeUtf8(compact.slice(0, dot)), signature)
      return verified ? { verified, signerJwk: signer.publicJwk } : { verified: false }
    },
  }
}

async function keyOf(signer: JwtSigner, keys: readonly Signer[]): Promise<Signer> {
  const jwk = signer.method === 'jwk' ? parsePublicJwk(signer.publicJwk) : undefined
  const thumbprint = jwk === undefined ? undefined : await thumbprintOf(jwk)
  for (const key of keys) {
    if (signer.method === 'did' && signer.didUrl === key.keyId) return key
    if ((await thumbprintOf(key.publicKey)) === thumbprint) return key
  }
  throw new Error('No such key')
}

/** As the library names a key. */
export function peerSignerOf({ publicKey, algorithm: alg }: Signer) {
  return { method: 'jwk', alg, publicJwk: { ...publicKey } } as const
}
