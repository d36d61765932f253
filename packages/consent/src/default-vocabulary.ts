import { codeSystems } from './terms.ts'
import { createVocabulary, type Hierarchy, type Vocabulary } from './vocabulary.ts'

// PurposeOfUse and what lies under it, as the parents in the concept table of
// http://terminology.hl7.org/CodeSystem/v3-ActReason (HL7 Terminology, CC0) give it. HSYSADMIN and
// SYSDEV keep their narrower codes; reasons that are no purpose of use are not here.
const purposes: Hierarchy = under('PurposeOfUse', {
  HMARKT: [],
  HOPERAT: [
    'CAREMGT',
    'DONAT',
    'FRAUD',
    'GOV',
    'HACCRED',
    'HCOMPL',
    'HDECD',
    'HDIRECT',
    'HDM',
    'HLEGAL',
    'HOUTCOMS',
    'HPRGRP',
    'HQUALIMP',
    'HSYSADMIN',
    'MEMADMIN',
    'MILCDM',
    'PATADMIN',
    'PATSFTY',
    'PERFMSR',
    'RECORDMGT',
    'SYSDEV',
    'TRAIN',
  ],
  HSYSADMIN: ['LABELING', 'METAMGT'],
  SYSDEV: ['HTEST'],
  HPAYMT: ['CLMATTCH', 'COVAUTH', 'COVERAGE', 'REMITADV'],
  COVERAGE: ['ELIGDTRM', 'ELIGVER', 'ENROLLM', 'MILDCRG'],
  HRESCH: ['BIORCH', 'CLINTRCH', 'DSRCH', 'POARCH', 'TRANSRCH'],
  CLINTRCH: ['CLINTRCHNPC', 'CLINTRCHPC', 'PRECLINTRCH'],
  PATRQT: ['FAMRQT', 'PWATRNY', 'SUPNWK'],
  PUBHLTH: ['DISASTER', 'THREAT'],
  TREAT: ['CLINTRL', 'COC', 'ETREAT', 'POPHLTH'],
  ETREAT: ['BTG', 'ERTREAT'],
})

// _ActInformationSensitivityPolicy of http://terminology.hl7.org/CodeSystem/v3-ActCode (HL7
// Terminology, CC0): the codes that a FHIR R4 security label may carry.
const sensitivities: Hierarchy = {
  ...Object.fromEntries(
    ['ETH', 'GDIS', 'HIV', 'MST', 'SCA', 'SDV', 'SEX', 'SPI', 'STD', 'TBOO', 'VIO', 'SICKLE'].map(
      (code) => [code, null],
    ),
  ),
  BH: 'SPI',
  COGN: 'BH',
  DVD: 'BH',
  EMOTDIS: 'BH',
  MH: 'BH',
  PSY: 'BH',
  PSYTHPN: 'BH',
  SUD: 'BH',
  ETHUD: 'SUD',
  OPIOIDUD: 'SUD',
}

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
  version: 'urn:fidecura:vocabulary:hl7:1',
  purposes,
  emergencyPurposes: ['ETREAT', 'BTG', 'ERTREAT', 'DISASTER'],
  // v3-Confidentiality: unrestricted, low, moderate, normal, restricted, very restricted.
  confidentiality: ['U', 'L', 'M', 'N', 'R', 'V'],
  sensitivities,
  codes: { [codeSystems.loinc]: documents },
})

/** Parents to children, turned round; a parent that is nobody's child lies under the root. */
function under(root: string, children: Readonly<Record<string, readonly string[]>>): Hierarchy {
  const parents: Record<string, string | null> = { [root]: null }
  for (const parent of Object.keys(children)) parents[parent] = root
  for (const [parent, codes] of Object.entries(children)) {
    for (const code of codes) parents[code] = parent
  }
  return parents
}
