/** Where the types lie that Fidecura defines, and nobody else's. */
export const typeNamespace = 'urn:fidecura:'

/** The types that Fidecura defines: `vct` of an SD-JWT VC, and a value of `type` in VCDM. */
export const credentialTypes: {
  readonly practitionerLicence: 'urn:fidecura:credential:practitioner-licence:1'
  readonly practitionerRole: 'urn:fidecura:credential:practitioner-role:1'
  readonly issuingAccreditation: 'urn:fidecura:credential:issuing-accreditation:1'
  readonly delegationOfAuthority: 'urn:fidecura:credential:delegation-of-authority:1'
  readonly patientIdentity: 'urn:fidecura:credential:patient-identity:1'
  readonly guardianship: 'urn:fidecura:credential:guardianship:1'
  readonly proxyMandate: 'urn:fidecura:credential:proxy-mandate:1'
  readonly healthAssessment: 'urn:fidecura:credential:health-assessment:1'
} = {
  practitionerLicence: 'urn:fidecura:credential:practitioner-licence:1',
  practitionerRole: 'urn:fidecura:credential:practitioner-role:1',
  issuingAccreditation: 'urn:fidecura:credential:issuing-accreditation:1',
  delegationOfAuthority: 'urn:fidecura:credential:delegation-of-authority:1',
  patientIdentity: 'urn:fidecura:credential:patient-identity:1',
  guardianship: 'urn:fidecura:credential:guardianship:1',
  proxyMandate: 'urn:fidecura:credential:proxy-mandate:1',
  healthAssessment: 'urn:fidecura:credential:health-assessment:1',
}

/** Of these the subject, the issuer or whoever is spoken of is a patient, whom no stranger may hear of. */
export const patientTypes: ReadonlySet<string> = /* @__PURE__ */ setOfPatientTypes()

function setOfPatientTypes(): ReadonlySet<string> {
  return new Set<string>([
    credentialTypes.patientIdentity,
    credentialTypes.guardianship,
    credentialTypes.proxyMandate,
    credentialTypes.healthAssessment,
  ])
}

/** One of the types that Fidecura defines. */
export type HealthCredentialType = (typeof credentialTypes)[keyof typeof credentialTypes]
