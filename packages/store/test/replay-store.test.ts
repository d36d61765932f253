import { epochSeconds } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import { ask, newPlace, noon, openForTest } from './support.ts'

const use = Object.freeze({
  tenant: 'clinic',
  audience: 'https://clinic.example',
  nonce: 'n-1',
  now: epochSeconds(noon - 480),
  expiresAt: epochSeconds(noon),
})

describe('ReplayStore.insert', () => {
  test('says true once, and false ever after', async () => {
    const { replay } = await openForTest()
    expect(await replay.insert(use)).toBe(true)
    expect(await replay.insert(use)).toBe(false)
    expect(await replay.insert({ ...use, expiresAt: epochSeconds(noon + 60) })).toBe(false)
  })

  test.each([
    ['tenant', { tenant: 'lab' }],
    ['audience', { audience: 'https://lab.example' }],
    ['nonce', { nonce: 'n-2' }],
  ])('keeps uses apart by %s', async (_, difference) => {
    const { replay } = await openForTest()
    await replay.insert(use)
    expect(await replay.insert({ ...use, ...difference })).toBe(true)
  })

  test('lets one of many in at once through two stores on one file', async () => {
    const path = await newPlace()
    const stores = [await openForTest(path), await openForTest(path)]
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => stores[n % 2]?.replay.insert(use)),
    )
    expect(answers.filter((fresh) => fresh === true)).toHaveLength(1)
  })

  test('tells of many that come at once which of them are new', async () => {
    const { replay } = await openForTest()
    await replay.insert({ ...use, nonce: 'n-7' })
    const nonces = Array.from({ length: 200 }, (_, n) => `n-${n % 50}`)
    const answers = await Promise.all(nonces.map((nonce) => replay.insert({ ...use, nonce })))
    const fresh = nonces.filter((_, at) => answers[at])
    // The first of each, and of the one that was there before none.
    const first = nonces.slice(0, 50).filter((nonce) => nonce !== 'n-7')
    expect(fresh).toEqual(first)
    expect(answers.slice(0, 50).filter((isFresh) => isFresh)).toHaveLength(49)
  })

  test('keeps the others of those that come at once when one cannot be kept', async () => {
    const { replay } = await openForTest()
    const never = Number.NaN as never
    const outcomes = await Promise.allSettled(
      Array.from({ length: 40 }, (_, n) =>
        replay.insert({ ...use, nonce: `n-${n}`, ...(n === 20 ? { expiresAt: never } : {}) }),
      ),
    )
    const failed = outcomes.filter(({ status }) => status === 'rejected')
    expect(failed).toMatchObject([{ reason: { code: 'store_failed' } }])
    expect(outcomes.filter((each) => each.status === 'fulfilled' && each.value)).toHaveLength(39)
  })

  test('forgets what has expired, and not before', async () => {
    const { replay } = await openForTest()
    await replay.insert(use)
    // An hour of grace, for another process's clock may be behind.
    expect(await replay.insert({ ...use, now: epochSeconds(noon + 3599) })).toBe(false)
    expect(await replay.insert({ ...use, now: epochSeconds(noon + 3600) })).toBe(true)
  })

  test('grows no further than what is still in its window', async () => {
    const path = await newPlace()
    const { replay } = await openForTest(path)
    for (let n = 0; n < 200; n++) {
      const now = epochSeconds(noon + n * 600)
      await replay.insert({ ...use, nonce: `${n}`, now, expiresAt: epochSeconds(now + 420) })
    }
    const [count] = await ask(path, 'SELECT count(*) AS n FROM replay')
    expect(Number(count?.['n'])).toBe(7)
  })
})
