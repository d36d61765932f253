export {
  type ReadOrganizationOptions,
  readOrganization,
  writeOrganization,
} from './fhir/fhir-organization.ts'
export {
  type ReadPractitionerOptions,
  readPractitioner,
  writePractitioner,
} from './fhir/fhir-practitioner.ts'
export {
  type ReadPractitionerRoleOptions,
  readPractitionerRole,
  writePractitionerRole,
} from './fhir/fhir-practitioner-role.ts'
export {
  type ReadRelatedPersonOptions,
  readRelatedPerson,
  writeRelatedPerson,
} from './fhir/fhir-related-person.ts'
export type { FhirReading, FhirWriting } from './fhir/fhir-resource.ts'
export type { OrganisationOf } from './fhir/fhir-values.ts'
