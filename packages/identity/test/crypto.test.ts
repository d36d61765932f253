import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { type Algorithm, algorithms } from '../src/algorithms.ts'
import * as node from '../src/crypto.node.ts'
import * as web from '../src/crypto.web.ts'
import { derOfRaw, rawOfDer } from '../src/der.node.ts'
import { parseDidUrl } from '../src/did.ts'
import { didJwkOf } from '../src/did-jwk.ts'
import { parsePublicJwk } from '../src/jwk.ts'
import { generateSigner, signerOf } from '../src/signer.ts'
import { importVerificationKey, verifySignature } from '../src/verification-key.ts'

async function generateKey(
  algorithm: Algorithm,
  engine: typeof node | typeof web = node,
): Promise<{ privateKey: node.PrivateKeyHandle; publicKey: ReturnType<typeof parsePublicJwk> }> {
  const { handle, publicKey } = await engine.generatePrivate(algorithm)
  return { privateKey: handle, publicKey: parsePublicJwk(publicKey) }
}

const names = Object.keys(algorithms) as Algorithm[]
const data = new TextEncoder().encode('what is signed')

describe('sha256Text', () => {
  // FIPS 180-4, as published by NIST for the text abc.
  const abc = 'ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0'

  test('digests the same on both engines as over the bytes', async () => {
    expect(node.sha256Text('abc')).toBe(abc)
    expect(await web.sha256Text('abc')).toBe(abc)
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        const digest = node.sha256(new TextEncoder().encode(text))
        const expected = Buffer.from(digest).toString('base64url')
        expect([node.sha256Text(text), await web.sha256Text(text)]).toEqual([expected, expected])
      }),
    )
  })
})

describe.each(names)('%s', (algorithm) => {
  test('verifies on both engines what either of them signed', async () => {
    for (const engine of [node, web]) {
      const { privateKey, publicKey } = await generateKey(algorithm, engine)
      // The Node engine signs with both kinds of keys.
      const signature = await node.signWith(privateKey, algorithm)(data)
      expect(signature).toHaveLength(algorithms[algorithm].signatureBytes)
      for (const verifier of [node, web]) {
        const handle = await verifier.importPublic(publicKey, algorithm)
        expect(await verifier.verifyWith(handle, algorithm, data, signature)).toBe(true)
      }
    }
  })

  test('refuses on both engines a signature with any one bit turned', async () => {
    const { privateKey, publicKey } = await generateKey(algorithm)
    const signature = await node.signWith(privateKey, algorithm)(data)
    const handles = [
      { engine: node, handle: node.importPublic(publicKey) },
      { engine: web, handle: await web.importPublic(publicKey, algorithm) },
    ]
    for (let bit = 0; bit < signature.length * 8; bit += 37) {
      const turned = Uint8Array.from(signature)
      turned[bit >> 3] = (turned[bit >> 3] as number) ^ (1 << (bit & 7))
      for (const { engine, handle } of handles) {
        expect(await engine.verifyWith(handle, algorithm, data, turned)).toBe(false)
      }
    }
  })

  test('verifies sixty-four at once as it verifies one at a time', async () => {
    const { privateKey, publicKey } = await generateKey(algorithm)
    const signature = await node.signWith(privateKey, algorithm)(data)
    const wrong = Uint8Array.from(signature).reverse()
    const key = await importVerificationKey(publicKey)
    const verdicts = await Promise.all(
      Array.from({ length: 64 }, (_, i) => verifySignature(key, data, i % 2 ? signature : wrong)),
    )
    expect(verdicts).toEqual(verdicts.map((_, i) => i % 2 === 1))
  })
})

test('verifySignature answers false for any other length', async () => {
  const { privateKey, publicKey } = await generateKey('ES256')
  const signature = await node.signWith(privateKey, 'ES256')(data)
  const key = await importVerificationKey(publicKey)
  for (const bytes of [
    signature.subarray(1),
    new Uint8Array([...signature, 0]),
    derOfRaw(signature),
  ]) {
    expect(await verifySignature(key, data, bytes)).toBe(false)
  }
})

test('importVerificationKey refuses a point that is not on its curve', async () => {
  const { publicKey } = await generateKey('ES256')
  const jwk = { ...publicKey, y: publicKey.x }
  expect(() => importVerificationKey(jwk)).toThrow(
    expect.objectContaining({ code: 'jwk_malformed' }),
  )
  await expect(web.importPublic(jwk, 'ES256')).rejects.toBeDefined()
})

test('derOfRaw and rawOfDer undo one another, leading zeros and all', () => {
  const integer = fc.tuple(fc.nat(32), fc.uint8Array({ minLength: 32, maxLength: 32 }))
  fc.assert(
    fc.property(integer, integer, ([zerosR, r], [zerosS, s]) => {
      r.fill(0, 0, zerosR)
      s.fill(0, 0, zerosS)
      const raw = new Uint8Array([...r, ...s])
      expect(rawOfDer(derOfRaw(raw), 32)).toEqual(raw)
    }),
  )
})

test('signerOf signs with a Web Crypto key that cannot be extracted, and without a warning', async () => {
  const pair = (await crypto.subtle.generateKey('Ed25519', false, [
    'sign',
    'verify',
  ])) as CryptoKeyPair
  const publicKey = parsePublicJwk(await crypto.subtle.exportKey('jwk', pair.publicKey))
  const keyId = parseDidUrl(`${didJwkOf(publicKey)}#0`)
  const warnings: unknown[] = []
  const note = (warning: unknown): void => void warnings.push(warning)
  process.on('warning', note)
  const signer = signerOf({ keyId, privateKey: pair.privateKey, publicKey })
  const key = await importVerificationKey(publicKey)
  expect(await verifySignature(key, data, await signer.sign(data))).toBe(true)
  process.off('warning', note)
  expect(warnings).toEqual([])
})

test('a signer says signer_failed, without the engine’s words, when it cannot sign', async () => {
  const signer = await generateSigner()
  const pair = (await crypto.subtle.generateKey('Ed25519', false, [
    'sign',
    'verify',
  ])) as CryptoKeyPair
  const wrong = signerOf({
    keyId: signer.keyId,
    privateKey: pair.privateKey,
    publicKey: signer.publicKey,
  })
  await expect(wrong.sign(data)).rejects.toMatchObject({
    code: 'signer_failed',
    outcome: 'unknown',
  })
  await expect(signer.sign(data, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'aborted',
    outcome: 'unknown',
  })
})
