import type { JsonObject } from '@fidecura/base'
import type { Coding, Identifier } from './coding.ts'
import type { Credential } from './credential.ts'
import { credentialTypes } from './credential-types.ts'
import type { Assertion } from './grants.ts'
import { isHealthCredential } from './health-claims.ts'
import type { IssuingAccreditationClaims } from './issuing-accreditation.ts'
import type { NamedDid } from './named-did.ts'

/** What our types say that must be granted. None calls by one of these names what another does not. */
interface HealthClaims {
  readonly organisation?: NamedDid
  readonly department?: NamedDid
  readonly specialties?: readonly Coding[]
  readonly privileges?: readonly Coding[]
  readonly purposes?: readonly string[]
  readonly actions?: readonly string[]
  readonly kind?: Coding
  readonly record?: Identifier
  readonly ward?: Identifier
  readonly patient?: Identifier
  readonly registration?: Identifier
  readonly person?: Identifier
}

/**
 * What of a credential must have been granted to its issuer. Of types that are not ours: the types and
 * the names of the claims.
 *
 * @param credential - Its claims were parsed.
 */
export function assertionOf(credential: Pick<Credential, 'types' | 'claims'>): Assertion {
  const { types, claims } = credential
  if (types.includes(credentialTypes.issuingAccreditation)) {
    const accreditation = claims as JsonObject & IssuingAccreditationClaims
    return { types, fields: [], accreditation }
  }
  const fields = Object.keys(claims)
  if (!isHealthCredential(credential)) return { types, fields }
  const said = claims as HealthClaims
  return {
    types,
    fields,
    organisations: only(said.organisation?.did),
    departments: only(said.department?.did),
    specialties: said.specialties?.map(tokenOf),
    purposes: said.purposes,
    privileges: said.privileges?.map(tokenOf),
    actions: said.actions,
    assessments: only(said.kind && tokenOf(said.kind)),
    recordSystems: only((said.record ?? said.ward ?? said.patient)?.system),
    registers: only((said.registration ?? said.person)?.system),
  }
}

function only(value: string | undefined): readonly string[] | undefined {
  return value === undefined ? undefined : [value]
}

/** The way accreditations list specialties. FHIR R4 search §3.1.1.5.11. */
function tokenOf({ system, code }: Coding): string {
  return `${system}|${code}`
}
