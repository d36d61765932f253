import { type EpochSeconds, epochSeconds, type JsonObject } from '@fidecura/base'
import { credentialTypes, type IssuerContents } from '@fidecura/credentials'
import type { Signer } from '@fidecura/identity'
import type { Organisation } from '@fidecura/testing'
import { birthDate, type Cast, names } from './cast.ts'
import type { Stage } from './stage.ts'

const day = 86_400

export const cardiologySpecialty = {
  system: 'http://snomed.info/sct',
  code: '394579002',
  display: 'Cardiology',
} as const

export const orthopaedicsSpecialty = {
  system: 'http://snomed.info/sct',
  code: '394801008',
  display: 'Trauma and orthopaedics',
} as const

const physician = {
  system: 'http://snomed.info/sct',
  code: '309343006',
  display: 'Physician',
} as const

/** The hospital's numbering of its records. */
export const record = { system: 'urn:oid:2.999.1.1', value: 'R-4711' } as const

/** A credential as its holder keeps it. */
export interface Held {
  readonly id: string
  readonly token: string
}

/** What a doctor carries: who may practise, and for which department. */
export interface Doctor {
  readonly signer: Signer
  readonly licence: Held
  readonly role: Held
  /** The accreditations from the root down to the department. */
  readonly chain: readonly string[]
}

/** Act one, second half: the hospital identifies the patient in person. */
export function identifyPatient(stage: Stage, { hospital, patient }: Cast): Promise<Held> {
  return hospital.issuer.issue(
    {
      type: credentialTypes.patientIdentity,
      subject: patient.did,
      holderKey: patient.publicKey,
      claims: { record: { ...record }, name: names.patient, birthDate, method: 'in_person' },
      ...forDays(stage, 3650),
    },
    { format: 'dc+sd-jwt' },
  )
}

/** What the authority lets the hospital do, and the hospital its departments. */
export interface Accreditations {
  readonly hospital: Held
  readonly cardiology: Held
  readonly orthopaedics: Held
}

export async function accredit(stage: Stage, cast: Cast): Promise<Accreditations> {
  const { authority, hospital, cardiology, orthopaedics } = cast
  const { practitionerRole, patientIdentity, issuingAccreditation } = credentialTypes
  const specialties = [cardiologySpecialty, orthopaedicsSpecialty].map(asToken)
  const purposes = ['TREAT', 'HRESCH']
  const department = (organisation: Organisation, specialty: string): Promise<Held> =>
    accreditOne(stage, hospital, organisation, {
      types: [practitionerRole],
      depth: 0,
      organisations: [hospital.did],
      departments: [organisation.did],
      specialties: [specialty],
      purposes,
    })
  return {
    hospital: await accreditOne(stage, authority, hospital, {
      types: [practitionerRole, patientIdentity, issuingAccreditation],
      depth: 1,
      organisations: [hospital.did],
      departments: [cardiology.did, orthopaedics.did],
      specialties,
      purposes,
      recordSystems: [record.system],
    }),
    cardiology: await department(cardiology, asToken(cardiologySpecialty)),
    orthopaedics: await department(orthopaedics, asToken(orthopaedicsSpecialty)),
  }
}

function accreditOne(
  stage: Stage,
  parent: Organisation,
  child: Organisation,
  grants: JsonObject,
): Promise<Held> {
  return parent.issuer.issue(
    {
      type: credentialTypes.issuingAccreditation,
      subject: child.did,
      claims: { name: child.name, ...grants, keys: [child.thumbprint] },
      ...forDays(stage, 365),
    },
    { format: 'vc+jwt' },
  )
}

export function licence(
  stage: Stage,
  { authority }: Cast,
  doctor: Signer,
  name: string,
  specialty: JsonObject,
): Promise<Held> {
  return authority.issuer.issue(
    {
      type: credentialTypes.practitionerLicence,
      subject: doctor.did,
      holderKey: doctor.publicKey,
      claims: {
        name,
        regulator: authority.name,
        registration: { system: 'urn:oid:2.999.1.2', value: doctor.did.slice(-8) },
        profession: physician,
        specialties: [specialty],
        jurisdiction: 'CN',
        standing: 'active',
      },
      ...forDays(stage, 365),
    },
    { format: 'dc+sd-jwt' },
  )
}

export interface RoleOptions {
  readonly hospital: Organisation
  readonly department: Organisation
  readonly doctor: Signer
  readonly name: string
  readonly specialty: JsonObject
  readonly licence: Held
  readonly licensedBy: Organisation
}

/** The contents are apart from the issuing, for a dishonest department to sign other ones. */
export function roleContents(stage: Stage, options: RoleOptions): IssuerContents {
  const { hospital, department, doctor, name, specialty, licensedBy } = options
  return {
    type: credentialTypes.practitionerRole,
    subject: doctor.did,
    holderKey: doctor.publicKey,
    claims: {
      name,
      organisation: { did: hospital.did, name: hospital.name },
      department: { did: department.did, name: department.name },
      profession: physician,
      specialties: [specialty],
      purposes: ['TREAT', 'HRESCH'],
      licence: { issuer: licensedBy.did, id: options.licence.id },
    },
    ...forDays(stage, 180),
  }
}

export function grantRole(stage: Stage, options: RoleOptions): Promise<Held> {
  return options.department.issuer.issue(roleContents(stage, options), { format: 'dc+sd-jwt' })
}

function forDays(
  { clock }: Stage,
  days: number,
): { readonly validFrom: EpochSeconds; readonly validUntil: EpochSeconds } {
  const now = clock.now()
  return { validFrom: now, validUntil: epochSeconds(now + days * day) }
}

function asToken({ system, code }: { readonly system: string; readonly code: string }): string {
  return `${system}|${code}`
}
