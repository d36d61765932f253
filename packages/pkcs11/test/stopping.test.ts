import { encodeUtf8 } from '@fidecura/base'
import type { Signer } from '@fidecura/identity'
import type { Pkcs11Token } from '@fidecura/pkcs11'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { withSoftHsm } from '../../../test/soft-hsm.ts'
import { causeOf, deferred, named, type OpenedHsm, openHsm, pin } from './hsm.ts'

const data = encodeUtf8('what is to be signed')
const label = 'hospital'

withSoftHsm('sessions', (soft) => {
  let hsm: OpenedHsm
  let token: Pkcs11Token
  let signer: Signer
  beforeAll(async () => {
    soft.initToken(label, pin)
    const first = await openHsm(soft)
    const opened = await first.library.openToken(named(label))
    await opened.generateKey('ward')
    await first.library.close()
  })
  beforeEach(async () => {
    hsm = await openHsm(soft)
    token = await hsm.library.openToken({ ...named(label), maxSessions: 2 })
    signer = await token.openKey('ward', { method: 'key' })
  })
  afterEach(async () => {
    await hsm.library.close()
  })

  describe('with a caller who stops', () => {
    test('are not waited for', async () => {
      const stop = new AbortController()
      const begun = deferred()
      const finish = deferred()
      hsm.instead.C_SignAsync = async (...args) => {
        begun.keep()
        await finish.promise
        return await hsm.real.C_SignAsync(...args)
      }
      const busy = [signer.sign(data), signer.sign(data)]
      await begun.promise
      const stopped = signer.sign(data, { signal: stop.signal }).catch((error: unknown) => error)
      stop.abort()
      expect(await stopped).toMatchObject({ code: 'aborted', outcome: 'unknown' })
      finish.keep()
      await Promise.all(busy)
      // Who left the queue takes nobody's turn.
      await expect(Promise.all([1, 2, 3].map(() => signer.sign(data)))).resolves.toHaveLength(3)
    })

    test('go on for the others while the token finishes', async () => {
      const stop = new AbortController()
      const begun = deferred()
      const finish = deferred()
      hsm.instead.C_SignAsync = async (...args) => {
        begun.keep()
        await finish.promise
        return await hsm.real.C_SignAsync(...args)
      }
      const stopped = signer.sign(data, { signal: stop.signal }).catch((error: unknown) => error)
      await begun.promise
      stop.abort()
      expect(await stopped).toMatchObject({ code: 'aborted', outcome: 'unknown' })
      finish.keep()
      await expect(Promise.all([1, 2, 3].map(() => signer.sign(data)))).resolves.toHaveLength(3)
    })
  })

  describe('that are closed', () => {
    test('finish what was begun, and nothing after that', async () => {
      const both = deferred()
      let count = 0
      hsm.instead.C_SignAsync = (...args) => {
        count += 1
        if (count === 2) both.keep()
        return hsm.real.C_SignAsync(...args)
      }
      const begun = Promise.all([1, 2].map(() => signer.sign(data)))
      await both.promise
      // As long as any session is open, the login lasts by itself.
      const session = hsm.session(label)
      await token.close()
      await expect(begun).resolves.toHaveLength(2)
      expect(await causeOf(signer.sign(data))).toMatchObject({ code: 'token_closed' })
      await expect(token.listKeys()).rejects.toMatchObject({ code: 'token_closed' })
      // CKS_RW_PUBLIC_SESSION: nobody is logged in.
      expect(hsm.real.C_GetSessionInfo(session).state).toBe(2)
    })

    test('and opened again are not affected when they are closed again', async () => {
      await token.close()
      await hsm.library.openToken({ label, pin: () => pin })
      await token.close()
      await expect(hsm.library.openToken({ label, pin: () => pin })).rejects.toMatchObject({
        code: 'token_in_use',
      })
    })

    test('may be closed again, and opened again', async () => {
      await Promise.all([token.close(), token.close()])
      const again = await hsm.library.openToken({ label, pin: () => pin })
      await expect(again.openKey('ward', { method: 'key' })).resolves.toMatchObject({
        did: signer.did,
      })
    })
  })
})
