export {
  type ReadOrganizationOptions,
  readOrganization,
  writeOrganization,
} from './fhir-organization.ts'
export {
  type ReadPractitionerOptions,
  readPractitioner,
  writePractitioner,
} from './fhir-practitioner.ts'
export {
  type ReadPractitionerRoleOptions,
  readPractitionerRole,
  writePractitionerRole,
} from './fhir-practitioner-role.ts'
export {
  type ReadRelatedPersonOptions,
  readRelatedPerson,
  writeRelatedPerson,
} from './fhir-related-person.ts'
export type { FhirReading, FhirWriting } from './fhir-resource.ts'
export type { OrganisationOf } from './fhir-values.ts'
