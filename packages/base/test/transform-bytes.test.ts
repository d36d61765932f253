import { describe, expect, test } from '@jest/globals'
import { encodeUtf8, transformBytes } from '../src/index.ts'

const deflate = (bytes: Uint8Array) =>
  transformBytes(bytes, new CompressionStream('deflate'), Number.POSITIVE_INFINITY)
const inflate = (bytes: Uint8Array, maxBytes: number) =>
  transformBytes(bytes, new DecompressionStream('deflate'), maxBytes)

describe('transformBytes', () => {
  test('gives back what was packed, up to the limit', async () => {
    const bytes = encodeUtf8('a consent '.repeat(20_000))
    const packed = (await deflate(bytes)) as Uint8Array
    expect(packed.length).toBeLessThan(bytes.length / 100)
    expect(await inflate(packed, bytes.length)).toEqual(bytes)
    expect(await inflate(packed, bytes.length - 1)).toBeUndefined()
  })

  test('takes nothing for nothing', async () => {
    const packed = (await deflate(new Uint8Array())) as Uint8Array
    expect(await inflate(packed, 0)).toEqual(new Uint8Array())
  })

  test.each([
    ['are no stream', encodeUtf8('not deflated')],
    ['are nothing', new Uint8Array()],
  ])('gives nothing where the bytes %s', async (_, bytes) => {
    expect(await inflate(bytes, 1000)).toBeUndefined()
  })
})
