import { describe, expect, test } from '@jest/globals'
import { growthOf, type Look, mostBytesEach } from './scale/flat.ts'

const mebi = 1_048_576

/** Looks of ten minutes at so many requests a second, with what comes and goes: as much as was seen of a service. */
function looksOf(perSecond: number, leaked: (requests: number) => number): readonly Look[] {
  const uneven = [0, 2.1, -1.2, 0.8, -2, 1.4, -0.3]
  return Array.from({ length: 20 }, (_, n) => {
    const requests = (n + 1) * 30 * perSecond
    const noise = (uneven[n % uneven.length] ?? 0) * mebi
    const more = noise + leaked(requests)
    return {
      requests,
      kept: { objects: 42 * mebi + more, resident: 180 * mebi + 2 * noise + more },
    }
  })
}

const verdictsOf = (looks: readonly Look[]) => [
  growthOf(looks, 'objects').verdict,
  growthOf(looks, 'resident').verdict,
]

describe('growthOf', () => {
  test('takes what comes and goes for flat', () => {
    expect(verdictsOf(looksOf(1000, () => 0))).toEqual(['flat', 'flat'])
  })

  test('takes a cache for flat that is full by half of the time', () => {
    const cache = (requests: number) => Math.min(requests, 200_000) * 500
    expect(verdictsOf(looksOf(1000, cache))).toEqual(['flat', 'flat'])
  })

  test.each([mostBytesEach + 36, 1000])('finds a leak of %d bytes a request', (bytes) => {
    const looks = looksOf(1000, (requests) => requests * bytes)
    expect(verdictsOf(looks)).toEqual(['grows', 'grows'])
    const { bytesEach, uncertain } = growthOf(looks, 'objects')
    expect(Math.abs(bytesEach - bytes)).toBeLessThan(uncertain)
  })

  test('finds one outside of the heap, too', () => {
    const looks = looksOf(1000, () => 0).map(({ requests, kept }) => ({
      requests,
      kept: { ...kept, resident: kept.resident + requests * 100 },
    }))
    expect(verdictsOf(looks)).toEqual(['flat', 'grows'])
  })

  test('takes one step of an allocator for no leak, nor for an answer where requests were few', () => {
    const step = looksOf(20, () => 0).map(({ requests }) => ({
      requests,
      kept: { objects: 42 * mebi, resident: (152 + (requests > 8000 ? 2.5 : 0)) * mebi },
    }))
    expect(verdictsOf(step)).toEqual(['flat', 'uncertain'])
  })

  test('takes too few requests, or looks, for no answer', () => {
    expect(verdictsOf(looksOf(20, () => 0))).toEqual(['uncertain', 'uncertain'])
    expect(verdictsOf(looksOf(1000, () => 0).slice(0, 8))).toEqual(['uncertain', 'uncertain'])
  })
})
