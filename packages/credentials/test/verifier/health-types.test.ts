import type { JsonObject } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import { credentialTypes, issueCredential } from '../../src/index.ts'
import { healthClaims } from '../samples.ts'
import {
  accredit,
  after,
  createWorld,
  entryIn,
  forge,
  hour,
  join,
  noon,
  type Party,
  payloadOf,
  setStatus,
  verifierOf,
} from './world.ts'

const { proxyMandate, delegationOfAuthority, healthAssessment, guardianship, patientIdentity } =
  credentialTypes
const { issuingAccreditation, practitionerRole, practitionerLicence } = credentialTypes

function issue(type: string, issuer: Party, subject: Party, claims?: JsonObject): Promise<string> {
  const contents = {
    type,
    id: `urn:example:${type.split(':').at(-2)}`,
    subject: subject.did,
    holderKey: subject.signer.publicKey,
    claims: claims ?? (healthClaims[type] as JsonObject),
    validFrom: noon,
    validUntil: after(hour),
    issuedAt: noon,
    status: entryIn(issuer, 77),
  }
  return issueCredential(contents, { signer: issuer.signer, format: 'vc+jwt' })
}

async function people() {
  const world = createWorld()
  const authority = await join(world)
  const patient = await join(world)
  const person = await join(world)
  return { world, authority, patient, person }
}

describe('verifyCredential, of a mandate', () => {
  test('takes the word of the patient whom the caller names, until it is taken back', async () => {
    const { world, patient, person } = await people()
    const verifier = verifierOf(world, { roots: [{ did: patient.did, types: [proxyMandate] }] })
    const token = await issue(proxyMandate, patient, person)
    await expect(verifier.verifyCredential(token)).resolves.toMatchObject({ subject: person.did })
    setStatus(world, patient.list, { index: 77, value: 'revoked' })
    world.now = after(61)
    await expect(verifier.verifyCredential(token)).rejects.toMatchObject({ code: 'status_revoked' })
  })

  test('takes it from no hospital, though it may issue anything', async () => {
    const { world, authority, patient, person } = await people()
    const types = [proxyMandate, issuingAccreditation]
    const verifier = verifierOf(world, { roots: [{ did: authority.did, types }] })
    const token = await issue(proxyMandate, patient, person)
    for (const granted of ['*', [proxyMandate]]) {
      const chain = [await accredit(authority, patient, { types: granted, recordSystems: '*' })]
      await expect(verifier.verifyCredential(token, { chain })).rejects.toMatchObject({
        code: 'authority_type_not_granted',
      })
    }
  })
})

describe('checkCredential', () => {
  const bound = [practitionerLicence, practitionerRole, delegationOfAuthority, healthAssessment]
  const signedBySubject = [patientIdentity, guardianship, proxyMandate]

  test.each([...bound, ...signedBySubject])(
    'holds %s to a holder and to a status, as its type asks',
    async (type) => {
      const { world, authority, person } = await people()
      const verifier = verifierOf(world, { roots: [{ did: authority.did, types: [type] }] })
      const { cnf: _, ...bearer } = payloadOf(await issue(type, authority, person))
      const codeOf = async (payload: JsonObject, check: string): Promise<unknown> => {
        const { checks } = await verifier.checkCredential(await forge(authority.signer, payload))
        return checks.find((one) => one.check === check)?.code
      }
      expect(await codeOf(bearer, 'holder')).toBe(
        bound.includes(type as typeof practitionerRole) ? 'holder_binding_missing' : undefined,
      )
      const { status: __, ...endless } = payloadOf(await issue(type, authority, person))
      expect(await codeOf(endless, 'status')).toBe('status_missing')
    },
  )
})

test.each([
  ['actions', delegationOfAuthority],
  ['assessments', healthAssessment],
])('verifyCredential asks an accreditation for %s', async (member, type) => {
  const { world, authority, patient: department, person } = await people()
  const types = [type, issuingAccreditation]
  const verifier = verifierOf(world, { roots: [{ did: authority.did, types }] })
  const token = await issue(type, department, person)
  const grants = {
    types: [type],
    organisations: '*',
    departments: '*',
    purposes: '*',
    recordSystems: '*',
    [member]: '*',
  }
  const chain = [await accredit(authority, department, grants)]
  await expect(verifier.verifyCredential(token, { chain })).resolves.toBeDefined()
  const { [member]: _, ...without } = grants
  const poorer = [await accredit(authority, department, without as JsonObject)]
  await expect(verifier.verifyCredential(token, { chain: poorer })).rejects.toMatchObject({
    code: 'authority_value_not_granted',
    place: expect.stringContaining(member),
  })
})
