import type { JsonObject, JsonValue } from '@fidecura/base'
import type { PublicJwk } from '@fidecura/identity'
import {
  after,
  badge,
  cardiology,
  hour,
  issuingAccreditation,
  licenceId,
  type Party,
  practitionerLicence,
  practitionerRole,
  roleClaims,
  tokenOf,
} from '../verifier/world.ts'
import type { Members } from './jwt.ts'

type Value = JsonValue | undefined

/** What a credential says, whatever its format; of any shape, for a test may want a wrong one. */
export interface Statement {
  readonly issuer: Value
  readonly type: Value
  readonly id: Value
  readonly subject: Value
  readonly cnf: Value
  readonly issuedAt: Value
  readonly validFrom: Value
  readonly validUntil: Value
  readonly status: Value
  readonly claims: Members
}

/** Who takes part. */
export interface Parties {
  readonly authority: Party
  readonly hospital: Party
  readonly department: Party
  readonly doctor: Party
  readonly stranger: Party
}

export const bound = (jwk: PublicJwk): JsonObject => ({ jwk: { ...jwk } })
export const statusOf = ({ list }: Party, idx: number): JsonObject => ({
  status_list: { idx, uri: list },
})

const period = { validFrom: after(-hour), validUntil: after(100 * hour), issuedAt: after(-hour) }
const catheter = { system: 'https://authority.example/privileges', code: 'catheter' }

/** A credential of no type of ours, from a root itself. */
export const badgeOf = ({ authority, doctor }: Parties): Statement => ({
  ...period,
  issuer: authority.did,
  type: badge,
  id: 'urn:example:badge:7',
  subject: doctor.did,
  cnf: bound(doctor.signer.publicKey),
  status: statusOf(authority, 7),
  claims: { grade: 'attending' },
})

export const licenceOf = ({ authority, doctor }: Parties): Statement => ({
  ...period,
  issuer: authority.did,
  type: practitionerLicence,
  id: licenceId,
  subject: doctor.did,
  cnf: bound(doctor.signer.publicKey),
  status: statusOf(authority, 1),
  claims: {
    name: 'Wen Example',
    regulator: 'Example Health Authority',
    registration: { system: 'https://authority.example/register', value: 'REG-1' },
    profession: { system: 'https://authority.example/professions', code: 'physician' },
    specialties: [cardiology],
    jurisdiction: 'CN',
    standing: 'active',
  },
})

export const roleOf = ({ authority, hospital, department, doctor }: Parties): Statement => ({
  ...period,
  issuer: department.did,
  type: practitionerRole,
  id: 'urn:example:role:1',
  subject: doctor.did,
  cnf: bound(doctor.signer.publicKey),
  status: statusOf(department, 2),
  claims: { ...roleClaims(hospital, department, authority), privileges: [catheter] },
})

const accreditation = (issuer: Party, subject: Party, claims: Members): Statement => ({
  ...period,
  issuer: issuer.did,
  type: issuingAccreditation,
  id: undefined,
  subject: subject.did,
  cnf: bound(subject.signer.publicKey),
  status: statusOf(issuer, 900),
  claims: { name: 'Example organisation', keys: subject.keys, ...claims },
})

/** What both accreditations grant: all that the role says, and no more. */
const grants = ({ hospital, department }: Parties): Members => ({
  types: [practitionerRole, badge],
  organisations: [hospital.did],
  departments: [department.did],
  specialties: [tokenOf(cardiology)],
  privileges: [tokenOf(catheter)],
  purposes: ['TREAT'],
  fields: [
    'name',
    'organisation',
    'department',
    'profession',
    'specialties',
    'privileges',
    'purposes',
    'licence',
    'grade',
  ],
})

export const upperOf = (parties: Parties): Statement =>
  accreditation(parties.authority, parties.hospital, { ...grants(parties), depth: 1 })
export const lowerOf = (parties: Parties): Statement =>
  accreditation(parties.hospital, parties.department, { ...grants(parties), depth: 0 })
