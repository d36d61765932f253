import { describe, expect, test } from '@jest/globals'
import { type CredentialContents, credentialTypes, issueCredential } from '../../src/index.ts'
import {
  after,
  createWorld,
  entryIn,
  hour,
  join,
  type Party,
  patientIdentity,
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
