import { epochSeconds } from '@fidecura/base'
import {
  createSignInChallenge,
  generateSigner,
  proveSignIn,
  resolveDidKey,
  verifySignIn,
} from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import { createMemoryStatusSubscriptions, subscribeToStatus } from '../../src/index.switch.ts'
import { createMemoryReplayStore } from '../../src/index.ts'

const noon = epochSeconds(1_800_000_000)
const list = 'https://hospital.example/status/1'
const listUrls = [list]
const wanted = { list, url: 'https://platform.example/notices' }
const place = { origin: 'https://hospital.example', audience: 'https://hospital.example' }

async function desk(now = noon) {
  const signer = await generateSigner()
  const challenge = createSignInChallenge({ ...place, now: noon })
  const proof = await proveSignIn(challenge, { ...place, signer, now: noon })
  const signIn = await verifySignIn(proof, {
    ...place,
    challenge,
    resolve: resolveDidKey,
    uses: createMemoryReplayStore(),
    now: noon,
  })
  const subscriptions = createMemoryStatusSubscriptions()
  const subscribe = (by: object) =>
    subscribeToStatus(wanted, { listUrls, by: by as never, subscriptions, clock: () => now })
  return { signer, signIn, subscriptions, subscribe }
}

describe('subscribeToStatus', () => {
  test('takes somebody who has signed in and may, under their DID', async () => {
    const { signer, signIn, subscriptions, subscribe } = await desk()
    const asked: string[] = []
    const mayBeTold = async (did: string) => {
      asked.push(did)
      return true
    }
    await subscribe({ ...place, signIn, mayBeTold })
    expect(asked).toEqual([signer.did])
    expect(await subscriptions.of(list)).toEqual([{ ...wanted, subscriber: signer.did }])
  })

  test('takes somebody whom the host knows otherwise', async () => {
    const { subscriptions, subscribe } = await desk()
    await subscribe({
      authorise: async ({ url }: typeof wanted) => (url === wanted.url ? 'clinic' : undefined),
    })
    expect(await subscriptions.of(list)).toEqual([{ ...wanted, subscriber: 'clinic' }])
  })

  test.each([
    [
      'whom the host does not know',
      'status_subscription_refused',
      { authorise: async () => undefined },
    ],
    ['whom the host calls nothing', 'status_subscription_refused', { authorise: async () => '' }],
    [
      'whom the host calls by too long a name',
      'status_subscription_refused',
      { authorise: async () => 'x'.repeat(2049) },
    ],
    ['who may not', 'status_subscription_refused', { mayBeTold: () => false }],
    ['about whom nothing is said', 'status_subscription_refused', { mayBeTold: () => undefined }],
    [
      'who signed in to another audience',
      'sign_in_audience_wrong',
      { audience: 'https://else.example' },
    ],
    ['who signed in on another origin', 'sign_in_origin_wrong', { origin: 'https://else.example' }],
    ['who signed in to another tenant', 'sign_in_audience_wrong', { tenant: 'ward-4' }],
  ])('refuses somebody %s', async (_, code, more) => {
    const { signIn, subscriptions, subscribe } = await desk()
    const by = 'authorise' in more ? more : { ...place, signIn, mayBeTold: () => true, ...more }
    await expect(subscribe(by)).rejects.toMatchObject({ code })
    expect(await subscriptions.of(list)).toEqual([])
  })

  test('refuses a sign-in that nobody verified, and one of a while ago', async () => {
    const { signIn, subscribe } = await desk()
    const copied = { ...place, signIn: { ...signIn }, mayBeTold: () => true }
    await expect(subscribe(copied)).rejects.toMatchObject({ code: 'sign_in_not_verified' })
    const late = await desk(epochSeconds(noon + 3600))
    const by = { ...place, signIn: late.signIn, mayBeTold: () => true }
    await expect(late.subscribe(by)).rejects.toMatchObject({ code: 'sign_in_expired' })
  })

  test('refuses a list that the host does not serve', async () => {
    const { subscriptions } = await desk()
    const by = { authorise: async () => 'clinic' }
    const options = { listUrls, by, subscriptions, clock: () => noon }
    const other = { ...wanted, list: `${list}0` }
    await expect(subscribeToStatus(other, options)).rejects.toMatchObject({
      code: 'status_subscription_refused',
    })
    expect(await subscriptions.of(other.list)).toEqual([])
  })

  test('refuses more than one of them may have', async () => {
    const { subscriptions } = await desk()
    const by = { authorise: async () => 'clinic' }
    const options = { listUrls, by, subscriptions, clock: () => noon }
    for (let n = 0; n < 16; n++) {
      await subscribeToStatus({ list, url: `https://platform.example/${n}` }, options)
    }
    await expect(subscribeToStatus(wanted, options)).rejects.toMatchObject({
      code: 'status_subscription_refused',
    })
  })
})
