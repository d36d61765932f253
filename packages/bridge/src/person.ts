import type { JsonObject } from '@fidecura/base'
import {
  credentialTypes,
  parsePatientIdentityClaims,
  parsePractitionerLicenceClaims,
  parsePractitionerRoleClaims,
  type VerifiedCredential,
} from '@fidecura/credentials'
import type { DcqlCredentialQuery, DcqlQuery, PresentedAnswer } from '@fidecura/openid/verifier'
import { BridgeError } from './errors.ts'

/** As whom people sign in, and what else the platform may learn. */
export interface AskedPerson {
  readonly as: 'patient' | 'practitioner'
  /** Scope `profile`. */
  readonly name: boolean
  /** Scope `record`: the record number, which links the patient to whoever else knows it. */
  readonly record: boolean
}

/** Scopes that a platform may ask for. */
export const knownScopes = ['openid', 'patient', 'practitioner', 'profile', 'record'] as const

/**
 * Reads of the scopes who is to sign in. Without `patient` or `practitioner` it is a patient.
 *
 * @throws BridgeError `bridge_scope_invalid`: both at once, or a record number of a practitioner.
 */
export function askedPerson(scope: string): AskedPerson {
  const scopes = new Set(scope.split(' '))
  const isPractitioner = scopes.has('practitioner')
  if (isPractitioner && (scopes.has('patient') || scopes.has('record'))) {
    throw new BridgeError('bridge_scope_invalid', 'A patient or a practitioner, and not both')
  }
  const as = isPractitioner ? 'practitioner' : 'patient'
  return { as, name: scopes.has('profile'), record: scopes.has('record') }
}

/** What a wallet is asked to show: what tells one account from another, and what the scopes name. */
export function queryFor({ as, name }: AskedPerson): DcqlQuery {
  const names = name ? ['name'] : []
  switch (as) {
    case 'patient':
      return { credentials: [one('patient', 'patientIdentity', ['record', ...names])] }
    case 'practitioner':
      return {
        credentials: [
          one('role', 'practitionerRole', [
            ...['organisation', 'department', 'profession', 'licence'],
            ...names,
          ]),
          one('licence', 'practitionerLicence', ['registration', 'jurisdiction', 'standing']),
        ],
      }
    default:
      as satisfies never
      throw new BridgeError('bridge_scope_invalid', 'Nobody of this kind')
  }
}

function one(
  id: string,
  type: 'patientIdentity' | 'practitionerRole' | 'practitionerLicence',
  claims: readonly string[],
): DcqlCredentialQuery {
  return {
    id,
    format: 'dc+sd-jwt',
    meta: { vct_values: [credentialTypes[type]] },
    claims: claims.map((path) => ({ path: [path] })),
  }
}

/** Who it is, and what the platform is told. */
export interface ProvenPerson {
  /** The same whichever key they come with. */
  readonly person: string
  readonly claims: JsonObject
}

/** @throws BridgeError `bridge_person_unclear`; CredentialError `credential_claims_invalid`. */
export function personFrom({ byQuery }: PresentedAnswer, asked: AskedPerson): ProvenPerson {
  const shown = (id: string): VerifiedCredential => {
    const [credential, ...others] = byQuery[id] ?? []
    if (credential !== undefined && others.length === 0) return credential
    throw unclear(id)
  }
  return asked.as === 'patient'
    ? patientFrom(shown('patient'), asked)
    : practitionerFrom(shown('role'), shown('licence'))
}

function patientFrom({ claims, issuer }: VerifiedCredential, asked: AskedPerson): ProvenPerson {
  const { record, name } = parsePatientIdentityClaims(claims)
  return {
    person: JSON.stringify(['patient', record.system, record.value]),
    claims: {
      ...(name === undefined ? {} : { name }),
      patient: { custodian: issuer, ...(asked.record ? { record: { ...record } } : {}) },
    },
  }
}

function practitionerFrom(role: VerifiedCredential, licence: VerifiedCredential): ProvenPerson {
  // That the role rests on this very licence is what the verifier has held of the presentation.
  const { name, organisation, department, profession } = parsePractitionerRoleClaims(role.claims)
  const { registration, jurisdiction, standing } = parsePractitionerLicenceClaims(licence.claims)
  if (registration === undefined) throw unclear('licence')
  const held = { registration: { ...registration }, jurisdiction, standing }
  return {
    // Letter by letter: `personOf` takes `1-23` for `12-3`, and one of the two would have the other's account.
    person: JSON.stringify(['practitioner', registration.system, registration.value]),
    claims: {
      ...(name === undefined ? {} : { name }),
      practitioner: {
        organisation: { ...organisation },
        department: { ...department },
        profession: { ...profession },
        licence: held,
      },
    },
  }
}

function unclear(place: string): BridgeError {
  return new BridgeError('bridge_person_unclear', 'Not who it is', { place })
}
