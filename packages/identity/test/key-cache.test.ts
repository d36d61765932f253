import { expect, test } from '@jest/globals'
import { createKeyCache, generateSigner } from '../src/index.ts'

test('createKeyCache finds a key by its material alone, and lets the oldest go when it is full', async () => {
  const cache = createKeyCache({ maxEntries: 2 })
  const [a, b, c] = [await generateSigner(), await generateSigner(), await generateSigner()]
  const first = await cache.keyOf(a.publicKey)
  expect(await cache.keyOf({ ...a.publicKey })).toBe(first)
  const second = await cache.keyOf(b.publicKey)
  expect(second).not.toBe(first)
  await cache.keyOf(c.publicKey)
  expect(await cache.keyOf(b.publicKey)).toBe(second)
  expect(await cache.keyOf(a.publicKey)).not.toBe(first)
})
