import { generateSigner } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import { type CredentialContents, credentialTypes, issueCredential } from '../../src/index.ts'
import {
  accredit,
  after,
  createWorld,
  entryIn,
  hour,
  issuingAccreditation,
  join,
  type Party,
  patientIdentity,
  serve,
  setStatus,
  verifierOf,
} from './world.ts'

const { proxyMandate } = credentialTypes
const record = { system: 'https://hospital.example/records', value: 'R-1' }
const period = { validFrom: after(-hour), validUntil: after(hour), issuedAt: after(-hour) }
const claims = { patient: record, powers: ['consent'], purposes: ['TREAT'], data: '*' }

type Some = Partial<CredentialContents>

function issue(issuer: Party, type: string, subject: Party, about: object, more: Some = {}) {
  const contents = { ...period, type, subject: subject.did, claims: about as never }
  const status = entryIn(issuer, 5)
  return issueCredential(
    { holderKey: subject.signer.publicKey, ...contents, status, ...more },
    { signer: issuer.signer, format: 'vc+jwt' },
  )
}

async function family() {
  const world = createWorld()
  const [hospital, patient, proxy] = [await join(world), await join(world), await join(world)]
  const verifier = verifierOf(world, { roots: [{ did: hospital.did, types: [patientIdentity] }] })
  const identified = { record, method: 'in_person' }
  const giver = await issue(hospital, patientIdentity, patient, identified)
  const mandate = await issue(patient, proxyMandate, proxy, claims)
  return { world, hospital, patient, proxy, verifier, giver, mandate }
}

describe('verifyCredential, given the identity of the patient who gave a mandate,', () => {
  test('takes it, and the patient is no root afterwards', async () => {
    const { verifier, patient, proxy, giver, mandate } = await family()
    const verified = await verifier.verifyCredential(mandate, { giver, types: [proxyMandate] })
    expect(verified).toMatchObject({ issuer: patient.did, subject: proxy.did, claims })
    await expect(verifier.verifyCredential(mandate)).rejects.toMatchObject({
      code: 'credential_issuer_untrusted',
    })
  })

  test('takes it as of the past, too', async () => {
    const { verifier, giver, mandate } = await family()
    const call = verifier.verifyCredentialAsOf(mandate, { giver, at: after(-10) })
    await expect(call).resolves.toMatchObject({ claims })
  })

  test.each([
    ['is of somebody else', ({ proxy }) => ({ subject: proxy, about: record })],
    [
      'is of another record',
      ({ patient }) => ({ subject: patient, about: { ...record, value: 'R-2' } }),
    ],
  ] satisfies [string, (here: Awaited<ReturnType<typeof family>>) => object][])(
    'refuses it if the identity %s',
    async (_, which) => {
      const here = await family()
      const { subject, about } = which(here) as { subject: Party; about: typeof record }
      const giver = await issue(here.hospital, patientIdentity, subject, {
        record: about,
        method: 'in_person',
      })
      await expect(here.verifier.verifyCredential(here.mandate, { giver })).rejects.toMatchObject({
        code: 'credential_issuer_untrusted',
      })
    },
  )

  test('refuses what is signed with another key than the identity names', async () => {
    const here = await family()
    const { hospital, patient, proxy } = here
    const identified = { record, method: 'in_person' }
    const giver = await issue(hospital, patientIdentity, patient, identified, {
      holderKey: proxy.signer.publicKey,
    })
    await expect(here.verifier.verifyCredential(here.mandate, { giver })).rejects.toMatchObject({
      code: 'authority_key_not_pinned',
    })
  })

  test('trusts the patient for nothing else', async () => {
    const { verifier, hospital, patient, proxy, giver } = await family()
    const identity = await issue(patient, patientIdentity, proxy, { record, method: 'in_person' })
    await expect(verifier.verifyCredential(identity, { giver })).rejects.toMatchObject({
      code: 'credential_issuer_untrusted',
    })
    const not = await issue(hospital, proxyMandate, proxy, claims)
    await expect(verifier.verifyCredential(not, { giver })).rejects.toMatchObject({
      code: 'authority_type_not_granted',
    })
  })

  test('says so when it is the identity that does not hold', async () => {
    const { world, verifier, hospital, giver, mandate } = await family()
    setStatus(world, hospital.list, { index: 5, value: 'revoked' })
    await expect(verifier.verifyCredential(mandate, { giver })).rejects.toMatchObject({
      code: 'status_revoked',
      place: '/giver',
    })
    const call = verifier.verifyCredential(mandate, { giver: 'x' })
    await expect(call).rejects.toMatchObject({ place: '/giver' })
  })

  test('refuses a mandate that the patient took back', async () => {
    const { world, verifier, patient, giver, mandate } = await family()
    setStatus(world, patient.list, { index: 5, value: 'revoked' })
    await expect(verifier.verifyCredential(mandate, { giver })).rejects.toMatchObject({
      code: 'status_revoked',
    })
  })
})

describe('verifyCredential, of a mandate whose list somebody else signs,', () => {
  /** In a list of the hospital or of somebody else, and perhaps naming who signs it. */
  async function kept(by: 'hospital' | 'stranger', named?: 'hospital' | 'stranger') {
    const here = await family()
    const stranger = await join(here.world)
    const parties = { hospital: here.hospital, stranger }
    const authority = named === undefined ? {} : { statusAuthority: parties[named].did }
    const mandate = await issue(
      here.patient,
      proxyMandate,
      here.proxy,
      { ...claims, ...authority },
      { status: entryIn(parties[by], 6) },
    )
    return { ...here, stranger, mandate }
  }

  test('takes it where the mandate names the issuer of the identity by which it counts', async () => {
    const { world, verifier, hospital, giver, mandate } = await kept('hospital', 'hospital')
    await expect(verifier.verifyCredential(mandate, { giver })).resolves.toBeDefined()
    const past = verifier.verifyCredentialAsOf(mandate, { giver, at: after(-10) })
    await expect(past).resolves.toBeDefined()
    setStatus(world, hospital.list, { index: 6, value: 'revoked' })
    world.now = after(61)
    await expect(verifier.verifyCredential(mandate, { giver })).rejects.toMatchObject({
      code: 'status_revoked',
    })
  })

  test.each([
    ['that the mandate does not name', 'hospital', undefined],
    ['that only the patient vouches for', 'stranger', 'stranger'],
    ['while the mandate names another', 'stranger', 'hospital'],
  ] as const)('refuses a list of one %s', async (_, by, named) => {
    const { verifier, giver, mandate } = await kept(by, named)
    await expect(verifier.verifyCredential(mandate, { giver })).rejects.toMatchObject({
      code: 'status_list_untrusted',
    })
  })

  test('refuses a list under another key than the issuer of the identity is pinned to', async () => {
    const { world, hospital, patient, proxy } = await kept('hospital', 'hospital')
    const regional = await join(world, { host: 'regional.example' })
    const other = await generateSigner({ did: regional.did, fragment: 'key-2' })
    serve(world, regional.did, [regional.signer, other])
    const accreditation = await accredit(hospital, regional, {
      types: [patientIdentity],
      recordSystems: [record.system],
    })
    const giver = await issue(
      regional,
      patientIdentity,
      patient,
      { record, method: 'in_person' },
      { status: entryIn(regional, 5) },
    )
    // In a list of its own, so that the identity holds on.
    const list = `${regional.list}/mandates`
    world.lists.set(list, { signer: regional.signer, changes: [] })
    const named = { ...claims, statusAuthority: regional.did }
    const status = { ...entryIn(regional, 7), list }
    const mandate = await issue(patient, proxyMandate, proxy, named, { status })
    const roots = [{ did: hospital.did, types: [patientIdentity, issuingAccreditation] }]
    const widened = verifierOf(world, { roots })
    const call = { giver, chain: [accreditation] }
    await expect(widened.verifyCredential(mandate, call)).resolves.toBeDefined()
    world.lists.set(list, { signer: other, changes: [] })
    world.now = after(61)
    await expect(widened.verifyCredential(mandate, call)).rejects.toMatchObject({
      code: 'status_list_untrusted',
      place: undefined,
    })
  })
})
