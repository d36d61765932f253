import { epochSeconds } from '@fidecura/base'
import { type BrowserKeyUnlock, openBrowserKey } from '@fidecura/identity/browser'
import { expect, test } from '@jest/globals'

test('openBrowserKey is told one way to open a key, never two', async () => {
  const now = epochSeconds(1_800_000_000)
  const one: readonly BrowserKeyUnlock[] = [{ pin: '482915', now }, { passkey: true }]
  // @ts-expect-error - the PIN would win, and nobody would be asked for the passkey
  const two: BrowserKeyUnlock = { pin: '482915', now, passkey: true }
  for (const unlock of [...one, two]) {
    await expect(openBrowserKey('ward', unlock)).rejects.toMatchObject({
      code: 'browser_storage_unavailable',
    })
  }
})
