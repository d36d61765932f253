import type { CredentialReport, VerifiedCredential } from '@fidecura/credentials'
import {
  accredit,
  cardiology,
  createWorld,
  employ,
  entryIn,
  issuingAccreditation,
  join,
  license,
  type Party,
  practitionerLicence,
  practitionerRole,
  roleClaims,
  tokenOf,
  verifierOf,
} from '../packages/credentials/test/verifier/world.ts'

/** What is drawn, what it is called, and the names that the caller has for its roots. */
export type Pictured = readonly [
  name: string,
  subject: VerifiedCredential | CredentialReport,
  names: Readonly<Record<string, string>>,
]

/** Chains as they are met, and names that try to break out of a picture. */
export async function authorityPictures(): Promise<readonly Pictured[]> {
  const plain = await chainOf('Example City Hospital', 'Department of Cardiology')
  const chinese = await chainOf('示例市第一人民医院', '心血管内科')
  const hostile = await chainOf(
    `مستشفى ${'示例大学附属第一人民医院心血管内科介入治疗中心'.repeat(4)}`,
    `H${'\u0301'.repeat(30)} ${'Krankenhausbetriebsgesellschaft'.repeat(6)}`,
  )
  return [
    ['plain', await plain.verified(), { [plain.root.did]: 'Example Health Authority' }],
    ['chinese', await chinese.verified(), { [chinese.root.did]: '示例卫生健康委员会' }],
    ['hostile', await hostile.verified(), {}],
    ['refused', await plain.refused(), { [plain.root.did]: 'Example Health Authority' }],
  ]
}

async function chainOf(hospitalName: string, departmentName: string) {
  const world = createWorld()
  const at = (host: string) => join(world, { host })
  const root = await at('authority.example')
  const hospital = await at('city-hospital.example')
  const department = await at('city-hospital.example:departments:cardiology')
  const doctor: Party = await join(world)
  const types = [practitionerLicence, practitionerRole, issuingAccreditation]
  const verifier = verifierOf(world, { roots: [{ did: root.did, types }] })
  const grants = {
    types: [practitionerRole],
    organisations: [hospital.did],
    departments: '*',
    specialties: [tokenOf(cardiology)],
    purposes: ['TREAT'],
  }
  const chain = [
    await accredit(root, hospital, { ...grants, name: hospitalName, depth: 1 }),
    await accredit(
      hospital,
      department,
      { ...grants, name: departmentName },
      { status: entryIn(hospital, 901) },
    ),
  ]
  const licence = await license(root, doctor)
  const role = await employ(department, doctor, roleClaims(hospital, department, root))
  return {
    root,
    verified: () => verifier.verifyCredential(role, { chain, licence }),
    refused: () => verifier.checkCredential(role, { chain }),
  }
}
