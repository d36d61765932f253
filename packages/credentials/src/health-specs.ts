import type { ClaimMembers } from './claim-spec.ts'
import { credentialTypes, type HealthCredentialType } from './credential-types.ts'
import { delegationOfAuthoritySpec } from './delegation-of-authority.ts'
import { guardianshipSpec } from './guardianship.ts'
import { healthAssessmentSpec } from './health-assessment.ts'
import { issuingAccreditationSpec } from './issuing-accreditation.ts'
import { patientIdentitySpec } from './patient-identity.ts'
import { practitionerLicenceSpec } from './practitioner-licence.ts'
import { practitionerRoleSpec } from './practitioner-role.ts'
import { proxyMandateSpec } from './proxy-mandate.ts'

/** What the claims of each of our types look like. Verifiers carry only what is made of it. */
export const healthSpecs: Readonly<Record<HealthCredentialType, ClaimMembers>> = {
  [credentialTypes.practitionerLicence]: practitionerLicenceSpec,
  [credentialTypes.practitionerRole]: practitionerRoleSpec,
  [credentialTypes.issuingAccreditation]: issuingAccreditationSpec,
  [credentialTypes.delegationOfAuthority]: delegationOfAuthoritySpec,
  [credentialTypes.patientIdentity]: patientIdentitySpec,
  [credentialTypes.guardianship]: guardianshipSpec,
  [credentialTypes.proxyMandate]: proxyMandateSpec,
  [credentialTypes.healthAssessment]: healthAssessmentSpec,
}
