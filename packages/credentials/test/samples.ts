import { deepFreeze, type EpochSeconds, epochSeconds, type JsonObject } from '@fidecura/base'
import { type CredentialContents, credentialTypes } from '@fidecura/credentials'
import { generateSigner, parseDid, type Signer } from '@fidecura/identity'

export const noon: EpochSeconds = epochSeconds(1_795_348_800)
export const later: EpochSeconds = epochSeconds(noon + 90 * 86_400)
export const cardiology = parseDid('did:web:cardiology.example')
const hospital = parseDid('did:web:hospital.example')

/** Every algorithm signs something somewhere in these tests. */
export const issuer: Signer = await generateSigner({ algorithm: 'EdDSA' })
export const holder: Signer = await generateSigner()
export const stranger: Signer = await generateSigner()

export const statusEntry = deepFreeze({
  kind: 'token',
  list: 'https://hospital.example/status/1',
  index: 4711,
} as const)

const surgeon = { system: 'http://snomed.info/sct', code: '17561000' }

/** One valid set of claims for each of our types. */
export const healthClaims = deepFreeze({
  [credentialTypes.practitionerLicence]: {
    name: 'Ada Example',
    regulator: 'Example Health Authority',
    registration: { system: 'urn:example:register', value: 'L-0001' },
    profession: surgeon,
    specialties: [{ ...surgeon, display: 'Cardiologist' }],
    scope: 'Adults only',
    conditions: ['Not in emergency departments'],
    revalidation: '2027-06-30',
    jurisdiction: 'CN-31',
    standing: 'active',
  },
  [credentialTypes.practitionerRole]: {
    name: 'Ada Example',
    organisation: { did: hospital, name: 'Example Hospital' },
    department: { did: cardiology, name: 'Cardiology' },
    profession: surgeon,
    location: {
      name: 'Ward 4, Example Hospital',
      identifier: { system: 'urn:example:wards', value: '4' },
    },
    specialties: [surgeon],
    privileges: [{ system: 'http://snomed.info/sct', code: '41976001' }],
    purposes: ['TREAT'],
    licence: { issuer: hospital, id: 'urn:uuid:3b0f1b6e-0000-4000-8000-000000000001' },
  },
  [credentialTypes.issuingAccreditation]: {
    name: 'Cardiology',
    types: [credentialTypes.practitionerRole],
    depth: 0,
    organisations: [hospital],
    departments: '*',
    specialties: ['http://snomed.info/sct|17561000'],
    privileges: ['http://snomed.info/sct|41976001'],
    purposes: ['TREAT'],
    actions: ['request_data'],
    assessments: '*',
    fields: '*',
    recordSystems: ['https://hospital.example/records'],
    registers: ['https://authority.example/register'],
    keys: ['NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs'],
  },
  [credentialTypes.patientIdentity]: {
    record: { system: 'https://hospital.example/records', value: 'R-0001' },
    name: 'Pat Example',
    birthDate: '1958-02-28',
    recoveryKey: 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs',
    method: 'in_person',
    coSigners: ['NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs'],
  },
  [credentialTypes.guardianship]: {
    ward: { system: 'https://hospital.example/records', value: 'R-0001' },
    basis: 'court',
    powers: ['recover', 'withdraw'],
    name: 'Gil Example',
  },
  [credentialTypes.delegationOfAuthority]: {
    name: 'Sam Example',
    organisation: { did: hospital, name: 'Example Hospital' },
    department: { did: cardiology, name: 'Cardiology' },
    actions: ['request_data', 'register_statements'],
    purposes: ['PATADMIN'],
    scope: 'Appointments of Cardiology',
    conditions: ['During office hours'],
  },
  [credentialTypes.proxyMandate]: {
    patient: { system: 'https://hospital.example/records', value: 'R-0001' },
    powers: ['view', 'withdraw'],
    purposes: ['TREAT'],
    data: [{ system: 'http://loinc.org', code: '11502-2' }],
    conditions: ['While I am in hospital'],
    name: 'Pip Example',
    patientName: 'Pat Example',
    statusAuthority: 'did:web:hospital.example',
    shown: { language: 'en', digest: 'A'.repeat(43) },
  },
  [credentialTypes.healthAssessment]: {
    name: 'Pat Example',
    birthDate: '1958-02-28',
    record: { system: 'https://hospital.example/records', value: 'R-0001' },
    kind: { system: 'http://snomed.info/sct', code: '413129001' },
    outcome: { system: 'http://snomed.info/sct', code: '17621005' },
    assessed: '2026-11-20',
    organisation: { did: hospital, name: 'Example Hospital' },
    department: { did: cardiology, name: 'Cardiology' },
    assessor: { did: cardiology, name: 'Ada Example' },
    findings: [{ system: 'http://snomed.info/sct', code: '17621005', display: 'Normal' }],
    conditions: ['No heavy lifting'],
  },
}) as Readonly<Record<string, JsonObject>>

export function contentsOf(
  type: string,
  changes: Partial<CredentialContents> = {},
): CredentialContents {
  return deepFreeze({
    type,
    id: 'urn:uuid:3b0f1b6e-0000-4000-8000-000000000002',
    subject: holder.did,
    holderKey: holder.publicKey,
    claims: healthClaims[type] ?? { colour: 'blue' },
    validFrom: noon,
    validUntil: later,
    issuedAt: noon,
    status: statusEntry,
    ...changes,
  })
}
