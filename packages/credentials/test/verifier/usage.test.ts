import { inspect } from 'node:util'
import { epochSeconds } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import { type CredentialUse, issueCredential, trackUses, type UsageLog } from '../../src/index.ts'
import { createMemoryUsageLog, impactOf, recordUse, standsOn } from '../../src/switch/index.ts'
import {
  accredit,
  after,
  audience,
  createWorld,
  employ,
  entryIn,
  hour,
  issueBadge,
  join,
  licenceId,
  license,
  nonce,
  noon,
  type Party,
  patientIdentity,
  practitionerLicence,
  practitionerRole,
  present,
  roleClaims,
  verifierOf,
} from './world.ts'

const terms = Object.freeze({ audience, nonce })
const roleId = 'urn:example:role:1'
const hopId = 'urn:example:accreditation:1'
const record = { system: 'https://hospital.example/records', value: 'R-1' }

/** A log, and every row that was ever handed to it. */
function watched() {
  const rows: CredentialUse[] = []
  const log = createMemoryUsageLog()
  const usage: UsageLog = {
    ...log,
    async record(uses) {
      rows.push(...uses)
      return log.record(uses)
    },
  }
  return { usage, rows }
}

async function clinic(usage: UsageLog) {
  const world = createWorld()
  const [authority, hospital, doctor] = [await join(world), await join(world), await join(world)]
  const issuingAccreditation = 'urn:fidecura:credential:issuing-accreditation:1'
  const roots = [
    { did: authority.did, types: [practitionerLicence, practitionerRole, issuingAccreditation] },
  ]
  const verifier = verifierOf(world, { roots, usage })
  const granted = {
    types: [practitionerRole],
    organisations: '*',
    departments: '*',
    specialties: '*',
    purposes: '*',
  }
  const chain = [await accredit(authority, hospital, granted, { id: hopId })]
  const role = await employ(hospital, doctor, roleClaims(hospital, hospital, authority))
  const licence = await license(authority, doctor)
  const credentials = [await present(doctor, role), await present(doctor, licence)]
  const stands: readonly (readonly [Party, string])[] = [
    [hospital, roleId],
    [authority, hopId],
    [authority, licenceId],
  ]
  return { world, verifier, role, licence, doctor, presentation: { credentials, chain }, stands }
}

describe('a verifier with a usage log', () => {
  test('writes a presentation down under each credential, its licence and each accreditation', async () => {
    const { usage, rows } = watched()
    const { verifier, presentation, stands } = await clinic(usage)
    await verifier.verifyPresentation(presentation, terms)
    expect(rows).toHaveLength(3)
    for (const [{ did }, id] of stands) {
      const name = { issuer: did, id }
      const use = { kind: 'presentation', at: noon, proven: true }
      const earlier = await impactOf(usage, name, noon)
      expect([earlier.before, earlier.after]).toMatchObject([[], [use]])
      const later = await impactOf(usage, name, after(1))
      expect([later.before, later.after]).toMatchObject([[use], []])
    }
  })

  test('writes down what a check finds to hold, too, for it uses the nonce up', async () => {
    const { usage, rows } = watched()
    const { verifier, presentation } = await clinic(usage)
    const { verdict } = await verifier.checkPresentation(presentation, terms)
    expect([verdict, rows.length]).toEqual(['passed', 3])
  })

  test('writes down nothing of what it refuses', async () => {
    const { usage, rows } = watched()
    const { verifier, presentation } = await clinic(usage)
    const elsewhere = { ...terms, audience: 'https://else.example' }
    await expect(verifier.verifyPresentation(presentation, elsewhere)).rejects.toMatchObject({
      code: 'presentation_audience_wrong',
    })
    expect(rows).toEqual([])
    await verifier.verifyPresentation(presentation, terms)
    await expect(verifier.verifyPresentation(presentation, terms)).rejects.toMatchObject({
      code: 'presentation_replayed',
    })
    expect(rows).toHaveLength(3)
  })

  test('hands nothing out that it could not write down, and says that this is unknown', async () => {
    const secret = 'Wen Example'
    const failing: UsageLog = {
      ...createMemoryUsageLog(),
      record: () => Promise.reject(new TypeError(secret)),
    }
    const { verifier, presentation } = await clinic(failing)
    const error = await verifier.verifyPresentation(presentation, terms).catch((thrown) => thrown)
    expect(error).toMatchObject({ code: 'usage_log_failed', outcome: 'unknown' })
    expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain(secret)
  })

  test('waits until the log has it', async () => {
    let end = (): void => undefined
    const slow: UsageLog = {
      ...createMemoryUsageLog(),
      record: () => new Promise((done) => (end = done)),
    }
    const { verifier, presentation } = await clinic(slow)
    let handedOut = false
    const verifying = verifier.verifyPresentation(presentation, terms).then(() => {
      handedOut = true
    })
    await new Promise((done) => setTimeout(done, 100))
    expect(handedOut).toBe(false)
    end()
    await verifying
  })

  test('keeps nothing that says who anybody is, or which credential it was', async () => {
    const { usage, rows } = watched()
    const { verifier, presentation, stands, doctor } = await clinic(usage)
    await verifier.verifyPresentation(presentation, terms)
    const kept = JSON.stringify(rows)
    const canaries = [doctor.did, roleId, licenceId, hopId, 'Wen', 'REG-1', 'cardiology', nonce]
    for (const canary of [...canaries, ...stands.map(([{ did }]) => did)]) {
      expect(kept).not.toContain(canary)
    }
    for (const row of rows) {
      expect(Object.keys(row).sort()).toEqual(['at', 'id', 'issuer', 'kind', 'proven', 'reference'])
      for (const digest of [row.issuer, row.id, row.reference]) {
        expect(digest).toMatch(/^[\w-]{43}$/)
      }
    }
  })
})

describe('standsOn', () => {
  test('names the identity by which a mandate counted', async () => {
    const world = createWorld()
    const [hospital, patient, proxy] = [await join(world), await join(world), await join(world)]
    const verifier = verifierOf(world, { roots: [{ did: hospital.did, types: [patientIdentity] }] })
    const issue = (by: Party, to: Party, type: string, id: string, claims: object) =>
      issueCredential(
        {
          ...{ type, id, subject: to.did, holderKey: to.signer.publicKey },
          ...{ claims: claims as never, status: entryIn(by, 5) },
          ...{ validFrom: after(-hour), validUntil: after(hour), issuedAt: after(-hour) },
        },
        { signer: by.signer, format: 'vc+jwt' },
      )
    const identified = { record, method: 'in_person' }
    const giver = await issue(hospital, patient, patientIdentity, 'urn:example:1', identified)
    const type = 'urn:fidecura:credential:proxy-mandate:1'
    const powers = { patient: record, powers: ['consent'], purposes: ['TREAT'], data: '*' }
    const mandate = await issue(patient, proxy, type, 'urn:example:2', powers)
    const verified = await verifier.verifyCredential(mandate, { giver })
    expect(standsOn(verified).map(({ id }) => id)).toEqual(['urn:example:2', 'urn:example:1'])
  })

  test('names what nobody verified by itself alone', () => {
    const name = { issuer: 'did:web:x.example' as never, id: 'urn:example:1' }
    expect(standsOn(name)).toEqual([name])
  })
})

describe('recordUse', () => {
  test('writes down what a verified credential stands on, of the past, too', async () => {
    const { usage, rows } = watched()
    const { verifier, role, licence, presentation } = await clinic(usage)
    const { chain } = presentation
    const past = await verifier.verifyCredentialAsOf(role, { at: after(-60), licence, chain })
    await recordUse(usage, [past], { kind: 'entry', reference: 'e', at: noon })
    expect(rows).toHaveLength(3)
  })
})

describe('trackUses', () => {
  test('writes down what was verified for this act, and nothing that was refused or came before', async () => {
    const { usage, rows } = watched()
    const { verifier, role, licence, presentation, world } = await clinic(usage)
    const { chain } = presentation
    await verifier.verifyCredential(licence)
    const uses = trackUses(verifier)
    await uses.verifier.verifyCredential(role, { licence, chain })
    const badge = await issueBadge(await join(world))
    await expect(uses.verifier.verifyCredential(badge)).rejects.toMatchObject({
      code: 'credential_issuer_untrusted',
    })
    await uses.record({ kind: 'entry', reference: 'e', at: epochSeconds(noon) })
    expect(rows).toHaveLength(3)
    expect(rows.every(({ kind, proven }) => kind === 'entry' && !proven)).toBe(true)
    const another = trackUses(verifier)
    await another.verifier.verifyCredential(licence)
    await another.record({ kind: 'entry', reference: 'f', at: noon })
    expect(rows).toHaveLength(4)
  })

  test('changes nothing where nothing is to be written down', async () => {
    const verifier = verifierOf(createWorld(), { roots: [] })
    const uses = trackUses(verifier)
    expect(uses.verifier).toBe(verifier)
    await uses.record({ kind: 'entry', reference: 'e', at: noon })
  })
})
