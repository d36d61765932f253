import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseDid } from '@fidecura/identity'
import {
  type PcfExtension,
  pcfTokenExtension,
  policyAsWritten,
  type ReferenceMap,
  type SourceReading,
  termsFromFhir,
} from '../../src/fhir/index.ts'
import {
  consentCodeSystems,
  createCustodianFacts,
  createVocabulary,
  type Decision,
  decide,
  defaultVocabulary,
} from '../../src/index.ts'
import { now, options, request, requesterOf, setOf, statement } from '../setting.ts'

// What the actors and records of IHE PCF's examples stand for, and what is asked about them.

const holder = parseDid('did:web:holder.example')
const practitioner = parseDid('did:web:holder.example:practitioner')
const colleague = parseDid('did:web:holder.example:colleague')
const researcher = parseDid('did:web:researcher.example')
const privileged = 'urn:example:group:privileged'
/** A project's purpose, in the code system of whoever made the vocabulary. */
const project = 'FOOBAR'

export const references: ReferenceMap = {
  'Organization/ex-organization': holder,
  'Organization/ex-org-researcher': researcher,
  'Practitioner/ex-practitioner': practitioner,
  'Practitioner/ex-author': colleague,
  'Group/ex-privilegedUsers': privileged,
  'Encounter/ex-encounter': 'urn:record:encounter',
  'Observation/ex-alcoholUse': 'urn:record:alcohol',
  'Observation/ex-bloodSugar': 'urn:record:sugar',
  'Observation/ex-bloodPressure': 'urn:record:pressure',
  'Observation/ex-weight': 'urn:record:weight',
  'Observation/ex-weight-2': 'urn:record:weight-2',
  'http://example.org/policies/purposeOfUse|FooBar': project,
  'http://example.org/policies/basePrivacyConsentPolicy.txt': policyAsWritten,
  'http://example.org/policies/researchPrivacyConsentPolicy.txt': policyAsWritten,
}

export function readExample(folder: string, name: string): SourceReading {
  return termsFromFhir(readFileSync(join(folder, `Consent-ex-${name}.json`)), { references })
}

const confidentiality = (code: string) => ({ system: consentCodeSystems.confidentiality, code })
const sensitivity = (code: string) => ({ system: consentCodeSystems.actCode, code })
const day = (date: string) => {
  const start = Date.parse(date) / 1000
  return { start, end: start + 86_400 }
}
/** Of nobody's encounter, by a colleague, in no year that an example speaks of. */
const common = {
  scope: 'item',
  record: 'urn:record:other',
  related: [],
  dependsOn: [],
  authors: [colleague],
  period: day('2020-12-04'),
} as const

/** Records, with what the examples distinguish them by. */
export const records = {
  normal: { ...common, labels: [confidentiality('N')] },
  restricted: { ...common, labels: [confidentiality('R')] },
  mental: { ...common, labels: [confidentiality('R'), sensitivity('PSY')] },
  violence: { ...common, labels: [confidentiality('R'), sensitivity('SDV')] },
  unlabelled: common,
  // Observation/ex-alcoholUse: of the encounter, 2022-06-13, restricted.
  alcohol: {
    ...common,
    record: 'urn:record:alcohol',
    dependsOn: ['urn:record:encounter'],
    period: day('2022-06-13'),
    labels: [confidentiality('R'), sensitivity('ETHUD')],
  },
  // Observation/ex-bloodSugar: of the encounter, 2020-12-04, normal.
  sugar: {
    ...common,
    record: 'urn:record:sugar',
    dependsOn: ['urn:record:encounter'],
    labels: [confidentiality('N')],
  },
  byPractitioner: { ...common, authors: [practitioner], labels: [confidentiality('N')] },
  of2022: { ...common, period: day('2022-03-01'), labels: [confidentiality('N')] },
} as const

/** Jurisdictions bring their own codes: here, a project below research. */
const vocabulary = createVocabulary({
  ...defaultVocabulary,
  version: 'urn:example:vocabulary:pcf:1',
  purposes: { ...defaultVocabulary.purposes, [project]: 'CLINTRCH' },
})

const facts = createCustodianFacts({
  memberships: [{ group: privileged, member: practitioner }],
  partOf: [],
})

export type Person = 'practitioner' | 'colleague' | 'researcher'
const people = { practitioner, colleague, researcher }

/** Who asks, as somebody whose role lets them ask for anything, so that the consent alone decides. */
function requestBy(person: Person, purpose: string) {
  const did = people[person]
  const requester = requesterOf({ parties: [did], purposes: ['PurposeOfUse', 'BTG', project] })
  return request({ requester, purposes: [purpose], custodian: holder, facts })
}

/** The one statement in the set: an example, of the data of the organization, for who asks. */
function setWith(reading: SourceReading, person: Person) {
  const grantee = { did: people[person], name: person }
  return setOf([statement(reading.terms.rule, { grantee, controller: holder })])
}

export function decideExample(
  reading: SourceReading,
  { person, purpose, record }: { person: Person; purpose: string; record: keyof typeof records },
): Decision {
  return decide(
    { ...requestBy(person, purpose), data: [records[record]] },
    setWith(reading, person),
    { ...options, at: now, vocabulary },
  )
}

export const tokenOptions = {
  ...options,
  vocabulary,
  references,
  patientId: 'http://fhir.example/Patient/ex-patient',
  consentId: 'http://fhir.example/Consent/1',
}

export function tokenFor(
  reading: SourceReading,
  { person, purpose }: { person: Person; purpose: string },
): PcfExtension | undefined {
  return pcfTokenExtension(requestBy(person, purpose), setWith(reading, person), tokenOptions)
}
