import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeBase64url, decodeUtf8, encodeBase64url, encodeUtf8 } from '@fidecura/base'
import { signWithdrawal, verifyReceipt } from '@fidecura/consent'
import { signConfirmation, signEntry } from '@fidecura/consent/entries'
import { signRefusal } from '@fidecura/consent/request'
import { createMemoryReplayStore } from '@fidecura/credentials'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type MadeConsentRequest, readRequestFragment } from '../src/client/index.ts'
import { recordFolderName } from '../src/hospital/record-source.ts'
import { consentTo, evidenceOf, laboratory, open, present, read } from './consents.ts'
import { decodeToken } from './decode.ts'
import { appoint, clerk, enrol } from './staff.ts'
import { createPerson, createWorld, type Person, type World } from './world.ts'

let world: World
let desk: Person
let doctor: Person
let patient: Person
beforeAll(async () => {
  world = await createWorld()
  desk = await appoint(world, '1', clerk)
  doctor = await appoint(world, '2')
  patient = await enrol(world, desk, 'R-1')
  await fill('R-1')
})
afterAll(() => world.close())

const recordOf = (value: string) => ({ system: 'urn:oid:2.999.1.1', value })
const observation =
  '{"resourceType":"Observation","id":"o1","status":"final","subject":{"reference":"Patient/1"},"code":{"coding":[{"system":"http://loinc.org","code":"8480-6"}]},"valueQuantity":{"value":128.0,"unit":"mmHg"}}'
const medication =
  '{"resourceType":"MedicationStatement","id":"m1","status":"active","subject":{"reference":"Patient/1"},"medicationCodeableConcept":{"coding":[{"system":"http://snomed.info/sct","code":"387458008"}]}}'

async function fill(value: string, more: Record<string, string> = {}): Promise<void> {
  const folder = join(world.folder, 'riverside/records', await recordFolderName(recordOf(value)))
  mkdirSync(folder, { recursive: true })
  for (const [name, text] of Object.entries({ observation, medication, ...more })) {
    writeFileSync(join(folder, `${name}.json`), text)
  }
}

const ask = (by: Person, value?: string, more: object = {}): Promise<MadeConsentRequest> =>
  by.client.requestConsent({
    ...(value === undefined ? {} : { record: recordOf(value) }),
    ...{ purposes: ['TREAT'], data: [laboratory], validDays: 90, ...more },
  })

describe('a consent', () => {
  test('is asked for by the department, given by the patient, and read under', async () => {
    const notAvailable = { code: 'not_available', status: 403 }
    await expect(read(world, doctor, 'R-1')).rejects.toMatchObject(notAvailable)
    const made = await ask(doctor, 'R-1', { words: 'For your visit on Monday.' })
    const { items } = await patient.client.myRequests()
    expect(items).toMatchObject([{ id: made.id, state: 'open', token: made.token }])
    const request = await open(world, patient, items[0] ?? made, 'R-1')
    expect(request.grantee.name).toBe('Cardiology, Riverside Hospital')
    const token = await consentTo(world, patient, items[0] ?? made, 'R-1')
    expect((await patient.client.myRequests()).items[0]?.state).toBe('answered')
    expect((await doctor.client.consentRequests()).items.at(-1)?.state).toBe('answered')
    const { bundle, duties } = await read(world, doctor, 'R-1')
    const text = decodeUtf8(decodeBase64url(bundle))
    // Byte for byte, and nothing that was not asked for.
    expect(text).toBe(
      `{"resourceType":"Bundle","type":"collection","entry":[{"resource":${observation}}]}`,
    )
    expect(duties).toEqual([])
    const { statements } = await patient.client.myStatements()
    expect(statements.map((each) => each.token)).toContain(token)
  })

  test('is shown to the patient with every access, and every refusal', async () => {
    const { items } = await patient.client.myAccesses()
    expect(items.map(({ outcome }) => outcome)).toEqual(['permit', 'no_consent'])
    expect(items[0]).toMatchObject({
      purpose: 'TREAT',
      by: {
        did: doctor.signer.did,
        name: 'Dr 2 Example',
        department: { name: 'Cardiology, Riverside Hospital' },
      },
    })
    const pages = []
    for (let after: number | undefined; ; ) {
      const page = await patient.client.myAccesses({ limit: 1, after })
      pages.push(...page.items)
      after = page.next
      if (after === undefined) break
    }
    expect(pages).toEqual(items)
  })

  test('is taken back, with a receipt, and then denies', async () => {
    const { statements } = await patient.client.myStatements()
    const { issuer, id } = decodeToken(statements[0]?.token ?? '')
    const token = await signWithdrawal(
      { statement: { issuer, id }, record: recordOf('R-1'), issuedAt: world.clock.now() },
      { signer: patient.signer },
    )
    const { receipt } = await patient.client.withdraw({ token, evidence: evidenceOf(patient) })
    const { site, verifier } = world.hospital()
    const now = world.clock.now()
    const register = { did: site.did, keys: [site.thumbprint] }
    const options = { register, verifier, now }
    expect(await verifyReceipt(receipt, options)).toMatchObject({ kind: 'withdrawal' })
    await expect(read(world, doctor, 'R-1')).rejects.toMatchObject({ code: 'not_available' })
    expect((await patient.client.myAccesses()).items[0]?.outcome).toBe('deny')
  })

  test('is given for one department, and read by no other', async () => {
    const other = await appoint(world, '3', { department: 'orthopaedics' })
    await consentTo(world, patient, await ask(doctor, 'R-1'), 'R-1')
    await read(world, doctor, 'R-1')
    await expect(read(world, other, 'R-1')).rejects.toMatchObject({ code: 'not_available' })
  })

  test('says nothing of what it is not about: a second one leaves the first as it is', async () => {
    const resource = (code: string) => ({ system: 'http://hl7.org/fhir/resource-types', code })
    const medications = { scope: 'category', types: [resource('MedicationStatement')] } as const
    await consentTo(world, patient, await ask(doctor, 'R-1', { data: [medications] }), 'R-1')
    expect(await bundleOf(await read(world, doctor, 'R-1'))).toEqual(['o1'])
    expect(await bundleOf(await read(world, doctor, 'R-1', medications))).toEqual(['m1'])
    const both = { ...medications, types: [resource('Observation'), ...medications.types] }
    const made = await ask(doctor, 'R-1', { data: [laboratory, medications] })
    const { terms } = await open(world, patient, made, 'R-1')
    expect(terms.rule).toMatchObject({
      effect: 'permit',
      children: [],
      conditions: { types: both.types },
    })
    const coded = { scope: 'category', codes: [{ system: 'http://loinc.org', code: '8480-6' }] }
    const mixed = await ask(doctor, 'R-1', { data: [medications, coded] })
    expect((await open(world, patient, mixed, 'R-1')).terms.rule).toMatchObject({
      ...{ effect: 'deny', children: [{ effect: 'permit' }, { effect: 'permit' }] },
    })
  })

  test('that was given meanwhile is not refused any more: nobody is told that it was', async () => {
    const other = await enrol(world, desk, 'R-given')
    const made = await ask(doctor, 'R-given')
    const request = await open(world, other, made, 'R-given')
    const { signer } = other
    const options = { signer, issuedAt: world.clock.now(), uses: createMemoryReplayStore() }
    const refusal = await signRefusal(request, options)
    await consentTo(world, other, made, 'R-given')
    await expect(other.client.refuseRequest(refusal)).rejects.toMatchObject({
      ...{ code: 'changed_meanwhile', status: 409 },
    })
    expect((await other.client.myRequests()).items).toMatchObject([{ state: 'answered' }])
  })

  test('is refused by the patient, and by nobody else', async () => {
    const made = await ask(doctor, 'R-1')
    const request = await open(world, patient, made, 'R-1')
    const uses = createMemoryReplayStore()
    const options = { signer: patient.signer, issuedAt: world.clock.now(), uses }
    const refusal = await signRefusal(request, options)
    const other = await enrol(world, desk, 'R-2')
    await expect(other.client.refuseRequest(refusal)).rejects.toMatchObject({ code: 'not_found' })
    await patient.client.refuseRequest(refusal)
    const { items } = await patient.client.myRequests({ limit: 100 })
    expect(items.find(({ id }) => id === made.id)?.state).toBe('refused')
  })

  test('is handed in by the patient of the record alone', async () => {
    const other = await enrol(world, desk, 'R-3')
    const made = await ask(doctor, 'R-3')
    const request = await open(world, other, made, 'R-3')
    const { token } = await signed(other, request)
    // With all that shows whose it is: only the session is of somebody else.
    const handed = patient.client.submitStatement({ token, evidence: evidenceOf(other) })
    await expect(handed).rejects.toMatchObject({ code: 'not_permitted', status: 403 })
    const borrowed = patient.client.submitStatement({ token, evidence: evidenceOf(patient) })
    await expect(borrowed).rejects.toMatchObject({ code: 'signer_not_patient' })
    expect((await other.client.myStatements()).statements).toEqual([])
  })

  test('is looked into by the patient of the record alone', async () => {
    const other = await enrol(world, desk, 'R-4')
    const refused = { code: 'not_permitted', status: 403 }
    for (const look of [
      'myStatements',
      'myRequests',
      'myNotices',
      'myEntries',
      'myAccesses',
    ] as const) {
      await expect(other.client[look]({ record: 'R-1' })).rejects.toMatchObject(refused)
      await expect(doctor.client[look]({ record: 'R-1' })).rejects.toMatchObject(refused)
    }
  })
})

async function bundleOf({ bundle }: { readonly bundle: string }): Promise<readonly string[]> {
  const { entry } = JSON.parse(decodeUtf8(decodeBase64url(bundle)))
  return entry.map(({ resource }: { resource: { id: string } }) => resource.id)
}

async function signed(by: Person, request: Awaited<ReturnType<typeof open>>) {
  const { statementFromRequest, signAnswer } = await import('@fidecura/consent/request')
  const draft = statementFromRequest(request, {
    id: `urn:uuid:${crypto.randomUUID()}`,
    language: 'en',
  })
  const uses = createMemoryReplayStore()
  return {
    token: await signAnswer(request, draft, {
      signer: by.signer,
      issuedAt: world.clock.now(),
      uses,
    }),
  }
}

describe('a reading', () => {
  test('needs a challenge of this service, once', async () => {
    const shown = await present(world, doctor)
    const request = { record: recordOf('R-1'), purpose: 'TREAT', data: [laboratory], ...shown }
    await doctor.client.read(request)
    await expect(doctor.client.read(request)).rejects.toMatchObject({ code: 'challenge_unknown' })
    const made = { ...request, nonce: 'n'.repeat(43) }
    await expect(doctor.client.read(made)).rejects.toMatchObject({ code: 'challenge_unknown' })
  })

  test('is presented by whoever is signed in', async () => {
    const colleague = await appoint(world, '5')
    const shown = await present(world, colleague)
    const borrowed = doctor.client.read({
      ...{ record: recordOf('R-1'), purpose: 'TREAT', data: [laboratory], ...shown },
    })
    await expect(borrowed).rejects.toMatchObject({ code: 'credentials_not_held' })
  })

  test('tells nobody which records there are', async () => {
    const codes: string[] = []
    for (const value of ['R-4', 'R-unknown']) {
      await read(world, doctor, value).catch((error) => codes.push(JSON.stringify({ ...error })))
    }
    expect(new Set(codes).size).toBe(1)
  })

  test('releases nothing of another patient, whoever put it there', async () => {
    const other = await enrol(world, desk, 'R-6')
    await fill('R-6', { foreign: observation.replace('Patient/1', 'Patient/2') })
    await consentTo(world, other, await ask(doctor, 'R-6'), 'R-6')
    await expect(read(world, doctor, 'R-6')).rejects.toMatchObject({
      code: 'fhir_patient_mismatch',
    })
  })

  test('is refused of a clerk, who has no purpose to treat', async () => {
    await expect(read(world, desk, 'R-1')).rejects.toMatchObject({ code: 'not_permitted' })
  })

  test('is for what the role allows: research is not', async () => {
    const shown = await present(world, doctor)
    const asked = { record: recordOf('R-1'), purpose: 'HRESCH', data: [laboratory], ...shown }
    await expect(doctor.client.read(asked)).rejects.toMatchObject({ code: 'not_available' })
  })
})

describe('an entry', () => {
  const write = async (by: Person, value: string, text = observation) => {
    const bytes = encodeUtf8(text)
    const [role = '', licence = ''] = by.credentials
    const token = await signEntry(bytes, {
      ...{
        signer: by.signer,
        id: `urn:uuid:${crypto.randomUUID()}`,
        record: recordOf(value),
        role,
      },
      ...{ mediaType: 'application/fhir+json', issuedAt: world.clock.now() },
    })
    return { token, content: encodeBase64url(bytes), evidence: { role, licence, chain: by.chain } }
  }

  test('waits for its patient, who confirms the very bytes', async () => {
    const entry = await write(doctor, 'R-1')
    const { id } = await doctor.client.submitEntry(entry)
    const [waiting] = (await patient.client.myEntries()).items
    expect(waiting).toMatchObject({ id, token: entry.token, content: entry.content })
    const token = await signConfirmation(entry.token, {
      ...{ signer: patient.signer, bytes: decodeBase64url(entry.content), verdict: 'confirmed' },
      issuedAt: world.clock.now(),
    })
    const answer = { token, evidence: evidenceOf(patient) }
    expect(await patient.client.answerEntry(answer)).toMatchObject({ id, verdict: 'confirmed' })
    expect((await doctor.client.entries()).items).toMatchObject([{ id, verdict: 'confirmed' }])
    const other = await enrol(world, desk, 'R-7')
    const borrowed = other.client.answerEntry(answer)
    await expect(borrowed).rejects.toMatchObject({ code: 'not_permitted' })
  })

  test('is handed in by whoever signed it, with the bytes that were signed', async () => {
    const entry = await write(doctor, 'R-1')
    const colleague = await appoint(world, '8')
    const borrowed = colleague.client.submitEntry(entry)
    await expect(borrowed).rejects.toMatchObject({ code: 'not_permitted' })
    const content = encodeBase64url(encodeUtf8(observation.replace('128.0', '228.0')))
    const altered = doctor.client.submitEntry({ ...entry, content })
    await expect(altered).rejects.toMatchObject({ code: 'entry_bytes_mismatch' })
  })
})

describe('a consultation from another hospital', () => {
  test('is agreed to by link for a day, read, written down and confirmed', async () => {
    const there = await appoint(world, '9', {
      ...{ tenant: 'hillside', department: 'telemedicine', purposes: ['TREAT'] },
    })
    const custodian = world.hospital().site.did
    const made = await there.client.requestConsent({
      ...{ custodian, purposes: ['TREAT'], data: [laboratory], validHours: 24 },
    })
    expect(made.url).toMatch(/^http:\/\/localhost:8080\/riverside\/patient\/#request=/)
    const carried = readRequestFragment(new URL(made.url).hash)
    if (carried === undefined) throw new Error('No request')
    const request = await open(world, patient, carried, 'R-1')
    expect(request.grantee.name).toBe('Telemedicine, Hillside Hospital')
    expect(request.controller.name).toBe('Riverside Hospital')
    const { signer, credentials, chain } = there
    const here = await createPerson(world, { signer, credentials, chain })
    const { as } = await here.signIn()
    expect(as.staff).toMatchObject({ isOurs: false })
    await expect(here.client.staff()).rejects.toMatchObject({ code: 'not_permitted' })
    const bytes = encodeUtf8(observation)
    const [role = '', licence = ''] = credentials
    const entry = async () => ({
      content: encodeBase64url(bytes),
      evidence: { role, licence, chain },
      token: await signEntry(bytes, {
        ...{ signer, id: `urn:uuid:${crypto.randomUUID()}`, record: recordOf('R-1'), role },
        ...{ mediaType: 'application/fhir+json', issuedAt: world.clock.now() },
      }),
    })
    const notAvailable = { code: 'not_available' }
    await expect(read(world, here, 'R-1')).rejects.toMatchObject(notAvailable)
    await expect(here.client.submitEntry(await entry())).rejects.toMatchObject(notAvailable)
    await consentTo(world, patient, carried, 'R-1')
    expect(decodeUtf8(decodeBase64url((await read(world, here, 'R-1')).bundle))).toContain('128.0')
    const { id } = await here.client.submitEntry(await entry())
    expect((await patient.client.myEntries({ limit: 100 })).items.map((each) => each.id)).toContain(
      id,
    )
    world.advance(86_400)
    await here.signIn()
    await expect(read(world, here, 'R-1')).rejects.toMatchObject(notAvailable)
    await expect(here.client.submitEntry(await entry())).rejects.toMatchObject(notAvailable)
  })

  test('is asked for of no hospital that this one does not know', async () => {
    await doctor.signIn()
    const custodian = 'did:web:elsewhere.example' as never
    const made = doctor.client.requestConsent({
      ...{ custodian, purposes: ['TREAT'], data: [laboratory], validHours: 24 },
    })
    await expect(made).rejects.toMatchObject({ code: 'custodian_unknown' })
    const both = doctor.client.requestConsent({
      ...{ purposes: ['TREAT'], data: [laboratory], validHours: 24, validDays: 1 },
    })
    await expect(both).rejects.toMatchObject({ code: 'request_malformed', place: '/validDays' })
  })
})
