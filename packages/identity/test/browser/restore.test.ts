import { expect, test } from '@jest/globals'
import {
  bundleForPage,
  newProfile,
  pageOfBundle,
  servePages,
  startChromium,
  withChromium,
} from '../../../../test/chromium.ts'
import { decodeJws, didOf, resolveDidKey, verifyDidJws } from '../../src/index.ts'
import { pageBundle, visit } from './setting.ts'

const passphrase = 'correct horse battery'

withChromium('a backup restored into a fresh browser', () => {
  test('openBackup brings credentials and receipts byte for byte, and no key', async () => {
    const profiles = [newProfile(), newProfile()] as const
    const site = await servePages({
      '/': pageOfBundle,
      '/page.mjs': await bundleForPage(pageBundle),
    })
    try {
      const old = await inBrowser(profiles[0].folder, site.origin, async (page) =>
        page.evaluate(async (passphrase) => {
          const { createBrowserKey, sealBackup, signJws, at } = keysPage
          const { signer } = await createBrowserKey('patient', { pin: '482915' })
          const credential = await signJws({ iss: signer.did }, { signer, typ: 'contract+jwt' })
          const receipt = '{"entry": 6.0,\r\n "name": "\u00e9\u6cd5"}\n'
          const items = [
            { kind: 'credential', text: credential },
            { kind: 'receipt', text: receipt },
          ] as const
          const createdAt = at(1_800_000_000)
          const file = await sealBackup({ createdAt, items }, { passphrase })
          return { keyId: signer.keyId, texts: [credential, receipt], file: Array.from(file) }
        }, passphrase),
      )
      const restored = await inBrowser(profiles[1].folder, site.origin, async (page) =>
        page.evaluate(
          async ({ file, passphrase }) => {
            const { createBrowserKey, listBrowserKeys, openBackup, openBrowserKey } = keysPage
            const { outcomeOf, at } = keysPage
            const backup = await openBackup(Uint8Array.from(file), { passphrase })
            const none = await listBrowserKeys()
            const unlock = { pin: '482915', now: at(1_800_000_000) }
            const gone = await outcomeOf(openBrowserKey('patient', unlock))
            const { signer } = await createBrowserKey('patient', { pin: '739164' })
            const keyIds = (await listBrowserKeys()).map(({ keyId }) => keyId)
            const databases = (await indexedDB.databases()).map(({ name }) => name)
            return { backup, none, gone: gone.code, keyId: signer.keyId, keyIds, databases }
          },
          { file: old.file, passphrase },
        ),
      )
      const { backup, keyId } = restored
      expect(backup.items.map(({ kind }) => kind)).toEqual(['credential', 'receipt'])
      expect(backup.items.map(({ text }) => text)).toEqual(old.texts)
      expect(backup.createdAt).toBe(1_800_000_000)
      expect([restored.none, restored.gone]).toEqual([[], 'browser_key_not_found'])
      expect(restored.keyIds).toEqual([keyId])
      expect(restored.databases).toEqual(['fidecura-keys'])
      expect(keyId).not.toBe(old.keyId)
      // What the old key signed still proves that it did, here as there.
      const { items } = backup
      const at = backup.createdAt
      const jws = decodeJws(items[0]?.text ?? '')
      const issuer = didOf(old.keyId)
      const options = { issuer, typ: 'contract+jwt', relationship: 'assertionMethod', at } as const
      const proof = await verifyDidJws(jws, { ...options, resolve: resolveDidKey, now: at })
      expect(proof.keyId).toBe(old.keyId)
    } finally {
      site.close()
      for (const profile of profiles) profile.remove()
    }
  })
})

/** A browser that has seen nothing but its own profile, for as long as the work takes. */
async function inBrowser<T>(
  folder: string,
  origin: string,
  work: (page: Parameters<typeof visit>[0]) => Promise<T>,
): Promise<T> {
  const context = await startChromium({ folder, remove: () => undefined })
  try {
    const page = await context.newPage()
    await visit(page, origin)
    return await work(page)
  } finally {
    await context.close()
  }
}
