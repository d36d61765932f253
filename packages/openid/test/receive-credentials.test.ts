import { generateSigner } from '@fidecura/identity'
import type { IssuanceNotification } from '@fidecura/openid/issuer'
import {
  acceptCredentialOffer,
  openCredentialOffer,
  type ReceivedCredential,
  startAuthorization,
} from '@fidecura/openid/wallet'
import { describe, expect, test } from '@jest/globals'
import { createHospital, type Hospital, url } from './hospital.ts'

const createKey = () => generateSigner()
const clients = [{ id: 'wallet', redirectUris: ['https://wallet.example/back'] }]
const client = { clientId: 'wallet', redirectUri: 'https://wallet.example/back' }

/** What a wallet is given beside the answer of a person. */
function walletOf({ verifier, chain }: Hospital) {
  const kept: ReceivedCredential[] = []
  const keep = async (received: readonly ReceivedCredential[]) => {
    kept.push(...received)
    return 'kept' as const
  }
  return { kept, options: { verifier, chain, createKey, keep } }
}

describe('acceptCredentialOffer', () => {
  test.each([
    ['by reference, whose metadata a DID signs', 'link', 'key'],
    ['by value', 'linkByValue', 'key'],
    ['by a did:web of that host, whose metadata nobody signs', 'link', 'web'],
  ] as const)('receives, proves and keeps a credential offered %s', async (_, link, method) => {
    const notifications: IssuanceNotification[] = []
    const onNotification = async (one: IssuanceNotification) => void notifications.push(one)
    const hospital = await createHospital({ method, issuing: { onNotification } })
    const made = await hospital.issuer.offer({ credentials: ['identity'], reference: 'R-1' })
    const offer = await openCredentialOffer(made[link], hospital.network)
    expect(offer.issuer).toEqual({
      url,
      host: 'hospital.example',
      did: method === 'key' ? hospital.signer.did : undefined,
      selfAssertedName: 'Example Hospital',
    })
    expect(offer.transactionCode?.length).toBe(6)
    const { kept, options } = walletOf(hospital)
    const { transactionCode = '' } = made
    const received = await acceptCredentialOffer(offer, { ...options, transactionCode })
    expect(received.length).toBe(1)
    expect(kept).toEqual(received)
    const [{ credential, signer } = never()] = received
    expect(credential.issuer).toBe(hospital.signer.did)
    expect(credential.subject).toBe(signer.did)
    expect(credential.claims['record']).toEqual({ system: 'urn:oid:2.999.1.1', value: 'R-1' })
    expect(notifications).toEqual([
      {
        event: 'credential_accepted',
        reference: 'R-1',
        credential: 'identity',
        ids: [credential.id],
      },
    ])
  })

  test('receives copies with nothing in common but what they say', async () => {
    const hospital = await createHospital()
    const made = await hospital.issuer.offer({
      credentials: ['identity'],
      reference: 'R-1',
      transactionCode: 'none',
    })
    const offer = await openCredentialOffer(made.link, hospital.network)
    const { options } = walletOf(hospital)
    const received = await acceptCredentialOffer(offer, { ...options, copies: 5 })
    const marks = received.flatMap(({ token, credential, signer }) => {
      // What lies between tildes: disclosures, each under a salt.
      const disclosures = token.split('~').slice(1, -1)
      return [
        credential.id,
        credential.subject,
        signer.keyId,
        credential.status[0]?.index,
        ...disclosures,
      ]
    })
    expect(marks.length).toBeGreaterThanOrEqual(20)
    expect(new Set(marks).size).toBe(marks.length)
    const dates = received.map(({ credential: { issuedAt, validFrom, validUntil } }) =>
      [issuedAt, validFrom, validUntil].map((instant) => (instant ?? 1) % 86_400),
    )
    expect(new Set(dates.flat())).toEqual(new Set([0]))
  })

  test('never asks for more copies than there are', async () => {
    const hospital = await createHospital({ issuing: { batchSize: 2 } })
    const made = await hospital.issuer.offer({
      credentials: ['identity'],
      reference: 'R-1',
      transactionCode: 'none',
    })
    const offer = await openCredentialOffer(made.link, hospital.network)
    const { options } = walletOf(hospital)
    expect(await acceptCredentialOffer(offer, { ...options, copies: 9 })).toHaveLength(2)
  })

  test('receives after somebody has signed in with the issuer', async () => {
    const hospital = await createHospital({
      issuing: {
        authorization: {
          clients,
          signIn: async (wish) => {
            const to = await hospital.issuer.approve(wish.id, { reference: 'R-7' })
            return new Response(JSON.stringify(wish), { status: 303, headers: { location: to } })
          },
        },
      },
    })
    const made = await hospital.issuer.offer({
      credentials: ['identity'],
      reference: 'row 7',
      grant: 'authorization_code',
    })
    const offer = await openCredentialOffer(made.link, hospital.network)
    expect(offer.grant).toBe('authorization_code')
    const { url: to, session } = await startAuthorization(offer, client)
    expect([...new URL(to).searchParams.keys()].sort()).toEqual(['client_id', 'request_uri'])
    const page = await hospital.issuer.handle(new Request(to))
    expect(await page.json()).toMatchObject({ credentials: ['identity'], offeredFor: 'row 7' })
    const redirectedTo = page.headers.get('location') ?? ''
    // As after the page was left: from the session alone.
    const stored = JSON.parse(JSON.stringify(session)) as typeof session
    const again = await openCredentialOffer(stored.link, hospital.network)
    const { options } = walletOf(hospital)
    const authorized = { session: stored, redirectedTo }
    const [received] = await acceptCredentialOffer(again, { ...options, authorized })
    expect(received?.credential.claims['record']).toMatchObject({ value: 'R-7' })
  })

  test('says that it is refused where somebody declines', async () => {
    const hospital = await createHospital({
      issuing: {
        authorization: {
          clients,
          signIn: async (wish) => Response.redirect(await hospital.issuer.decline(wish.id), 303),
        },
      },
    })
    const made = await hospital.issuer.offer({
      credentials: ['identity'],
      reference: 'row 7',
      grant: 'authorization_code',
    })
    const offer = await openCredentialOffer(made.link, hospital.network)
    const { url: to, session } = await startAuthorization(offer, client)
    const page = await hospital.issuer.handle(new Request(to))
    const redirectedTo = page.headers.get('location') ?? ''
    const authorized = { session, redirectedTo }
    const { options } = walletOf(hospital)
    await expect(acceptCredentialOffer(offer, { ...options, authorized })).rejects.toMatchObject({
      code: 'openid_refused',
      reason: 'access_denied',
    })
  })

  test('waits for what is not ready, as long as it is told to', async () => {
    const honest = await createHospital()
    let isReady = false
    const hospital = await createHospital({
      credential: {
        contentsOf: async (...call) =>
          isReady ? await honest.credential.contentsOf(...call) : 'pending',
      },
    })
    const open = async () => {
      const offer = {
        credentials: ['identity'],
        reference: 'R-1',
        transactionCode: 'none',
      } as const
      return await openCredentialOffer((await hospital.issuer.offer(offer)).link, hospital.network)
    }
    const { options } = walletOf(hospital)
    const waits: number[] = []
    const wait = async (seconds: number) => {
      waits.push(seconds)
      hospital.clock.advance(seconds)
      isReady = waits.length === 2
    }
    expect(await acceptCredentialOffer(await open(), { ...options, wait })).toHaveLength(1)
    expect(waits).toEqual([60, 60])
    isReady = false
    const enough = Object.assign(new Error('enough'), { code: 'enough' })
    const impatient = { ...options, wait: () => Promise.reject(enough) }
    await expect(acceptCredentialOffer(await open(), impatient)).rejects.toBe(enough)
    await expect(acceptCredentialOffer(await open(), options)).rejects.toMatchObject({
      code: 'openid_not_ready',
    })
  })

  test('tells the issuer of a failure where what came could not be kept', async () => {
    const notifications: IssuanceNotification[] = []
    const onNotification = async (one: IssuanceNotification) => void notifications.push(one)
    const hospital = await createHospital({ issuing: { onNotification } })
    const made = await hospital.issuer.offer({
      credentials: ['identity'],
      reference: 'R-1',
      transactionCode: 'none',
    })
    const offer = await openCredentialOffer(made.link, hospital.network)
    const full = Object.assign(new Error('full'), { code: 'full' })
    const keep = () => Promise.reject(full)
    const { options } = walletOf(hospital)
    await expect(acceptCredentialOffer(offer, { ...options, keep })).rejects.toBe(full)
    expect(notifications.map(({ event }) => event)).toEqual(['credential_failure'])
  })

  test('tells the issuer where the person says that it is not theirs', async () => {
    const notifications: IssuanceNotification[] = []
    const onNotification = async (one: IssuanceNotification) => void notifications.push(one)
    const hospital = await createHospital({ issuing: { onNotification } })
    const wanted = { credentials: ['identity'], reference: 'R-1', transactionCode: 'none' } as const
    const { link } = await hospital.issuer.offer(wanted)
    const offer = await openCredentialOffer(link, hospital.network)
    const { options } = walletOf(hospital)
    const keep = async () => 'declined' as const
    expect(await acceptCredentialOffer(offer, { ...options, keep })).toEqual([])
    expect(notifications.map(({ event }) => event)).toEqual(['credential_deleted'])
  })

  test('leaves nothing of the code in the links that are shown, nor in the store', async () => {
    const hospital = await createHospital()
    const made = await hospital.issuer.offer({ credentials: ['identity'], reference: 'R-1' })
    expect(made.link).not.toContain('pre-authorized')
    const offer = await openCredentialOffer(made.link, hospital.network)
    const { options } = walletOf(hospital)
    const { transactionCode = '' } = made
    await acceptCredentialOffer(offer, { ...options, transactionCode })
    // Of what was asked for by its address, nothing is secret but the offer itself.
    const addresses = hospital.sent.map((one) => one.url).join()
    expect(addresses).not.toContain(transactionCode)
  })
})

function never(): never {
  throw new Error('nothing came')
}
