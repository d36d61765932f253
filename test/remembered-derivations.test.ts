import { pbkdf2Sync } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'

const { subtle } = globalThis.crypto
const bytes = (text: string) => new TextEncoder().encode(text)

async function derive(password: string, salt: string, iterations = 1000): Promise<Buffer> {
  const key = await subtle.importKey('raw', bytes(password), 'PBKDF2', false, ['deriveBits'])
  const how = { name: 'PBKDF2', hash: 'SHA-512', salt: bytes(salt), iterations }
  return Buffer.from(await subtle.deriveBits(how, key, 256))
}

const derived = (password: string, salt: string, iterations = 1000) =>
  pbkdf2Sync(password, salt, iterations, 32, 'sha512')

// What tools/remembered-derivations.mjs does for all tests.
describe('PBKDF2 in tests', () => {
  test.each([
    ['pass', 'salt', 1000],
    ['pass', 'salu', 1000],
    ['past', 'salt', 1000],
    ['pass', 'salt', 1001],
  ])('gives of %s, %s and %i what it gives anywhere, the second time, too', async (...given) => {
    for (const _ of [1, 2]) expect(await derive(...given)).toEqual(derived(...given))
  })

  test('gives whoever asks bytes of their own', async () => {
    const key = await subtle.importKey('raw', bytes('own'), 'PBKDF2', false, ['deriveBits'])
    const how = { name: 'PBKDF2', hash: 'SHA-512', salt: bytes('salt'), iterations: 1000 }
    new Uint8Array(await subtle.deriveBits(how, key, 256)).fill(0)
    expect(await derive('own', 'salt')).toEqual(derived('own', 'salt'))
  })

  test('refuses a key that is not for it, though its bits are known', async () => {
    await derive('own', 'salt')
    const key = await subtle.importKey('raw', bytes('own'), 'PBKDF2', false, ['deriveKey'])
    const how = { name: 'PBKDF2', hash: 'SHA-512', salt: bytes('salt'), iterations: 1000 }
    await expect(subtle.deriveBits(how, key, 256)).rejects.toMatchObject({
      name: 'InvalidAccessError',
    })
  })

  test('is not derived twice', async () => {
    const slow = () => derive('slow', 'salt', 300_000)
    const before = process.cpuUsage()
    await slow()
    const first = process.cpuUsage(before).user
    const between = process.cpuUsage()
    for (let times = 0; times < 5; times++) await slow()
    expect(process.cpuUsage(between).user).toBeLessThan(first)
  })
})
