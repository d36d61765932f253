/** The types that Fidecura defines: `vct` of an SD-JWT VC, and a value of `type` in VCDM. */
export const credentialTypes: {
  readonly practitionerLicence: 'urn:fidecura:credential:practitioner-licence:1'
  readonly practitionerRole: 'urn:fidecura:credential:practitioner-role:1'
  readonly issuingAccreditation: 'urn:fidecura:credential:issuing-accreditation:1'
  readonly patientIdentity: 'urn:fidecura:credential:patient-identity:1'
  readonly guardianship: 'urn:fidecura:credential:guardianship:1'
} = {
  practitionerLicence: 'urn:fidecura:credential:practitioner-licence:1',
  practitionerRole: 'urn:fidecura:credential:practitioner-role:1',
  issuingAccreditation: 'urn:fidecura:credential:issuing-accreditation:1',
  patientIdentity: 'urn:fidecura:credential:patient-identity:1',
  guardianship: 'urn:fidecura:credential:guardianship:1',
}
