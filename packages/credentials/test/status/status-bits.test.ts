import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import * as node from '../../src/status/compression.node.ts'
import * as web from '../../src/status/compression.web.ts'
import { lengthOf, packStatuses, statusAt } from '../../src/status/status-bits.ts'

const kinds = fc.constantFrom('token' as const, 'bitstring' as const)
const widths = fc.constantFrom(1 as const, 2 as const, 4 as const, 8 as const)

describe('packStatuses', () => {
  test('writes what statusAt reads, whatever kind and width', () => {
    fc.assert(
      fc.property(kinds, widths, fc.array(fc.nat(255), { maxLength: 64 }), (kind, bits, values) => {
        const size = Math.ceil(values.length / 8) * 8
        const expected = values.map((value) => value & ((1 << bits) - 1))
        const packed = packStatuses({ kind, bits, size }, expected.entries())
        expect(lengthOf(packed)).toBe(size)
        expect(expected.map((_, index) => statusAt(packed, index))).toEqual(expected)
      }),
    )
  })

  test('lets the later of two values for one entry stand, and leaves its neighbours alone', () => {
    fc.assert(
      fc.property(
        kinds,
        widths,
        fc.nat(63),
        fc.nat(255),
        fc.nat(255),
        (kind, bits, index, a, b) => {
          const mask = (1 << bits) - 1
          const twice = [
            [index, a & mask],
            [index, b & mask],
          ] as const
          const packed = packStatuses({ kind, bits, size: 64 }, twice)
          for (let i = 0; i < 64; i++) expect(statusAt(packed, i)).toBe(i === index ? b & mask : 0)
        },
      ),
    )
  })

  test('packs the examples of the two standards', () => {
    // draft-ietf-oauth-status-list-21 §4.1
    const token = packStatuses(
      { kind: 'token', bits: 1, size: 16 },
      [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1].entries(),
    )
    expect([...token.bytes]).toEqual([0xb9, 0xa3])
    // Bitstring Status List 1.0 §3.4: the first entry is the left-most bit.
    const bitstring = packStatuses({ kind: 'bitstring', bits: 1, size: 8 }, [[0, 1]])
    expect([...bitstring.bytes]).toEqual([0x80])
  })
})

describe.each([
  ['on Node', node],
  ['in browsers', web],
])('inflate %s', (_, { deflate, inflate }) => {
  test.each(['zlib', 'gzip'] as const)('gives back what was packed as %s', async (as) => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 4096 }), async (bytes) => {
        const packed = await deflate(bytes, as)
        // Uint8Array.from: Node hands out a Buffer.
        expect(Uint8Array.from((await inflate(packed, as, bytes.length + 1)) ?? [0])).toEqual(bytes)
      }),
      { numRuns: 30 },
    )
  })

  test.each(['zlib', 'gzip'] as const)('stops a bomb of %s at the limit', async (as) => {
    const bomb = await deflate(new Uint8Array(10_000_000), as)
    expect(bomb.length).toBeLessThan(12_000)
    expect(await inflate(bomb, as, 1_000_000)).toBeUndefined()
    expect(await inflate(bomb, as, 9_999_999)).toBeUndefined()
    expect(await inflate(bomb, as, 10_000_000)).toHaveLength(10_000_000)
  })

  test.each(['zlib', 'gzip'] as const)('refuses %s that is cut, changed or goes on', async (as) => {
    const packed = Uint8Array.from(await deflate(new Uint8Array(1000).fill(7), as))
    const changed = packed.slice()
    changed[changed.length - 5] = 1 ^ (changed[changed.length - 5] as number)
    const longer = new Uint8Array([...packed, 0])
    for (const bad of [packed.slice(0, -1), changed, longer, new Uint8Array(0)]) {
      expect(await inflate(bad, as, 2000)).toBeUndefined()
    }
    const other = as === 'zlib' ? 'gzip' : 'zlib'
    expect(await inflate(packed, other, 2000)).toBeUndefined()
    expect(await inflate(packed, as, 2000)).toHaveLength(1000)
  })
})
