import { hl7Codes, hl7Source } from './hl7-codes.ts'
import { consentCodeSystems } from './terms.ts'
import { createVocabulary, type Hierarchy, type Vocabulary } from './vocabulary.ts'

// LOINC document codes that the texts name, under the general note of the LOINC Document Ontology.
const documents: Hierarchy = {
  '11502-2': null,
  '18842-5': null,
  '34133-9': null,
  '34109-9': null,
  '11506-3': '34109-9',
  '11488-4': '34109-9',
  '34117-2': '34109-9',
  '34099-2': '11488-4',
  '34102-4': '11488-4',
  '34788-0': '11488-4',
}

/** HL7's purposes, confidentiality and sensitivity, and the LOINC document codes in use. */
export const defaultVocabulary: Vocabulary = /* @__PURE__ */ createVocabulary({
  // The last number is ours: of the emergency purposes, and of the documents.
  version: `urn:fidecura:vocabulary:hl7-${hl7Source.version}:1`,
  ...hl7Codes,
  emergencyPurposes: ['ETREAT', 'BTG', 'ERTREAT', 'DISASTER'],
  codes: { [consentCodeSystems.loinc]: documents },
})
