import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { encodeUtf8 } from '@fidecura/base'
import type { Signer } from '@fidecura/identity'
import type { Pkcs11Token } from '@fidecura/pkcs11'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { withSoftHsm } from '../../../test/soft-hsm.ts'
import { causeOf, deferred, type OpenedHsm, openHsm, pin, slotOf } from './hsm.ts'

const data = encodeUtf8('what is to be signed')
const label = 'hospital'

/** As the library reports it. */
const reported = (name: string, code: number): Error => Object.assign(new Error(name), { code })

withSoftHsm('sessions with a token', (soft) => {
  let hsm: OpenedHsm
  let token: Pkcs11Token
  let signer: Signer
  let asked: number
  let answer: () => string | Uint8Array | Promise<string>
  let serial: string
  beforeAll(async () => {
    serial = soft.initToken(label, pin)
    const first = await openHsm(soft)
    const opened = await first.library.openToken({ label, pin: () => pin })
    await opened.generateKey('ward')
    await first.library.close()
  })
  beforeEach(async () => {
    hsm = await openHsm(soft)
    asked = 0
    answer = () => pin
    token = await hsm.library.openToken({ label, serial, maxSessions: 2, pin: askPin })
    signer = await token.openKey('ward', { method: 'key' })
  })
  afterEach(async () => {
    await hsm.library.close()
  })

  const askPin = () => {
    asked += 1
    return answer()
  }
  const loseSessions = (): void =>
    (hsm.real as unknown as { C_CloseAllSessions(slot: Uint8Array): void }).C_CloseAllSessions(
      slotOf(hsm.real, label),
    )

  test('ask for the PIN once, however much is signed', async () => {
    await Promise.all(Array.from({ length: 20 }, () => signer.sign(data)))
    await token.openKey('ward', { method: 'key' })
    expect(asked).toBe(1)
  })

  test('are no more than were asked for, and each does one thing at a time', async () => {
    const busy = new Set<string>()
    let most = 0
    hsm.instead.C_SignAsync = async (...args) => {
      const name = Buffer.from(args[0]).toString('hex')
      expect(busy.has(name)).toBe(false)
      busy.add(name)
      most = Math.max(most, busy.size)
      try {
        return await hsm.real.C_SignAsync(...args)
      } finally {
        busy.delete(name)
      }
    }
    const signed = await Promise.all(Array.from({ length: 50 }, () => signer.sign(data)))
    expect(signed).toHaveLength(50)
    expect(most).toBe(2)
  })

  test('do not block the loop while the token works', async () => {
    let turns = 0
    const timer = setInterval(() => {
      turns += 1
    }, 0)
    hsm.instead.C_SignAsync = async (...args) => {
      for (let waits = 0; turns <= 5 && waits < 1000; waits++) {
        await new Promise((resolve) => setTimeout(resolve, 1))
      }
      return await hsm.real.C_SignAsync(...args)
    }
    await signer.sign(data)
    clearInterval(timer)
    expect(turns).toBeGreaterThan(5)
  })

  test('are opened again where they were lost, with one login for all', async () => {
    loseSessions()
    await Promise.all(Array.from({ length: 20 }, () => signer.sign(data)))
    expect(asked).toBe(2)
    loseSessions()
    await expect(token.generateKey(`after loss ${asked}`)).resolves.toBeDefined()
    expect(asked).toBe(3)
  })

  test('see keys where the login ended and nothing else, for they log in again', async () => {
    hsm.real.C_Logout(hsm.session(label))
    expect(await token.listKeys()).toContainEqual({ label: 'ward', algorithm: 'ES256' })
    hsm.real.C_Logout(hsm.session(label))
    await expect(token.openKey('ward', { method: 'key' })).resolves.toBeDefined()
    hsm.real.C_Logout(hsm.session(label))
    await expect(token.generateKey('ward')).rejects.toMatchObject({ code: 'key_exists' })
    expect(asked).toBe(4)
  })

  test('are opened again where they were lost in the middle of a signature', async () => {
    let isFirst = true
    hsm.instead.C_SignAsync = async (...args) => {
      if (isFirst) loseSessions()
      isFirst = false
      return await hsm.real.C_SignAsync(...args)
    }
    await expect(signer.sign(data)).resolves.toHaveLength(64)
  })

  test('are opened again once, also for those who notice late', async () => {
    const replaced = deferred()
    let calls = 0
    hsm.instead.C_SignAsync = async (...args) => {
      calls += 1
      if (calls === 1) {
        await replaced.promise
        throw reported('CKR_SESSION_HANDLE_INVALID', 179)
      }
      return await hsm.real.C_SignAsync(...args)
    }
    const late = signer.sign(data)
    while (calls === 0) await new Promise((resolve) => setTimeout(resolve, 1))
    loseSessions()
    await signer.sign(data)
    expect(asked).toBe(2)
    replaced.keep()
    await expect(late).resolves.toHaveLength(64)
    expect(asked).toBe(2)
  })

  test('are not used again after a failure in the middle of something', async () => {
    hsm.instead.C_SignAsync = () => Promise.reject(reported('CKR_GENERAL_ERROR', 5))
    expect(await causeOf(signer.sign(data))).toMatchObject({
      code: 'token_failed',
      outcome: 'unknown',
    })
    Reflect.deleteProperty(hsm.instead, 'C_SignAsync')
    // The one before would say that a signature has been begun.
    await expect(signer.sign(data)).resolves.toHaveLength(64)
    expect(asked).toBe(1)
  })

  test('are given up, for now, where they are lost again and again', async () => {
    let tries = 0
    hsm.instead.C_SignAsync = async (...args) => {
      tries += 1
      loseSessions()
      return await hsm.real.C_SignAsync(...args)
    }
    expect(await causeOf(signer.sign(data))).toMatchObject({
      code: 'session_lost',
      outcome: 'unknown',
    })
    expect(tries).toBe(2)
    Reflect.deleteProperty(hsm.instead, 'C_SignAsync')
    await expect(signer.sign(data)).resolves.toHaveLength(64)
  })

  test('never try a wrong PIN a second time', async () => {
    loseSessions()
    answer = () => '99999'
    expect(await causeOf(signer.sign(data))).toMatchObject({ code: 'pin_wrong' })
    answer = () => pin
    expect(await causeOf(signer.sign(data))).toMatchObject({ code: 'pin_wrong' })
    await expect(token.listKeys()).rejects.toMatchObject({ code: 'pin_wrong' })
    expect(asked).toBe(2)
  })

  test('go on when the vault with the PIN is back', async () => {
    loseSessions()
    answer = () => Promise.reject(new Error('the vault is down'))
    expect(await causeOf(signer.sign(data))).toMatchObject({
      code: 'pin_not_given',
      outcome: 'unknown',
    })
    answer = () => encodeUtf8(pin)
    await expect(signer.sign(data)).resolves.toHaveLength(64)
  })

  test('make no second key where they are lost while one is made', async () => {
    let tries = 0
    hsm.instead.C_GenerateKeyPairAsync = async (...args) => {
      tries += 1
      loseSessions()
      return await hsm.real.C_GenerateKeyPairAsync(...args)
    }
    await expect(token.generateKey('half made')).rejects.toMatchObject({
      code: 'session_lost',
      outcome: 'unknown',
    })
    expect(tries).toBe(1)
  })

  describe('when the token is taken out', () => {
    test.each([
      ['CKR_DEVICE_REMOVED', 50],
      ['CKR_TOKEN_NOT_PRESENT', 224],
    ])('and the library says %s: unknown, until it is back', async (name, code) => {
      const { real, instead } = hsm
      const gone = () => {
        throw reported(name, code)
      }
      instead.C_SignInit = gone
      instead.C_OpenSession = gone
      instead.C_GetTokenInfo = gone
      expect(await causeOf(signer.sign(data))).toMatchObject({
        code: 'token_lost',
        outcome: 'unknown',
      })
      for (const each of Object.keys(instead)) Reflect.deleteProperty(instead, each)
      // Whoever takes it out logs it out.
      real.C_Logout(hsm.session(label))
      await expect(signer.sign(data)).resolves.toHaveLength(64)
      expect(asked).toBe(2)
    })

    test('signs with no other token of the label', async () => {
      const { real, instead } = hsm
      loseSessions()
      instead.C_GetTokenInfo = (slot) => ({ ...real.C_GetTokenInfo(slot), serialNumber: 'another' })
      expect(await causeOf(signer.sign(data))).toMatchObject({ code: 'token_lost' })
      expect(asked).toBe(1)
    })

    test('and its files are gone: unknown, until they are back', async () => {
      const away = `${soft.tokens}-away`
      const [folder = ''] = readdirSync(soft.tokens)
      renameSync(join(soft.tokens, folder), away)
      try {
        expect(await causeOf(signer.sign(data))).toMatchObject({ outcome: 'unknown' })
      } finally {
        rmSync(join(soft.tokens, folder), { recursive: true, force: true })
        renameSync(away, join(soft.tokens, folder))
      }
      expect(existsSync(away)).toBe(false)
      await hsm.library.close()
      hsm = await openHsm(soft)
      const again = await hsm.library.openToken({ label, pin: () => pin })
      const { publicKey } = await again.openKey('ward', { method: 'key' })
      expect(publicKey).toEqual(signer.publicKey)
    })
  })
})
