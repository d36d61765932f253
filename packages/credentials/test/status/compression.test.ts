import { deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from '@jest/globals'
import * as node from '../../src/status/compression.node.ts'
import * as web from '../../src/status/compression.web.ts'

const content = new Uint8Array(32_768).map((_, i) => (i * i) >> 7)
const limit = 4_194_304

describe.each([
  ['zlib', deflateSync],
  ['gzip', gzipSync],
] as const)('inflate of %s', (as, pack) => {
  const packed = new Uint8Array(pack(content))

  test.each([
    ['nothing', new Uint8Array()],
    ['thirty-two kilobytes', content],
    ['as much as is allowed', new Uint8Array(limit).fill(255)],
  ])('gives back %s on both engines', async (_, bytes) => {
    for (const engine of [node, web]) {
      const unpacked = await engine.inflate(await engine.deflate(bytes, as), as, limit)
      expect(Buffer.compare(unpacked as Uint8Array, bytes)).toBe(0)
    }
  })

  test.each([
    ['cut short', packed.subarray(0, -1)],
    ['cut short by its end', packed.subarray(0, -8)],
    ['with a byte after it', new Uint8Array([...packed, 0])],
    ['twice', new Uint8Array([...packed, ...packed])],
    ['of no bytes', new Uint8Array()],
    ['of another end', packed.with(-1, packed.at(-1) === 7 ? 8 : 7)],
    ['that is longer than the limit', new Uint8Array(pack(new Uint8Array(limit + 1)))],
  ])('refuses a stream %s on both engines', async (_, bytes) => {
    expect(await node.inflate(bytes, as, limit)).toBeUndefined()
    expect(await web.inflate(bytes, as, limit)).toBeUndefined()
  })
})
