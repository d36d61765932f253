import { encodeBase64url } from '@fidecura/base'
import { type Algorithm, generateSigner } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import { keyKindOf, keyKinds, publicKeyOfPoint } from '../src/key-kinds.ts'

const algorithms: readonly Algorithm[] = ['ES256', 'ES384', 'EdDSA']
const bytes = (text = ''): Uint8Array => new Uint8Array(Buffer.from(text, 'base64url'))

describe.each(algorithms)('publicKeyOfPoint of %s', (algorithm) => {
  const kind = keyKinds[algorithm]
  const pointOf = async () => {
    const { publicKey } = await generateSigner({ algorithm })
    const { x, y } = publicKey
    const point = y === undefined ? bytes(x) : Uint8Array.of(4, ...bytes(x), ...bytes(y))
    return { publicKey, point }
  }

  test('reads a point in an OCTET STRING, and one that stands alone', async () => {
    const { publicKey, point } = await pointOf()
    expect(publicKeyOfPoint(Uint8Array.of(4, point.length, ...point), kind)).toEqual(publicKey)
    expect(publicKeyOfPoint(point, kind)).toEqual(publicKey)
  })

  test.each<[string, (point: Uint8Array) => Uint8Array]>([
    ['is cut short', (point) => point.subarray(1)],
    ['has more behind it', (point) => Uint8Array.of(...point, 0)],
    ['is in something else', (point) => Uint8Array.of(3, point.length, ...point)],
    ['says another length', (point) => Uint8Array.of(4, point.length + 1, ...point)],
    ['is empty', () => new Uint8Array()],
  ])('refuses one that %s', async (_, change) => {
    const { point } = await pointOf()
    expect(publicKeyOfPoint(change(point), kind)).toBeUndefined()
  })

  test('is known by its curve', () => {
    for (const written of [kind.ecParams, ...kind.otherEcParams]) {
      expect(keyKindOf(Uint8Array.from(written))).toBe(kind)
    }
  })
})

test('publicKeyOfPoint refuses a compressed point, and one of small order', () => {
  const compressed = Uint8Array.of(2, ...new Uint8Array(64).fill(1))
  expect(publicKeyOfPoint(compressed, keyKinds.ES256)).toBeUndefined()
  expect(publicKeyOfPoint(Uint8Array.of(1, ...new Uint8Array(31)), keyKinds.EdDSA)).toBeUndefined()
  expect(encodeBase64url(compressed)).toHaveLength(87)
})

test('keyKindOf knows no other curve', () => {
  // secp256k1
  expect(keyKindOf(Uint8Array.of(6, 5, 0x2b, 0x81, 4, 0, 10))).toBeUndefined()
  expect(keyKindOf(new Uint8Array())).toBeUndefined()
})
