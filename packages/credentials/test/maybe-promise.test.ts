import { describe, expect, test } from '@jest/globals'
import { allReady, whenReady } from '../src/maybe-promise.ts'

describe('whenReady', () => {
  test('goes on at once with a value, later with a promise', async () => {
    expect(whenReady('a', (ready) => `${ready}b`)).toBe('ab')
    const later = whenReady(Promise.resolve('a'), (ready) => `${ready}b`)
    expect(later).toBeInstanceOf(Promise)
    await expect(later).resolves.toBe('ab')
  })

  test('throws where the next step does, and rejects where it is later', async () => {
    const refuse = () => {
      throw new TypeError('no')
    }
    expect(() => whenReady(1, refuse)).toThrow('no')
    await expect(whenReady(Promise.resolve(1), refuse)).rejects.toThrow('no')
  })
})

describe('allReady', () => {
  test('waits only if one of them is not there', async () => {
    expect(allReady(['a', 'b'])).toEqual(['a', 'b'])
    await expect(allReady(['a', Promise.resolve('b')])).resolves.toEqual(['a', 'b'])
    expect(allReady([])).toEqual([])
  })
})
