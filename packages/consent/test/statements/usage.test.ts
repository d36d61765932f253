import { encodeUtf8 } from '@fidecura/base'
import { signEntry, verifyEntry } from '@fidecura/consent/entries'
import { createRegister } from '@fidecura/consent/register'
import {
  type CredentialUse,
  createVerifier,
  credentialTypes,
  decodeCredential,
  type UsageLog,
} from '@fidecura/credentials'
import { createMemoryUsageLog, impactOf } from '@fidecura/credentials/switch'
import { digestOf, type Signer } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import {
  after,
  consentOf,
  createWorld,
  index,
  issue,
  noon,
  record,
  statusOf,
  type World,
} from './world.ts'

const identityId = 'urn:example:identity:1'
const roleId = 'urn:example:role:1'
const bytes = encodeUtf8('{"resourceType":"Observation","valueQuantity":{"value":6.0}}')

/** The world's register and verifier, which write down what stands on what. */
async function recording(more: Partial<UsageLog> = {}) {
  const world = await createWorld()
  const rows: CredentialUse[] = []
  const log = createMemoryUsageLog()
  const usage: UsageLog = {
    ...log,
    async record(uses) {
      rows.push(...uses)
      return log.record(uses)
    },
    ...more,
  }
  const { hospital, registrar: signer, store, resolve, clock } = world
  const verifier = createVerifier({
    roots: [{ did: hospital.did, types: Object.values(credentialTypes) }],
    ...{ resolve, clock, status: statusOf(hospital, clock, []), usage },
  })
  const register = createRegister({ signer, store, verifier })
  const evidence = { identity: await withId(world, world.patient, identityId) }
  return { world, usage, rows, verifier, register, evidence }
}

function withId({ hospital }: World, subject: Signer, id: string): Promise<string> {
  const claims = { record: { ...record }, method: 'in_person' }
  return issue(hospital, credentialTypes.patientIdentity, {
    ...{ subject, id, claims, index: index.identity },
  })
}

async function entryOf({ doctor, hospital, role }: World) {
  const { credential } = await decodeCredential(role.role)
  const ofRole = await issue(hospital, credentialTypes.practitionerRole, {
    ...{ subject: doctor, id: roleId, index: index.role, claims: credential.claims },
  })
  const token = await signEntry(bytes, {
    ...{ signer: doctor, id: 'urn:example:entry:1', record, role: ofRole },
    ...{ mediaType: 'application/fhir+json', issuedAt: noon },
  })
  return { token, evidence: { ...role, role: ofRole } }
}

describe('Register.submit, with a usage log,', () => {
  test('writes the statement down under the identity, before it takes it in and once it is dated', async () => {
    const { world, usage, rows, register, evidence } = await recording()
    const token = await consentOf(world)
    await register.submit({ token, evidence })
    const name = { issuer: world.hospital.did, id: identityId }
    const use = { kind: 'statement', reference: await digestOf(token), at: noon, proven: true }
    expect(rows.map(({ proven }) => proven)).toEqual([false, true])
    const later = await impactOf(usage, name, after(1))
    expect([later.before, later.after]).toMatchObject([[use], []])
    const earlier = await impactOf(usage, name, noon)
    expect([earlier.before, earlier.after]).toMatchObject([[], [use]])
  })

  test('takes nothing in that could not be written down', async () => {
    const { world, register, evidence } = await recording({
      record: () => Promise.reject(new TypeError('R-0001')),
    })
    const token = await consentOf(world)
    await expect(register.submit({ token, evidence })).rejects.toMatchObject({
      code: 'usage_log_failed',
      outcome: 'unknown',
    })
    expect(world.kept.size).toBe(0)
  })

  test('gives no receipt before the date is written down, and one when asked again', async () => {
    let calls = 0
    const { world, register, evidence } = await recording({
      async record() {
        calls += 1
        if (calls === 2) throw new TypeError('no space')
      },
    })
    const token = await consentOf(world)
    await expect(register.submit({ token, evidence })).rejects.toMatchObject({
      code: 'usage_log_failed',
    })
    await expect(register.submit({ token, evidence })).resolves.toEqual(expect.any(String))
  })

  test('writes down nothing of a statement that it refuses', async () => {
    const { world, rows, register, evidence } = await recording()
    const token = await consentOf(world, {}, world.stranger)
    await expect(register.submit({ token, evidence })).rejects.toMatchObject({
      code: 'signer_not_patient',
    })
    expect(rows).toEqual([])
  })
})

describe('verifyEntry, with a usage log,', () => {
  test('writes the entry down under role and licence, as of when somebody else says that it existed', async () => {
    const { world, usage, verifier } = await recording()
    const { token, evidence } = await entryOf(world)
    const options = { bytes, evidence, verifier }
    const name = { issuer: world.hospital.did, id: roleId }
    await verifyEntry(token, options)
    const reference = await digestOf(token)
    const claimed = { kind: 'entry', reference, at: noon, proven: false }
    expect((await impactOf(usage, name, after(600))).after).toMatchObject([claimed])
    world.now = after(60)
    await verifyEntry(token, { ...options, existedBy: await world.prove(token) })
    const proven = { kind: 'entry', reference, at: after(60), proven: true }
    expect((await impactOf(usage, name, after(600))).before).toMatchObject([proven])
    const { credential } = await decodeCredential(evidence.licence ?? '')
    const ofLicence = { issuer: world.hospital.did, id: credential.id ?? '' }
    expect((await impactOf(usage, ofLicence, undefined)).before).toMatchObject([proven])
  })

  test('returns nothing that could not be written down', async () => {
    const { world, verifier } = await recording({ record: () => Promise.reject(new TypeError('')) })
    const { token, evidence } = await entryOf(world)
    await expect(verifyEntry(token, { bytes, evidence, verifier })).rejects.toMatchObject({
      code: 'usage_log_failed',
      outcome: 'unknown',
    })
  })

  test('keeps neither people nor credentials in the clear, for statements and entries alike', async () => {
    const { world, rows, verifier, register, evidence } = await recording()
    await register.submit({ token: await consentOf(world), evidence })
    const entry = await entryOf(world)
    await verifyEntry(entry.token, { bytes, evidence: entry.evidence, verifier })
    const kept = JSON.stringify(rows)
    expect(rows.length).toBeGreaterThan(3)
    const { patient, doctor, hospital } = world
    const ids = [identityId, roleId, patient.did, doctor.did, hospital.did]
    for (const canary of [...ids, record.value, 'Wen', 'REG-1', 'TREAT']) {
      expect(kept).not.toContain(canary)
    }
  })
})
