import { epochSeconds, type JsonObject } from '@fidecura/base'
import { signAnswer, statementFromRequest } from '@fidecura/consent/request'
import { createMemoryReplayStore, credentialTypes } from '@fidecura/credentials'
import { comparisonDigits, generateSigner, thumbprintOf } from '@fidecura/identity'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { NewGuardianOffer } from '../src/client/index.ts'
import { consentTo, evidenceOf, laboratory, open } from './consents.ts'
import { appoint, clerk, enrol } from './staff.ts'
import { createPerson, createWorld, type Person, type World } from './world.ts'

let world: World
let desk: Person
let second: Person
let doctor: Person
let mother: Person
beforeAll(async () => {
  world = await createWorld()
  desk = await appoint(world, '1', clerk)
  second = await appoint(world, '3', clerk)
  doctor = await appoint(world, '2')
  mother = await enrol(world, desk, 'R-1')
})
afterAll(() => world.close())

const record = { system: 'urn:oid:2.999.1.1', value: 'R-1' }

/** Somebody whom the hospital has named the guardian of a record. */
async function guardian(powers: readonly string[], more: JsonObject = {}): Promise<Person> {
  const signer = await generateSigner()
  const { site, store } = world.hospital()
  const now = world.clock.now()
  const { token } = await site.issuer(store).issue(
    {
      ...{ type: credentialTypes.guardianship, subject: signer.did, holderKey: signer.publicKey },
      claims: { ward: record, basis: 'agreed', powers, ...more },
      ...{ validFrom: now, validUntil: epochSeconds(now + 365 * 86_400) },
    },
    { format: 'dc+sd-jwt' },
  )
  const person = await createPerson(world, { signer, credentials: [token], chain: site.chain })
  await person.signIn()
  return person
}

const ask = () =>
  doctor.client.requestConsent({ record, purposes: ['TREAT'], data: [laboratory], validDays: 9 })

describe('a guardian', () => {
  test('acts in the record of the ward, and in no other', async () => {
    const daughter = await guardian(['consent'])
    const { records } = await daughter.client.session()
    expect(records).toEqual([{ record, as: 'guardian', powers: ['consent'] }])
    await ask()
    expect((await daughter.client.myRequests()).items.length).toBeGreaterThan(0)
    const other = daughter.client.myStatements({ record: 'R-2' })
    await expect(other).rejects.toMatchObject({ code: 'not_permitted' })
  })

  test('signs in the place of the ward, who hears of it', async () => {
    const daughter = await guardian(['consent'])
    const made = await ask()
    const request = await open(world, daughter, made, 'R-1')
    const id = `urn:uuid:${crypto.randomUUID()}`
    const draft = statementFromRequest(request, { id, language: 'en', by: 'guardian' })
    const issuedAt = world.clock.now()
    const uses = createMemoryReplayStore()
    const token = await signAnswer(request, draft, { signer: daughter.signer, issuedAt, uses })
    const [guardianship = ''] = daughter.credentials
    const { identity } = evidenceOf(mother)
    const evidence = { guardianship, identity, chain: daughter.chain }
    await daughter.client.submitStatement({ token, evidence })
    const { items } = await mother.client.myRequests({ limit: 100 })
    expect(items.find((each) => each.id === made.id)?.state).toBe('answered')
    const stranger = await guardian(['withdraw'])
    const borrowed = stranger.client.submitStatement({ token, evidence })
    // The register has it already, and says so to whoever may act in this record.
    expect(await borrowed).toMatchObject({ receipt: expect.any(String) })
  })

  test('may not consent without the power to', async () => {
    const daughter = await guardian(['withdraw'])
    const request = await open(world, daughter, await ask(), 'R-1')
    const id = `urn:uuid:${crypto.randomUUID()}`
    const draft = statementFromRequest(request, { id, language: 'en', by: 'guardian' })
    const issuedAt = world.clock.now()
    const uses = createMemoryReplayStore()
    const token = await signAnswer(request, draft, { signer: daughter.signer, issuedAt, uses })
    const [guardianship = ''] = daughter.credentials
    const evidence = { guardianship, identity: evidenceOf(mother).identity, chain: daughter.chain }
    const submitted = daughter.client.submitStatement({ token, evidence })
    await expect(submitted).rejects.toMatchObject({ code: 'representation_beyond_power' })
  })
})

describe('naming a guardian at the desk', () => {
  const wish = (ward = record): NewGuardianOffer => ({
    ...{ kind: 'guardian', ward, name: 'Daughter Example', basis: 'agreed', validDays: 365 },
    powers: ['consent', 'withdraw'],
  })

  /** Claimed by a new key, and its digits compared. */
  async function compared(by: Person) {
    const { id, code } = await desk.client.offerAtDesk(wish())
    const bare = await createPerson(world)
    await bare.signIn()
    const { nonce, kind } = await bare.client.claimOffer(code)
    const thumbprint = await thumbprintOf(bare.signer.publicKey)
    const digits = await comparisonDigits({ offer: id, nonce, thumbprint })
    const { state } = await by.client.confirmOffer(id, digits)
    return { id, bare, kind, state }
  }

  test('takes two people, and gives the guardian what they sign by', async () => {
    const { id, bare, kind, state } = await compared(desk)
    expect([kind, state]).toEqual(['guardian', 'confirmed'])
    expect(await second.client.approveOffer(id)).toEqual({ state: 'issued' })
    const { credentials = [], chain = [] } = await bare.client.heldOffer(id)
    expect(credentials).toHaveLength(2)
    const { signer } = bare
    const named = await createPerson(world, { signer, credentials: credentials.slice(0, 1), chain })
    expect((await named.signIn()).as.records).toEqual([
      { record, as: 'guardian', powers: ['consent', 'withdraw'] },
    ])
    const [last] = await world.hospital().store.audit.about(record, { limit: 1 })
    const { items } = await mother.client.myNotices()
    expect(items).toMatchObject([{ kind: 'guardian', token: credentials[0] }])
    expect(last?.act).toMatchObject({ kind: 'issue', actor: { did: second.signer.did } })
  })

  test('is refused of who made the offer, and of who compared the digits', async () => {
    const notSecond = { code: 'approver_not_second', status: 403 }
    const own = await compared(second)
    await expect(desk.client.approveOffer(own.id)).rejects.toMatchObject(notSecond)
    await expect(second.client.approveOffer(own.id)).rejects.toMatchObject(notSecond)
    expect(await own.bare.client.heldOffer(own.id)).toEqual({ state: 'confirmed' })
  })

  test('is for nobody who is no patient here, and for no other offer', async () => {
    const unknown = desk.client.offerAtDesk(wish({ ...record, value: 'R-none' }))
    await expect(unknown).rejects.toMatchObject({ code: 'not_found' })
    const elsewhere = desk.client.offerAtDesk(wish({ ...record, system: 'urn:oid:2.999.2.1' }))
    await expect(elsewhere).rejects.toMatchObject({ place: '/ward/system' })
    const other = await desk.client.offerAtDesk({
      ...{ kind: 'patient', record: { ...record, value: 'R-9' }, name: 'Pat Example' },
      birthDate: '1958-03-14',
    })
    await expect(second.client.approveOffer(other.id)).rejects.toMatchObject({
      code: 'offer_state_wrong',
    })
    await expect(doctor.client.approveOffer(other.id)).rejects.toMatchObject({
      code: 'not_permitted',
    })
  })
})

test('the patient of a record acts on in it beside a guardian', async () => {
  const made = await ask()
  await consentTo(world, mother, made, 'R-1')
})

test('credentials of another let nobody in', async () => {
  const thief = await createPerson(world, mother)
  const signer = await generateSigner()
  const { credentials, chain } = thief
  const stolen = await createPerson(world, { signer, credentials, chain })
  await expect(stolen.signIn()).rejects.toMatchObject({ code: 'credentials_not_held', status: 403 })
})
