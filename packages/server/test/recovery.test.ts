import { epochSeconds } from '@fidecura/base'
import {
  approveRecovery,
  objectToRecovery,
  signRecoveryRequest,
} from '@fidecura/credentials/recovery'
import { generateSigner } from '@fidecura/identity'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { RecoveryReference } from '../src/client/index.ts'
import { read } from './consents.ts'
import { appoint, clerk, enrol } from './staff.ts'
import { createPerson, createWorld, type Person, type World } from './world.ts'

let world: World
let secretary: Person
let colleague: Person
beforeAll(async () => {
  world = await createWorld()
  secretary = await appoint(world, '1', clerk)
  colleague = await appoint(world, '2', clerk)
})
afterAll(() => world.close())

const evidenceOf = ({ credentials: [role = '', licence = ''], chain }: Person) => ({
  ...{ role, licence, chain },
})

async function newPhone(): Promise<Person> {
  const person = await createPerson(world, { signer: await generateSigner() })
  await person.signIn()
  return person
}

async function ask(
  person: Person,
  reference: RecoveryReference,
  more: object = {},
): Promise<string> {
  const id = `urn:uuid:${crypto.randomUUID()}`
  const issuedAt = world.clock.now()
  const content = { ...reference, id, by: 'desk', reason: 'lost', issuedAt, ...more } as const
  return signRecoveryRequest(content, { signer: person.signer })
}

async function approve(by: Person, id: string, request: string) {
  const token = await approveRecovery(request, { signer: by.signer, issuedAt: world.clock.now() })
  return by.client.approveRecovery(id, { token, evidence: evidenceOf(by) })
}

describe('a lost phone', () => {
  test('is replaced by two people of the desk, a day later, and the old key is gone', async () => {
    const patient = await enrol(world, secretary, 'R-1')
    const reference = await secretary.client.recoveryReference('R-1')
    expect(reference).toMatchObject({ from: patient.signer.did, record: { value: 'R-1' } })
    const phone = await newPhone()
    const request = await ask(phone, reference)
    const asked = await phone.client.openRecovery({ request, approvals: [] })
    expect(asked).toMatchObject({ state: 'requested', approvals: 0, request })
    expect((await secretary.client.recoveries()).items).toEqual([asked])
    expect(await approve(secretary, asked.id, request)).toMatchObject({ state: 'requested' })
    await expect(approve(secretary, asked.id, request)).rejects.toMatchObject({
      code: 'recovery_approver_twice',
    })
    const opened = await approve(colleague, asked.id, request)
    const completesAt = epochSeconds(world.clock.now() + 86_400)
    expect(opened).toMatchObject({ state: 'open', approvals: 2, completesAt })
    // The old phone, if somebody has it, is told.
    expect((await patient.client.myNotices()).items).toMatchObject([
      { kind: 'recovery_opened', completesNotBefore: completesAt },
    ])
    expect((await patient.client.recoveries()).items).toMatchObject([
      { id: asked.id, state: 'open' },
    ])
    const early = phone.client.completeRecovery(asked.id)
    await expect(early).rejects.toMatchObject({ code: 'recovery_too_early' })
    world.advance(86_400)
    await phone.signIn()
    const { identity, receipt, chain } = await phone.client.completeRecovery(asked.id)
    expect(receipt).toMatch(/^ey/)
    const { signer } = phone
    const again = await createPerson(world, { signer, credentials: [identity], chain })
    expect((await again.signIn()).as.records).toMatchObject([{ record: { value: 'R-1' } }])
    await expect(patient.signIn()).rejects.toMatchObject({ code: 'status_revoked' })
    await secretary.signIn()
    expect(await secretary.client.recoveryReference('R-1')).toMatchObject({ from: signer.did })
  })

  test('that was none ends by the word of the old key', async () => {
    const patient = await enrol(world, secretary, 'R-2')
    await colleague.signIn()
    const thief = await newPhone()
    const request = await ask(thief, await secretary.client.recoveryReference('R-2'))
    const { id } = await thief.client.openRecovery({ request, approvals: [] })
    await approve(secretary, id, request)
    await approve(colleague, id, request)
    const options = { as: 'old_key', signer: patient.signer, issuedAt: world.clock.now() } as const
    const token = await objectToRecovery(request, options)
    expect(await patient.client.objectToRecovery(id, [{ token }])).toMatchObject({
      state: 'objected',
    })
    world.advance(86_400)
    await thief.signIn()
    const completed = thief.client.completeRecovery(id)
    await expect(completed).rejects.toMatchObject({ code: 'recovery_closed' })
    await patient.signIn()
  })

  test('is asked for by whoever has the new key, and seen by nobody else', async () => {
    await secretary.signIn()
    await enrol(world, secretary, 'R-3')
    const phone = await newPhone()
    const request = await ask(phone, await secretary.client.recoveryReference('R-3'))
    const other = await newPhone()
    const borrowed = other.client.openRecovery({ request, approvals: [] })
    await expect(borrowed).rejects.toMatchObject({ code: 'not_permitted', status: 403 })
    const { id } = await phone.client.openRecovery({ request, approvals: [] })
    expect((await other.client.recoveries()).items).toEqual([])
    expect((await phone.client.recoveries()).items).toMatchObject([{ id }])
    await expect(other.client.completeRecovery(id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(other.client.recoveryReference('R-3')).rejects.toMatchObject({
      code: 'not_permitted',
    })
  })

  test('is opened by the desk for the patient, who hands over the request and nothing else', async () => {
    await colleague.signIn()
    await enrol(world, secretary, 'R-5')
    const phone = await createPerson(world)
    const request = await ask(phone, await secretary.client.recoveryReference('R-5'))
    const approvals = await Promise.all(
      [secretary, colleague].map(async (by) => ({
        token: await approveRecovery(request, { ...by, issuedAt: world.clock.now() }),
        evidence: evidenceOf(by),
      })),
    )
    const opened = await colleague.client.openRecovery({ request, approvals })
    expect(opened).toMatchObject({ state: 'open', approvals: 2 })
    const [alone] = approvals
    const again = await ask(phone, await secretary.client.recoveryReference('R-5'))
    const one = colleague.client.openRecovery({ request: again, approvals: [alone as never] })
    await expect(one).rejects.toMatchObject({ code: 'recovery_approval_missing' })
  })

  test('takes nobody of the desk who signs with the role of another', async () => {
    await colleague.signIn()
    await enrol(world, secretary, 'R-4')
    const phone = await newPhone()
    const request = await ask(phone, await secretary.client.recoveryReference('R-4'))
    const { id } = await phone.client.openRecovery({ request, approvals: [] })
    await approve(secretary, id, request)
    const token = await approveRecovery(request, { ...secretary, issuedAt: world.clock.now() })
    const evidence = evidenceOf(colleague)
    const borrowed = colleague.client.approveRecovery(id, { token, evidence })
    await expect(borrowed).rejects.toMatchObject({ code: 'recovery_approver_refused' })
    expect((await phone.client.recoveries()).items).toMatchObject([{ state: 'requested' }])
  })
})

test('a doctor reads nothing by a recovery', async () => {
  const doctor = await appoint(world, '9')
  await expect(doctor.client.recoveryReference('R-1')).rejects.toMatchObject({
    code: 'not_permitted',
  })
  await expect(read(world, doctor, 'R-1')).rejects.toMatchObject({ code: 'not_available' })
})

test('recoveries of others never fill the page of a patient or of a new key', async () => {
  await secretary.signIn()
  const { documents } = world.hospital().store
  const others = Array.from({ length: 60 }, (_, n) => ({
    ...{ kind: 'recovery', id: `other-${n}`, subject: 'elsewhere', body: {} },
  }))
  const now = world.clock.now()
  expect(
    await documents.write(
      others.map((insert) => ({ insert })),
      now,
    ),
  ).toBe(true)
  const patient = await enrol(world, secretary, 'R-60')
  const phone = await newPhone()
  const request = await ask(phone, await secretary.client.recoveryReference('R-60'))
  const { id } = await phone.client.openRecovery({ request, approvals: [] })
  expect((await patient.client.recoveries()).items).toMatchObject([{ id }])
  expect((await phone.client.recoveries()).items).toMatchObject([{ id }])
  expect(
    await documents.write(
      others.map((remove) => ({ remove })),
      now,
    ),
  ).toBe(true)
})

test('each step of a recovery is written down with whose hand it was', async () => {
  await secretary.signIn()
  await colleague.signIn()
  await enrol(world, secretary, 'R-70')
  const phone = await newPhone()
  const request = await ask(phone, await secretary.client.recoveryReference('R-70'))
  const { id } = await phone.client.openRecovery({ request, approvals: [] })
  await approve(secretary, id, request)
  await approve(colleague, id, request)
  const record = { system: 'urn:oid:2.999.1.1', value: 'R-70' }
  const events = await world.hospital().store.audit.about(record, { limit: 3 })
  expect(events.map(({ act }) => [act.kind, act.outcome, act.actor?.did])).toEqual(
    [colleague, secretary, phone].map(({ signer }) => ['update', 'done', signer.did]),
  )
})
