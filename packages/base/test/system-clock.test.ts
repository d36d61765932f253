import { epochSeconds, systemClock } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'

describe('systemClock', () => {
  test('gives the present in whole seconds', () => {
    const before = Math.floor(Date.now() / 1000)
    const now = systemClock()
    expect(Number.isInteger(now)).toBe(true)
    expect(now).toBeGreaterThanOrEqual(before)
    expect(now).toBeLessThanOrEqual(Date.now() / 1000)
    expect(epochSeconds(now)).toBe(now)
  })
})
