import { generateSigner, type Signer } from '@fidecura/identity'
import { OpenIdError } from '@fidecura/openid'
import type { IssuanceNotification } from '@fidecura/openid/issuer'
import {
  type AcceptOfferOptions,
  acceptCredentialOffer,
  type DeferredReceipt,
  openCredentialOffer,
} from '@fidecura/openid/wallet'
import { describe, expect, test } from '@jest/globals'
import { createHospital, type HospitalOptions } from './hospital.ts'

/** A hospital that is not ready, and a phone that keeps what is to come later as JSON, and forgets everything else. */
async function waiting(issuing: HospitalOptions['issuing'] = {}) {
  const honest = await createHospital()
  const state = { isReady: false, isStatusThere: true }
  const told: string[] = []
  const hospital = await createHospital({
    credential: {
      contentsOf: async (...call) =>
        state.isReady ? await honest.credential.contentsOf(...call) : 'pending',
    },
    issuing: {
      tokenSeconds: 3600,
      onNotification: async ({ event }: IssuanceNotification) => void told.push(event),
      ...issuing,
    },
  })
  const wanted = { credentials: ['identity'], reference: 'R-1', transactionCode: 'none' } as const
  const { link } = await hospital.issuer.offer(wanted)
  const key = await generateSigner()
  const kept: string[] = []
  const { verifier, chain, network, clock } = hospital
  const options = (own: Signer, receipt?: DeferredReceipt): AcceptOfferOptions => ({
    ...{ verifier, chain, createKey: async () => own, keep: async () => 'kept' as const },
    deferral: {
      key: own,
      keep: async (one) => void kept.push(JSON.stringify(one)),
      ...(receipt && { goOn: { receipt, keys: [own] } }),
    },
  })
  const latest = () => JSON.parse(kept.at(-1) ?? '') as DeferredReceipt
  const goOn = async (changed: Partial<AcceptOfferOptions> = {}, own = key) => {
    const receipt = latest()
    const offer = await openCredentialOffer(receipt.link, network)
    return await acceptCredentialOffer(offer, { ...options(own, receipt), ...changed })
  }
  const offer = await openCredentialOffer(link, network)
  await expect(acceptCredentialOffer(offer, options(key))).rejects.toMatchObject({
    code: 'openid_not_ready',
  })
  return { hospital, clock, state, told, kept, latest, goOn, options, key, network }
}

describe('acceptCredentialOffer with a deferral', () => {
  test('goes on by what was kept, once it is time and the issuer is ready', async () => {
    const { clock, state, told, kept, latest, goOn } = await waiting()
    expect(latest().state).toMatchObject({ kind: 'waiting', askAt: clock.now() + 60 })
    // Not before it is time, and not while it is not ready: nobody is asked more often than they said.
    await expect(goOn()).rejects.toMatchObject({ code: 'openid_not_ready' })
    clock.advance(61)
    await expect(goOn()).rejects.toMatchObject({ code: 'openid_not_ready' })
    expect(latest().state).toMatchObject({ kind: 'waiting', askAt: clock.now() + 60 })
    expect(kept).toHaveLength(2)
    clock.advance(61)
    state.isReady = true
    const [received] = await goOn()
    expect(received?.credential.claims['record']).toMatchObject({ value: 'R-1' })
    expect(told).toEqual(['credential_accepted'])
  })

  test('keeps what came before anybody decides, and goes on with that', async () => {
    const { clock, state, told, latest, goOn } = await waiting()
    clock.advance(61)
    state.isReady = true
    const gone = Object.assign(new Error('gone'), { code: 'gone' })
    // A page that is closed says nothing, neither to the app nor to the issuer.
    await new Promise<void>((read, fail) => {
      const keep = () => {
        read()
        return new Promise<never>(() => undefined)
      }
      goOn({ keep }).catch(fail)
    })
    expect(latest().state).toMatchObject({ kind: 'came', tokens: [expect.any(String)] })
    expect(told).toEqual([])
    const [received] = await goOn()
    expect(received?.credential.claims['record']).toMatchObject({ value: 'R-1' })
    expect(told).toEqual(['credential_accepted'])
    await expect(goOn({ keep: () => Promise.reject(gone) })).rejects.toBe(gone)
    expect(told.at(-1)).toBe('credential_failure')
  })

  test('tells the issuer of no failure while it is not known whether what came holds', async () => {
    const { hospital, clock, state, told, goOn } = await waiting()
    clock.advance(61)
    state.isReady = true
    const unknown = new OpenIdError('openid_store_failed', 'No status', { outcome: 'unknown' })
    const verifyCredential = () => Promise.reject(unknown)
    const verifier = { ...hospital.verifier, verifyCredential }
    await expect(goOn({ verifier })).rejects.toBe(unknown)
    expect(told).toEqual([])
    expect(await goOn()).toHaveLength(1)
    expect(told).toEqual(['credential_accepted'])
  })

  test.each([408, 425, 429, 503])(
    'takes no %d for the issuer’s word, and goes on later',
    async (status) => {
      const { clock, state, told, key, latest, options, network, goOn } = await waiting()
      clock.advance(61)
      state.isReady = true
      const receipt = latest()
      const busy: typeof network.fetch = async (url, init) =>
        url.endsWith('/deferred') ? new Response(null, { status }) : await network.fetch(url, init)
      const offer = await openCredentialOffer(receipt.link, { ...network, fetch: busy })
      const asked = acceptCredentialOffer(offer, options(key, receipt))
      await expect(asked).rejects.toMatchObject({
        code: 'openid_server_failed',
        outcome: 'unknown',
      })
      expect(told).toEqual([])
      expect(await goOn()).toHaveLength(1)
    },
  )

  test('asks the same keys, and binds the token to the one that lasts', async () => {
    const { clock, state, goOn, latest, key, options, network } = await waiting()
    clock.advance(61)
    state.isReady = true
    const stranger = await generateSigner()
    const invalid = { code: 'openid_options_invalid', place: 'goOn' }
    await expect(goOn({}, stranger)).rejects.toMatchObject(invalid)
    const receipt = latest()
    const offer = await openCredentialOffer(receipt.link, network)
    const withKeys = (
      keys: readonly Signer[],
      changed: Partial<DeferredReceipt> = {},
      own: Signer = key,
    ) => {
      const goOnWith = { receipt: { ...receipt, ...changed }, keys }
      const { deferral, ...rest } = options(own)
      return acceptCredentialOffer(offer, {
        ...rest,
        ...(deferral && { deferral: { ...deferral, goOn: goOnWith } }),
      })
    }
    // Neither another key for the token, nor another for the credential.
    await expect(withKeys([key], {}, stranger)).rejects.toMatchObject(invalid)
    await expect(withKeys([])).rejects.toMatchObject(invalid)
    await expect(withKeys([stranger])).rejects.toMatchObject(invalid)
    await expect(withKeys([key], { link: `${receipt.link}x` })).rejects.toMatchObject(invalid)
    await expect(withKeys([key], { version: 'x' as never })).rejects.toMatchObject(invalid)
    // Whoever has the token without the key has nothing: another key would prove another thumbprint.
    await expect(withKeys([key], { boundTo: undefined })).rejects.toMatchObject({
      code: 'openid_refused',
      reason: 'invalid_token',
    })
    expect(await withKeys([key])).toHaveLength(1)
  })

  test('says that the time is over once the token is', async () => {
    const { clock, state, goOn } = await waiting()
    state.isReady = true
    clock.advance(3601)
    await expect(goOn()).rejects.toMatchObject({ code: 'openid_refused', reason: 'invalid_token' })
  })
})
