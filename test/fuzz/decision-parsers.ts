import { createJurisdiction, type Decision, defaultVocabulary } from '@fidecura/consent'
import { china, healthDataSpace } from '@fidecura/consent/jurisdictions'
import { redact } from '@fidecura/consent/redact'
import { jsonOf } from './input.ts'
import type { Parser } from './run-parser.ts'

const rule = { statement: 0, path: [] }
const loinc = { system: 'http://loinc.org', code: '11502-2' }
const psychiatry = { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'PSY' }
const permit = {
  kind: 'permit',
  obligations: [
    { kind: 'leave_out', rule, data: { labels: [psychiatry] } },
    { kind: 'leave_out', rule, data: { codes: [loinc], dataPeriod: { end: 0 } } },
  ],
  vocabulary: defaultVocabulary.version,
} as unknown as Decision

const asked = { request: { data: [{ scope: 'category' as const }] }, patient: ['Patient/1'] }

const observation = (security: object, code: object) => ({
  fullUrl: 'urn:uuid:1',
  resource: {
    resourceType: 'Observation',
    subject: { reference: 'Patient/1' },
    meta: { security: [security] },
    code: { coding: [code] },
    effectiveDateTime: '2026-01-01',
    contained: [{ resourceType: 'Basic', code: { coding: [code] } }],
    valueQuantity: { value: 6.5, unit: 'µmol/l "]}' },
  },
})
const bundle = {
  resourceType: 'Bundle',
  type: 'searchset',
  total: 2,
  entry: [observation(psychiatry, loinc), observation({ ...psychiatry, code: 'HIV' }, psychiatry)],
}

/** Whatever comes out is read again; of a single resource that may be nothing. */
function redactAndRead(input: Uint8Array): unknown {
  const { bytes } = redact(input, permit, asked)
  return bytes.length === 0 ? undefined : jsonOf(bytes)
}

export const decisionParsers: readonly Parser[] = [
  {
    name: 'redact',
    grammar: 'json',
    samples: [JSON.stringify(bundle), JSON.stringify(bundle, null, 2)],
    parse: redactAndRead,
  },
  {
    name: 'createJurisdiction',
    grammar: 'json',
    samples: [JSON.stringify(china), JSON.stringify(healthDataSpace)],
    parse: (input) => createJurisdiction(jsonOf(input) as never),
  },
]
