import { assertOptions } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'

describe('assertOptions', () => {
  test.each<[string, unknown, string]>([
    ['none at all', undefined, ''],
    ['null', null, ''],
    ['one that is left out', Object.freeze({ now: 0 }), 'signer'],
    ['one that is undefined', Object.freeze({ now: 0, signer: undefined }), 'signer'],
    ['one that is null', Object.freeze({ now: null, signer: {} }), 'now'],
  ])('refuses %s, and names it', (_, options, place) => {
    expect(() => assertOptions(options, ['now', 'signer'])).toThrow(
      expect.objectContaining({ code: 'option_missing', place }),
    )
  })

  test('takes all that are needed, zero and empty text included', () => {
    expect(() => assertOptions({ now: 0, signer: '' }, ['now', 'signer'])).not.toThrow()
  })
})
