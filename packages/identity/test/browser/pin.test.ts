import { expect, test } from '@jest/globals'
import { type Page, withChromium } from '../../../../test/chromium.ts'
import { setBrowser, visit } from './setting.ts'

const now = 1_800_000_000

function create(page: Page, slot: string): Promise<number> {
  return page.evaluate(
    (slot) => keysPage.createBrowserKey(slot, { pin: '482915' }).then(() => 0),
    slot,
  )
}

function open(page: Page, slot: string, pin: string, now: number) {
  return page.evaluate(
    ({ slot, pin, now }) =>
      keysPage.outcomeOf(keysPage.openBrowserKey(slot, { pin, now: keysPage.at(now) })),
    { slot, pin, now },
  )
}

function change(page: Page, slot: string, pin: string, newPin: string) {
  return page.evaluate(
    ({ slot, pin, newPin }) => {
      const unlock = { pin, now: keysPage.at(1_800_000_000) }
      return keysPage.outcomeOf(keysPage.changeBrowserKeyPin(slot, { unlock, newPin }))
    },
    { slot, pin, newPin },
  )
}

function listed(page: Page, slot: string) {
  return page.evaluate(
    async (slot) => (await keysPage.listBrowserKeys()).find((key) => key.slot === slot),
    slot,
  )
}

/** Makes a key look as if so many wrong PINs had been tried, the last at `now`. */
function setFailures(page: Page, slot: string, failures: number, failedAt: number) {
  return page.evaluate(
    async ({ slot, failures, failedAt }) => {
      const record = await keysPage.read(slot)
      await keysPage.write({ ...record, pin: { ...record.pin, failures, failedAt } })
    },
    { slot, failures, failedAt },
  )
}

withChromium('PINs of keys kept in a browser', () => {
  const { newPage, origin } = setBrowser()

  test('openBrowserKey refuses wrong PINs, then all, and says until when', async () => {
    const page = await newPage()
    await create(page, 'guessed')
    for (const _ of [1, 2, 3, 4]) {
      const { code, until } = await open(page, 'guessed', '482916', now)
      expect([code, until]).toEqual(['browser_key_pin_wrong', undefined])
    }
    // The fifth says that there is to be no sixth for now.
    expect(await open(page, 'guessed', '482916', now)).toMatchObject({
      ...{ code: 'browser_key_pin_wrong', outcome: 'failed', until: now + 30 },
    })
    expect(await open(page, 'guessed', '482915', now + 29)).toMatchObject({
      ...{ code: 'browser_key_locked', outcome: 'failed', until: now + 30 },
    })
    expect(await listed(page, 'guessed')).toMatchObject({
      ...{ pinFailures: 5, pinLockedUntil: now + 30 },
    })
    expect((await open(page, 'guessed', '482916', now + 30)).until).toBe(now + 30 + 60)
    await visit(page, origin())
    expect((await open(page, 'guessed', '482915', now + 89)).code).toBe('browser_key_locked')
    expect((await open(page, 'guessed', '482915', now + 90)).code).toBe('none')
    const after = await listed(page, 'guessed')
    expect([after?.pinFailures, after?.pinLockedUntil]).toEqual([0, undefined])
  })

  test('openBrowserKey waits a day at most, and after twenty wrong PINs for ever', async () => {
    const page = await newPage()
    await create(page, 'patient')
    await setFailures(page, 'patient', 18, now)
    expect((await open(page, 'patient', '482916', now + 86_399)).until).toBe(now + 86_400)
    expect((await open(page, 'patient', '482916', now + 86_400)).until).toBe(now + 2 * 86_400)
    // The twentieth, and from then on not even the right one, whatever the clock says.
    expect((await open(page, 'patient', '482916', now + 200_000)).code).toBe(
      'browser_key_pin_wrong',
    )
    const last = await open(page, 'patient', '482915', now + 1_000_000_000)
    expect([last.code, last.until]).toEqual(['browser_key_locked', undefined])
    expect((await listed(page, 'patient'))?.pinLockedUntil).toBe('never')
  })

  test('openBrowserKey is not held up for longer by a clock that was ahead', async () => {
    const page = await newPage()
    await create(page, 'ahead')
    await setFailures(page, 'ahead', 5, now + 1_000_000)
    expect((await open(page, 'ahead', '482915', now)).until).toBe(now + 30)
    expect((await open(page, 'ahead', '482915', now + 30)).code).toBe('none')
  })

  test('openBrowserKey counts many guesses at once, in two tabs, one by one', async () => {
    const [one, two] = await Promise.all([newPage(), newPage()])
    await create(one, 'stormed')
    const storm = (page: Page) =>
      page.evaluate(async () => {
        const { openBrowserKey, outcomeOf, at } = keysPage
        // The right one comes last, when no more are taken.
        const pins = [...Array.from({ length: 12 }, (_, i) => `48300${i}`), '482915']
        const calls = pins.map((pin) => openBrowserKey('stormed', { pin, now: at(1_800_000_000) }))
        return await Promise.all(calls.map(async (call) => (await outcomeOf(call)).code))
      })
    const codes = (await Promise.all([storm(one), storm(two)])).flat()
    const count = (code: string) => codes.filter((each) => each === code).length
    expect([count('browser_key_pin_wrong'), count('browser_key_locked')]).toEqual([5, 21])
    expect((await listed(one, 'stormed'))?.pinFailures).toBe(5)
  })

  test('openBrowserKey counts a guess whose page is gone before the answer', async () => {
    const page = await newPage()
    await create(page, 'hasty')
    await page.evaluate(async () => {
      const { openBrowserKey, listBrowserKeys, at } = keysPage
      void openBrowserKey('hasty', { pin: '482916', now: at(1_800_000_000) })
      const isCharged = async () =>
        (await listBrowserKeys()).some(({ slot, pinFailures }) => slot === 'hasty' && pinFailures)
      while (!(await isCharged())) await new Promise((resolve) => setTimeout(resolve, 1))
    })
    await visit(page, origin())
    expect((await listed(page, 'hasty'))?.pinFailures).toBe(1)
  })

  test('openBrowserKey takes a PIN in either spelling of Unicode', async () => {
    const page = await newPage()
    await page.evaluate(() =>
      keysPage.createBrowserKey('spelled', { pin: 'caf\u00e9-17' }).then(() => 0),
    )
    expect((await open(page, 'spelled', 'cafe\u0301-17', now)).code).toBe('none')
  })

  test('no call takes a PIN for text that is none, or counts it as a guess', async () => {
    const page = await newPage()
    await create(page, 'wordless')
    const codes = await page.evaluate(async () => {
      const { createBrowserKey, changeBrowserKeyPin, openBrowserKey, outcomeOf, at } = keysPage
      const now = at(1_800_000_000)
      const codes: string[] = []
      const unlock = { pin: '482915', now }
      // The last two have the same bytes, those of what stands for a character that cannot be told.
      for (const pin of [null, 482915, ['482915'], '\ud800\ud801aBcD', 'aBcD\udc00\ud800']) {
        const [wrong, name] = [pin as unknown as string, `wordless-${codes.length}`]
        const calls = [
          openBrowserKey('wordless', { pin: wrong, now }),
          changeBrowserKeyPin('wordless', { unlock, newPin: wrong }),
          createBrowserKey(name, { pin: wrong }),
        ]
        for (const call of calls) codes.push((await outcomeOf(call)).code)
      }
      return codes
    })
    expect(new Set(codes)).toEqual(new Set(['browser_key_pin_malformed']))
    expect((await listed(page, 'wordless'))?.pinFailures).toBe(0)
    expect((await open(page, 'wordless', '482915', now)).code).toBe('none')
  })

  test('changeBrowserKeyPin lets in the new PIN alone, and to the same key', async () => {
    const page = await newPage()
    await create(page, 'changed')
    const before = await listed(page, 'changed')
    expect((await change(page, 'changed', '482916', '739164')).code).toBe('browser_key_pin_wrong')
    expect((await change(page, 'changed', '482915', '111111')).code).toBe('browser_key_pin_weak')
    expect((await change(page, 'changed', '482915', '739164')).code).toBe('none')
    expect((await open(page, 'changed', '482915', now)).code).toBe('browser_key_pin_wrong')
    const broken = await page.evaluate(async () => {
      const { openBrowserKey, brokenCases, at } = keysPage
      const unlock = { pin: '739164', now: at(1_800_000_000) }
      return await brokenCases(await openBrowserKey('changed', unlock))
    })
    expect(broken).toEqual([])
    expect((await listed(page, 'changed'))?.keyId).toBe(before?.keyId)
  })

  test('changeBrowserKeyPin from two tabs at once lets one of them win', async () => {
    const [one, two] = await Promise.all([newPage(), newPage()])
    await create(one, 'torn')
    const outcomes = await Promise.all([
      change(one, 'torn', '482915', '739164'),
      change(two, 'torn', '482915', '864203'),
    ])
    expect(outcomes.map(({ code }) => code).toSorted()).toEqual(['browser_key_pin_wrong', 'none'])
    const winner = outcomes[0].code === 'none' ? '739164' : '864203'
    expect((await open(one, 'torn', winner, now)).code).toBe('none')
  })

  test.each([0, 300, 600])(
    'changeBrowserKeyPin, stopped after %i ms, leaves one PIN that opens',
    async (delay) => {
      const page = await newPage()
      const slot = `stopped-${delay}`
      await create(page, slot)
      await page.evaluate(
        ({ slot, delay }) => {
          const unlock = { pin: '482915', now: keysPage.at(1_800_000_000) }
          keysPage.changeBrowserKeyPin(slot, { unlock, newPin: '739164' })
          return new Promise((resolve) => setTimeout(resolve, delay))
        },
        { slot, delay },
      )
      await visit(page, origin())
      const codes = [
        (await open(page, slot, '482915', now)).code,
        (await open(page, slot, '739164', now)).code,
      ]
      expect(codes.toSorted()).toEqual(['browser_key_pin_wrong', 'none'])
    },
  )

  test('changeBrowserKeyPin does not bring back a key that was deleted meanwhile', async () => {
    const [one, two] = await Promise.all([newPage(), newPage()])
    // The other tab must look in the very moment, which a busy machine may let pass.
    for (const slot of ['deleted-1', 'deleted-2', 'deleted-3', 'deleted-4', 'deleted-5']) {
      await create(one, slot)
      const deleting = two.evaluate(async (slot) => {
        // The guess is counted first, and by then the record has been read.
        for (const end = performance.now() + 4000; performance.now() < end; ) {
          if ((await keysPage.read(slot)).pin.failures > 0) {
            await keysPage.deleteBrowserKey(slot)
            return true
          }
          await new Promise((resolve) => setTimeout(resolve, 1))
        }
        return false
      }, slot)
      const changing = change(one, slot, '482915', '739164')
      const inTime = await deleting
      const { code } = await changing
      if (!inTime) continue
      expect(code).toBe('browser_key_not_found')
      expect(await listed(one, slot)).toBeUndefined()
      return
    }
    throw new Error('Never deleted in time')
  })
})
