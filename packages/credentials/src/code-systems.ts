/** Code systems that claims name, by the URIs under which FHIR knows them. */
export const codeSystems: {
  /** Professions and specialties in the United States. */
  readonly nucc: 'http://nucc.org/provider-taxonomy'
  /** Professions, specialties, procedures and findings. */
  readonly snomedCt: 'http://snomed.info/sct'
  /** Degrees, licences and certificates: HL7 v2 table 0360. */
  readonly degree: 'http://terminology.hl7.org/CodeSystem/v2-0360'
  /** Purposes: HL7 v3 ActReason. */
  readonly actReason: 'http://terminology.hl7.org/CodeSystem/v3-ActReason'
  /** Roles of related persons: HL7 v3 RoleCode. */
  readonly roleCode: 'http://terminology.hl7.org/CodeSystem/v3-RoleCode'
  /** Kinds of data, and of assessments. */
  readonly loinc: 'http://loinc.org'
  /** Countries. */
  readonly country: 'urn:iso:std:iso:3166'
  /** Parts of countries. */
  readonly subdivision: 'urn:iso:std:iso:3166:-2'
} = {
  nucc: 'http://nucc.org/provider-taxonomy',
  snomedCt: 'http://snomed.info/sct',
  degree: 'http://terminology.hl7.org/CodeSystem/v2-0360',
  actReason: 'http://terminology.hl7.org/CodeSystem/v3-ActReason',
  roleCode: 'http://terminology.hl7.org/CodeSystem/v3-RoleCode',
  loinc: 'http://loinc.org',
  country: 'urn:iso:std:iso:3166',
  subdivision: 'urn:iso:std:iso:3166:-2',
}
