import { encodeUtf8, type JsonObject } from '@fidecura/base'
import { policyAsWritten, type SourceReading, termsFromFhir } from '../src/fhir/index.ts'
import type { ReferenceMap } from '../src/fhir/source.ts'
import { consentCodeSystems } from '../src/terms.ts'
import { cardiology, hospital, oncology } from './setting.ts'

// Good resources of every dialect, for tests to change one thing about.

export const policy = 'http://policies.example/sharing'

export const references: ReferenceMap = Object.freeze({
  'Organization/cardiology': cardiology,
  'Organization/oncology': oncology,
  'Organization/hospital': hospital,
  'Group/privileged': 'urn:example:group:privileged',
  'Encounter/1': 'urn:record:encounter',
  'DiagnosticReport/1': 'urn:record:1',
  'urn:example:projects|RIVER': 'RIVER',
  [policy]: policyAsWritten,
})

export function read(resource: JsonObject, map: ReferenceMap = references): SourceReading {
  return termsFromFhir(encodeUtf8(JSON.stringify(resource)), { references: map })
}

export const concept = (system: string, ...codes: readonly string[]): JsonObject => ({
  coding: codes.map((code) => ({ system, code })),
})
export const party = (reference: string, code = 'IRCP'): JsonObject => ({
  role: concept(consentCodeSystems.participation, code),
  reference: { reference },
})
export const purpose = (code: string): JsonObject => ({
  system: consentCodeSystems.actReason,
  code,
})

const patient = { reference: 'Patient/1' }

export function r4(provision: JsonObject, changes: JsonObject = {}): JsonObject {
  return {
    resourceType: 'Consent',
    status: 'active',
    scope: concept(consentCodeSystems.consentScope, 'patient-privacy'),
    category: [concept(consentCodeSystems.loinc, '59284-0')],
    patient,
    policyRule: concept(consentCodeSystems.actCode, 'OPTIN'),
    provision,
    ...changes,
  }
}

export function r5(provision: readonly JsonObject[], changes: JsonObject = {}): JsonObject {
  return {
    resourceType: 'Consent',
    status: 'active',
    category: [concept(consentCodeSystems.loinc, '59284-0')],
    subject: patient,
    decision: 'permit',
    ...(provision.length > 0 && { provision }),
    ...changes,
  }
}

type Level = 'Basic' | 'Intermediate' | 'Advanced'

export const pcfProfile = (level: Level): string =>
  `https://profiles.ihe.net/ITI/PCF/StructureDefinition/IHE.PCF.consent${level}`

export function pcf(level: Level, provision: JsonObject, changes: JsonObject = {}): JsonObject {
  return {
    resourceType: 'Consent',
    meta: { profile: [pcfProfile(level)] },
    status: 'active',
    scope: concept(consentCodeSystems.consentScope, 'patient-privacy'),
    category: [concept(consentCodeSystems.loinc, '59284-0')],
    patient,
    dateTime: '2026-01-01',
    performer: [patient],
    organization: [{ reference: 'Organization/hospital' }],
    sourceReference: { reference: 'DocumentReference/1' },
    policy: [{ uri: policy }],
    provision,
    ...changes,
  }
}

const miiProfile =
  'https://www.medizininformatik-initiative.de/fhir/modul-consent/StructureDefinition/mii-pr-consent-einwilligung'
export const miiPolicies = 'urn:oid:2.16.840.1.113883.3.1937.777.24.5.3'

/** A permit or denial of one policy, from 2026 on. */
export function miiProvision(type: string, code: string, changes: JsonObject = {}): JsonObject {
  return {
    type,
    period: { start: '2026-01-01T00:00:00Z' },
    code: [concept(miiPolicies, `${miiPolicies.slice(8)}.${code}`)],
    ...changes,
  }
}

export function mii(provision: readonly JsonObject[], changes: JsonObject = {}): JsonObject {
  return {
    resourceType: 'Consent',
    meta: { profile: [miiProfile] },
    status: 'active',
    scope: concept(consentCodeSystems.consentScope, 'research'),
    category: [
      concept(consentCodeSystems.loinc, '57016-8'),
      concept(
        'https://www.medizininformatik-initiative.de/fhir/modul-consent/CodeSystem/mii-cs-consent-consent_category',
        '2.16.840.1.113883.3.1937.777.24.2.184',
      ),
    ],
    patient,
    dateTime: '2026-01-01',
    policy: [{ uri: policy }],
    provision: {
      type: 'deny',
      period: { start: '2026-01-01T00:00:00Z' },
      ...(provision.length > 0 && { provision }),
    },
    ...changes,
  }
}
