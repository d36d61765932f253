import { epochSeconds } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import { newPlace, noon, openForTest } from './support.ts'

const bundle = 'did:web:authority.example'
const mark = Object.freeze({ sequence: 5, now: epochSeconds(noon) })

describe('BundleState', () => {
  test('knows nothing at first, then what was kept, in the next process too', async () => {
    const path = await newPlace()
    const first = await openForTest(path)
    expect(await first.bundles.load(bundle)).toBeUndefined()
    expect(await first.bundles.advance(bundle, mark)).toBe(true)
    await first.close()
    expect(await (await openForTest(path)).bundles.load(bundle)).toEqual(mark)
  })

  test.each([
    ['a lower sequence', { sequence: 4, now: epochSeconds(noon + 1) }],
    ['a clock set back', { sequence: 6, now: epochSeconds(noon - 1) }],
  ])('keeps what it has at %s', async (_, older) => {
    const { bundles } = await openForTest()
    await bundles.advance(bundle, mark)
    expect(await bundles.advance(bundle, older)).toBe(false)
    expect(await bundles.load(bundle)).toEqual(mark)
  })

  test('moves when either value does, and takes the same again', async () => {
    const { bundles } = await openForTest()
    await bundles.advance(bundle, mark)
    expect(await bundles.advance(bundle, mark)).toBe(true)
    expect(await bundles.advance(bundle, { ...mark, sequence: 6 })).toBe(true)
    expect(await bundles.load(bundle)).toEqual({ ...mark, sequence: 6 })
  })

  test('keeps series apart', async () => {
    const { bundles } = await openForTest()
    await bundles.advance(bundle, mark)
    expect(await bundles.load('did:web:other.example')).toBeUndefined()
  })
})
