import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { type Page, withChromium } from '../../../../test/chromium.ts'
import { setBrowser, visit } from './setting.ts'

function create(page: Page, slot: string): Promise<number> {
  return page.evaluate(
    (slot) => keysPage.createBrowserKey(slot, { pin: '482915' }).then(() => 0),
    slot,
  )
}

withChromium('what scripts and thieves get of keys kept in a browser', () => {
  const { newPage, origin, profileFolder, restart } = setBrowser()

  test.each(['ES256', 'EdDSA'] as const)(
    'openBrowserKey %s signs with a key that cannot be exported or wrapped',
    async (algorithm) => {
      const page = await newPage()
      const seen = await page.evaluate(async (algorithm) => {
        const { createBrowserKey, openBrowserKey, encodeUtf8, at } = keysPage
        const pin = '482915'
        const slot = `captured-${algorithm.toLowerCase()}`
        const made = await createBrowserKey(slot, { pin, algorithm })
        const opened = await openBrowserKey(slot, { pin, now: at(1_800_000_000) })
        const keys: CryptoKey[] = []
        const sign = crypto.subtle.sign
        crypto.subtle.sign = (name, key, data) => {
          keys.push(key)
          return sign.call(crypto.subtle, name, key, data)
        }
        await made.signer.sign(encodeUtf8('one'))
        await opened.sign(encodeUtf8('two'))
        crypto.subtle.sign = sign
        const under = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, [
          'wrapKey',
        ])
        const cipher = { name: 'AES-GCM', iv: new Uint8Array(12) }
        const attempts = keys.flatMap((key) => [
          ...(['pkcs8', 'jwk', 'raw'] as const).map((format) =>
            crypto.subtle.exportKey(format, key),
          ),
          crypto.subtle.wrapKey('pkcs8', key, under, cipher),
        ])
        const results = await Promise.allSettled(attempts)
        return {
          statuses: results.map(({ status }) => status),
          keys: keys.map(({ extractable, usages, type }) => ({ extractable, usages, type })),
        }
      }, algorithm)
      expect(seen.statuses).toEqual(Array.from({ length: 8 }, () => 'rejected'))
      const expected = { extractable: false, usages: ['sign'], type: 'private' }
      expect(seen.keys).toEqual([expected, expected])
    },
  )

  test.each(['ES256', 'EdDSA'] as const)(
    'createBrowserKey %s leaves no key in the database, and none on the disk',
    async (algorithm) => {
      const page = await newPage()
      const slot = `written-${algorithm.toLowerCase()}`
      const { secret, sealed, stored } = await page.evaluate(
        async ({ slot, algorithm }) => {
          // At this one moment a script can take the key, as the documentation says.
          const wrapKey = crypto.subtle.wrapKey
          let jwk: JsonWebKey = {}
          crypto.subtle.wrapKey = async (format, key, under, cipher) => {
            if (format === 'pkcs8') jwk = await crypto.subtle.exportKey('jwk', key)
            return await wrapKey.call(crypto.subtle, format, key, under, cipher)
          }
          await keysPage.createBrowserKey(slot, { pin: '482915', algorithm })
          crypto.subtle.wrapKey = wrapKey
          const record = await keysPage.read(slot)
          const bytes: number[] = []
          const collect = (value: unknown): void => {
            if (ArrayBuffer.isView(value)) bytes.push(...new Uint8Array(value.buffer))
            else if (typeof value === 'string') bytes.push(...keysPage.encodeUtf8(value))
            else if (typeof value === 'object' && value !== null) {
              for (const inner of Object.values(value)) collect(inner)
            }
          }
          collect(record)
          return {
            secret: jwk.d,
            sealed: Array.from<number>(record.sealedKey.bytes),
            stored: bytes,
          }
        },
        { slot, algorithm },
      )
      await restart()
      const d = Buffer.from(secret ?? '', 'base64url')
      expect(d).toHaveLength(32)
      const forms = [d, Buffer.from(secret ?? ''), Buffer.from(d.toString('hex'))]
      expect(forms.map((form) => Buffer.from(stored).includes(form))).toEqual([false, false, false])
      const files = filesIn(profileFolder()).map((path) => readFileSync(path))
      expect(files.some((file) => file.includes(Buffer.from(sealed)))).toBe(true)
      for (const form of forms) expect(files.filter((file) => file.includes(form))).toEqual([])
    },
  )

  test('openBrowserKey is the only way to a signature: a script finds nothing that signs in a locked app', async () => {
    const page = await newPage()
    await create(page, 'locked')
    await visit(page, origin())
    const found = await page.evaluate(async () => {
      const record = await keysPage.read('locked')
      const { deviceKey, sealedKey, pin } = record
      const ec = { name: 'ECDSA', namedCurve: 'P-256' }
      const cipher = { name: 'AES-GCM', iv: sealedKey.iv }
      const subtle = crypto.subtle
      const attempts = [
        subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, deviceKey, new Uint8Array(1)),
        subtle.exportKey('raw', deviceKey),
        subtle.importKey('pkcs8', sealedKey.bytes, ec, false, ['sign']),
        subtle.unwrapKey('pkcs8', sealedKey.bytes, deviceKey, cipher, ec, false, ['sign']),
        subtle.unwrapKey('raw', pin.bytes, deviceKey, cipher, 'AES-GCM', true, ['unwrapKey']),
      ]
      const keys = Object.values(record).filter((value) => value instanceof CryptoKey)
      const results = await Promise.allSettled(attempts)
      return {
        names: Object.keys(record).toSorted(),
        keys: keys.map((key) => [(key as CryptoKey).extractable, (key as CryptoKey).usages]),
        statuses: results.map(({ status }) => status),
      }
    })
    expect(found.names).toEqual([
      'deviceKey',
      'keyId',
      'passkey',
      'pin',
      'publicKey',
      'sealedKey',
      'sealedVault',
      'slot',
      'version',
    ])
    expect(found.keys).toEqual([[false, ['sign']]])
    expect(found.statuses).toEqual(Array.from({ length: 5 }, () => 'rejected'))
  })

  test('openBrowserKey needs the device key: the PIN and a copy of all bytes do not suffice', async () => {
    const page = await newPage()
    await create(page, 'copied')
    const outcome = await page.evaluate(async () => {
      const { read, write, openBrowserKey, outcomeOf, at } = keysPage
      const hmac = { name: 'HMAC', hash: 'SHA-512' }
      const deviceKey = await crypto.subtle.generateKey(hmac, false, ['sign'])
      await write({ ...(await read('copied')), deviceKey })
      return await outcomeOf(openBrowserKey('copied', { pin: '482915', now: at(1_800_000_000) }))
    })
    expect(outcome.code).toBe('browser_key_pin_wrong')
  })

  test('BrowserSigner.lock makes it sign no more, and opening it again signs', async () => {
    const page = await newPage()
    const outcomes = await page.evaluate(async () => {
      const { createBrowserKey, openBrowserKey, outcomeOf, encodeUtf8, at } = keysPage
      const { signer } = await createBrowserKey('lockable', { pin: '482915' })
      const data = encodeUtf8('data')
      const before = await outcomeOf(signer.sign(data))
      signer.lock()
      const locked = await outcomeOf(signer.sign(data))
      const unlock = { pin: '482915', now: at(1_800_000_000) }
      const again = await outcomeOf((await openBrowserKey('lockable', unlock)).sign(data))
      return [before.code, locked.code, locked.outcome, again.code]
    })
    expect(outcomes).toEqual(['none', 'signer_failed', 'failed', 'none'])
  })

  let tampered: Promise<Page> | undefined
  /** With two keys, which every test leaves as they were. */
  const tamperedPage = () => {
    tampered ??= newPage().then(async (page) => {
      await create(page, 'one')
      await create(page, 'other')
      return page
    })
    return tampered
  }

  test('openBrowserKey opens the record into which nobody wrote', async () => {
    const page = await tamperedPage()
    const outcome = await page.evaluate(() => {
      const unlock = { pin: '482915', now: keysPage.at(1_800_000_000) }
      return keysPage.outcomeOf(keysPage.openBrowserKey('one', unlock))
    })
    expect(outcome.code).toBe('none')
  })

  test.each([
    ['the private key of another slot', 'sealedKey', 'browser_key_malformed'],
    ['the vault of another slot', 'sealedVault', 'browser_key_malformed'],
    ['the public key of another slot', 'publicKey', 'browser_key_pin_wrong'],
    ['the key id of another slot', 'keyId', 'browser_key_pin_wrong'],
    ['the PIN of another slot', 'pin', 'browser_key_pin_wrong'],
    ['another slot, by its name', 'slot', 'browser_key_pin_wrong'],
    ['another slot but for its name', 'all', 'browser_key_pin_wrong'],
    ['a bit of the private key', 'bit', 'browser_key_malformed'],
    ['a version that is to come', 'version', 'browser_key_malformed'],
    ['a device key that can be exported', 'deviceKey', 'browser_key_malformed'],
    ['an hour of stretching', 'iterations', 'browser_key_malformed'],
    ['neither PIN nor passkey', 'none', 'browser_key_malformed'],
    ['a key that signs nothing', 'weak', 'browser_key_malformed'],
    ['a text', 'text', 'browser_key_malformed'],
  ])('openBrowserKey refuses a record into which a script wrote %s', async (_, what, code) => {
    const page = await tamperedPage()
    const outcome = await page.evaluate(async (what) => {
      const { read, write, openBrowserKey, outcomeOf, at } = keysPage
      const [record, other] = [await read('one'), await read('other')]
      const hmac = { name: 'HMAC', hash: 'SHA-512' }
      const bytes = Uint8Array.from(record.sealedKey.bytes as Uint8Array)
      bytes[20] = (bytes[20] ?? 0) ^ 1
      const changes: Readonly<Record<string, object>> = {
        all: { ...other, slot: 'one' },
        slot: { slot: 'other' },
        bit: { sealedKey: { ...record.sealedKey, bytes } },
        version: { version: 'urn:fidecura:browser-key:2' },
        deviceKey: { deviceKey: await crypto.subtle.generateKey(hmac, true, ['sign']) },
        iterations: { pin: { ...record.pin, iterations: 2_000_000_000 } },
        none: { pin: undefined },
        weak: { publicKey: { kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43) } },
        text: { sealedKey: 'text' },
      }
      await write({ ...record, ...(changes[what] ?? { [what]: other[what] }) })
      const slot = what === 'slot' ? 'other' : 'one'
      const unlock = { pin: '482915', now: at(1_800_000_000) }
      const outcome = await outcomeOf(openBrowserKey(slot, unlock))
      await write(record)
      await write(other)
      return outcome
    }, what)
    expect(outcome.code).toBe(code)
  })

  test('listBrowserKeys names the slot that is damaged, and deleteBrowserKey deletes it', async () => {
    const page = await newPage()
    const codes = await page.evaluate(async () => {
      const { listBrowserKeys, deleteBrowserKey, write, outcomeOf } = keysPage
      for (const { slot } of await listBrowserKeys().catch(() => [])) await deleteBrowserKey(slot)
      await write({ slot: '0-damaged' })
      const listed = await outcomeOf(listBrowserKeys())
      await deleteBrowserKey('0-damaged')
      return [listed.code, listed.place]
    })
    expect(codes).toEqual(['browser_key_malformed', '0-damaged'])
  })
})

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true)
}
