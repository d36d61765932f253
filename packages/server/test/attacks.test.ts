import { encodeBase64url, encodeUtf8, epochSeconds } from '@fidecura/base'
import { signEntry } from '@fidecura/consent/entries'
import { credentialTypes } from '@fidecura/credentials'
import { signRecoveryRequest } from '@fidecura/credentials/recovery'
import { signRevocationOrder } from '@fidecura/credentials/switch'
import { comparisonDigits, generateSigner, proveSignIn, thumbprintOf } from '@fidecura/identity'
import type { LoggedAct } from '@fidecura/monitor'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { inviteFirst, issueAtClaim } from '../src/acts/invite-first.ts'
import { read } from './consents.ts'
import { appoint, clerk, enrol, holding, rowOf } from './staff.ts'
import {
  clientOf,
  createPerson,
  createWorld,
  door,
  origin,
  type Person,
  type World,
} from './world.ts'

let world: World
let secretary: Person
let doctor: Person
beforeAll(async () => {
  world = await createWorld()
  secretary = await appoint(world, '1', clerk)
  doctor = await appoint(world, '2')
})
afterAll(() => world.close())

const system = 'urn:oid:2.999.1.1'
const code = (expected: string) => ({ code: expected })
const newId = () => `urn:uuid:${crypto.randomUUID()}`

/** What is written down while something is done; the newest first. */
async function eventsOf(work: () => Promise<unknown>): Promise<readonly LoggedAct['act'][]> {
  const { audit } = world.hospital().store
  const last = (await audit.all({ limit: 1 }))[0]?.sequence ?? 0
  await work()
  const found = await audit.all({ limit: 1000 })
  return found.filter(({ sequence }) => sequence > last).map(({ act }) => act)
}

describe('a recovery', () => {
  async function ask(person: Person, value: string, more: object = {}): Promise<string> {
    const reference = await secretary.client.recoveryReference(value)
    const content = { ...reference, id: newId(), by: 'desk', reason: 'lost', ...more } as const
    return signRecoveryRequest(
      { ...content, issuedAt: world.clock.now() },
      { signer: person.signer },
    )
  }
  let phone: Person
  beforeAll(async () => {
    await enrol(world, secretary, 'R-1')
    phone = await createPerson(world)
    await phone.signIn()
  })

  test.each([
    ['record', { record: { system, value: 'R-9' } }],
    ['identity', { identity: { issuer: 'did:web:localhost%3A8080:riverside', id: newId() } }],
    ['key', { from: 'did:web:localhost%3A8080:hillside' }],
  ])('is asked for by nobody whom the desk has not shown the %s', async (_, more) => {
    const request = await ask(phone, 'R-1', more)
    const asked = phone.client.openRecovery({ request, approvals: [] })
    await expect(asked).rejects.toMatchObject(code('not_found'))
    const right = await ask(phone, 'R-1')
    const opened = await phone.client.openRecovery({ request: right, approvals: [] })
    expect(opened).toMatchObject({ state: 'requested' })
  })

  test('counts no approval that the desk would not', async () => {
    const request = await ask(phone, 'R-1')
    const { id } = await phone.client.openRecovery({ request, approvals: [] })
    const approved = secretary.client.approveRecovery(id, { token: 'x.y.z' })
    await expect(approved).rejects.toMatchObject({ outcome: 'failed' })
    const { items } = await secretary.client.recoveries()
    expect(items.find((item) => item.id === id)).toMatchObject({ approvals: 0 })
  })
})

describe('an entry', () => {
  test('that the inbox refuses is kept for nobody', async () => {
    const patient = await enrol(world, secretary, 'R-2')
    const bytes = encodeUtf8('An answer to a dispute that there is none of.')
    const [role = '', licence = ''] = doctor.credentials
    const token = await signEntry(bytes, {
      ...{ id: newId(), record: { system, value: 'R-2' }, role, mediaType: 'text/plain' },
      ...{ issuedAt: world.clock.now(), signer: doctor.signer },
      amends: { entry: 'A'.repeat(43), dispute: 'B'.repeat(43) },
    })
    const evidence = { role, licence, chain: doctor.chain }
    const sent = doctor.client.submitEntry({ token, content: encodeBase64url(bytes), evidence })
    await expect(sent).rejects.toMatchObject(code('amendment_mismatch'))
    expect(await patient.client.myEntries()).toEqual({ items: [] })
    expect(await doctor.client.entries()).toEqual({ items: [] })
  })
})

describe('signing in', () => {
  const signIn = async (credentials: readonly string[], chain: readonly string[]) => {
    const signer = await generateSigner()
    const client = clientOf(world, {})
    const { audience } = world.hospital()
    const place = { origin, audience, ...door }
    const challenge = await client.challenge()
    const proof = await proveSignIn(challenge, { signer, now: world.clock.now(), ...place })
    return client.signIn({ proof, credentials, chain })
  }

  test('keeps nothing that proves nothing', async () => {
    await expect(signIn([], ['x'.repeat(100_000)])).rejects.toMatchObject({
      ...{ code: 'request_malformed', place: '/chain' },
    })
    const [, licence = ''] = doctor.credentials
    await expect(signIn([licence], [])).rejects.toMatchObject({
      ...{ code: 'request_malformed', place: '/credentials' },
    })
    const [unread = ''] = world.hospital().site.chain
    await expect(signIn([unread], [])).rejects.toMatchObject({
      ...{ code: 'request_malformed', place: '/credentials' },
    })
  })
})

describe('refusals of a stranger', () => {
  test('are written down as often as it takes to see them, and not without an end', async () => {
    const [one, other] = await Promise.all(
      ['2001:db8:1:2::1', '2001:db8:1:2:ffff::9'].map((address) =>
        createPerson(world, { address }),
      ),
    )
    await one?.signIn()
    await other?.signIn()
    const events = await eventsOf(async () => {
      for (let n = 0; n < 80; n++) {
        await one?.client.staff().catch(() => undefined)
        await other?.client.staff().catch(() => undefined)
      }
      await expect(other?.client.staff()).rejects.toMatchObject(code('rate_limited'))
    })
    expect(events).toHaveLength(120)
    // Somebody who is known may be refused beside them, and somebody elsewhere.
    const elsewhere = await createPerson(world, { address: '2001:db8:1:3::1' })
    await elsewhere.signIn()
    await expect(elsewhere.client.staff()).rejects.toMatchObject(code('not_permitted'))
  })
})

describe('who read', () => {
  test('is shown as who they were then, whatever else they are', async () => {
    const patient = await enrol(world, secretary, 'R-3')
    await expect(read(world, doctor, 'R-3')).rejects.toMatchObject(code('not_available'))
    const row = rowOf('2', { name: 'Dr Else Example' })
    const department = 'orthopaedics'
    const { code: offer } = await inviteFirst(world.hospital(), {
      ...{ department, row, [issueAtClaim]: true },
    })
    const bare = await createPerson(world, { signer: doctor.signer })
    await bare.signIn()
    const { id } = await bare.client.claimOffer(offer)
    const again = await holding(world, bare, await bare.client.heldOffer(id))
    await expect(read(world, again, 'R-3')).rejects.toMatchObject(code('not_available'))
    const { items } = await patient.client.myAccesses()
    expect(items.map(({ by }) => by.name)).toEqual(['Dr Else Example', 'Dr 2 Example'])
  })

  test('names whoever looked in the place of the patient, once an hour', async () => {
    const patient = await enrol(world, secretary, 'R-4')
    const signer = await generateSigner()
    const { site, store } = world.hospital()
    const now = world.clock.now()
    const record = { system, value: 'R-4' }
    const { token } = await site.issuer(store).issue(
      {
        ...{ type: credentialTypes.guardianship, subject: signer.did },
        ...{ holderKey: signer.publicKey, validFrom: now, validUntil: epochSeconds(now + 86_400) },
        claims: { ward: record, basis: 'agreed', powers: ['consent'] },
      },
      { format: 'dc+sd-jwt' },
    )
    const options = { signer, credentials: [token], chain: site.chain }
    const daughter = await createPerson(world, options)
    await daughter.signIn()
    const events = await eventsOf(async () => {
      await daughter.client.myEntries()
      await daughter.client.myStatements()
      await patient.client.myEntries()
    })
    expect(events).toMatchObject([{ kind: 'read', outcome: 'done', patient: record }])
    expect((await patient.client.myAccesses()).items).toMatchObject([
      { by: { did: signer.did }, purpose: 'FAMRQT', outcome: 'permit' },
    ])
    world.advance(3600)
    for (const one of [daughter, secretary, doctor]) await one.signIn()
    expect(await eventsOf(() => daughter.client.myAccesses())).toHaveLength(1)
  })
})

describe('events about somebody', () => {
  test('are looked through a few at a time, however many somebody makes', async () => {
    const patient = await enrol(world, secretary, 'R-5')
    const { store, site } = world.hospital()
    const source = { did: site.did, site: origin }
    for (let n = 0; n < 1001; n++) {
      await store.audit.append({
        ...{ id: crypto.randomUUID(), kind: 'read', outcome: 'refused', source, objects: [] },
        ...{ recordedAt: world.clock.now(), client: '192.0.2.1' },
        patient: { system, value: 'R-5' },
      })
    }
    const first = await patient.client.myAccesses()
    expect(first).toMatchObject({ items: [], next: expect.any(Number) })
    expect(await patient.client.myAccesses({ after: first.next })).toEqual({ items: [] })
  })
})

describe('what is written down', () => {
  test('of wrong digits names the offer', async () => {
    const { results } = await secretary.client.importStaff({ rows: [rowOf('30')] })
    const { offers } = await secretary.client.offerToStaff([results[0]?.id ?? ''])
    const holder = await createPerson(world)
    await holder.signIn()
    const { id, nonce } = await holder.client.claimOffer(offers[0]?.code ?? '')
    const thumbprint = await thumbprintOf(holder.signer.publicKey)
    const right = await comparisonDigits({ offer: id, nonce, thumbprint })
    const wrong = right === '0000' ? '0001' : '0000'
    const events = await eventsOf(async () => {
      await expect(secretary.client.confirmOffer(id, wrong)).rejects.toMatchObject(
        code('offer_digits_wrong'),
      )
    })
    expect(events).toMatchObject([{ outcome: 'refused', objects: [{ type: 'Task', id }] }])
  })

  test('of a proposal is no revocation', async () => {
    await appoint(world, '31')
    const { items } = await secretary.client.staff({ limit: 100 })
    const { issuer, id = '' } = items.find((one) => one.registration.value === '31')?.role ?? {}
    const now = world.clock.now()
    const expiresAt = epochSeconds(now + 86_400)
    const order = await signRevocationOrder(
      { id: newId(), issuer: issuer as never, selection: { id }, expected: 1, expiresAt },
      { signer: secretary.signer, issuedAt: now },
    )
    const [role = '', licence = ''] = secretary.credentials
    const evidence = { role, licence, chain: secretary.chain }
    const events = await eventsOf(() => secretary.client.proposeRevocation({ order, evidence }))
    expect(events.length).toBeGreaterThan(0)
    expect(events.map(({ kind }) => kind)).not.toContain('revoke')
  })
})
