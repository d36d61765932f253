import { expect, test } from '@jest/globals'
import { addAuthenticator, type Page, withChromium } from '../../../../test/chromium.ts'
import { setBrowser, visit } from './setting.ts'

const label = 'Fidecura on this device'

function openByPasskey(page: Page, slot: string) {
  return page.evaluate(
    (slot) => keysPage.outcomeOf(keysPage.openBrowserKey(slot, { passkey: true })),
    slot,
  )
}

function openByPin(page: Page, slot: string, pin = '482915') {
  return page.evaluate(
    ({ slot, pin }) => {
      const unlock = { pin, now: keysPage.at(1_800_000_000) }
      return keysPage.outcomeOf(keysPage.openBrowserKey(slot, unlock))
    },
    { slot, pin },
  )
}

/** @param pin - Empty for none. */
function create(page: Page, slot: string, pin: string) {
  return page.evaluate(
    ({ slot, pin, label }) => {
      const passkey = { label }
      const locks = pin === '' ? { passkey } : { passkey, pin }
      return keysPage.outcomeOf(keysPage.createBrowserKey(slot, locks))
    },
    { slot, pin, label },
  )
}

withChromium('passkeys that open keys kept in a browser', () => {
  const { newPage, origin } = setBrowser()

  test('openBrowserKey opens by passkey alone, as often as asked', async () => {
    const page = await newPage(addAuthenticator)
    expect((await create(page, 'alone', '')).code).toBe('none')
    await visit(page, origin())
    const { broken, opensBy } = await page.evaluate(async () => {
      const { openBrowserKey, brokenCases, listBrowserKeys } = keysPage
      await openBrowserKey('alone', { passkey: true })
      const signer = await openBrowserKey('alone', { passkey: true })
      const listed = (await listBrowserKeys()).find(({ slot }) => slot === 'alone')
      return { broken: await brokenCases(signer), opensBy: listed?.opensBy }
    })
    expect(broken).toEqual([])
    expect(opensBy).toEqual(['passkey'])
    expect(await openByPin(page, 'alone')).toMatchObject({
      ...{ code: 'browser_key_unlock_missing', place: 'pin' },
    })
  })

  test('openBrowserKey opens the same key by PIN or passkey', async () => {
    const page = await newPage(addAuthenticator)
    const keyIds = await page.evaluate(async (label) => {
      const { createBrowserKey, openBrowserKey, at } = keysPage
      const made = await createBrowserKey('both', { pin: '482915', passkey: { label } })
      const byPin = await openBrowserKey('both', { pin: '482915', now: at(1_800_000_000) })
      const byPasskey = await openBrowserKey('both', { passkey: true })
      return [made.signer, byPin, byPasskey].map(({ keyId }) => keyId)
    }, label)
    expect(new Set(keyIds).size).toBe(1)
  })

  test('changeBrowserKeyPin gives a new PIN to whoever locked the old one and has the passkey', async () => {
    const page = await newPage(addAuthenticator)
    await create(page, 'forgotten', '482915')
    const codes = await page.evaluate(async () => {
      const { read, write, outcomeOf, openBrowserKey, changeBrowserKeyPin, at } = keysPage
      const record = await read('forgotten')
      await write({ ...record, pin: { ...record.pin, failures: 20 } })
      const open = (pin: string) => openBrowserKey('forgotten', { pin, now: at(1_800_000_000) })
      const unlock = { passkey: true } as const
      const calls = [
        () => open('482915'),
        () => changeBrowserKeyPin('forgotten', { unlock, newPin: '739164' }),
        () => open('739164'),
      ]
      const codes: string[] = []
      for (const call of calls) codes.push((await outcomeOf(call())).code)
      return codes
    })
    expect(codes).toEqual(['browser_key_locked', 'none', 'none'])
  })

  test('addBrowserKeyPasskey adds a passkey to a key with a PIN, and only with it', async () => {
    const page = await newPage(addAuthenticator)
    await page.evaluate(() => keysPage.createBrowserKey('later', { pin: '482915' }).then(() => 0))
    expect(await openByPasskey(page, 'later')).toMatchObject({
      ...{ code: 'browser_key_unlock_missing', place: 'passkey' },
    })
    const add = (pin: string) =>
      page.evaluate(
        ({ pin, label }) => {
          const unlock = { pin, now: keysPage.at(1_800_000_000) }
          const options = { unlock, passkey: { label } }
          return keysPage.outcomeOf(keysPage.addBrowserKeyPasskey('later', options))
        },
        { pin, label },
      )
    expect((await add('482916')).code).toBe('browser_key_pin_wrong')
    expect((await add('482915')).code).toBe('none')
    expect((await openByPasskey(page, 'later')).code).toBe('none')
    expect((await openByPin(page, 'later')).code).toBe('none')
  })

  test('createBrowserKey is refused, unknown, where the person is not verified', async () => {
    const page = await newPage((page) => addAuthenticator(page, { isUserVerified: false }))
    expect(await create(page, 'unverified', '')).toMatchObject({
      ...{ code: 'browser_passkey_refused', outcome: 'unknown' },
    })
    expect(await page.evaluate(() => keysPage.read('unverified'))).toBeUndefined()
  })

  test('openBrowserKey is refused, unknown, where the person is not verified this time', async () => {
    let authenticator: Awaited<ReturnType<typeof addAuthenticator>> | undefined
    const page = await newPage(async (page) => {
      authenticator = await addAuthenticator(page)
    })
    await create(page, 'stolen', '')
    expect((await openByPasskey(page, 'stolen')).code).toBe('none')
    await authenticator?.session.send('WebAuthn.setUserVerified', {
      authenticatorId: authenticator.authenticatorId,
      isUserVerified: false,
    })
    expect(await openByPasskey(page, 'stolen')).toMatchObject({
      ...{ code: 'browser_passkey_refused', outcome: 'unknown' },
    })
  })

  test('openBrowserKey believes no secret that comes without the flag of a verified person', async () => {
    const page = await newPage(addAuthenticator)
    await create(page, 'unflagged', '')
    const codes = await page.evaluate(async () => {
      const { outcomeOf, openBrowserKey } = keysPage
      const get = navigator.credentials.get.bind(navigator.credentials)
      const openWithFlags = async (mask: number) => {
        navigator.credentials.get = async (options) => {
          const answer = (await get(options)) as PublicKeyCredential
          const response = answer.response as AuthenticatorAssertionResponse
          const authenticatorData = response.authenticatorData.slice(0)
          new Uint8Array(authenticatorData)[32] = mask
          const getClientExtensionResults = () => answer.getClientExtensionResults()
          const { rawId } = answer
          return { rawId, response: { authenticatorData }, getClientExtensionResults } as never
        }
        return (await outcomeOf(openBrowserKey('unflagged', { passkey: true }))).code
      }
      return [await openWithFlags(0x05), await openWithFlags(0x01)]
    })
    expect(codes).toEqual(['none', 'browser_passkey_refused'])
  })

  test('createBrowserKey leaves the PIN as the way where passkeys yield no secret', async () => {
    const page = await newPage((page) => addAuthenticator(page, { hasPrf: false }))
    expect(await create(page, 'no-prf', '482915')).toMatchObject({
      ...{ code: 'browser_passkey_unavailable', outcome: 'failed' },
    })
    const code = await page.evaluate(async () => {
      const { createBrowserKey, outcomeOf } = keysPage
      return (await outcomeOf(createBrowserKey('no-prf', { pin: '482915' }))).code
    })
    expect(code).toBe('none')
    expect((await openByPin(page, 'no-prf')).code).toBe('none')
  })

  test('createBrowserKey asks a passkey once more that yields its secret only when used', async () => {
    const page = await newPage(addAuthenticator)
    await page.evaluate(() => {
      const create = navigator.credentials.create.bind(navigator.credentials)
      navigator.credentials.create = async (options) => {
        const answer = (await create(options)) as PublicKeyCredential
        answer.getClientExtensionResults = () => ({ prf: { enabled: true } })
        return answer
      }
    })
    expect((await create(page, 'twice', '')).code).toBe('none')
    await visit(page, origin())
    expect((await openByPasskey(page, 'twice')).code).toBe('none')
  })

  test.each([
    [
      'navigator.credentials',
      "Object.defineProperty(navigator, 'credentials', { value: undefined })",
    ],
    ['PublicKeyCredential', 'delete globalThis.PublicKeyCredential'],
  ])('openBrowserKey leaves the PIN as the way where there is no %s', async (name, content) => {
    const able = await newPage(addAuthenticator)
    const slot = `without-${name.toLowerCase()}`
    await create(able, slot, '482915')
    const page = await newPage((page) => page.addInitScript({ content }))
    expect(await openByPasskey(page, slot)).toMatchObject({
      ...{ code: 'browser_passkey_unavailable', outcome: 'failed' },
    })
    expect((await create(page, `${slot}-new`, '')).code).toBe('browser_passkey_unavailable')
    expect((await openByPin(page, slot)).code).toBe('none')
  })

  test('createBrowserKey refuses the passkeys of another site', async () => {
    const page = await newPage(addAuthenticator)
    const outcome = await page.evaluate((label) => {
      const passkey = { label, rpId: 'clinic.example' }
      return keysPage.outcomeOf(keysPage.createBrowserKey('foreign', { passkey }))
    }, label)
    expect(outcome.code).toBe('browser_passkey_unavailable')
  })

  test('openBrowserKey stops when the caller does', async () => {
    const page = await newPage(addAuthenticator)
    await create(page, 'impatient', '')
    const outcome = await page.evaluate(() => {
      const unlock = { passkey: true, signal: AbortSignal.abort() } as const
      return keysPage.outcomeOf(keysPage.openBrowserKey('impatient', unlock))
    })
    expect(outcome).toMatchObject({ code: 'browser_passkey_refused', outcome: 'unknown' })
  })

  test.each([
    ['the passkey of another slot', 'passkey'],
    ['the private key of another slot', 'sealedKey'],
    ['another slot but for its name', 'all'],
    ['no secret of a passkey', 'salt'],
  ])('openBrowserKey refuses a record into which a script wrote %s', async (_, what) => {
    const page = await newPage(addAuthenticator)
    const slot = `tampered-${what.toLowerCase()}`
    await create(page, slot, '')
    await create(page, `${slot}-other`, '')
    const outcome = await page.evaluate(
      async ({ slot, what }) => {
        const { read, write, outcomeOf, openBrowserKey } = keysPage
        const [record, other] = [await read(slot), await read(`${slot}-other`)]
        const changes: Readonly<Record<string, object>> = {
          all: { ...other, slot },
          salt: { passkey: { ...record.passkey, salt: new Uint8Array(31) } },
        }
        await write({ ...record, ...(changes[what] ?? { [what]: other[what] }) })
        return await outcomeOf(openBrowserKey(slot, { passkey: true }))
      },
      { slot, what },
    )
    expect(outcome.code).toBe('browser_key_malformed')
  })
})
