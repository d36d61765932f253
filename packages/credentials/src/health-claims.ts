import type { JsonObject } from '@fidecura/base'
import { isDid } from '@fidecura/identity'
import { invalid } from './claim-shape.ts'
import type { Credential } from './credential.ts'
import { credentialTypes } from './credential-types.ts'
import { CredentialError } from './errors.ts'
import { hideableGuardianshipClaims, parseGuardianshipClaims } from './guardianship.ts'
import { mustPinKeys, parseIssuingAccreditationClaims } from './issuing-accreditation.ts'
import { hideablePatientClaims, parsePatientIdentityClaims } from './patient-identity.ts'
import {
  hideableLicenceClaims,
  issuedLicenceClaims,
  parsePractitionerLicenceClaims,
} from './practitioner-licence.ts'
import {
  hideableRoleClaims,
  issuedRoleClaims,
  parsePractitionerRoleClaims,
} from './practitioner-role.ts'

/** What is particular to a type of ours. */
export interface HealthType {
  readonly parse: (claims: JsonObject) => object
  /** Members that a holder may leave out. */
  readonly hideable: readonly string[]
  /** Of those, the ones that must be there when it is issued. */
  readonly issued: readonly string[]
}

const healthTypes: ReadonlyMap<string, HealthType> = /* @__PURE__ */ new Map<string, HealthType>([
  [
    credentialTypes.practitionerLicence,
    {
      parse: parsePractitionerLicenceClaims,
      hideable: hideableLicenceClaims,
      issued: issuedLicenceClaims,
    },
  ],
  [
    credentialTypes.practitionerRole,
    { parse: parsePractitionerRoleClaims, hideable: hideableRoleClaims, issued: issuedRoleClaims },
  ],
  [
    credentialTypes.issuingAccreditation,
    { parse: parseIssuingAccreditationClaims, hideable: [], issued: [] },
  ],
  [
    credentialTypes.patientIdentity,
    { parse: parsePatientIdentityClaims, hideable: hideablePatientClaims, issued: [] },
  ],
  [
    credentialTypes.guardianship,
    { parse: parseGuardianshipClaims, hideable: hideableGuardianshipClaims, issued: [] },
  ],
])

/** Undefined for a type that is not ours. */
export function healthTypeOf(type: string): HealthType | undefined {
  return healthTypes.get(type)
}

/** Whether one of its types is ours: it then needs status and a holder, and is never bearer. */
export function isHealthCredential(credential: Pick<Credential, 'types'>): boolean {
  return credential.types.some((type) => healthTypes.has(type))
}

/**
 * Checks the claims of a credential whose type is ours, and that it names whom it is about: its
 * subject is a DID and, in an SD-JWT, it is bound to a key. Other types pass.
 *
 * @throws {@link CredentialError} `credential_claims_invalid`, `holder_binding_missing`.
 */
export function assertHealthClaims(
  credential: Pick<Credential, 'types' | 'claims' | 'subject' | 'format' | 'holderKey'>,
): void {
  const { types, claims, subject } = credential
  for (const type of types) {
    const healthType = healthTypes.get(type)
    if (healthType === undefined) continue
    healthType.parse(claims)
    if (!isDid(subject)) throw invalid('/subject')
    if (credential.format === 'dc+sd-jwt' && credential.holderKey === undefined) {
      throw new CredentialError('holder_binding_missing', 'Not bound to a key', { place: '/cnf' })
    }
    const pinned = type !== credentialTypes.issuingAccreditation || hasKeys(claims)
    if (!pinned && mustPinKeys(subject)) throw invalid('/keys')
  }
}

function hasKeys({ keys }: JsonObject): boolean {
  return Array.isArray(keys) && keys.length > 0
}
