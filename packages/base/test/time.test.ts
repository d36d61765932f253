import { type EpochSeconds, epochSeconds, formatDateTime, parseDateTime } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'

const malformed = expect.objectContaining({ code: 'instant_malformed' })
const last = 253_402_300_799

describe('epochSeconds', () => {
  test.each([0, 1.5, 1_795_340_460, last])('vouches for %d', (seconds) => {
    expect(epochSeconds(seconds)).toBe(seconds)
  })

  test.each([
    ['a negative one', -1],
    ['NaN', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['one past the year 9999', last + 1],
    ['milliseconds', 1_795_340_460_000],
    ['a text', '1795340460'],
    ['nothing', undefined],
    ['null', null],
  ])('refuses %s', (_, seconds) => {
    expect(() => epochSeconds(seconds)).toThrow(malformed)
  })

  test('is the only way to an instant', () => {
    // @ts-expect-error - a bare number was vouched for by nobody
    const instant: EpochSeconds = 1
    expect(instant).toBe(1)
  })
})

describe('parseDateTime', () => {
  test.each([
    ['1970-01-01T00:00:00Z', 0],
    ['2026-11-22T09:41:00Z', 1_795_340_460],
    ['2026-11-22T17:41:00+08:00', 1_795_340_460],
    ['2026-11-21T23:41:00-10:00', 1_795_340_460],
    ['2026-11-22T09:41:00-00:00', 1_795_340_460],
    ['2026-11-22T23:41:00+14:00', 1_795_340_460],
    ['2026-11-22T09:41:00.5Z', 1_795_340_460.5],
    ['2026-11-22T09:41:00.123456789Z', 1_795_340_460.123],
    ['2000-02-29T00:00:00Z', 951_782_400],
    ['2024-02-29T23:59:59Z', 1_709_251_199],
    ['9999-12-31T23:59:59Z', last],
  ])('reads %s', (text, seconds) => {
    expect(parseDateTime(text)).toBe(seconds)
  })

  test.each([
    ['no zone', '2026-11-22T09:41:00'],
    ['no time', '2026-11-22'],
    ['no seconds', '2026-11-22T09:41Z'],
    ['February 29 of a common year', '2026-02-29T00:00:00Z'],
    ['February 29 of 2100', '2100-02-29T00:00:00Z'],
    ['February 30', '2024-02-30T00:00:00Z'],
    ['April 31', '2026-04-31T00:00:00Z'],
    ['month 0', '2026-00-10T00:00:00Z'],
    ['month 13', '2026-13-10T00:00:00Z'],
    ['day 0', '2026-01-00T00:00:00Z'],
    ['hour 24', '2026-11-22T24:00:00Z'],
    ['minute 60', '2026-11-22T09:60:00Z'],
    ['a leap second', '2016-12-31T23:59:60Z'],
    ['a zone of 14:30', '2026-11-22T09:41:00+14:30'],
    ['a zone of 15:00', '2026-11-22T09:41:00+15:00'],
    ['a zone with 60 minutes', '2026-11-22T09:41:00+08:60'],
    ['a zone without a colon', '2026-11-22T09:41:00+0800'],
    ['a small z', '2026-11-22T09:41:00z'],
    ['a space for the T', '2026-11-22 09:41:00Z'],
    ['a fraction without digits', '2026-11-22T09:41:00.Z'],
    ['ten digits of fraction', '2026-11-22T09:41:00.1234567890Z'],
    ['five digits of year', '12026-11-22T09:41:00Z'],
    ['an instant before 1970', '1969-12-31T23:59:59Z'],
    ['one that its zone puts before 1970', '1970-01-01T00:00:00+01:00'],
    ['one that its zone puts past 9999', '9999-12-31T23:59:59-01:00'],
    ['a line break at the end', '2026-11-22T09:41:00Z\n'],
    ['digits of another script', '２０２６-11-22T09:41:00Z'],
  ])('refuses %s', (_, text) => {
    expect(() => parseDateTime(text)).toThrow(malformed)
  })

  test('refuses what is no text', () => {
    expect(() => parseDateTime(1_795_340_460)).toThrow(malformed)
    expect(() => parseDateTime({ toString: () => '2026-11-22T09:41:00Z' })).toThrow(malformed)
  })

  test('reads back what formatDateTime wrote, to the second', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: last, noNaN: true }), (seconds) => {
        const instant = epochSeconds(seconds)
        expect(parseDateTime(formatDateTime(instant))).toBe(Math.floor(instant))
      }),
    )
  })
})

test('formatDateTime cuts the fraction off', () => {
  expect(formatDateTime(epochSeconds(1_795_340_460.999))).toBe('2026-11-22T09:41:00Z')
})
