import { comparisonDigits, thumbprintOf } from '@fidecura/identity'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { ClaimedOffer, NewPatientOffer, Offer } from '../src/client/index.ts'
import { appoint, clerk, holding, rowOf } from './staff.ts'
import { createPerson, createWorld, type Person, type World } from './world.ts'

let world: World
let desk: Person
let next = 0
beforeAll(async () => {
  world = await createWorld()
  desk = await appoint(world, '1', clerk)
})
afterAll(() => world.close())

const record = (value: string) => ({ system: 'urn:oid:2.999.1.1', value })
const birthDate = '1958-03-14'

function offer(value = `R-${++next}`): Promise<Offer> {
  return desk.client.offerAtDesk({
    ...{ kind: 'patient', record: record(value), name: 'Pat Example', birthDate },
  })
}

async function holder(): Promise<Person> {
  const person = await createPerson(world)
  await person.signIn()
  return person
}

const digitsOf = async ({ signer }: Person, { id, nonce }: ClaimedOffer): Promise<string> =>
  comparisonDigits({ offer: id, nonce, thumbprint: await thumbprintOf(signer.publicKey) })

const otherThan = (digits: string): string => String((Number(digits) + 1) % 10_000).padStart(4, '0')

describe('an offer to a patient', () => {
  test('leads, over four digits, to an identity with which the patient signs in', async () => {
    const { code, link, id } = await offer('R-4711')
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/)
    expect(link).toBe(`http://localhost:8080/riverside/patient/#offer=${code}`)
    const patient = await holder()
    // As people type.
    const claimed = await patient.client.claimOffer(code.toLowerCase().replaceAll('-', ' '))
    expect(claimed).toMatchObject({ id, kind: 'patient', issuer: { name: 'Riverside Hospital' } })
    // Nobody learns from a code whose it is.
    expect(JSON.stringify(claimed)).not.toMatch(/Pat|4711|1958/)
    expect(await patient.client.heldOffer(id)).toEqual({ state: 'claimed' })
    const digits = await digitsOf(patient, claimed)
    expect(await desk.client.confirmOffer(id, digits)).toEqual({ state: 'issued' })
    const held = await patient.client.heldOffer(id)
    expect(held.state).toBe('issued')
    const enrolled = await holding(world, patient, held)
    const { records } = await enrolled.client.session()
    expect(records).toEqual([{ record: record('R-4711'), as: 'patient', name: 'Pat Example' }])
    const events = await world.hospital().store.audit.about(record('R-4711'), { limit: 9 })
    expect(events[0]?.act).toMatchObject({
      kind: 'issue',
      outcome: 'done',
      actor: { did: desk.signer.did },
    })
  })

  test('is claimed once', async () => {
    const { code } = await offer()
    const [first, second] = [await holder(), await holder()]
    await first.client.claimOffer(code)
    await expect(second.client.claimOffer(code)).rejects.toMatchObject({
      ...{ code: 'offer_code_wrong', status: 404 },
    })
  })

  test('is claimed by one of two who try at once', async () => {
    const { code } = await offer()
    const [first, second] = [await holder(), await holder()]
    const claims = await Promise.allSettled([
      first.client.claimOffer(code),
      second.client.claimOffer(code),
    ])
    expect(claims.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  })

  test('ends with the third wrong digits, also for the right ones', async () => {
    const { code, id } = await offer()
    const patient = await holder()
    const right = await digitsOf(patient, await patient.client.claimOffer(code))
    const wrong = { code: 'offer_digits_wrong', status: 422 }
    for (let tries = 0; tries < 3; tries++) {
      await expect(desk.client.confirmOffer(id, otherThan(right))).rejects.toMatchObject(wrong)
    }
    await expect(desk.client.confirmOffer(id, right)).rejects.toMatchObject({
      ...{ code: 'offer_state_wrong', status: 409 },
    })
    expect(await patient.client.heldOffer(id)).toEqual({ state: 'void' })
  })

  test('takes the right digits after two wrong ones', async () => {
    const { code, id } = await offer()
    const patient = await holder()
    const right = await digitsOf(patient, await patient.client.claimOffer(code))
    const wrong = { code: 'offer_digits_wrong' }
    for (let tries = 0; tries < 2; tries++) {
      await expect(desk.client.confirmOffer(id, otherThan(right))).rejects.toMatchObject(wrong)
    }
    expect(await desk.client.confirmOffer(id, right)).toEqual({ state: 'issued' })
  })

  test('is confirmed by nobody before it is claimed', async () => {
    const { id } = await offer()
    await expect(desk.client.confirmOffer(id, '0000')).rejects.toMatchObject({
      code: 'offer_state_wrong',
    })
  })

  test('is seen by the holder who claimed it, and by no other', async () => {
    const { code, id } = await offer()
    const [patient, other] = [await holder(), await holder()]
    const { nonce } = await patient.client.claimOffer(code)
    const missing = { code: 'not_found', status: 404 }
    await expect(other.client.heldOffer(id)).rejects.toMatchObject(missing)
    await expect(patient.client.confirmOffer(id, '0000')).rejects.toMatchObject({
      code: 'not_permitted',
    })
    expect(nonce).toMatch(/^[\w-]{43}$/)
  })

  test('is confirmed and taken back by the desk alone', async () => {
    const { id, code } = await offer()
    const patient = await holder()
    const digits = await digitsOf(patient, await patient.client.claimOffer(code))
    const missing = { code: 'not_found', status: 404 }
    const others = [
      await appoint(world, '40'),
      await appoint(world, '41', { purposes: ['HSYSADMIN'] }),
    ]
    for (const { client } of others) {
      await expect(client.confirmOffer(id, digits)).rejects.toMatchObject(missing)
      await expect(client.voidOffer(id)).rejects.toMatchObject(missing)
    }
    expect(await desk.client.confirmOffer(id, digits)).toEqual({ state: 'issued' })
  })

  test('ends when the desk takes it back, and after a day', async () => {
    const [taken, late] = [await offer(), await offer()]
    expect(await desk.client.voidOffer(taken.id)).toEqual({ state: 'void' })
    const patient = await holder()
    const wrong = { code: 'offer_code_wrong' }
    await expect(patient.client.claimOffer(taken.code)).rejects.toMatchObject(wrong)
    world.advance(86_400)
    const again = await holder()
    await expect(again.client.claimOffer(late.code)).rejects.toMatchObject(wrong)
    await desk.signIn()
  })

  test('is refused for a record that has an identity: that is for a recovery', async () => {
    const first = await offer('R-5')
    const second = await offer('R-5')
    const patient = await holder()
    const digits = await digitsOf(patient, await patient.client.claimOffer(first.code))
    await desk.client.confirmOffer(first.id, digits)
    const enrolled = { code: 'record_enrolled', status: 409 }
    await expect(offer('R-5')).rejects.toMatchObject(enrolled)
    const thief = await holder()
    const others = await digitsOf(thief, await thief.client.claimOffer(second.code))
    await expect(desk.client.confirmOffer(second.id, others)).rejects.toMatchObject(enrolled)
  })

  test('is made for no record of another hospital, and by nobody but the desk', async () => {
    const elsewhere = { system: 'urn:oid:2.999.2.1', value: 'R-1' }
    const made = desk.client.offerAtDesk({
      ...{ kind: 'patient', record: elsewhere, name: 'Pat Example', birthDate },
    })
    await expect(made).rejects.toMatchObject({ code: 'request_malformed', place: '/record/system' })
    const doctor = await appoint(world, '2')
    const byDoctor = doctor.client.offerAtDesk({
      ...{ kind: 'patient', record: record('R-6'), name: 'Pat Example', birthDate },
    })
    await expect(byDoctor).rejects.toMatchObject({ code: 'not_permitted', status: 403 })
  })

  test('is made by no desk of another hospital', async () => {
    const there = await appoint(world, '3', {
      ...clerk,
      tenant: 'hillside',
      department: 'telemedicine',
    })
    const here = await createPerson(world, there)
    await here.signIn()
    const made = here.client.offerAtDesk({
      ...{ kind: 'patient', record: record('R-7'), name: 'Pat Example', birthDate },
    })
    await expect(made).rejects.toMatchObject({ code: 'not_permitted' })
  })
})

describe('a list of offers', () => {
  test('is of desk and staff list for who runs both, in order, and of one for who runs one', async () => {
    const number = `many-${++next}`
    const { results } = await desk.client.importStaff({ rows: [rowOf(number)] })
    const first = await offer()
    const { offers } = await desk.client.offerToStaff([results[0]?.id ?? ''])
    const last = await offer()
    const wanted = [first.id, offers[0]?.id, last.id]
    const seenBy = async ({ client }: Person) => {
      const ids: string[] = []
      let after: number | undefined
      do {
        const page = await client.offers({ limit: 2, after })
        ids.push(...page.items.map(({ id }) => id))
        after = page.next
      } while (after !== undefined)
      return ids.filter((id) => wanted.includes(id))
    }
    expect(await seenBy(desk)).toEqual(wanted)
    const ofDesk = await appoint(world, '60', { purposes: ['PATADMIN'] })
    expect(await seenBy(ofDesk)).toEqual([first.id, last.id])
    const ofStaff = await appoint(world, '61', { purposes: ['HSYSADMIN'] })
    expect(await seenBy(ofStaff)).toEqual([offers[0]?.id])
    expect(await seenBy(await appoint(world, '62'))).toEqual([])
  })
})

describe('codes', () => {
  test('are guessed ten times a minute at most', async () => {
    const guesser = await holder()
    const codes: string[] = []
    for (let n = 0; n < 12; n++) {
      await guesser.client.claimOffer('0000-0000-0000').catch(({ code }) => codes.push(code))
    }
    expect(codes.slice(0, 10)).toEqual(Array(10).fill('offer_code_wrong'))
    expect(codes.slice(10)).toEqual(['rate_limited', 'rate_limited'])
  })

  test('are guessed no more often with many keys from one address', async () => {
    const address = '192.0.2.99'
    const codes: string[] = []
    for (let n = 0; n < 13; n++) {
      const guesser = await createPerson(world, { address })
      await guesser.signIn()
      for (let tries = 0; tries < 10; tries++) {
        await guesser.client.claimOffer('0000-0000-0000').catch(({ code }) => codes.push(code))
      }
    }
    expect(codes.filter((code) => code === 'rate_limited')).toHaveLength(10)
  })

  test('and names lie in no file as they are', async () => {
    const { code } = await offer()
    const { documents } = world.hospital().store
    const now = world.clock.now()
    for (const kind of ['offer', 'offer_code', 'idempotency']) {
      const kept = JSON.stringify(await documents.list(kind, { limit: 100, now }))
      expect(kept).not.toContain(code)
    }
  })
})

describe('an Idempotency-Key', () => {
  const idempotencyKey = 'k'.repeat(24)
  const patient = (value: string): NewPatientOffer => ({
    ...{ kind: 'patient', record: record(value), name: 'Pat Example', birthDate },
  })

  test('gives a repeat the answer of the first time, and makes one offer', async () => {
    const before = (await desk.client.offers({ limit: 100 })).items.length
    const first = await desk.client.offerAtDesk(patient('R-8'), { idempotencyKey })
    expect(await desk.client.offerAtDesk(patient('R-8'), { idempotencyKey })).toEqual(first)
    expect((await desk.client.offers({ limit: 100 })).items).toHaveLength(before + 1)
  })

  test('that comes twice at once is answered once, and the other told to come again', async () => {
    const key = { idempotencyKey: 'p'.repeat(24) }
    const before = (await desk.client.offers({ limit: 100 })).items.length
    const both = await Promise.allSettled([
      desk.client.offerAtDesk(patient('R-20'), key),
      desk.client.offerAtDesk(patient('R-20'), key),
    ])
    const failed = both.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []))
    expect(failed).toHaveLength(1)
    expect(failed[0]).toMatchObject({ code: 'idempotency_running', outcome: 'unknown' })
    const again = await desk.client.offerAtDesk(patient('R-20'), key)
    expect(both.map((each) => (each.status === 'fulfilled' ? each.value : again))).toContainEqual(
      again,
    )
    expect((await desk.client.offers({ limit: 100 })).items).toHaveLength(before + 1)
  })

  test('is refused with another body', async () => {
    const other = desk.client.offerAtDesk(patient('R-9'), { idempotencyKey })
    await expect(other).rejects.toMatchObject({ code: 'idempotency_conflict', status: 409 })
  })

  test('of one person means nothing to another', async () => {
    const colleague = await appoint(world, '4', clerk)
    const made = await colleague.client.offerAtDesk(patient('R-9'), { idempotencyKey })
    expect(made.code).toMatch(/^\w{4}-/)
  })

  test('is needed, and of a form', async () => {
    for (const key of ['', 'short', 'a b'.repeat(10)]) {
      const made = desk.client.offerAtDesk(patient('R-9'), { idempotencyKey: key })
      await expect(made).rejects.toMatchObject({ code: 'idempotency_key_missing', status: 400 })
    }
  })

  test('repeats a refusal, too: wrong digits count once', async () => {
    const { code, id } = await offer()
    const person = await holder()
    const right = await digitsOf(person, await person.client.claimOffer(code))
    const key = { idempotencyKey: 'd'.repeat(24) }
    for (let n = 0; n < 5; n++) {
      const confirmed = desk.client.confirmOffer(id, otherThan(right), key)
      await expect(confirmed).rejects.toMatchObject({ code: 'offer_digits_wrong' })
    }
    expect(await desk.client.confirmOffer(id, right)).toEqual({ state: 'issued' })
  })
})
