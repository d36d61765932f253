import type { JsonObject } from '@fidecura/base'
import { isDid } from '@fidecura/identity'
import { invalid, type Shape } from './claim-spec.ts'
import type { Credential } from './credential.ts'
import { credentialTypes } from './credential-types.ts'
import { delegationOfAuthorityShape } from './delegation-of-authority.ts'
import { CredentialError } from './errors.ts'
import { guardianshipShape } from './guardianship.ts'
import { healthAssessmentShape } from './health-assessment.ts'
import { issuingAccreditationShape, mustPinKeys } from './issuing-accreditation.ts'
import { patientIdentityShape } from './patient-identity.ts'
import { practitionerLicenceShape } from './practitioner-licence.ts'
import { practitionerRoleShape } from './practitioner-role.ts'
import { proxyMandateShape } from './proxy-mandate.ts'

const healthShapes: ReadonlyMap<string, Shape> = /* @__PURE__ */ new Map<string, Shape>([
  [credentialTypes.practitionerLicence, practitionerLicenceShape],
  [credentialTypes.practitionerRole, practitionerRoleShape],
  [credentialTypes.issuingAccreditation, issuingAccreditationShape],
  [credentialTypes.delegationOfAuthority, delegationOfAuthorityShape],
  [credentialTypes.patientIdentity, patientIdentityShape],
  [credentialTypes.guardianship, guardianshipShape],
  [credentialTypes.proxyMandate, proxyMandateShape],
  [credentialTypes.healthAssessment, healthAssessmentShape],
])

/** Whether one of its types is ours: it then needs status and a holder, and is never bearer. */
export function isHealthCredential(credential: Pick<Credential, 'types'>): boolean {
  return credential.types.some((type) => healthShapes.has(type))
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
    const shape = healthShapes.get(type)
    if (shape === undefined) continue
    shape(claims, '')
    if (!isDid(subject)) throw invalid('/subject')
    if (credential.format === 'dc+sd-jwt' && credential.holderKey === undefined) {
      throw new CredentialError(
        'holder_binding_missing',
        'Not bound to a key: issue it with the holderKey',
        { place: '/cnf' },
      )
    }
    const pinned = type !== credentialTypes.issuingAccreditation || hasKeys(claims)
    if (!pinned && mustPinKeys(subject)) throw invalid('/keys')
  }
}

function hasKeys({ keys }: JsonObject): boolean {
  return Array.isArray(keys) && keys.length > 0
}
