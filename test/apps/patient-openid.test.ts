import type { AskOptions, DcqlQuery, PresentedAnswer } from '@fidecura/openid/verifier'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { begin, createBrowser, linkIn } from '../../packages/bridge/test/world.ts'
import { withChromium } from '../chromium.ts'
import { brokenRules, looks, overflowsEnlarged } from './app-page.ts'
import { pressByKeys, tabTo } from './by-keys.ts'
import { comesTrue } from './comes-true.ts'
import {
  certifiedClinic,
  claimedSignIn,
  createOpenIdWorld,
  type OpenIdWorld,
  openPlaces,
  type Places,
  queries,
} from './openid-world.ts'
import { heading, type PatientSetting, pin, startPatient } from './patient-setting.ts'
import { recordSystem } from './people.ts'

// The same person has two, and acts by either.
const records = ['R-4711', 'R-4712'].map((value) => ({ system: recordSystem, value }))

withChromium('a wallet that speaks OpenID', () => {
  const allowed: string[] = []
  let places: Places
  let setting: PatientSetting
  let world: OpenIdWorld
  let certified: Awaited<ReturnType<typeof certifiedClinic>>

  beforeAll(async () => {
    places = await openPlaces()
    // The bridge comes later: a hospital may let its app call somebody whom it did not know when it was installed.
    allowed.push(places.issuer.origin, places.clinic.origin)
    certified = await certifiedClinic()
    setting = await startPatient({
      ...{ walletOrigins: allowed, certificateRoots: [certified.root] },
      absent: ['doctor'],
    })
    world = await createOpenIdWorld(setting.service, places)
  })

  afterAll(async () => {
    await setting?.close()
    await places?.close()
  })

  afterEach(() => {
    expect(setting.complaints).toEqual([])
  })

  /** As somebody who opens a link of the app: the app starts anew, and asks for the PIN. */
  const startWith = async (link: string) => {
    await setting.page.goto(`${setting.home}${link.slice(link.indexOf('?'))}`)
  }
  /** As somebody who has the app open, and pastes what they were sent. */
  const paste = async (link: string) => {
    const { page } = setting
    await page.evaluate(() => {
      location.hash = '/scan'
    })
    // Where no camera is, the field comes by itself.
    await tabTo(page, 'Link or code')
    await page.keyboard.insertText(link)
    await press('Next')
  }
  // With keys alone, all the way: others who test the app do it by thumb.
  const press = (name: string | RegExp) => pressByKeys(setting.page, name)
  const typeDigits = (digits: string) => setting.page.keyboard.type(digits)
  /** Whoever cannot see is on the new screen, too: its heading has the focus. */
  const see = (name: string) =>
    setting.page
      .locator('h1:focus')
      .filter({ hasText: new RegExp(`^${escaped(name)}$`) })
      .waitFor()
  /** In both languages and at both sizes: nothing is cut off, and no rule is broken. */
  const looksGood = async () => {
    const { page, settled } = setting
    for (const { language, width, height } of looks) {
      await page.setViewportSize({ width, height })
      await press(language === 'en' ? 'English' : '中文')
      await settled()
      const name = await page.locator('h1').textContent()
      const found = [await overflowsEnlarged(page), await brokenRules(page)]
      expect([name, language, width, ...found]).toEqual([name, language, width, false, []])
    }
  }

  describe('receives a credential', () => {
    test('from a link, when there is no key yet: makes one first, types the code, reads, and keeps', async () => {
      const { page } = setting
      const { link, transactionCode = '' } = await world.offer('identity', 'R-4711')
      await startWith(link)
      await page.getByText('First make your key').waitFor()
      // The system may hand links of a scheme of its own to the app.
      const session = await page.context().newCDPSession(page)
      const { errors, data = '' } = await session.send('Page.getAppManifest')
      expect([errors, data]).toEqual([[], expect.stringContaining('"web+fidecura"')])
      await makeKeyFor('Receive this?')
      // Nothing of the link stays in the address.
      expect(page.url()).toBe(`${setting.home}#/openid`)
      await page.getByText('name known to your hospital').waitFor()
      await looksGood()
      await press('Next')
      await see('Type the code')
      const wrong = transactionCode === '111111' ? '222222' : '111111'
      await typeDigits(wrong)
      await page.getByText('That was not the code').waitFor()
      await looksGood()
      await typeDigits(transactionCode)
      await see('Is this about you?')
      await page.getByText('Pat Example').waitFor()
      await looksGood()
      await press('Yes, keep it')
      await see('Done: you have it now')
      await comesTrue(async () => expect(world.state.told).toEqual(['credential_accepted']))
      await press('See my credentials')
      await page.locator('.card .verified').waitFor()
      await press('Back')
    })

    test('not what was taken before', async () => {
      const { link, transactionCode = '' } = await world.offer('identity', 'R-1')
      await paste(link)
      await press('Next')
      await typeDigits(transactionCode)
      await press('Not mine')
      await see('Not kept')
      await comesTrue(async () => expect(world.state.told.at(-1)).toBe('credential_deleted'))
      await paste(link)
      await press('Next')
      await typeDigits(transactionCode)
      await setting.page.getByText('Or the offer was used before').waitFor()
    })

    test('not of somebody whom the hospital does not know', async () => {
      const { link, transactionCode = '' } = await world.offer('identity', 'R-1', true)
      await paste(link)
      await setting.page.getByText('calls itself “Riverside Hospital”').waitFor()
      await press('Next')
      await typeDigits(transactionCode)
      await setting.page.getByText('Your hospital does not know this issuer').waitFor()
      await comesTrue(async () => expect(world.state.told.at(-1)).toBe('credential_failure'))
    })

    test('that is prepared while somebody is away, and waits for them at the start', async () => {
      const { page } = setting
      const { link, transactionCode = '' } = await world.offer('later', 'R-4712')
      await paste(link)
      await press('Next')
      await typeDigits(transactionCode)
      await see('It is being prepared')
      await page.getByText('You may leave: it waits for you at the start').waitFor()
      await looksGood()
      // Locked, as after a while, or closed: where it was, it goes on.
      await unlockAgain('It is being prepared')
      await press('Back')
      await page.getByText('Patient identity: being prepared').waitFor()
      await looksGood()
      world.state.later = 'ready'
      await press(/^Patient identity: being prepared/)
      await see('Is this about you?')
      // Nobody hands it out again: what came is here.
      await unlockAgain('Is this about you?')
      await page.evaluate(() => {
        location.hash = '/'
      })
      await page.getByText('Patient identity: read it, then keep it').waitFor()
      expect(await page.getByText('Nothing is waiting for you.').count()).toBe(0)
      await press(/^Patient identity: read it/)
      await see('Is this about you?')
      await press('Yes, keep it')
      await see('Done: you have it now')
      await comesTrue(async () => expect(world.state.told.at(-1)).toBe('credential_accepted'))
      await unlockAgain('This is not here any more')
      await press('To the start')
      await see('Hello, Pat Example')
      expect(await page.getByText('Patient identity: being').count()).toBe(0)
    })

    test('not what the issuer says no to afterwards, and says what to do', async () => {
      const { page } = setting
      world.state.later = 'pending'
      const { link, transactionCode = '' } = await world.offer('later', 'R-4713')
      await paste(link)
      await press('Next')
      await typeDigits(transactionCode)
      await see('It is being prepared')
      world.state.later = 'denied'
      await see('It has not come')
      await page.getByText('The issuer has said no').waitFor()
      await page.getByText('Nothing was received. Ask there why.').waitFor()
      await looksGood()
      await press('To the start')
      await see('Hello, Pat Example')
      expect(await page.getByText('Patient identity: being').count()).toBe(0)
    })
  })

  describe('signs somebody in', () => {
    test('where the hospital lets it go since today, though the app was installed before', async () => {
      const { page, home } = setting
      allowed.push(places.bridge.origin)
      await page.goto(home)
      await comesTrue(async () => {
        const policy = await page.evaluate(async () => {
          const kept = await caches.match('./')
          return kept?.headers.get('content-security-policy')
        })
        expect(policy).toContain(places.bridge.origin)
      })
    })

    test('at a platform that a hospital vouches for, from a link in the same device, and goes back there', async () => {
      const { page } = setting
      const at = { origin: places.bridge.origin, redirectUri: `${places.clinic.origin}/signed-in` }
      const browser = createBrowser()
      const { url, finish } = await begin(at, { scope: 'openid patient record profile' })
      const asks = await browser.follow(url)
      const asked = await (await browser.follow(`${asks.url}/ask`, { device: 'same' })).text()
      await startWith(linkIn(asked))
      // The app is locked: the PIN first, and then on.
      await see('Enter your PIN')
      await typeDigits(pin)
      await see('Sign in?')
      expect(await page.locator('.sign-in-platform').textContent()).toBe('Hillview Clinic')
      expect(await page.locator('.sign-in-origin').textContent()).toBe(places.clinic.origin)
      await page.getByText('Riverside Hospital says that this is its name').waitFor()
      await looksGood()
      await press('Yes, sign in')
      await see('Done: you agreed to sign in')
      await looksGood()
      // Not the bridge, which nobody has heard of, but where it leads.
      await press(`Back to Hillview Clinic (${new URL(places.clinic.origin).host})`)
      await page.waitForURL((there) => there.origin === places.bridge.origin)
      const back = await browser.follow(page.url())
      const tokens = await finish(back.headers.get('location') ?? '')
      expect(tokens.claims()?.['acr']).toBe('urn:fidecura:acr:same-device:1')
    })

    test('warns of a code that was read off another screen, and of names that nobody vouches for', async () => {
      const { page } = setting
      await unlock()
      const transactionData = claimedSignIn('other')
      const { session, link } = await world.nobody.ask(queries.patient, {
        ...{ device: 'other', transactionData },
      })
      await paste(link)
      await see('Sign in?')
      await page.getByText('This code was on another screen').waitFor()
      await page.getByText('Name and address are their own word').waitFor()
      await page.getByText('Only a key is proven').waitFor()
      await looksGood()
      await press('No')
      await see('You said no')
      await expect(world.nobody.collect(session)).resolves.toMatchObject({ kind: 'declined' })
    })
  })

  describe('shows what somebody asks for', () => {
    test('and nothing else, of the credential that the person chooses', async () => {
      const { page } = setting
      const { session, link } = await ask(queries.patient)
      await paste(link)
      await see('Show this?')
      await tabTo(page, /R-471[12]/)
      const other = page.getByRole('radio', { name: /R-4712/ })
      if (!(await other.isChecked())) await page.keyboard.press('ArrowDown')
      await other.and(page.locator(':checked')).waitFor()
      await looksGood()
      await press('Yes, show it')
      await see('Done: it was shown')
      const [shown] = (await presented(session)).byQuery['patient'] ?? []
      expect(shown?.claims).toMatchObject({ record: { value: 'R-4712' } })
      expect(shown?.claims).not.toHaveProperty('name')
    })

    test('with a consent, which is narrowed, signed, sent to the hospital, and told to whoever asked', async () => {
      const { page } = setting
      const transactionData = await world.requestConsent()
      const { session, link } = await ask(queries.patient, transactionData)
      await paste(link)
      await see('May they?')
      await page.getByText('name verified').waitFor()
      await page.getByText('name certified').waitFor()
      await looksGood()
      await press('Take something out')
      await pressByKeys(page, 'imaging', 'Space')
      await press('Use this')
      await press('Yes, I sign')
      await see('Done: signed and sent')
      const [agreed] = (await presented(session)).transactions
      const { register, store } = world.hospital
      const kept = await Promise.all(records.map((one) => register(store).attest(one)))
      const tokens = kept.flatMap(({ statements }) => statements.map(({ token }) => token))
      expect(tokens).toEqual([agreed?.answer])
      await press('See the consent')
      await page.getByText('Take it back').waitFor()
      expect(await page.locator('.signed-text').textContent()).not.toContain('ImagingStudy')
    })

    test('no consent if the person says no, and nobody else hears of it', async () => {
      const transactionData = await world.requestConsent()
      const { session, link } = await ask(queries.patient, transactionData)
      await paste(link)
      await see('May they?')
      await press(/^No$/)
      await see('You said no')
      await expect(world.clinic.collect(session)).resolves.toMatchObject({ kind: 'declined' })
    })

    test('of a doctor, too: licence and role, from the same wallet', async () => {
      const { page } = setting
      const invitations = await setting.service.example.invite()
      const { link: invitation = '' } = invitations.find(({ part }) => part === 'doctor') ?? {}
      await paste(invitation)
      await press('Next')
      await page.getByText('From now on you can read').waitFor()
      const { session, link } = await ask(queries.doctor)
      await paste(link)
      await see('Show this?')
      await page.getByText('Cardiology, Riverside Hospital').first().waitFor()
      await press('Yes, show it')
      await see('Done: it was shown')
      const { byQuery } = await presented(session)
      expect(byQuery['role']?.[0]?.claims).toMatchObject({ name: 'Dr Ada Example' })
    })

    test('to whom an authority certifies that the hospital has named, and to nobody by another', async () => {
      const { page } = setting
      const { link } = await world.askCertified(certified.signer, queries.patient)
      await paste(link)
      await see('Show this?')
      await page.getByText('Example Hospital').first().waitFor()
      await page.getByText('name certified · clinic.example').waitFor()
      await page.getByText('Certified by Example').waitFor()
      await page.getByText('has been withdrawn since was not checked').waitFor()
      await looksGood()
      await press('No')
      await see('You said no')
      const { signer } = await certifiedClinic()
      await paste((await world.askCertified(signer, queries.patient)).link)
      await wrong('does not know who certified them', 'x5c_signature_invalid')
    })

    test('and finds it in the history, in the words that were seen', async () => {
      const { page } = setting
      await page.evaluate(() => {
        location.hash = '/history'
      })
      await page.getByText('You signed in at Hillview Clinic').waitFor()
      await page.getByText('You showed something to').nth(2).waitFor()
      await looksGood()
      await press(/^You signed in at Hillview Clinic/)
      await see('What you showed')
      await page.getByText('It was accepted.').waitFor()
      await page
        .getByText(/R-471[12]/)
        .first()
        .waitFor()
      await looksGood()
    })
  })

  describe('says what is wrong', () => {
    test('where nothing answers, and tells whoever asked no more than no', async () => {
      const { session, link } = await ask(queries.assessment)
      await paste(link)
      await see('You do not have what they ask for')
      await heading(setting.page, 'Health assessment').waitFor()
      await looksGood()
      await press('Tell them no')
      await see('You said no')
      await expect(world.clinic.collect(session)).resolves.toMatchObject({ kind: 'declined' })
    })

    test('where what was shown is not accepted', async () => {
      // Nobody told this clinic who vouches for the hospital.
      const { link } = await world.clinic.ask(queries.patient, { device: 'other' })
      await paste(link)
      await press('Yes, show it')
      await setting.page.getByText('They did not accept it').waitFor()
    })

    test('of a request that was answered before', async () => {
      const { link } = await ask(queries.patient)
      await paste(link)
      await see('Show this?')
      await press('No')
      await see('You said no')
      await paste(link)
      await wrong('The time for this is over', 'openid_expired')
    })

    test('of an offer that somebody has to sign in for elsewhere', async () => {
      await paste((await world.offerAfterSignIn()).link)
      await wrong('You would have to sign in there first', 'openid_grant_unsupported')
    })

    test('of an agreement that it does not know', async () => {
      const transactionData = [{ type: 'urn:example:pay', credentialIds: ['patient'], content: {} }]
      const { link } = await ask(queries.patient, transactionData)
      await paste(link)
      await wrong('does not know how to do that', 'openid_transaction_unsupported')
    })

    const key = 'z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp'
    const did = `decentralized_identifier%3Adid%3Akey%3A${key}`
    const elsewhere = 'https%3A%2F%2Fclinic.example%2F1'
    test.each([
      [
        'that nobody signed',
        [
          `client_id=redirect_uri%3A${elsewhere}&response_uri=${elsewhere}`,
          'response_type=vp_token&response_mode=direct_post&nonce=n-0S6_WzA2Mj',
          `dcql_query=${encodeURIComponent(JSON.stringify(queries.patient))}`,
        ].join('&'),
        ['It is not certain who', 'openid_request_unsigned'],
      ],
      [
        'that is not whole',
        `client_id=${did}&client_id=x`,
        ['is not whole', 'openid_message_malformed'],
      ],
      [
        'from where the app may not go',
        `client_id=${did}&request_uri=${elsewhere}`,
        ['This app may not go there', 'http_url_refused'],
      ],
    ] as const)('of a request %s', async (_, query, [words, code]) => {
      await paste(`openid4vp://?${query}`)
      await wrong(words, code)
    })

    test('without a network, and goes on when it is back', async () => {
      const { browser, page } = setting
      const { link } = await ask(queries.patient)
      await browser.setOffline(true)
      await paste(link)
      await page.getByText('Nothing was lost.').waitFor()
      await looksGood()
      await browser.setOffline(false)
      await press('Try again')
      await see('Show this?')
    })
  })

  const ask = (query: DcqlQuery, transactionData?: AskOptions['transactionData']) =>
    world.clinic.ask(query, {
      ...{ device: 'other', chain: world.chain },
      ...(transactionData && { transactionData }),
    })

  const presented = async (session: string): Promise<PresentedAnswer> => {
    const answer = await world.clinic.collect(session)
    if (answer.kind === 'presented') return answer
    throw new Error(answer.kind)
  }

  const wrong = async (text: string, code: string) => {
    await see('It does not go on here')
    await setting.page.getByText(text).waitFor()
    expect(await setting.page.locator('.error-code code').textContent()).toBe(code)
  }

  async function unlock() {
    await setting.page.goto(setting.home)
    await see('Enter your PIN')
    await typeDigits(pin)
    await see('Hello, Pat Example')
  }

  /** As when the page was closed: the app starts anew where it was, and asks for the PIN. */
  async function unlockAgain(next: string) {
    await setting.page.reload()
    await see('Enter your PIN')
    await typeDigits(pin)
    await see(next)
  }

  async function makeKeyFor(next: string) {
    await press('Start')
    await typeDigits(pin)
    await see('Type it once more')
    await typeDigits(pin)
    await see(next)
  }
})

const escaped = (text: string): string => text.replace(/[?.()]/g, '\\$&')
