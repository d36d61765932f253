import { encodeBase64url, encodeUtf8, type JsonObject } from '@fidecura/base'
import {
  decodeJws,
  generateSigner,
  type Signer,
  signJws,
  signKeyProof,
  verifyKeyProof,
} from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'

const typ = 'dpop+jwt'

/** As `signKeyProof`, with whatever header. */
async function sign(header: JsonObject, signer: Signer, payload: unknown = { a: 1 }) {
  const parts = [header, payload].map((one) => encodeBase64url(encodeUtf8(JSON.stringify(one))))
  const input = parts.join('.')
  return `${input}.${encodeBase64url(await signer.sign(encodeUtf8(input)))}`
}

describe('verifyKeyProof', () => {
  test.each(['ES256', 'ES384', 'EdDSA'] as const)(
    'finds the key of %s in the header',
    async (algorithm) => {
      const signer = await generateSigner({ algorithm })
      const proof = await signKeyProof({ jti: 'x' }, { signer, typ })
      const proven = await verifyKeyProof(proof, { typ, names: 'jwk' })
      expect(proven).toEqual({ publicKey: signer.publicKey, payload: { jti: 'x' } })
    },
  )

  test.each(['key', 'jwk'] as const)('finds the key of a did:%s by its kid', async (method) => {
    const signer = await generateSigner({ method })
    const proof = await signJws({ jti: 'x' }, { signer, typ })
    const { publicKey } = await verifyKeyProof(proof, { typ, names: 'jwk_or_did' })
    expect(publicKey).toEqual(signer.publicKey)
  })

  test('refuses a kid where only a key may be named', async () => {
    const signer = await generateSigner()
    const proof = await signJws({ jti: 'x' }, { signer, typ })
    await expect(verifyKeyProof(proof, { typ, names: 'jwk' })).rejects.toMatchObject({
      code: 'jws_header_unsupported',
    })
  })

  test.each<[string, (own: Signer, other: Signer) => JsonObject, string]>([
    ['no key', () => ({}), 'jws_header_unsupported'],
    [
      'two keys',
      ({ publicKey, keyId }) => ({ jwk: { ...publicKey }, kid: keyId }),
      'jws_header_unsupported',
    ],
    [
      'certificates beside it',
      ({ publicKey }) => ({ jwk: { ...publicKey }, x5c: [] }),
      'jws_header_unsupported',
    ],
    [
      'a key that is elsewhere',
      ({ publicKey }) => ({ jwk: { ...publicKey }, jku: 'https://a.example' }),
      'jws_header_unsupported',
    ],
    [
      'something critical',
      ({ publicKey }) => ({ jwk: { ...publicKey }, crit: ['x'] }),
      'jws_header_unsupported',
    ],
    [
      'the key of somebody else',
      (_, { publicKey }) => ({ jwk: { ...publicKey } }),
      'jws_signature_invalid',
    ],
    ['the DID of somebody else', (_, { keyId }) => ({ kid: keyId }), 'jws_signature_invalid'],
    ['a private key', ({ publicKey }) => ({ jwk: { ...publicKey, d: 'AA' } }), 'jwk_malformed'],
    [
      'another algorithm',
      ({ publicKey }) => ({ jwk: { ...publicKey }, alg: 'ES384' }),
      'jws_algorithm_wrong',
    ],
    [
      'no algorithm',
      ({ publicKey }) => ({ jwk: { ...publicKey }, alg: 'none' }),
      'jws_algorithm_wrong',
    ],
    [
      'a secret as its key',
      ({ publicKey }) => ({ jwk: { ...publicKey }, alg: 'HS256' }),
      'jws_algorithm_wrong',
    ],
    [
      'another type',
      ({ publicKey }) => ({ jwk: { ...publicKey }, typ: 'vc+jwt' }),
      'jws_type_wrong',
    ],
    [
      'a DID that has to be looked up',
      () => ({ kid: 'did:web:a.example#key-1' }),
      'did_method_unsupported',
    ],
  ])('refuses one with %s', async (_, headerOf, code) => {
    const [own, other] = [await generateSigner(), await generateSigner()]
    const proof = await sign({ typ, alg: 'ES256', ...headerOf(own, other) }, own)
    await expect(verifyKeyProof(proof, { typ, names: 'jwk_or_did' })).rejects.toMatchObject({
      code,
    })
  })

  test('refuses claims that are no object, and more bytes than the limit', async () => {
    const signer = await generateSigner()
    const header = { typ, alg: 'ES256', jwk: { ...signer.publicKey } }
    await expect(
      verifyKeyProof(await sign(header, signer, [1]), { typ, names: 'jwk' }),
    ).rejects.toMatchObject({ code: 'jws_malformed' })
    await expect(
      verifyKeyProof(await sign(header, signer, { a: 'x'.repeat(9000) }), { typ, names: 'jwk' }),
    ).rejects.toMatchObject({ code: 'jws_too_large' })
  })

  test('opens no way for other tokens to bring their own key', async () => {
    const signer = await generateSigner()
    const proof = await signKeyProof({ jti: 'x' }, { signer, typ })
    expect(() => decodeJws(proof)).toThrow(
      expect.objectContaining({ code: 'jws_header_unsupported' }),
    )
  })
})
