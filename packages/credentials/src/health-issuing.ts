import { type EpochSeconds, type JsonObject, parseDateTime } from '@fidecura/base'
import type { PublicJwk } from '@fidecura/identity'
import { invalid } from './claim-spec.ts'
import { credentialTypes } from './credential-types.ts'
import { CredentialError } from './errors.ts'

/** What is asked of whoever issues a type of ours, beside its schema. */
export interface HealthIssuing {
  /** Members that the holder may leave out. What limits is never among them. */
  readonly hideable: readonly string[]
  /** Of those, the ones that must be there when it is issued. */
  readonly issued: readonly string[]
}

// Of a call, bundlers see that nobody needs it; of the names of members, they would not.
const rules = /* @__PURE__ */ makeRules()

function makeRules(): Readonly<Record<string, HealthIssuing>> {
  return {
    [credentialTypes.practitionerLicence]: {
      hideable: ['name', 'regulator', 'registration', 'specialties', 'revalidation'],
      issued: ['name', 'regulator', 'registration'],
    },
    [credentialTypes.practitionerRole]: {
      hideable: ['name', 'specialties', 'privileges'],
      issued: ['name'],
    },
    [credentialTypes.issuingAccreditation]: { hideable: [], issued: [] },
    [credentialTypes.delegationOfAuthority]: { hideable: ['name'], issued: ['name'] },
    [credentialTypes.patientIdentity]: {
      hideable: ['name', 'birthDate', 'recoveryKey'],
      issued: [],
    },
    [credentialTypes.guardianship]: { hideable: ['name', 'person'], issued: [] },
    [credentialTypes.proxyMandate]: { hideable: ['name', 'patientName'], issued: [] },
    [credentialTypes.healthAssessment]: {
      hideable: ['name', 'birthDate', 'record', 'assessor', 'findings'],
      issued: ['name'],
    },
  }
}

/** Undefined for a type that is not ours. */
export function healthIssuingOf(type: string): HealthIssuing | undefined {
  return Object.hasOwn(rules, type) ? rules[type] : undefined
}

/**
 * Holds what is to be issued to what its type asks of issuers.
 *
 * @param contents - Its claims follow the schema of the type.
 * @throws CredentialError `credential_claims_invalid`: without a member that must be there, a licence
 *   without an id, or one that holds beyond the day by which it must be revalidated;
 *   `holder_binding_missing`: a patient's identity that leaves the key open, which then is whatever the
 *   controller of the DID says, a thief included.
 */
export function assertHealthIssuable(contents: {
  readonly type: string
  readonly id?: string
  readonly holderKey?: PublicJwk
  readonly claims: JsonObject
  readonly validUntil: EpochSeconds
}): void {
  const { type, id, holderKey, claims, validUntil } = contents
  if (type === credentialTypes.patientIdentity && holderKey === undefined) {
    throw new CredentialError('holder_binding_missing', 'Not bound to a key', { place: '/cnf' })
  }
  for (const name of healthIssuingOf(type)?.issued ?? []) {
    if (claims[name] === undefined) throw invalid(`/${name}`)
  }
  if (type !== credentialTypes.practitionerLicence) return
  // Roles name their licence by it.
  if (id === undefined) throw invalid('/id')
  const { revalidation } = claims
  if (typeof revalidation === 'string' && validUntil > endOf(revalidation)) {
    throw invalid('/validUntil')
  }
}

/** When a day is over everywhere: at midnight twelve hours west of Greenwich. */
function endOf(day: string): number {
  return parseDateTime(`${day}T00:00:00Z`) + 36 * 3600
}
