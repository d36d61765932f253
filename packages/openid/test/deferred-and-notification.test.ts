import { generateSigner } from '@fidecura/identity'
import type { IssuanceNotification } from '@fidecura/openid/issuer'
import { describe, expect, test } from '@jest/globals'
import { createHospital } from './hospital.ts'
import { withToken } from './raw-wallet.ts'

describe('the deferred endpoint', () => {
  /** A hospital that is not ready until it is told. */
  async function waiting() {
    const honest = await createHospital()
    let isReady = false
    const hospital = await createHospital({
      credential: {
        contentsOf: async (...call) =>
          isReady ? await honest.credential.contentsOf(...call) : 'pending',
      },
    })
    const { wallet, token } = await withToken(hospital)
    const proof = await wallet.prove(await generateSigner(), await wallet.nonce())
    const { status, body } = await wallet.credential(token, [proof])
    expect(status).toBe(202)
    expect(body).toEqual({ transaction_id: expect.any(String), interval: 60 })
    const beReady = () => {
      isReady = true
    }
    return { hospital, wallet, token, id: body['transaction_id'] as string, beReady }
  }

  test('hands out what was not ready before, once', async () => {
    const { wallet, token, id, beReady } = await waiting()
    const ask = () => wallet.resource('deferred', token, { transaction_id: id })
    expect(await ask()).toMatchObject({ status: 202, body: { transaction_id: id } })
    beReady()
    expect((await ask()).body['credentials']).toHaveLength(1)
    expect((await ask()).body).toEqual({ error: 'invalid_transaction_id' })
  })

  test('hands nothing to the token of somebody else', async () => {
    const { hospital, id, beReady } = await waiting()
    beReady()
    const { wallet, token } = await withToken(hospital)
    const said = await wallet.resource('deferred', token, { transaction_id: id })
    expect(said.body).toEqual({ error: 'invalid_transaction_id' })
  })

  test('refuses no id', async () => {
    const { wallet, token } = await waiting()
    const said = await wallet.resource('deferred', token, {})
    expect(said.body).toEqual({ error: 'invalid_credential_request' })
  })
})

describe('the notification endpoint', () => {
  async function received() {
    const heard: IssuanceNotification[] = []
    const onNotification = async (one: IssuanceNotification) => void heard.push(one)
    const hospital = await createHospital({ issuing: { onNotification } })
    const { wallet, token } = await withToken(hospital)
    const proof = await wallet.prove(await generateSigner(), await wallet.nonce())
    const { body } = await wallet.credential(token, [proof])
    return { hospital, wallet, token, heard, id: body['notification_id'] as string }
  }

  test.each(['credential_accepted', 'credential_failure', 'credential_deleted'] as const)(
    'takes %s, as often as it comes',
    async (event) => {
      const { wallet, token, heard, id } = await received()
      const told = { notification_id: id, event, event_description: 'canary' }
      for (const _ of [1, 2]) {
        expect((await wallet.resource('notification', token, told)).status).toBe(204)
      }
      expect(heard.map((one) => one.event)).toEqual([event, event])
      expect(JSON.stringify(heard)).not.toContain('canary')
    },
  )

  test.each<[string, Record<string, string>, string]>([
    ['an event of its own', { event: 'credential_sold' }, 'invalid_notification_request'],
    ['no event', { event: undefined as never }, 'invalid_notification_request'],
    ['an id that nobody gave', { notification_id: 'x' }, 'invalid_notification_id'],
    ['no id', { notification_id: undefined as never }, 'invalid_notification_request'],
  ])('refuses %s', async (_, changed, error) => {
    const { wallet, token, heard, id } = await received()
    const told = { notification_id: id, event: 'credential_accepted', ...changed }
    expect((await wallet.resource('notification', token, told)).body).toEqual({ error })
    expect(heard).toEqual([])
  })

  test('takes nothing from the token of somebody else', async () => {
    const { hospital, heard, id } = await received()
    const { wallet, token } = await withToken(hospital)
    const told = { notification_id: id, event: 'credential_deleted' }
    const said = await wallet.resource('notification', token, told)
    expect(said.body).toEqual({ error: 'invalid_notification_id' })
    expect(heard).toEqual([])
  })
})
