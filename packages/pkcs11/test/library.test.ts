import { openLibrary } from '@fidecura/pkcs11'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { runNode } from '../../../test/run-node.ts'
import { withSoftHsm } from '../../../test/soft-hsm.ts'
import { named, type OpenedHsm, openHsm, pin } from './hsm.ts'

test('openLibrary says so where pkcs11js is missing', async () => {
  const hooks = `export function resolve(specifier, context, next) {
    if (specifier === 'pkcs11js') throw new Error('Cannot find package')
    return next(specifier, context)
  }`
  const script = (text: string): string => `data:text/javascript,${encodeURIComponent(text)}`
  const missing = `import { register } from 'node:module'; register(${JSON.stringify(script(hooks))})`
  const program = `import { openLibrary } from '@fidecura/pkcs11'
    const error = await openLibrary('/usr/lib/any.so').catch((thrown) => thrown)
    console.log(error.name, error.code)`
  const { stdout, stderr } = await runNode('packages/pkcs11', [
    `--import=${script(missing)}`,
    '--input-type=module',
    `--eval=${program}`,
  ])
  expect([stdout, stderr]).toEqual(['Pkcs11Error addon_missing\n', ''])
})

withSoftHsm('a PKCS#11 library', (soft) => {
  let hsm: OpenedHsm
  let serial: string
  beforeAll(() => {
    serial = soft.initToken('hospital', pin)
    soft.initToken('twin', pin)
    soft.initToken('twin', pin)
  })

  test.each([
    ['that is not there', '/usr/lib/nowhere/libpkcs11.so'],
    ['that is another kind of library', process.execPath],
    ['by its name alone', 'libsofthsm2.so'],
    ['by a path from here', './libsofthsm2.so'],
  ])('is not loaded %s', async (_, path) => {
    await expect(openLibrary(path)).rejects.toMatchObject({ code: 'library_not_loaded' })
  })

  describe('that is loaded', () => {
    beforeEach(async () => {
      hsm = await openHsm(soft)
    })
    afterEach(async () => {
      await hsm.library.close()
    })

    test('is shared with nobody, for they would share the login', async () => {
      await expect(openLibrary(soft.library)).rejects.toMatchObject({ code: 'library_in_use' })
    })

    test('is free again once it was closed', async () => {
      await hsm.library.openToken(named('hospital'))
      await hsm.library.close()
      const again = await openLibrary(soft.library)
      await expect(again.openToken(named('hospital'))).resolves.toBeDefined()
      await again.close()
      await again.close()
      await expect(again.openToken(named('hospital'))).rejects.toMatchObject({
        code: 'token_closed',
      })
    })

    test('lets go of the token that is being opened when it is closed', async () => {
      const opening = hsm.library.openToken(named('hospital'))
      await hsm.library.close()
      const token = await opening
      await expect(token.listKeys()).rejects.toMatchObject({ code: 'token_closed' })
    })

    test.each([
      ['has a label that none has', { label: 'nowhere' }, 'token_not_found'],
      ['has another serial number', { label: 'hospital', serial: '0' }, 'token_not_found'],
      ['has a label of several', { label: 'twin' }, 'token_ambiguous'],
      ['has no label', { label: '' }, 'token_not_found'],
    ])('opens no token that %s, and asks for no PIN', async (_, name, code) => {
      let asked = 0
      const opening = hsm.library.openToken({
        ...name,
        pin: () => {
          asked += 1
          return pin
        },
      })
      await expect(opening).rejects.toMatchObject({ code })
      expect(asked).toBe(0)
    })

    test('tells tokens of one label by their serial numbers', async () => {
      await expect(hsm.library.openToken({ ...named('hospital'), serial })).resolves.toBeDefined()
    })

    test.each([0, -1, Number.NaN, 0.5])(
      'signs one by one where %d sessions are allowed',
      async (maxSessions) => {
        const token = await hsm.library.openToken({ ...named('hospital'), maxSessions })
        await expect(Promise.all([token.listKeys(), token.listKeys()])).resolves.toHaveLength(2)
      },
    )

    test('opens a token once, whatever PIN the second comes with', async () => {
      const [first, second] = await Promise.allSettled([
        hsm.library.openToken(named('hospital')),
        hsm.library.openToken({ label: 'hospital', pin: () => 'not the PIN' }),
      ])
      expect(first.status).toBe('fulfilled')
      expect(second).toMatchObject({ status: 'rejected', reason: { code: 'token_in_use' } })
    })

    test('says unknown where the token reports what has no code of its own', async () => {
      hsm.instead.C_GetSlotList = () => {
        throw Object.assign(new Error('CKR_GENERAL_ERROR'), { code: 5 })
      }
      await expect(hsm.library.openToken(named('hospital'))).rejects.toMatchObject({
        code: 'token_failed',
        outcome: 'unknown',
      })
    })
  })
})
