import { decodeJws } from '@fidecura/identity'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { newIdempotencyKey, type Offer } from '../src/client/index.ts'
import { consentTo, laboratory, read } from './consents.ts'
import { appoint, clerk, enrol } from './staff.ts'
import { clientOf, createPerson, createWorld, type Person, type World } from './world.ts'

// Two processes of the service, with the same keys on the same store. The second one knows nothing of the first.
let world: World
let other: World
let desk: Person
/** The same person with the same session, who asks the other process. */
const elsewhere = (person: Person) => clientOf(other, {}, person.session)

beforeAll(async () => {
  world = await createWorld()
  other = { ...world, ...(await world.another()) }
  desk = await appoint(world, '1', clerk)
})
afterAll(() => world.close())

const offerTo = (client: Person['client'], value: string, idempotencyKey = newIdempotencyKey()) =>
  client.offerAtDesk(
    {
      ...{ kind: 'patient', record: { system: 'urn:oid:2.999.1.1', value } },
      ...{ name: 'Pat Example', birthDate: '1958-03-14' },
    },
    { idempotencyKey },
  )

describe('two processes of the service on one store', () => {
  test('know the same sessions, and that one is over', async () => {
    const person = await appoint(world, '2', clerk)
    expect(await elsewhere(person).session()).toMatchObject({ did: person.signer.did })
    await elsewhere(person).signOut()
    await expect(person.client.session()).rejects.toMatchObject({ code: 'session_missing' })
  })

  test('do a write once, whichever of them it is repeated to', async () => {
    const key = newIdempotencyKey()
    const first = await offerTo(desk.client, 'R-1', key)
    expect(await offerTo(elsewhere(desk), 'R-1', key)).toEqual(first)
    const conflict = offerTo(elsewhere(desk), 'R-2', key)
    await expect(conflict).rejects.toMatchObject({ code: 'idempotency_conflict' })
  })

  test('do it once when both are asked at the same time', async () => {
    const key = newIdempotencyKey()
    const asked = [desk.client, elsewhere(desk)].map((client) => offerTo(client, 'R-3', key))
    const settled = await Promise.allSettled(asked)
    const made = settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
    expect(new Set(made.map(({ id }) => id)).size).toBe(1)
    for (const each of settled) {
      if (each.status === 'rejected')
        expect(each.reason).toMatchObject({ code: 'idempotency_running' })
    }
  })

  test('let one holder have an offer that two claim at once', async () => {
    const { code } = await offerTo(desk.client, 'R-4')
    const holders = await Promise.all([createPerson(world), createPerson(other)])
    await Promise.all(holders.map((holder) => holder.signIn()))
    const settled = await Promise.allSettled(holders.map(({ client }) => client.claimOffer(code)))
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  test('issue with an index of the list that no credential of the other has', async () => {
    const both = [world, other, world, other, world, other]
    await Promise.all(both.map((each, n) => enrol(each, desk, `R-1${n}`)))
    const { store, site } = world.hospital()
    const found = await store.issued.select(site.did, { everything: true }, { limit: 99 })
    const indices = found.map(({ index }) => index)
    expect(indices.length).toBeGreaterThan(6)
    expect(new Set(indices).size).toBe(indices.length)
  })

  test('refuse a second later whom the other has suspended', async () => {
    const doctor = await appoint(world, '3')
    const patient = await enrol(world, desk, 'R-4711')
    const made = await doctor.client.requestConsent({
      record: { system: 'urn:oid:2.999.1.1', value: 'R-4711' },
      ...{ purposes: ['TREAT'], data: [laboratory], validDays: 90 },
    })
    await consentTo(other, patient, made, 'R-4711')
    const there = { ...doctor, client: elsewhere(doctor) }
    expect(await read(other, there, 'R-4711')).toBeDefined()
    const { items } = await desk.client.staff()
    const member = items.find(({ registration }) => registration.value === '3')
    await desk.client.suspendStaff(member?.id ?? '', 'inquiry')
    // Not the first one: what it refuses ends the session for both.
    world.advance(1)
    await expect(read(other, there, 'R-4711')).rejects.toMatchObject({ code: 'status_suspended' })
  })

  test('never give two trust bundles one number', async () => {
    const sequences: number[] = []
    for (let n = 0; n < 3; n++) {
      world.advance(30)
      const asked = [world, other].map(({ handle }) => clientOf({ handle }, {}).trustBundle())
      for (const { bundle } of await Promise.all(asked)) {
        const { payload } = decodeJws(bundle, { maxBytes: 1_000_000 })
        sequences.push(JSON.parse(new TextDecoder().decode(payload)).sequence)
      }
    }
    expect(new Set(sequences).size).toBe(6)
  })

  test('number what they write down in one row, and lose none', async () => {
    const { audit } = world.hospital().store
    const before = await audit.all({ limit: 1000 })
    const offers: Offer[] = await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        offerTo(n % 2 === 0 ? desk.client : elsewhere(desk), `R-3${n}`),
      ),
    )
    expect(offers).toHaveLength(12)
    const after = await audit.all({ limit: 1000 })
    expect(after).toHaveLength(before.length + 12)
    expect(new Set(after.map(({ sequence }) => sequence)).size).toBe(after.length)
  })
})
