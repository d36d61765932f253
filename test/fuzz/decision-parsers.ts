import { createJurisdiction, decide, recordReference } from '@fidecura/consent'
import { china, healthDataSpace } from '@fidecura/consent/jurisdictions'
import { redact } from '@fidecura/consent/redact'
import {
  anything,
  deny,
  now,
  options,
  permit,
  record,
  request,
  setOf,
  statement,
} from '../../packages/consent/test/setting.ts'
import { jsonOf } from './input.ts'
import type { Parser } from './run-parser.ts'

const loinc = { system: 'http://loinc.org', code: '11502-2' }
const psychiatry = { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'PSY' }
const exceptions = [
  deny({ labels: [psychiatry] }),
  deny({ codes: [loinc], dataPeriod: { end: 0 } }),
]
const decided = decide(
  request({ data: [anything] }),
  setOf([statement(permit({}, exceptions))]),
  options,
)
const release = { references: { 'Patient/1': recordReference(record) }, now }

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
  const { bytes } = redact(input, decided, release)
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
