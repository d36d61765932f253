import { encodeBase64url, encodeUtf8 } from '@fidecura/base'
import { comesOfAgeAt } from '@fidecura/consent'
import { signEntry } from '@fidecura/consent/entries'
import { comparisonDigits, thumbprintOf } from '@fidecura/identity'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import type { NewGuardianOffer } from '../src/client/index.ts'
import { give } from './mandates.ts'
import { appoint, clerk, enrol, holding } from './staff.ts'
import { createPerson, createWorld, type Person, type World } from './world.ts'

let world: World
let desk: Person
let second: Person
let mother: Person
beforeAll(async () => {
  world = await createWorld()
  desk = await appoint(world, '1', clerk)
  second = await appoint(world, '3', clerk)
  const doctor = await appoint(world, '2')
  mother = await enrol(world, desk, 'R-1')
  await write(doctor, diagnosis)
  await write(doctor, pressure)
})
afterAll(() => world.close())
// Nobody begins as many as these tests.
beforeEach(() => world.advance(20))

const notPermitted = { code: 'not_permitted' }
const recordOf = (value: string) => ({ system: 'urn:oid:2.999.1.1', value })
const diagnosis = encodeUtf8('{"resourceType":"Condition","code":{"text":"Example"}}')
const pressure = encodeUtf8('{"resourceType":"Observation","status":"final"}')

async function write({ signer, client, credentials, chain }: Person, bytes: Uint8Array) {
  const [role = '', licence = ''] = credentials
  const token = await signEntry(bytes, {
    ...{ signer, id: `urn:uuid:${crypto.randomUUID()}`, record: recordOf('R-1'), role },
    ...{ mediaType: 'application/fhir+json', issuedAt: world.clock.now() },
  })
  const evidence = { role, licence, chain }
  await client.submitEntry({ token, content: encodeBase64url(bytes), evidence })
}

/** Somebody new who claims a code of the desk, and whose digits are compared. */
async function claim(code: string): Promise<{ readonly id: string; readonly bare: Person }> {
  const bare = await createPerson(world)
  await bare.signIn()
  const { id, nonce } = await bare.client.claimOffer(code)
  const thumbprint = await thumbprintOf(bare.signer.publicKey)
  await desk.client.confirmOffer(id, await comparisonDigits({ offer: id, nonce, thumbprint }))
  return { id, bare }
}

async function enrolBorn(value: string, birthDate: string): Promise<Person> {
  const record = recordOf(value)
  const person = { kind: 'patient', record, name: 'Kim Example', birthDate } as const
  const { code } = await desk.client.offerAtDesk(person)
  const { id, bare } = await claim(code)
  return holding(world, bare, await bare.client.heldOffer(id))
}

async function guardianOf(value: string, more: Partial<NewGuardianOffer>): Promise<Person> {
  const { code } = await desk.client.offerAtDesk({
    ...{ kind: 'guardian', ward: recordOf(value), name: 'Mo Example', basis: 'agreed' },
    ...{ powers: ['consent'], validDays: 3650, ...more },
  })
  const { id, bare } = await claim(code)
  await second.client.approveOffer(id)
  const { credentials = [], chain = [] } = await bare.client.heldOffer(id)
  return holding(world, bare, { credentials: credentials.slice(0, 1), chain })
}

const contents = async ({ client }: Person) =>
  (await client.myEntries()).items.map(({ content }) => content)

describe('a proxy', () => {
  test('of a part of the record sees what is in that part, and nothing else', async () => {
    const data = [{ system: 'http://hl7.org/fhir/resource-types', code: 'Observation' }]
    const { proxy } = await give(world, mother, 'R-1', { data })
    expect(await contents(proxy)).toEqual([encodeBase64url(pressure)])
    const whole = await give(world, mother, 'R-1')
    expect(await contents(whole.proxy)).toHaveLength(2)
  })

  test('of a mandate with conditions looks into nothing: nobody here can tell whether they are met', async () => {
    const { proxy } = await give(world, mother, 'R-1', { conditions: ['Only while I am away.'] })
    await expect(proxy.client.myEntries()).rejects.toMatchObject(notPermitted)
  })

  test('of a minor is none', async () => {
    const child = await enrolBorn('R-20', '2018-01-01')
    const code = 'patient_not_of_age'
    await expect(give(world, child, 'R-20')).rejects.toMatchObject({ code })
    const grown = await enrolBorn('R-21', '2009-01-12')
    expect((await give(world, grown, 'R-21')).item).toMatchObject({ state: 'in_force' })
  })
})

describe('a guardian', () => {
  test('who only vouches for a lost key does not look into the record', async () => {
    const friend = await guardianOf('R-1', { powers: ['recover'] })
    for (const look of [friend.client.myEntries, friend.client.myStatements]) {
      await expect(look()).rejects.toMatchObject(notPermitted)
    }
    expect(
      await contents(await guardianOf('R-1', { powers: ['recover', 'consent'] })),
    ).toHaveLength(2)
  })

  test('is not named as the parent of somebody of age', async () => {
    const refused = guardianOf('R-1', { basis: 'parent' })
    await expect(refused).rejects.toMatchObject({ code: 'request_malformed', place: '/basis' })
  })

  // The last one: it waits for a birthday.
  test('of a child is none from the day on which the child is of age', async () => {
    const birthDate = '2009-01-20'
    const end = comesOfAgeAt(birthDate, { majorityAge: 18 })
    const guardians: Person[] = []
    for (const basis of ['parent', 'agreed'] as const) {
      await enrolBorn(`R-${basis}`, birthDate)
      guardians.push(await guardianOf(`R-${basis}`, { basis }))
    }
    for (const guardian of guardians) expect(await contents(guardian)).toEqual([])
    const { items } = await desk.client.guardianships({ limit: 100 })
    expect(items.filter(({ validUntil }) => validUntil === end)).toHaveLength(2)
    world.advance(end - world.clock.now() - 1)
    for (const guardian of guardians) await guardian.signIn()
    world.advance(1)
    for (const guardian of guardians) {
      await expect(guardian.signIn()).rejects.toMatchObject({ code: 'credential_expired' })
    }
  })
})
