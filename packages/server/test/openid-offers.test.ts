import { type Fetch, isJsonObject } from '@fidecura/base'
import { credentialTypes, decodeCredential } from '@fidecura/credentials'
import { generateSigner } from '@fidecura/identity'
import {
  acceptCredentialOffer,
  type OpenedOffer,
  openCredentialOffer,
} from '@fidecura/openid/wallet'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { claim } from '../../../test/person.ts'
import { lookUpOffer } from '../src/acts/offers.ts'
import type { Hospital } from '../src/hospital/hospital.ts'
import { createRateLimiter } from '../src/http/rate-limit.ts'
import { answerOpenId } from '../src/openid/answer-openid.ts'
import { claimByOpenId, noteKept } from '../src/openid/claim-by-openid.ts'
import { hospitalIssuer } from '../src/openid/hospital-issuer.ts'
import { appoint, clerk, enrol, holding } from './staff.ts'
import { createPerson, createWorld, door, type Person, type World } from './world.ts'

let world: World
let desk: Person
let second: Person
let third: Person
let next = 0
beforeAll(async () => {
  world = await createWorld()
  desk = await appoint(world, '1', clerk)
  second = await appoint(world, '2', clerk)
  third = await appoint(world, '3', clerk)
})
afterAll(() => world.close())
beforeEach(() => world.advance(60))

const base = 'http://127.0.0.1:8080'
const record = (value: string) => ({ system: 'urn:oid:2.999.1.1', value })
const refused = (reason: string) => ({ code: 'openid_refused', reason })

async function offer(value = `R-${++next}`) {
  return await desk.client.offerAtDesk({
    ...{ kind: 'patient', record: record(value), name: 'Pat Example', birthDate: '1958-03-14' },
  })
}

/** Whatever a wallet sends, as somebody at this address. */
const fetchFrom =
  (address: string): Fetch =>
  (url, { signal: _, redirect, ...init }) =>
    world.handle(new Request(url, { ...init, redirect }), address)

const network = () => ({
  ...{ fetch: fetchFrom('192.0.2.77'), clock: world.clock.now, ...door },
  resolve: world.hospital().directory.resolve,
})

type Accepting = Partial<Parameters<typeof acceptCredentialOffer>[1]>

/** A wallet of anybody, with a key of its own. */
async function accept(opened: OpenedOffer, more: Accepting) {
  const signer = await generateSigner()
  const { verifier, site } = world.hospital()
  const [received] = await acceptCredentialOffer(opened, {
    ...{ verifier, chain: site.chain, createKey: async () => signer, keep: async () => 'kept' },
    ...more,
  })
  if (received === undefined) throw new Error('nothing came')
  return received
}

const open = (link: string): Promise<OpenedOffer> => openCredentialOffer(link, network())

describe('an offer that is handed out by OpenID', () => {
  test('leads, with the code that the person was told, to the identity that any key gets', async () => {
    const { id } = await offer('R-4711')
    const handed = await desk.client.handOutOffer(id)
    expect(handed).toMatchObject({
      link: expect.stringMatching(/^openid-credential-offer:\/\/\?credential_offer_uri=/),
      transactionCode: expect.stringMatching(/^\d{6}$/),
    })
    // The link alone says nothing of whom it is for.
    expect(decodeURIComponent(handed.link)).not.toMatch(/Pat|4711|1958/)
    const opened = await open(handed.link)
    expect(opened).toMatchObject({
      issuer: { did: world.hospital().site.did, url: `${base}/riverside/openid` },
      credentials: [{ type: credentialTypes.patientIdentity }],
      transactionCode: { length: 6 },
      maxCopies: 1,
    })
    const { transactionCode } = handed
    const { token, signer } = await accept(opened, { transactionCode })
    const { credential } = await decodeCredential(token)
    const ours = await enrol(world, desk, 'R-4712')
    const { credential: other } = await decodeCredential(ours.credentials[0] ?? '')
    const shapeOf = ({ claims, status, types, issuer }: typeof credential) => [
      ...[Object.keys(claims).sort(), types, issuer, status.map(({ list }) => list)],
    ]
    expect(shapeOf(credential)).toEqual(shapeOf(other))
    expect(await desk.client.offers()).toMatchObject({
      items: expect.arrayContaining([expect.objectContaining({ id, state: 'issued' })]),
    })
    const bare = await createPerson(world, { signer })
    const { site, store } = world.hospital()
    const held = { credentials: [token], chain: site.chain }
    const patient = await holding(world, bare, held)
    const { records } = await patient.client.session()
    expect(records).toEqual([{ record: record('R-4711'), as: 'patient', name: 'Pat Example' }])
    const [event] = await store.audit.about(record('R-4711'), { limit: 9 })
    expect(event?.act).toMatchObject({
      ...{ kind: 'issue', outcome: 'done', actor: { did: credential.subject } },
      client: '192.0.2.77',
    })
    // It has a place on the list, so that it can be taken back.
    await site.issuer(store).suspend(credential.id ?? '')
    await site.publisher.refresh()
    world.advance(61)
    await expect(patient.client.session()).rejects.toMatchObject({ code: 'status_suspended' })
    await expect(offer('R-4711')).rejects.toMatchObject({ code: 'record_enrolled' })
  })

  test('tells the desk whether the wallet that fetched it has kept what came', async () => {
    const listed = async (id: string) =>
      (await desk.client.offers()).items.find((item) => item.id === id)
    const kept = await offer()
    const handed = await desk.client.handOutOffer(kept.id)
    const { transactionCode } = handed
    let fetched: unknown
    const keep = async (): Promise<'kept'> => {
      fetched = await listed(kept.id)
      return 'kept'
    }
    await accept(await open(handed.link), { transactionCode, keep })
    expect(fetched).toMatchObject({ state: 'issued' })
    expect(fetched).not.toHaveProperty('isKept')
    expect(await listed(kept.id)).toMatchObject({ state: 'issued', isKept: true })
    const refused = await offer()
    const other = await desk.client.handOutOffer(refused.id)
    await expect(
      accept(await open(other.link), {
        transactionCode: other.transactionCode,
        keep: () => Promise.reject(new Error('Not about me')),
      }),
    ).rejects.toThrow()
    expect(await listed(refused.id)).toMatchObject({ state: 'issued', isKept: false })
    // Each time that it is written down stays for good: the same word again, or another one once it was kept, is not.
    const hospital = world.hospital()
    const { documents } = hospital.store
    const again = [
      [kept.id, true],
      [kept.id, false],
      [refused.id, false],
    ] as const
    for (const [offerId, isKept] of again) {
      const before = await lookUpOffer(documents, offerId, world.clock.now())
      const reference = `${offerId}.${before?.openid}`
      await noteKept({ hospital, client: '192.0.2.77' }, { reference, isKept })
      expect(await lookUpOffer(documents, offerId, world.clock.now())).toEqual(before)
    }
  })

  test('leads nowhere after three wrong codes, each of which is written down', async () => {
    const { link, transactionCode } = await desk.client.handOutOffer((await offer()).id)
    const wrong = String((Number(transactionCode) + 1) % 1_000_000).padStart(6, '0')
    const { audit } = world.hospital().store
    const countRefusals = async (): Promise<number> => {
      const events = await audit.all({ limit: 500 })
      return events.filter(({ act }) => act.code === 'openid_refused').length
    }
    const before = await countRefusals()
    for (let n = 0; n < 3; n++) {
      await expect(accept(await open(link), { transactionCode: wrong })).rejects.toMatchObject(
        refused('invalid_grant'),
      )
    }
    expect((await countRefusals()) - before).toBe(3)
    await expect(accept(await open(link), { transactionCode })).rejects.toMatchObject(
      refused('invalid_grant'),
    )
  })

  test('leads nowhere any more once it is handed out anew', async () => {
    const { id } = await offer()
    const first = await desk.client.handOutOffer(id)
    const again = await desk.client.handOutOffer(id)
    const { transactionCode } = first
    await expect(accept(await open(first.link), { transactionCode })).rejects.toMatchObject(
      refused('credential_request_denied'),
    )
    const received = await accept(await open(again.link), {
      transactionCode: again.transactionCode,
    })
    expect(received.token).toBeDefined()
  })

  test('is one offer: whoever comes by one way leaves nothing for the other', async () => {
    const one = await offer()
    const handed = await desk.client.handOutOffer(one.id)
    await accept(await open(handed.link), { transactionCode: handed.transactionCode })
    const bare = await createPerson(world)
    await bare.signIn()
    await expect(bare.client.claimOffer(one.code)).rejects.toMatchObject({
      code: 'offer_code_wrong',
    })
    const other = await offer()
    const late = await desk.client.handOutOffer(other.id)
    await claim(bare, other.code)
    await expect(
      accept(await open(late.link), { transactionCode: late.transactionCode }),
    ).rejects.toMatchObject(refused('credential_request_denied'))
    await expect(desk.client.handOutOffer(other.id)).rejects.toMatchObject({
      code: 'offer_state_wrong',
    })
  })

  test('is of the first key that came, and says the same to it again', async () => {
    const { id } = await offer()
    const { link, transactionCode } = await desk.client.handOutOffer(id)
    const { token, signer } = await accept(await open(link), { transactionCode })
    const hospital = world.hospital()
    const drawn = (await lookUpOffer(hospital.store.documents, id, world.clock.now()))?.openid
    const asked = { reference: `${id}.${drawn}`, kind: 'patient', client: '192.0.2.7' } as const
    const again = await claimByOpenId(hospital, { ...asked, holderKey: signer.publicKey })
    expect(again).toMatchObject({ token })
    const { publicKey } = await generateSigner()
    expect(await claimByOpenId(hospital, { ...asked, holderKey: publicKey })).toBe('denied')
  })

  test('is nothing that was taken back', async () => {
    const { id } = await offer()
    const { link, transactionCode } = await desk.client.handOutOffer(id)
    await desk.client.voidOffer(id)
    await expect(accept(await open(link), { transactionCode })).rejects.toMatchObject(
      refused('credential_request_denied'),
    )
  })

  test('makes a record of two keys for nobody', async () => {
    const offers = [await offer('R-99'), await offer('R-99')]
    const handed = []
    for (const { id } of offers) handed.push(await desk.client.handOutOffer(id))
    const accepted = []
    for (const { link, transactionCode } of handed) {
      accepted.push(
        await accept(await open(link), { transactionCode }).then(
          () => 'issued',
          ({ reason }) => reason,
        ),
      )
    }
    expect(accepted).toEqual(['issued', 'credential_request_denied'])
  })
})

describe('a guardianship that is handed out by OpenID', () => {
  test('does not come once it was taken back, and nobody waits for it', async () => {
    await enrol(world, desk, 'R-51')
    const { id } = await desk.client.offerAtDesk({
      ...{ kind: 'guardian', ward: record('R-51'), name: 'Daughter Example', basis: 'agreed' },
      ...{ validDays: 365, powers: ['consent'] },
    })
    const { link, transactionCode } = await desk.client.handOutOffer(id)
    await desk.client.voidOffer(id)
    await expect(accept(await open(link), { transactionCode })).rejects.toMatchObject(
      refused('credential_request_denied'),
    )
  })

  test('comes once a second person of the desk has approved, and not before', async () => {
    await enrol(world, desk, 'R-50')
    const { id } = await desk.client.offerAtDesk({
      ...{ kind: 'guardian', ward: record('R-50'), name: 'Daughter Example', basis: 'agreed' },
      ...{ validDays: 365, powers: ['consent'] },
    })
    const { link, transactionCode } = await desk.client.handOutOffer(id)
    const waited: string[] = []
    const { token } = await accept(await open(link), {
      transactionCode,
      async wait() {
        const { items } = await second.client.offers({ limit: 100 })
        waited.push(items.find((each) => each.id === id)?.state ?? '')
        // Who has told the code is not the second one.
        await expect(desk.client.approveOffer(id)).rejects.toMatchObject({
          code: 'approver_not_second',
        })
        await second.client.approveOffer(id)
      },
    })
    expect(waited).toEqual(['confirmed'])
    const { credential } = await decodeCredential(token)
    expect(credential.claims).toMatchObject({ ward: record('R-50'), name: 'Daughter Example' })
  })
})

describe('a guardianship that somebody else of the desk hands out', () => {
  test('is not approved by them: a wallet of theirs would be the guardian', async () => {
    await enrol(world, desk, 'R-52')
    const { id } = await desk.client.offerAtDesk({
      ...{ kind: 'guardian', ward: record('R-52'), name: 'Daughter Example', basis: 'agreed' },
      ...{ validDays: 365, powers: ['consent'] },
    })
    const { link, transactionCode } = await second.client.handOutOffer(id)
    const { token } = await accept(await open(link), {
      transactionCode,
      async wait() {
        for (const one of [second, desk]) {
          await expect(one.client.approveOffer(id)).rejects.toMatchObject({
            code: 'approver_not_second',
          })
        }
        await third.client.approveOffer(id)
      },
    })
    expect(token).toBeDefined()
  })
})

describe('what a hospital says of itself to wallets', () => {
  const get = (path: string, method = 'GET') =>
    world.handle(new Request(`${base}${path}`, { method }), '192.0.2.8')

  test('stands where OpenID4VCI looks for it, for each hospital its own', async () => {
    for (const id of ['riverside', 'hillside']) {
      const metadata = await get(`/.well-known/openid-credential-issuer/${id}/openid`)
      expect(metadata.headers.get('access-control-allow-origin')).toBe('*')
      expect(await metadata.json()).toMatchObject({ credential_issuer: `${base}/${id}/openid` })
      const server = await get(`/.well-known/oauth-authorization-server/${id}/openid`)
      expect(await server.json()).toMatchObject({
        token_endpoint: `${base}/${id}/openid/token`,
      })
    }
    expect((await get('/.well-known/openid-credential-issuer/nowhere/openid')).status).toBe(404)
    expect((await get('/nowhere/openid/token', 'POST')).status).toBe(404)
    expect((await get('/riverside/openid/token', 'OPTIONS')).status).toBe(204)
  })

  test('is no door to another hospital: its codes are of no use there', async () => {
    const { link, transactionCode } = await desk.client.handOutOffer((await offer()).id)
    const [, place = ''] = link.split('credential_offer_uri=')
    const offered: unknown = await (await get(new URL(decodeURIComponent(place)).pathname)).json()
    // The offer itself, as if the other hospital had made it.
    const moved = JSON.parse(JSON.stringify(offered).replaceAll('/riverside/', '/hillside/'))
    expect(isJsonObject(moved)).toBe(true)
    const forged = `openid-credential-offer://?credential_offer=${encodeURIComponent(JSON.stringify(moved))}`
    const opened = await open(forged)
    expect(opened.issuer.url).toBe(`${base}/hillside/openid`)
    await expect(accept(opened, { transactionCode })).rejects.toMatchObject(
      refused('invalid_grant'),
    )
    expect(await accept(await open(link), { transactionCode })).toBeDefined()
  })

  test('hands nothing out of a store that was put back and that nobody has confirmed', async () => {
    const hospital = world.hospital()
    const limiter = createRateLimiter(() => 0)
    const changes = { ...hospital.changes, restoredAt: () => 1 }
    const request = new Request(`${base}/riverside/openid/nonce`, { method: 'POST' })
    const asked = (as: Hospital) =>
      answerOpenId(request, '192.0.2.9', { hospital: as, issuer: hospitalIssuer(as), limiter })
    expect((await asked(hospital)).status).toBe(200)
    const refusal = await asked({ ...hospital, changes })
    expect([refusal.status, await refusal.json()]).toEqual([
      503,
      expect.objectContaining({ code: 'restore_unconfirmed' }),
    ])
  })

  test('lets nobody guess for long, whatever they guess', async () => {
    const hospital = world.hospital()
    const refusals = { burst: 2, perMinute: 1 }
    const limiter = createRateLimiter(() => 0, { refusals })
    const terms = { hospital, issuer: hospitalIssuer(hospital), limiter }
    const guess = () =>
      answerOpenId(
        new Request(`${base}/riverside/openid/token`, {
          method: 'POST',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: 'grant_type=nothing',
        }),
        '192.0.2.10',
        terms,
      )
    const statuses = []
    for (let n = 0; n < 3; n++) statuses.push((await guess()).status)
    expect(statuses).toEqual([400, 400, 429])
  })

  test('is asked within the limits of everybody', async () => {
    const statuses = new Set<number>()
    let limited: Response | undefined
    for (let n = 0; n < 400 && limited === undefined; n++) {
      const path = `${base}/riverside/openid/nonce`
      const response = await world.handle(new Request(path, { method: 'POST' }), '192.0.2.200')
      statuses.add(response.status)
      if (response.status === 429) limited = response
    }
    expect([...statuses]).toEqual([200, 429])
    expect(limited?.headers.get('access-control-allow-origin')).toBe('*')
  })
})

test('an offer to staff is handed out by our own console alone', async () => {
  const { handOutOffer } = desk.client
  await expect(handOutOffer('nothing')).rejects.toMatchObject({ code: 'not_found' })
  const doctor = await appoint(world, '9')
  const { id } = await offer()
  await expect(doctor.client.handOutOffer(id)).rejects.toMatchObject({ code: 'not_permitted' })
})
