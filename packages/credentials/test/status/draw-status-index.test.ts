import { randomBytes } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { drawStatusIndex } from '../../src/status/draw-status-index.ts'

function draw(size: number, taken: ReadonlySet<number>, random = randomBytes) {
  return drawStatusIndex({
    size,
    takenCount: taken.size,
    isTaken: (index) => taken.has(index),
    random,
  })
}

describe('drawStatusIndex', () => {
  test('never draws an index twice until the list is full', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), (size) => {
        const taken = new Set<number>()
        for (let i = 0; i < size; i++) taken.add(draw(size, taken))
        expect([...taken].sort((a, b) => a - b)).toEqual(Array.from({ length: size }, (_, i) => i))
        expect(() => draw(size, taken)).toThrow(
          expect.objectContaining({ code: 'status_list_full' }),
        )
      }),
      { numRuns: 20 },
    )
  })

  test('skips numbers that would favour small indices', () => {
    const words = [0xffffffff, 5]
    const random = () => {
      const bytes = new Uint8Array(4)
      new DataView(bytes.buffer).setUint32(0, words.shift() ?? 0)
      return bytes
    }
    // 2^32 - 1 is a multiple of 3, so the last word of all would come on top of the whole runs.
    expect(draw(3, new Set(), random)).toBe(2)
  })

  test('finds the last free index of a large list', () => {
    const taken = new Set(Array.from({ length: 131_072 }, (_, i) => i))
    taken.delete(99_999)
    expect(draw(131_072, taken)).toBe(99_999)
  })
})
