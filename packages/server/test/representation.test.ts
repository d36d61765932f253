import { epochSeconds, type JsonObject } from '@fidecura/base'
import { signAnswer, statementFromRequest } from '@fidecura/consent/request'
import { createMemoryReplayStore, credentialTypes } from '@fidecura/credentials'
import { generateSigner } from '@fidecura/identity'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { consentTo, evidenceOf, laboratory, open } from './consents.ts'
import { appoint, clerk, enrol } from './staff.ts'
import { createPerson, createWorld, type Person, type World } from './world.ts'

let world: World
let doctor: Person
let mother: Person
beforeAll(async () => {
  world = await createWorld()
  const desk = await appoint(world, '1', clerk)
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

describe('a proxy', () => {
  /** Whom the patient lets act for them, by a mandate that the patient issues. */
  async function proxy(powers: readonly string[]): Promise<Person> {
    const { createIssuer, createMemoryIssuedStore } = await import('@fidecura/credentials')
    const signer = await generateSigner()
    const now = world.clock.now()
    const store = createMemoryIssuedStore()
    const listUrl = 'https://list.example/status/1'
    const issuer = createIssuer({ signer: mother.signer, store, clock: world.clock.now, listUrl })
    const { token } = await issuer.issue(
      {
        ...{ type: credentialTypes.proxyMandate, subject: signer.did, holderKey: signer.publicKey },
        claims: { patient: record, powers, purposes: ['TREAT'], data: '*' },
        ...{ validFrom: now, validUntil: epochSeconds(now + 86_400) },
      },
      { format: 'dc+sd-jwt' },
    )
    const [identity = ''] = mother.credentials
    return createPerson(world, { signer, credentials: [token, identity], chain: mother.chain })
  }

  test('is nobody here whose mandate has a list that nobody can read', async () => {
    const son = await proxy(['view'])
    await expect(son.signIn()).rejects.toMatchObject({ outcome: 'unknown', status: 503 })
  })

  test('is nobody here without the identity of whoever gave the mandate', async () => {
    const { signer, credentials, chain } = await proxy(['view'])
    const alone = await createPerson(world, { signer, credentials: credentials.slice(0, 1), chain })
    await expect(alone.signIn()).rejects.toMatchObject({ code: 'credentials_not_held' })
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
