import { expect, test } from '@jest/globals'
import { withChromium } from '../../../../test/chromium.ts'
import { setBrowser } from './setting.ts'

withChromium('the vault beside a key of a browser', () => {
  const { newPage } = setBrowser()

  test('opens what it has sealed, also after the key was opened anew, and shows nothing of it', async () => {
    const page = await newPage()
    const seen = await page.evaluate(async () => {
      const { createBrowserKey, openBrowserKey, encodeUtf8, at } = keysPage
      const plain = encodeUtf8('Blood pressure 128/82')
      const { signer } = await createBrowserKey('vault', { pin: '482915' })
      const sealed = await signer.seal('entries/1', plain)
      const twice = await signer.seal('entries/1', plain)
      const unlock = { pin: '482915', now: at(1_800_000_000) }
      const again = await openBrowserKey('vault', unlock)
      return {
        opened: new TextDecoder().decode(await again.open('entries/1', sealed)),
        isHidden: !new TextDecoder('latin1').decode(sealed).includes('Blood'),
        isFresh: sealed.join() !== twice.join(),
      }
    })
    expect(seen).toEqual({ opened: 'Blood pressure 128/82', isHidden: true, isFresh: true })
  })

  test('opens nothing of another name, of another key, or that was changed or cut', async () => {
    const page = await newPage()
    const outcomes = await page.evaluate(async () => {
      const { createBrowserKey, encodeUtf8, outcomeOf } = keysPage
      const { signer: vault } = await createBrowserKey('vault-one', { pin: '482915' })
      const { signer: other } = await createBrowserKey('vault-two', { pin: '482915' })
      const sealed = await vault.seal('a', encodeUtf8('text'))
      const changed = Uint8Array.from(sealed)
      changed[15] = (changed[15] ?? 0) ^ 1
      return await Promise.all(
        [
          vault.open('a', sealed),
          vault.open('b', sealed),
          other.open('a', sealed),
          vault.open('a', changed),
          vault.open('a', sealed.slice(0, 20)),
          vault.open('a', new Uint8Array()),
        ].map(async (call) => {
          const { code, place } = await outcomeOf(call)
          return [code, place]
        }),
      )
    })
    const refused = ['browser_key_malformed', 'vault']
    expect(outcomes).toEqual([['none', undefined], ...Array.from({ length: 5 }, () => refused)])
  })

  test('is shut once the key is locked', async () => {
    const page = await newPage()
    const codes = await page.evaluate(async () => {
      const { createBrowserKey, encodeUtf8, outcomeOf } = keysPage
      const { signer } = await createBrowserKey('vault-locked', { pin: '482915' })
      const sealed = await signer.seal('a', encodeUtf8('text'))
      signer.lock()
      const calls = [signer.open('a', sealed), signer.seal('a', sealed)]
      return await Promise.all(calls.map(async (call) => (await outcomeOf(call)).code))
    })
    expect(codes).toEqual(['signer_failed', 'signer_failed'])
  })

  test('uses a key that cannot be exported', async () => {
    const page = await newPage()
    const seen = await page.evaluate(async () => {
      const { createBrowserKey, encodeUtf8 } = keysPage
      const { signer } = await createBrowserKey('vault-captured', { pin: '482915' })
      const keys: CryptoKey[] = []
      const { encrypt } = crypto.subtle
      crypto.subtle.encrypt = (cipher, key, data) => {
        keys.push(key)
        return encrypt.call(crypto.subtle, cipher, key, data)
      }
      await signer.seal('a', encodeUtf8('text'))
      crypto.subtle.encrypt = encrypt
      return keys.map(({ extractable, usages }) => ({ extractable, usages: usages.toSorted() }))
    })
    expect(seen).toEqual([{ extractable: false, usages: ['decrypt', 'encrypt'] }])
  })
})
