import { allowLoopbackHttp, decodeBase64url, decodeUtf8, systemClock } from '@fidecura/base'
import { signConfirmation } from '@fidecura/consent/entries'
import { signAnswer, statementFromRequest, verifyConsentRequest } from '@fidecura/consent/request'
import { createMemoryReplayStore, decodeCredential } from '@fidecura/credentials'
import { signRecoveryRequest } from '@fidecura/credentials/recovery'
import { comparisonDigits, thumbprintOf } from '@fidecura/identity'
import type { RecoveryReference } from '@fidecura/server/client'
import { examplePatient } from '@fidecura/server/example'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type ChromiumProfile, newProfile, startChromium, withChromium } from '../chromium.ts'
import { comeBack, looks, overflows, overflowsEnlarged, setLook } from './app-page.ts'
import { comesTrue } from './comes-true.ts'
import { endGuardian, nameGuardian } from './console-guardian.ts'
import { enrolAnotherWallet } from './console-openid.ts'
import { orderByTwo } from './console-orders.ts'
import { type ConsolePage, comeIn, openPage, switchTo } from './console-page.ts'
import { type ConsoleService, type Held, type Holder, startConsole } from './console-service.ts'

const { record, name, birthDate } = examplePatient

withChromium('the console, with patients,', () => {
  let service: ConsoleService
  let profile: ChromiumProfile
  let context: Awaited<ReturnType<typeof startChromium>>
  let desk: ConsolePage
  let patient: Holder
  let held: Held

  const go = (path: string) => desk.page.evaluate((hash) => location.assign(`#${hash}`), path)
  const check = (label: string) => desk.check(label)

  beforeAll(async () => {
    service = await startConsole()
    profile = newProfile()
    context = await startChromium(profile)
    await context.addInitScript(() => {
      if (localStorage.getItem('fidecura.language') === null) {
        localStorage.setItem('fidecura.language', 'en')
      }
    })
    desk = await openPage(context, await service.invite('Wu Secretary', 'C1', ['PATADMIN']))
    await comeIn(desk, 'Wu Secretary', true)
    await comeNext('Dr Ada Example', 'P1', ['TREAT', 'BTG'])
    await comeNext('Qian Clerk', 'C2', ['PATADMIN'])
    await switchTo(desk, 'Wu Secretary')
  }, 180_000)
  afterAll(async () => {
    await context?.close()
    profile?.remove()
    await service?.close()
  })

  test('binds the key of a patient to the record, by four digits', async () => {
    await desk.press(/^Enrol a patient/)
    await desk.see('Enrol a patient')
    await desk.type('Name', name)
    await desk.type('Date of birth', birthDate)
    await desk.type('Record number', record.value)
    expect(await desk.page.getByRole('button', { name: 'Make the code' }).isDisabled()).toBe(true)
    await check('I have seen the identity document, and it is this person')
    expect(await desk.violations()).toEqual([])
    await desk.press('Make the code')
    await desk.see(`Code for ${name}`)
    const code = (await desk.page.locator('.code-text').textContent()) ?? ''
    patient = await service.holder()
    const { id, digits } = await patient.claim(code)
    await desk.type(`Four digits that ${name} reads to you`, digits)
    await desk.page.getByText('the key is bound to the record').waitFor()
    expect(await desk.violations()).toEqual([])
    held = await patient.enter(id)
    const { records } = await patient.client.session()
    expect(records).toMatchObject([{ record, as: 'patient' }])
    await desk.press('Next patient')
  })

  test('has one enrolled whose wallet is none of ours, by a code that is said', async () => {
    const token = await enrolAnotherWallet(desk, service, 'R-8001')
    const { credential } = await decodeCredential(token)
    expect(credential.claims).toMatchObject({ record: { value: 'R-8001' }, name: 'Kim Example' })
  })

  test('tells a doctor that nothing is available, and not why', async () => {
    await switchTo(desk, 'Dr Ada Example')
    await desk.page.getByRole('link', { name: 'Patients' }).waitFor()
    expect(await desk.page.getByRole('link', { name: 'Staff' }).count()).toBe(0)
    await read()
    await desk.page.getByText('Not available', { exact: true }).waitFor()
    expect(await desk.violations()).toEqual([])
  })

  test('asks for a consent, which the patient finds and gives', async () => {
    await go('/ask')
    await desk.see('Ask for a consent')
    await desk.type('Record number', record.value)
    await check('Observations')
    expect(await desk.violations()).toEqual([])
    await desk.press('Sign and send')
    await desk.see('The request is made')
    expect(await desk.violations()).toEqual([])
    await giveConsent()
    await desk.press('Another request')
    await desk.page.getByText('Answered', { exact: true }).waitFor()
  })

  test('reads what the patient permits, and nothing else', async () => {
    await read()
    const found = desk.page.getByRole('heading', { name: '2 entries' })
    await found.waitFor()
    // Below a long form, it would else stand beneath what the screen shows.
    await comesTrue(async () => {
      const box = await found.boundingBox()
      expect(box?.y).toBeGreaterThanOrEqual(0)
      expect(box?.y).toBeLessThan((desk.page.viewportSize()?.height ?? 0) - 100)
    })
    await desk.page.getByText('Systolic blood pressure').first().waitFor()
    expect(await desk.page.getByText('Aspirin').count()).toBe(0)
    // As it is kept: JavaScript would have written 128.
    expect(await desk.page.locator('pre').textContent()).toContain('128.0')
    expect(await desk.violations()).toEqual([])
    // Nobody's data stand under the number of another.
    await desk.type('Record number', 'R-9999')
    await desk.page.locator('pre').waitFor({ state: 'detached' })
  })

  test('signs an entry, and shows that the patient confirmed exactly that', async () => {
    await go('/write')
    await desk.see('Write an entry')
    await desk.type('Record number', record.value)
    await desk.type('Entry', 'Seen today. 血压正常。')
    await desk.press('Sign')
    await desk.page.getByText('Signed, and on its way to the patient').waitFor()
    expect(await desk.violations()).toEqual([])
    const [entry] = (await patient.client.myEntries()).items
    const bytes = decodeBase64url(entry?.content ?? '')
    expect(decodeUtf8(bytes)).toBe('Seen today. 血压正常。')
    const token = await signConfirmation(entry?.token ?? '', {
      ...{ bytes, verdict: 'confirmed', signer: patient.signer, issuedAt: systemClock() },
    })
    await patient.client.answerEntry({ token, evidence: identityOf(held) })
    await comeBack(desk.page)
    await desk.page.getByText('Confirmed by the patient').waitFor()
  })

  test('opens a record in an emergency, once it is said, looked at again and signed', async () => {
    await desk.press('Patients')
    await desk.press(/^Emergency access/)
    await desk.see('Emergency access')
    await desk.type('Record number', record.value)
    await check('The patient is unconscious')
    await desk.type('What has happened', 'Found unconscious. 无人可问。')
    await check('Prescriptions')
    expect(await desk.violations()).toEqual([])
    await desk.press('Continue')
    await desk.see('Open this record in an emergency?')
    const open = desk.page.getByRole('button', { name: 'Sign and open' })
    expect(await open.isDisabled()).toBe(true)
    await check('It is as I have said, and I answer for it')
    expect(await desk.violations()).toEqual([])
    // A quarter of an hour is more than nobody has to touch the console before it locks.
    await desk.page.route('**/records/emergency', async (route) => {
      const answer = await route.fetch()
      const opened = (await answer.json()) as object
      await route.fulfill({ response: answer, json: { ...opened, until: systemClock() + 300 } })
    })
    await desk.press('Sign and open')
    await desk.see('Opened in an emergency')
    // What the patient does not permit otherwise.
    await desk.page.getByText('Aspirin').first().waitFor()
    expect(await desk.page.getByRole('timer').textContent()).toMatch(/^0[45]:\d\d$/)
    const evidence = (await desk.page.locator('.evidence-id code').textContent()) ?? ''
    const [notice] = (await patient.client.myNotices()).items
    expect(notice?.kind).toBe('break_glass')
    const proof = await patient.client.provePreserved({ token: notice?.token ?? '' })
    expect(proof.id).toBe(evidence)
    // Nothing is left on the screen once the time is over. Nobody waits for that here: it is later by the page's clock.
    await setClockAhead(300_000)
    await desk.see('The time is over')
    expect(await desk.page.getByText('Aspirin').count()).toBe(0)
    expect(await desk.violations()).toEqual([])
    await setClockAhead(0)
    await desk.page.unroute('**/records/emergency')
    await desk.press('Close now')
    await desk.see('Emergency access')
  })

  test('asks from afar by a link, for a day', async () => {
    await go('/ask')
    await desk.see('Ask for a consent')
    await desk.choose('Who keeps the record', 'Hillside')
    const howLong = desk.page.getByLabel('For how long')
    await comesTrue(async () => expect(await howLong.inputValue()).toBe('h24'))
    await check('Notes')
    await desk.press('Sign and send')
    await desk.see('The request is made')
    const link = await desk.page.locator('.link-text').inputValue()
    expect(link).toMatch(/\/hillside\/patient\/#request=/)
    // And signs in there with the same key, where nothing is permitted yet.
    const asked = desk.page.waitForResponse('**/hillside/api/v1/records/read')
    await read('Hillside')
    expect((await asked).status()).toBe(403)
    await desk.page.getByText('Not available', { exact: true }).waitFor()
  })

  test('names a guardian by two people, and ends that by two', async () => {
    const two = { desk, first: 'Wu Secretary', second: 'Qian Clerk' }
    const guardianship = await nameGuardian(two, service, record.value)
    const { verifier, site } = service.hospital
    const { chain } = site
    await expect(verifier.verifyCredential(guardianship, { chain })).resolves.toBeDefined()
    await endGuardian(two)
    await expect(verifier.verifyCredential(guardianship, { chain })).rejects.toMatchObject({
      code: 'status_revoked',
    })
  })

  test('puts a new key in the place of a lost one by two people, each after four digits', async () => {
    await switchTo(desk, 'Wu Secretary')
    await go('/lost')
    await desk.see('Lost phone')
    await desk.type('Record number', record.value)
    await desk.press('Show the code')
    const link = await desk.page.locator('.link-text').inputValue()
    const carried = decodeUtf8(decodeBase64url(link.slice(link.indexOf('#recovery=') + 10)))
    const reference = JSON.parse(carried) as RecoveryReference
    const phone = await service.holder()
    const request = await signRecoveryRequest(
      {
        ...reference,
        id: `urn:uuid:${crypto.randomUUID()}`,
        by: 'desk',
        reason: 'lost',
        issuedAt: systemClock(),
      },
      { signer: phone.signer },
    )
    const { id, nonce } = await phone.client.openRecovery({ request, approvals: [] })
    const thumbprint = await thumbprintOf(phone.signer.publicKey)
    const digits = await comparisonDigits({ offer: id, nonce, thumbprint })
    const sign = desk.page.getByRole('button', { name: 'Sign for the new key' })
    const seen = 'I have seen the identity document, and it is the patient of this record'
    await desk.type('Four digits on the new phone', digits === '0000' ? '1111' : '0000')
    await check(seen)
    await desk.page.getByText('Do not sign: this may be another phone').waitFor()
    expect(await sign.isDisabled()).toBe(true)
    await desk.type('Four digits on the new phone', digits)
    expect(await desk.violations()).toEqual([])
    await desk.press('Sign for the new key')
    await desk.page.getByText('1 of 2 has signed').waitFor()
    await switchTo(desk, 'Qian Clerk')
    await go('/lost')
    await desk.type('Four digits on the new phone', digits)
    await check(seen)
    await desk.press('Sign for the new key')
    await desk.page.getByText('so that the old phone can object').waitFor()
    expect(await desk.violations()).toEqual([])
  })

  test('lets two administrators give orders, and nobody else see them', async () => {
    await go('/')
    await desk.page.getByRole('link', { name: 'Authority' }).waitFor()
    expect(await desk.page.getByRole('link', { name: 'Orders' }).count()).toBe(0)
    await orderByTwo(desk, service)
    await switchTo(desk, 'Wu Secretary')
  })

  // One of them by night.
  test.each(looks.map((look, n) => ({ ...look, isDark: n === looks.length - 1 })))(
    'fits $width by $height in $language',
    async (look) => {
      await setLook(desk.page, look)
      await desk.page.emulateMedia({ colorScheme: look.isDark ? 'dark' : 'light' })
      await desk.page.reload()
      await desk.press('Wu Secretary')
      await desk.page.locator('.pin-pad').waitFor()
      await desk.page.keyboard.type('258036')
      await desk.page.locator('.shell-nav').waitFor()
      await go('/')
      await desk.page.getByRole('link', { name: /Enrol a patient|为患者登记/ }).waitFor()
      for (const path of [
        '/',
        '/patients',
        '/enrol',
        '/compare',
        '/lost',
        '/guardians',
        '/guardian',
        '/authority',
      ]) {
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

  async function comeNext(who: string, number: string, purposes: readonly string[]) {
    await desk.press('Lock')
    await desk.page.goto(await service.invite(who, number, purposes))
    await comeIn(desk, who, false)
  }

  /** By how much the clock of the page is ahead, until it is loaded anew. */
  async function setClockAhead(milliseconds: number): Promise<void> {
    await desk.page.evaluate((ahead) => {
      const held = globalThis as { realNow?: () => number }
      const now = held.realNow ?? Date.now.bind(Date)
      held.realNow = now
      Date.now = () => now() + ahead
    }, milliseconds)
  }

  async function read(keeper = 'Riverside'): Promise<void> {
    await go('/read')
    await desk.see('Read a record')
    await desk.choose('Who keeps the record', keeper)
    await desk.type('Record number', record.value)
    await check('Observations')
    await desk.press('Read')
  }

  async function giveConsent(): Promise<void> {
    const [item] = (await patient.client.myRequests()).items
    if (item === undefined) throw new Error('No request has come')
    const { verifier, site } = service.hospital
    const { origin } = service
    const request = await verifyConsentRequest(item.token, {
      ...{ verifier, evidence: item.evidence, dids: [patient.signer.did], origin },
      custodians: [{ did: site.did, name: site.name, register: site.did, record }],
      ...(item.link === undefined ? {} : { link: item.link }),
      [allowLoopbackHttp]: [origin],
    })
    const id = `urn:uuid:${crypto.randomUUID()}`
    const draft = statementFromRequest(request, { id, language: 'en', channel: 'app' })
    const token = await signAnswer(request, draft, {
      ...{ signer: patient.signer, issuedAt: systemClock(), uses: createMemoryReplayStore() },
    })
    await patient.client.submitStatement({ token, evidence: identityOf(held) })
  }
})

function identityOf({ credentials: [identity = ''], chain }: Held) {
  return { identity, chain }
}
