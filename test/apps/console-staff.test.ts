import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { epochSeconds, systemClock } from '@fidecura/base'
import { signRevocationOrder } from '@fidecura/credentials/switch'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type ChromiumProfile, newProfile, startChromium, withChromium } from '../chromium.ts'
import { looks, overflows, overflowsEnlarged, setLook } from './app-page.ts'
import { comesTrue } from './comes-true.ts'
import { type ConsolePage, comeIn, openPage, switchTo } from './console-page.ts'
import { type ConsoleService, type Holder, startConsole } from './console-service.ts'

const doctors = 40
// Where to write the picture of the README: examples/department-console/docs/console.png.
const picture = process.env['FIDECURA_CONSOLE_PICTURE']
/** A licence that ends within a month. */
const soon = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10)
const list = [
  '姓名,执业证书编码,职业,专科,有效期至',
  ...Array.from(
    { length: doctors },
    (_, n) => `${nameOf(n)},D${1000 + n},医师,心血管内科,${n === 2 ? soon : '2032年6月30日'}`,
  ),
  '赵厨师,D2000,厨师,,2032-06-30',
].join('\r\n')

function nameOf(n: number): string {
  return `${['Ann Lee', '李䶮', '欧阳㛃', '𠮷田'][n % 4]}${n}`
}

withChromium('the console, with staff,', () => {
  let service: ConsoleService
  let profile: ChromiumProfile
  let context: Awaited<ReturnType<typeof startChromium>>
  let desk: ConsolePage
  const holders = new Map<string, { readonly holder: Holder; readonly offer: string }>()
  let clicks = 0
  let keys = 0
  let startedAt = 0

  const press = async (name: string | RegExp) => {
    clicks++
    await desk.press(name)
  }
  const choose = async (content: string) => {
    await desk.page.setInputFiles('input[type=file]', {
      name: 'doctors.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(content),
    })
  }
  const go = (path: string) => desk.page.evaluate((hash) => location.assign(`#${hash}`), path)

  beforeAll(async () => {
    service = await startConsole()
    profile = newProfile()
    context = await startChromium(profile)
    await context.addInitScript(() => {
      if (localStorage.getItem('fidecura.language') === null) {
        localStorage.setItem('fidecura.language', 'en')
      }
    })
    const link = await service.invite('Wu Secretary', 'C1', ['HSYSADMIN', 'PATADMIN'])
    desk = await openPage(context, link)
  })
  afterAll(async () => {
    await context?.close()
    profile?.remove()
    await service?.close()
  })

  test('lets a secretary in by a code, with a key and PIN of their own', async () => {
    await comeIn(desk, 'Wu Secretary', true)
    expect(await desk.violations()).toEqual([])
    // The code of the link is a secret, and stays neither in the address nor in the history.
    expect(desk.page.url()).not.toContain('offer')
  })

  test('shows a list before anything is kept, and says which line it leaves out', async () => {
    startedAt = performance.now()
    await press(/Bring in a list/)
    clicks++
    await choose(list)
    await desk.see('Is this read correctly?')
    await desk.page.getByRole('cell', { name: '𠮷田3', exact: true }).waitFor()
    expect(await desk.violations()).toEqual([])
    await press('Check 41 lines')
    await desk.see('40 in order, 1 with a mistake')
    await desk.page.getByText('Line 42').waitFor()
    expect(await desk.violations()).toEqual([])
    const { items } = await (await signedIn()).staff()
    expect(items.map(({ name }) => name).sort()).toEqual(['Wu Secretary', 'Zhou Clerk'])
  })

  test('brings them in, hands out codes, and takes the four digits of each', async () => {
    await press('Bring in 40 people')
    await desk.see('40 people brought in')
    await press('Make 40 codes')
    await desk.see('40 codes')
    const cards = desk.page.locator('.code-card')
    await comesTrue(async () => expect(await cards.count()).toBe(doctors))
    expect(await desk.violations()).toEqual([])
    const digitsOf = new Map<string, string>()
    for (let n = 0; n < doctors; n++) {
      const name = nameOf(n)
      const card = cards.filter({ has: desk.page.getByRole('heading', { name, exact: true }) })
      const code = (await card.locator('.code-text').textContent()) ?? ''
      const holder = await service.holder()
      const { id, digits } = await holder.claim(code)
      holders.set(name, { holder, offer: id })
      digitsOf.set(name, digits)
    }
    for (const [name, digits] of digitsOf) {
      const field = desk.page.getByLabel(`Four digits that ${name} reads to you`)
      clicks++
      keys += digits.length
      await field.fill(digits)
      await field.waitFor({ state: 'detached' })
    }
    await desk.page.getByText('All digits agree').waitFor()
    await press('Done')
    await desk.page.getByText('40 people', { exact: true }).waitFor()
  }, 300_000)

  test('refuses to let the same person approve', async () => {
    await go('/approve')
    await desk.see('Somebody else must approve these')
    await desk.settled()
    expect(await desk.page.getByRole('button', { name: /^Sign for/ }).count()).toBe(0)
    await go('/')
  })

  test('lets a second person, on the same machine, approve all of them with one signature', async () => {
    await desk.press('Lock')
    const link = await service.invite('Sun Approver', 'C2', ['HSYSADMIN'])
    await desk.page.goto(link)
    await comeIn(desk, 'Sun Approver', false)
    await press(/^Approve 40 people/)
    await desk.see('Approve 40 people')
    // What each may do stands on each line, and not above all of them alone.
    const purposes = desk.page.locator('.what').getByText('Treatment', { exact: true })
    await comesTrue(async () => expect(await purposes.count()).toBe(doctors))
    expect(await desk.violations()).toEqual([])
    await press('Sign for 40 people')
    await desk.see('40 people can work now')
    const [first] = holders.values()
    await first?.holder.enter(first.offer)
    const { staff } = (await first?.holder.client.session()) ?? {}
    expect(staff).toMatchObject({ name: nameOf(0), purposes: ['TREAT'] })
    const minutes = (performance.now() - startedAt) / 60_000
    // Few presses a doctor: one field, four digits, and little for all of them together.
    expect(clicks).toBeLessThanOrEqual(doctors + 10)
    expect(keys).toBe(4 * doctors)
    expect(minutes).toBeLessThan(15)
  })

  test('shows whose licence ends soon', async () => {
    await desk.press('Today')
    await desk.press(/^1 licence ends soon/)
    await desk.page.getByText(/^1 person/).waitFor()
    await desk.press(nameOf(2))
    await desk.see(nameOf(2))
    await desk.press('Staff')
  })

  test('suspends somebody at once, and takes it back', async () => {
    await desk.press(/^All/)
    await desk.settled()
    // On paper, the whole list and nothing to press.
    const pressed = ['.shell-nav', '.toolbar', '.filter-bar', '.pick']
    const first = (place: string) => desk.page.locator(place).first()
    for (const place of pressed) await first(place).waitFor()
    await desk.page.emulateMedia({ media: 'print' })
    await desk.page.locator('.staff-table tbody tr').last().waitFor()
    for (const place of pressed) await first(place).waitFor({ state: 'hidden' })
    await desk.page.emulateMedia({ media: 'screen' })
    await desk.press(nameOf(1))
    await desk.press('Suspend now')
    await desk.see(`Suspend ${nameOf(1)}?`)
    expect(await desk.violations()).toEqual([])
    await desk.check('Device lost')
    await desk.press('Suspend now')
    await desk.page.getByText('Every platform refuses this role from now on').waitFor()
    const { holder, offer } = held(1)
    await expect(holder.enter(offer)).rejects.toMatchObject({ outcome: 'failed' })
    await desk.press('Undo: reinstate')
    await desk.page.getByText('The role is accepted again').waitFor()
    await holder.enter(offer)
  })

  test('revokes by two people, and then shows what stands on the role', async () => {
    await desk.press('Revoke for good')
    await desk.check('Key in wrong hands')
    await desk.type('Counts as bad from', '2026-01-01')
    expect(await desk.violations()).toEqual([])
    await desk.press('Sign, and ask a second person')
    await desk.page.getByText('once a second person signs').waitFor()
    await go('/revocations')
    await desk.page.getByText('You signed first').waitFor()
    await switchTo(desk, 'Wu Secretary')
    await desk.press(/1 revocation waits/)
    await desk.see('Revocations')
    await desk.page.getByText(nameOf(1), { exact: true }).waitFor()
    await desk.page.getByText('Key in wrong hands').waitFor()
    expect(await desk.violations()).toEqual([])
    await desk.press('Sign as the second person')
    await desk.page.getByRole('heading', { name: 'Revoked' }).waitFor()
    const { holder, offer } = held(1)
    await expect(holder.enter(offer)).rejects.toMatchObject({ outcome: 'failed' })
    await desk.press('What stands on this role')
    await desk.see('What stands on this role')
    await desk.page.getByText(/^To be checked/).waitFor()
    expect(await desk.violations()).toEqual([])
  })

  test('lets nobody sign an order that is about more than one person of the list', async () => {
    const { signer } = await service.holder()
    const order = {
      id: `urn:uuid:${crypto.randomUUID()}`,
      issuer: service.hospital.departments.get('cardiology')?.did as never,
      selection: { everything: true },
      expiresAt: epochSeconds(4_000_000_000),
    } as const
    const token = await signRevocationOrder(order, { signer, issuedAt: systemClock() })
    const item = { id: 'x', state: 'proposed', order: token, proposedBy: 'Zhou Clerk' }
    await desk.page.route('**/api/v1/revocations?*', (route) =>
      route.fulfill({ json: { items: [{ ...item, proposedAt: 1, expiresAt: 4_000_000_000 }] } }),
    )
    await go('/')
    await desk.see(/Good day/)
    await go('/revocations')
    await desk.page.getByText('not about one person of the list').waitFor()
    expect(await desk.page.getByRole('button', { name: /Sign as/ }).count()).toBe(0)
    await desk.page.unroute('**/api/v1/revocations?*')
  })

  test('draws the chain of authority as a picture that is read out', async () => {
    await desk.press('Authority')
    await desk.see('Chain of authority')
    const picture = desk.page.locator('.authority-picture svg')
    await picture.waitFor()
    expect(await picture.locator('title').first().textContent()).toMatch(/\S/)
    const said = await picture.locator('desc').first().textContent()
    expect(said).toMatch(
      /Every check passed[\s\S]*Riverside Hospital[\s\S]*Cardiology[\s\S]*Wu Secretary/,
    )
    expect(await desk.violations()).toEqual([])
    await desk.press('The department')
    await picture.waitFor()
    expect(await desk.violations()).toEqual([])
  })

  test('goes on with an import where the network was cut', async () => {
    await go('/import')
    await desk.see('Bring in a list')
    const rows = Array.from({ length: 250 }, (_, n) => `N${n},E${3000 + n},护士,,2032-06-30`)
    await choose(['姓名,执业证书编码,职业,专科,有效期至', ...rows].join('\n'))
    await desk.press('Check 250 lines')
    await desk.see('All 250 lines are in order')
    let imports = 0
    await desk.page.route('**/staff/import', async (route) => {
      imports++
      // The second arrives, and its answer is lost.
      if (imports !== 2) return await route.continue()
      await route.fetch()
      await route.abort('connectionreset')
    })
    await desk.press('Bring in 250 people')
    await desk.page.getByText('It stopped half-way').waitFor()
    expect(await desk.violations()).toEqual([])
    await desk.press('Go on')
    await desk.see('250 people brought in')
    await desk.page.unroute('**/staff/import')
    await desk.press('Later')
    await desk.page.getByRole('button', { name: /^Imported 250/ }).waitFor()
  })

  test('reads the workbook that it offers as a template, as filled in as it comes', async () => {
    await go('/import')
    await desk.see('Bring in a list')
    const download = desk.page.waitForEvent('download')
    await desk.press('Excel template')
    const path = await (await download).path()
    await desk.page.setInputFiles('input[type=file]', path)
    await desk.see('Is this read correctly?')
    await desk.page.getByRole('cell', { name: '000000000000000' }).waitFor()
    await desk.press('Check 1 line')
    await desk.see('The line is in order')
    await go('/')
    await desk.see(/Good day/)
  })

  test('says in words why a file is no list', async () => {
    for (const [content, words] of [
      ['\u{0}\u{1}', /neither Excel nor CSV/],
      ['姓名\n', /no line under the header/],
      ['姓名,职业\n"李,医师', /quotation mark is never closed.*2/],
    ] as const) {
      await go('/import')
      await desk.see('Bring in a list')
      await choose(content)
      await desk.page.getByText(words).waitFor()
      await go('/')
      await desk.see(/Good day/)
    }
  })

  test('ends a code after three wrong answers, and makes another', async () => {
    await go('/staff/imported')
    await desk.press('N7')
    await desk.press('Make a code')
    await desk.see('1 code')
    const code = (await desk.page.locator('.code-text').textContent()) ?? ''
    const { digits } = await (await service.holder()).claim(code)
    const wrong = digits === '0000' ? '1111' : '0000'
    const field = desk.page.getByLabel('Four digits that N7 reads to you')
    for (const words of [/2 more tries/, /One more try/, /the code is void/]) {
      await field.fill(wrong)
      await desk.page.getByText(words).waitFor()
    }
    expect(await desk.violations()).toEqual([])
    await go('/staff/to_verify')
    await desk.press('N7')
    await desk.press('Make a code')
    await desk.see('1 code')
    expect(await desk.page.locator('.code-text').textContent()).not.toBe(code)
  })

  test('opens a file, too, from a button that the keyboard reaches', async () => {
    await go('/')
    await desk.press('Bring in a list')
    await desk.see('Bring in a list')
    const chooser = desk.page.waitForEvent('filechooser')
    await desk.press('Choose a file')
    await (await chooser).setFiles({
      name: 'one.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('姓名,执业证书编码,职业,有效期至\nKey Board,K1,护士,2032-06-30'),
    })
    await desk.see('Is this read correctly?')
    await desk.press('Check 1 line')
    await desk.see('The line is in order')
    if (picture !== undefined) {
      await go('/staff')
      await desk.page
        .getByRole('button', { name: /^Suspended|^Revoked/ })
        .first()
        .waitFor()
      await desk.page.setViewportSize({ width: 1280, height: 800 })
      await desk.page.screenshot({ path: picture })
    }
    await go('/')
  })

  // One of them by night.
  test.each(looks.map((look, n) => ({ ...look, isDark: n === looks.length - 1 })))(
    'fits $width by $height in $language, with 290 people',
    async (look) => {
      await setLook(desk.page, look)
      await desk.page.emulateMedia({ colorScheme: look.isDark ? 'dark' : 'light' })
      await desk.page.reload()
      await desk.press('Wu Secretary')
      await desk.page.locator('.pin-pad').waitFor()
      await desk.page.keyboard.type('258036')
      await desk.page.locator('.shell-nav').waitFor()
      for (const path of ['/', '/staff', '/import', '/digits', '/revocations', '/authority']) {
        await go(path)
        await desk.settled()
        const isWider = [await overflows(desk.page), await overflowsEnlarged(desk.page)]
        expect([path, isWider, await desk.violations()]).toEqual([path, [false, false], []])
      }
    },
  )

  test('made no browser complain, under the policy that it is served with', () => {
    expect(desk.complaints).toEqual([])
  })

  describe('as built,', () => {
    test('begins with at most 180 kB of JavaScript', () => {
      expect(service.build.initialScriptBytes()).toBeLessThanOrEqual(180 * 1024)
    })

    test('has nothing inline', () => {
      const page = readFileSync(join(service.build.folder, 'index.html'), 'utf8')
      expect(page).not.toMatch(/<style|\son\w+=|\sstyle=|<script(?![^>]*\ssrc=)/)
    })
  })

  function held(n: number) {
    return holders.get(nameOf(n)) as { readonly holder: Holder; readonly offer: string }
  }

  /** The service as a clerk of the same department sees it, without the console. */
  async function signedIn() {
    const holder = await service.holder()
    const link = await service.invite('Zhou Clerk', 'C3', ['HSYSADMIN'])
    const { id } = await holder.claim(link.slice(link.indexOf('=') + 1))
    await holder.enter(id)
    return holder.client
  }
})
