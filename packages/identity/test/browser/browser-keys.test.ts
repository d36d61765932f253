import { encodeUtf8 } from '@fidecura/base'
import { expect, test } from '@jest/globals'
import { type Page, withChromium } from '../../../../test/chromium.ts'
import { type Algorithm, importVerificationKey, verifySignature } from '../../src/index.ts'
import { setBrowser, visit } from './setting.ts'

withChromium('keys kept in a browser', () => {
  const { newPage, origin, context, restart } = setBrowser()

  test.each<Algorithm>(['ES256', 'ES384', 'EdDSA'])(
    'createBrowserKey %s makes a signer as all are, and Node verifies what it signs',
    async (algorithm) => {
      const page = await newPage()
      const slot = `contract-${algorithm.toLowerCase()}`
      const made = await page.evaluate(
        async ({ slot, algorithm }) => {
          const { createBrowserKey, brokenCases } = keysPage
          const { signer } = await createBrowserKey(slot, { pin: '482915', algorithm })
          return { broken: await brokenCases(signer), keyId: signer.keyId }
        },
        { slot, algorithm },
      )
      expect(made.broken).toEqual([])
      await visit(page, origin())
      const opened = await page.evaluate(async (slot) => {
        const { openBrowserKey, brokenCases, at, encodeUtf8 } = keysPage
        const signer = await openBrowserKey(slot, { pin: '482915', now: at(1_800_000_000) })
        const signature = Array.from(await signer.sign(encodeUtf8('from the browser')))
        const { keyId, publicKey } = signer
        return { broken: await brokenCases(signer), keyId, publicKey, signature }
      }, slot)
      expect(opened.broken).toEqual([])
      expect(opened.keyId).toBe(made.keyId)
      const key = await importVerificationKey(opened.publicKey)
      const signature = Uint8Array.from(opened.signature)
      expect(await verifySignature(key, encodeUtf8('from the browser'), signature)).toBe(true)
    },
  )

  test('createBrowserKey names a key of a hosted DID as it is told', async () => {
    const page = await newPage()
    const keyId = await page.evaluate(async () => {
      const did = keysPage.parseDid('did:web:clinic.example')
      const options = { pin: 'horse-battery', did, fragment: 'phone' }
      return (await keysPage.createBrowserKey('hosted', options)).signer.keyId
    })
    expect(keyId).toBe('did:web:clinic.example#phone')
  })

  test('openBrowserKey opens in a browser that was started again', async () => {
    const page = await newPage()
    const keyId = await page.evaluate(
      async () => (await keysPage.createBrowserKey('kept', { pin: '739164' })).signer.keyId,
    )
    await restart()
    const again = await newPage()
    const opened = await again.evaluate(async () => {
      const { openBrowserKey, at } = keysPage
      return (await openBrowserKey('kept', { pin: '739164', now: at(1_800_000_000) })).keyId
    })
    expect(opened).toBe(keyId)
  })

  test('createBrowserKey says whether the browser promised to keep it', async () => {
    const page = await newPage()
    const create = (slot: string) =>
      page.evaluate(async (slot) => {
        const { persisted } = await keysPage.createBrowserKey(slot, { pin: '482915' })
        const listed = await keysPage.listBrowserKeys()
        return [persisted, listed.find((key) => key.slot === slot)?.persisted]
      }, slot)
    expect(await create('evictable')).toEqual([false, false])
    const session = await context().newCDPSession(page)
    const permission = { permissions: ['durableStorage' as const], origin: origin() }
    await session.send('Browser.grantPermissions', permission)
    expect(await create('durable')).toEqual([true, true])
  })

  test('createBrowserKey never overwrites, not even from two tabs at once', async () => {
    const [one, two] = await Promise.all([newPage(), newPage()])
    const create = (page: Page, pin: string) =>
      page.evaluate(
        (pin) => keysPage.outcomeOf(keysPage.createBrowserKey('contested', { pin })),
        pin,
      )
    const outcomes = await Promise.all([create(one, '482915'), create(two, '739164')])
    expect(outcomes.map(({ code }) => code).toSorted()).toEqual(['browser_key_exists', 'none'])
    const winner = outcomes[0].code === 'none' ? '482915' : '739164'
    const opened = await two.evaluate(
      (pin) =>
        keysPage.outcomeOf(
          keysPage.openBrowserKey('contested', { pin, now: keysPage.at(1_800_000_000) }),
        ),
      winner,
    )
    expect(opened.code).toBe('none')
    expect((await create(one, '593718')).code).toBe('browser_key_exists')
  })

  test('openBrowserKey opens in two tabs at once', async () => {
    const [one, two] = await Promise.all([newPage(), newPage()])
    await one.evaluate(() => keysPage.createBrowserKey('shared', { pin: '482915' }).then(() => 0))
    const open = (page: Page) =>
      page.evaluate(async () => {
        const { openBrowserKey, at } = keysPage
        return (await openBrowserKey('shared', { pin: '482915', now: at(1_800_000_000) })).keyId
      })
    const [first, second] = await Promise.all([open(one), open(two)])
    expect(first).toBe(second)
  })

  test('listBrowserKeys shows what is there, and deleteBrowserKey deletes one', async () => {
    const page = await newPage()
    const shown = await page.evaluate(async () => {
      const { createBrowserKey, deleteBrowserKey, listBrowserKeys, outcomeOf, at } = keysPage
      const { signer } = await createBrowserKey('listed', { pin: '482915', algorithm: 'EdDSA' })
      const listed = (await listBrowserKeys()).find(({ slot }) => slot === 'listed')
      await deleteBrowserKey('listed')
      const slots = (await listBrowserKeys()).map(({ slot }) => slot)
      const gone = await outcomeOf(
        keysPage.openBrowserKey('listed', { pin: '482915', now: at(1_800_000_000) }),
      )
      const again = await outcomeOf(deleteBrowserKey('listed'))
      const { did, keyId, publicKey } = signer
      return { listed, slots, gone, again, signer: { did, keyId, publicKey } }
    })
    expect(shown.listed).toEqual({
      ...{ slot: 'listed', algorithm: 'EdDSA', opensBy: ['pin'], pinFailures: 0 },
      ...shown.signer,
      persisted: expect.any(Boolean),
    })
    expect(shown.slots).not.toContain('listed')
    expect([shown.gone.code, shown.again.code]).toEqual([
      'browser_key_not_found',
      'browser_key_not_found',
    ])
  })

  test.each([
    ['the database is deleted', 'deleteDatabase'],
    ['the browser clears the storage of the site', 'clear'],
  ])('openBrowserKey says that there is no key once %s', async (_, how) => {
    const page = await newPage()
    const slot = `evicted-${how.toLowerCase()}`
    await page.evaluate(
      (slot) => keysPage.createBrowserKey(slot, { pin: '482915' }).then(() => 0),
      slot,
    )
    const session = await context().newCDPSession(page)
    if (how === 'clear') {
      await session.send('Storage.clearDataForOrigin', { origin: origin(), storageTypes: 'all' })
    } else {
      await page.evaluate(
        () =>
          new Promise((resolve, reject) => {
            const request = indexedDB.deleteDatabase('fidecura-keys')
            request.onsuccess = () => resolve(0)
            request.onblocked = reject
          }),
      )
    }
    const outcome = await page.evaluate(
      (slot) =>
        keysPage.outcomeOf(
          keysPage.openBrowserKey(slot, { pin: '482915', now: keysPage.at(1_800_000_000) }),
        ),
      slot,
    )
    expect(outcome).toMatchObject({ code: 'browser_key_not_found', outcome: 'failed' })
    expect(outcome.message).toMatch(/evicted/)
  })

  test.each([
    [
      'there is no IndexedDB',
      "Object.defineProperty(globalThis, 'indexedDB', { value: undefined })",
    ],
    [
      'IndexedDB does not open, as in some private windows',
      "IDBFactory.prototype.open = () => { throw new DOMException('no', 'InvalidStateError') }",
    ],
    [
      'the disk is full',
      "IDBObjectStore.prototype.add = () => { throw new DOMException('no', 'QuotaExceededError') }",
    ],
    [
      'it is no secure context',
      "Object.defineProperty(Crypto.prototype, 'subtle', { get: () => undefined })",
    ],
  ])('createBrowserKey calls it unknown where %s', async (_, content) => {
    const page = await newPage((page) => page.addInitScript({ content }))
    const outcome = await page.evaluate(() =>
      keysPage.outcomeOf(keysPage.createBrowserKey('nowhere', { pin: '482915' })),
    )
    expect(outcome).toMatchObject({ code: 'browser_storage_unavailable', outcome: 'unknown' })
  })

  test.each([
    ['refuses to answer', 'Promise.reject(new TypeError())'],
    ['has asked a person who does not answer', 'new Promise(() => undefined)'],
  ])('createBrowserKey makes no promise where the browser %s', async (_, answer) => {
    const content = `StorageManager.prototype.persist = () => ${answer}`
    const page = await newPage((page) => page.addInitScript({ content }))
    const persisted = await page.evaluate(async () => {
      const { createBrowserKey, deleteBrowserKey } = keysPage
      const { persisted } = await createBrowserKey('unpromised', { pin: '482915' })
      await deleteBrowserKey('unpromised')
      return persisted
    })
    expect(persisted).toBe(false)
  })

  test('createBrowserKey says so where the browser makes no such keys, before it asks for a passkey', async () => {
    const content = `
      SubtleCrypto.prototype.generateKey = ((generate) => function (algorithm, ...more) {
        if (algorithm.name === 'Ed25519') throw new DOMException('no', 'NotSupportedError')
        return generate.call(this, algorithm, ...more)
      })(SubtleCrypto.prototype.generateKey)
      navigator.credentials.create = () => { globalThis.asked = true }`
    const page = await newPage((page) => page.addInitScript({ content }))
    const [outcome, asked] = await page.evaluate(async () => {
      const { createBrowserKey, outcomeOf } = keysPage
      const options = { passkey: { label: 'x' }, algorithm: 'EdDSA' } as const
      const outcome = await outcomeOf(createBrowserKey('old-browser', options))
      return [outcome, 'asked' in globalThis]
    })
    expect(outcome).toMatchObject({ code: 'key_type_unsupported' })
    expect(asked).toBe(false)
  })

  test('openBrowserKey needs the present instant, and counts nothing without', async () => {
    const page = await newPage()
    const outcomes = await page.evaluate(async () => {
      const { createBrowserKey, openBrowserKey, outcomeOf, read } = keysPage
      await createBrowserKey('timeless', { pin: '482915' })
      const unlock = { pin: '482915' } as unknown as { passkey: true }
      const { code } = await outcomeOf(openBrowserKey('timeless', unlock))
      return [code, (await read('timeless')).pin.failures]
    })
    expect(outcomes).toEqual(['instant_malformed', 0])
  })

  test('createBrowserKey refuses weak PINs and odd slots', async () => {
    const page = await newPage()
    const outcomes = await page.evaluate(async () => {
      const { createBrowserKey, outcomeOf } = keysPage
      const pins = ['', '48291', '000000', '123456', '987654', 'abcdef', 'e\u0301'.repeat(5)]
      const slots = ['', 'A', '../other', 'x'.repeat(65)]
      const tried = [
        ...pins.map((pin) => createBrowserKey('weak', { pin })),
        ...slots.map((slot) => createBrowserKey(slot, { pin: '482915' })),
      ]
      return await Promise.all(tried.map(async (call) => (await outcomeOf(call)).code))
    })
    expect(outcomes).toEqual([
      ...Array.from({ length: 7 }, () => 'browser_key_pin_weak'),
      ...Array.from({ length: 4 }, () => 'browser_key_malformed'),
    ])
  })
})
