import { epochSeconds } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import { newPath, noon, openForTest } from './support.ts'

const use = Object.freeze({
  tenant: 'clinic',
  audience: 'https://clinic.example',
  nonce: 'n-1',
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
    const path = newPath()
    const stores = [await openForTest(path), await openForTest(path)]
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => stores[n % 2]?.replay.insert(use)),
    )
    expect(answers.filter((fresh) => fresh === true)).toHaveLength(1)
  })
})

describe('ReplayStore.forgetExpired', () => {
  test('removes what expired before the instant and nothing else', async () => {
    const { replay } = await openForTest()
    await replay.insert(use)
    expect(await replay.forgetExpired(epochSeconds(noon))).toBe(0)
    expect(await replay.insert(use)).toBe(false)
    expect(await replay.forgetExpired(epochSeconds(noon + 1))).toBe(1)
    expect(await replay.insert(use)).toBe(true)
  })
})
