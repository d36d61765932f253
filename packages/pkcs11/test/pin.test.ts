import { inspect } from 'node:util'
import { encodeUtf8 } from '@fidecura/base'
import type { AskPin } from '@fidecura/pkcs11'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { withSoftHsm } from '../../../test/soft-hsm.ts'
import { userStates } from '../src/cryptoki.ts'
import { type OpenedHsm, openHsm, pin } from './hsm.ts'

const label = 'hospital'
const wrong = '13579'

withSoftHsm('the PIN of a token', (soft) => {
  let hsm: OpenedHsm
  beforeAll(() => {
    soft.initToken(label, pin)
  })
  beforeEach(async () => {
    hsm = await openHsm(soft)
  })
  afterEach(async () => {
    await hsm.library.close()
  })

  test.each<[string, AskPin]>([
    ['text', () => pin],
    ['bytes', () => encodeUtf8(pin)],
    ['text of a vault', async () => pin],
  ])('opens it as %s', async (_, ask) => {
    await expect(hsm.library.openToken({ label, pin: ask })).resolves.toBeDefined()
    expect(userStates).toContain(hsm.real.C_GetSessionInfo(hsm.session(label)).state)
  })

  test.each<[string, AskPin, string]>([
    ['is wrong', () => wrong, 'pin_wrong'],
    ['is too short', () => '1', 'pin_wrong'],
    ['is empty', () => '', 'pin_not_given'],
    ['is not text', () => Uint8Array.of(0xff), 'pin_not_given'],
    ['is missing', () => undefined as unknown as string, 'pin_not_given'],
    [
      'its keeper does not give',
      () => {
        throw new Error(pin)
      },
      'pin_not_given',
    ],
  ])('does not open it where it %s', async (_, ask, code) => {
    await expect(hsm.library.openToken({ label, pin: ask })).rejects.toMatchObject({ code })
    const session = hsm.session(label)
    expect(userStates).not.toContain(hsm.real.C_GetSessionInfo(session).state)
    // It was not open, so it may be opened.
    await expect(hsm.library.openToken({ label, pin: () => pin })).resolves.toBeDefined()
  })

  // SoftHSM2 counts no wrong PINs, so the library’s answer is given for it.
  test.each([
    ['CKR_PIN_LOCKED', 164, 'pin_locked'],
    ['CKR_PIN_EXPIRED', 163, 'pin_not_set'],
    ['CKR_USER_PIN_NOT_INITIALIZED', 258, 'pin_not_set'],
  ])('that is refused with %s is tried once', async (name, number, code) => {
    let tries = 0
    hsm.instead.C_Login = () => {
      tries += 1
      throw Object.assign(new Error(name), { code: number })
    }
    await expect(hsm.library.openToken({ label, pin: () => pin })).rejects.toMatchObject({
      code,
      outcome: 'failed',
    })
    expect(tries).toBe(1)
  })

  test('must be right also where somebody is logged in already', async () => {
    hsm.real.C_Login(hsm.session(label), 1, pin)
    await expect(hsm.library.openToken({ label, pin: () => wrong })).rejects.toMatchObject({
      code: 'pin_wrong',
    })
  })

  describe('is in no error', () => {
    test.each<[string, AskPin]>([
      ['where it is wrong', () => wrong],
      ['where its keeper fails', () => Promise.reject(new Error(wrong))],
    ])('%s', async (_, ask) => {
      const error: unknown = await hsm.library.openToken({ label, pin: ask }).then(
        () => undefined,
        (thrown: unknown) => thrown,
      )
      const shown = inspect(error, { depth: 9, showHidden: true })
      expect(shown).toMatch(/pin_(wrong|not_given)/)
      expect(shown).not.toContain(wrong)
      expect(shown).not.toContain(label)
      expect(shown).not.toContain(soft.library)
    })
  })
})
