import { decodeUtf8, encodeUtf8 } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { decide } from '../src/decide.ts'
import type { Decision } from '../src/decision.ts'
import { type Redaction, redact } from '../src/redact/redact.ts'
import type { Rule } from '../src/terms.ts'
import {
  anything,
  deny,
  kind,
  label,
  loinc,
  options,
  permit,
  request,
  sensitivity,
  setOf,
  statement,
} from './setting.ts'

const confidentiality = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality'
const actCode = 'http://terminology.hl7.org/CodeSystem/v3-ActCode'

/** What a permit for everything says that leaves this out. */
function without(conditions: Rule['conditions']): Decision {
  return decided(permit({}, [deny(conditions)]))
}

/** What a permit for this alone says. */
function only(conditions: Rule['conditions']): Decision {
  return decided(permit(conditions))
}

function decided(rule: Rule): Decision {
  const decision = decide(request({ data: [anything] }), setOf([statement(rule)]), options)
  expect(decision.kind).toBe('permit')
  expect(decision.obligations).toHaveLength(1)
  return decision
}

const free = decide(request({ data: [anything] }), setOf([statement(permit())]), options)

function bundle(...entries: readonly string[]): string {
  return `{\n  "resourceType": "Bundle",\n  "type": "searchset",\n  "entry": [${entries.join(', ')}]\n}\n`
}

function entry(resource: object): string {
  return `{ "fullUrl": "urn:uuid:1", "resource": ${JSON.stringify(resource)} }`
}

const labelled = (...security: readonly object[]) => ({ meta: { security } })
const psychiatric = labelled({ system: actCode, code: 'PSY' })
const ordinary = labelled(
  { system: actCode, code: 'SICKLE' },
  { system: confidentiality, code: 'N' },
)
const coded = (code: string) => ({ code: { coding: [{ system: 'http://loinc.org', code }] } })

function apply(text: string, decision: Decision, records?: ReadonlyMap<string, string>): Redaction {
  return redact(encodeUtf8(text), decision, records && { records })
}

function keeps(resource: object, decision: Decision): boolean {
  return apply(bundle(entry(resource)), decision).kept === 1
}

describe('redact', () => {
  test('cuts out what is left out, and touches no byte of the rest', () => {
    const value =
      '{ "fullUrl":"urn:uuid:2",  "resource": {"resourceType":"Observation","meta":{"security":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"SICKLE"}]},"valueQuantity":{"value": 6.0, "unit":"µmol\\/l ]}\\""}}}'
    const text = bundle(
      entry({ resourceType: 'Observation', ...psychiatric }),
      value,
      entry({ resourceType: 'Observation' }),
    )
    const { bytes, ...report } = apply(text, without({ labels: [sensitivity('PSY')] }))
    expect(decodeUtf8(bytes)).toBe(bundle(` ${value}`))
    expect(report).toEqual({
      kept: 1,
      removed: [{ reason: 'left_out', obligation: 0, count: 2 }],
      members: [],
    })
  })

  test('gives back the very bytes where there is nothing to leave out', () => {
    const text =
      ' {"resourceType":"Bundle","total":1,"x":[ ],"type":"collection","entry":[{"resource":{"resourceType":"Basic","n":1.50}}]} '
    expect(decodeUtf8(apply(text, free).bytes)).toBe(text)
    const all = bundle(entry({ resourceType: 'Observation', ...ordinary }))
    expect(decodeUtf8(apply(all, without({ labels: [sensitivity('PSY')] })).bytes)).toBe(all)
  })

  test('takes the list away with its last entry, and whatever told of it', () => {
    const text = `{"entry":[${entry({ resourceType: 'Observation', ...psychiatric })}],"total":1,"resourceType":"Bundle","link":[],"type":"searchset","signature":{},"\\u0078":1,"id":"b"}`
    const { bytes, members } = apply(text, without({ labels: [sensitivity('PSY')] }))
    expect(decodeUtf8(bytes)).toBe('{"resourceType":"Bundle","type":"searchset","id":"b"}')
    expect(members).toEqual(['total', 'link', 'signature', 'other'])
  })

  test('says nothing in its report that is in the data', () => {
    const canary = 'Canary-7'
    const text = `{"resourceType":"Bundle","type":"searchset","${canary}":1,"entry":[{"fullUrl":"${canary}","resource":{"resourceType":"${canary}","id":"${canary}"}}]}`
    const { bytes, ...report } = apply(text, without({ labels: [sensitivity('PSY')] }))
    expect(JSON.stringify(report)).not.toContain(canary)
    expect(decodeUtf8(bytes)).not.toContain(canary)
  })

  test.each<[string, object, boolean]>([
    ['labelled otherwise', { resourceType: 'Condition', ...ordinary }, true],
    ['labelled so', { resourceType: 'Condition', ...psychiatric }, false],
    ['not labelled', { resourceType: 'Condition' }, false],
    [
      'labelled element by element',
      {
        resourceType: 'Condition',
        ...ordinary,
        note: [
          {
            extension: [
              {
                url: 'http://hl7.org/fhir/uv/security-label-ds4p/StructureDefinition/extension-inline-sec-label',
              },
            ],
          },
        ],
      },
      false,
    ],
    [
      'of another meaning',
      { resourceType: 'Condition', ...ordinary, modifierExtension: [] },
      false,
    ],
    [
      'by rules from elsewhere',
      { resourceType: 'Condition', ...ordinary, implicitRules: 'urn:x' },
      false,
    ],
    ['a Bundle in itself', { resourceType: 'Bundle', ...ordinary }, false],
    ['without a type', { ...ordinary }, false],
  ])('leaves out labels: what is %s', (_, resource, expected) => {
    expect(keeps(resource, without({ labels: [sensitivity('PSY')] }))).toBe(expected)
  })

  test.each<[string, object, boolean]>([
    ['of another code', { resourceType: 'Observation', ...coded('718-7') }, true],
    ['of that code', { resourceType: 'Observation', ...coded('34109-9') }, false],
    ['of a narrower code', { resourceType: 'Observation', ...coded('34788-0') }, false],
    [
      'of that code somewhere',
      { resourceType: 'Observation', ...coded('718-7'), component: [coded('34109-9')] },
      false,
    ],
    [
      'of that category',
      { resourceType: 'Observation', ...coded('718-7'), category: [coded('34109-9').code] },
      false,
    ],
    ['in words alone', { resourceType: 'Observation', code: { text: 'notes' } }, false],
    [
      'in words, under a category',
      { resourceType: 'Observation', code: { text: 'notes' }, category: [coded('718-7').code] },
      false,
    ],
    [
      'of that code in what it contains',
      {
        resourceType: 'Observation',
        ...coded('718-7'),
        contained: [{ resourceType: 'Observation', ...coded('34109-9') }],
      },
      false,
    ],
    [
      'containing what cannot be judged',
      { resourceType: 'Observation', ...coded('718-7'), contained: ['x'] },
      false,
    ],
    [
      'containing something else',
      {
        resourceType: 'Observation',
        ...coded('718-7'),
        contained: [{ resourceType: 'Observation', ...coded('2-3') }],
      },
      true,
    ],
  ])('leaves out codes: what is %s', (_, resource, expected) => {
    expect(keeps(resource, without({ codes: [loinc('34109-9')] }))).toBe(expected)
  })

  test.each<[string, object, boolean]>([
    ['up to the label', { resourceType: 'Observation', ...ordinary }, true],
    [
      'above it',
      { resourceType: 'Observation', ...labelled({ system: confidentiality, code: 'R' }) },
      false,
    ],
    ['without one', { resourceType: 'Observation' }, false],
  ])('keeps, where it is limited to labels, nothing but what is %s', (_, resource, expected) => {
    expect(keeps(resource, only({ labels: [label('N')] }))).toBe(expected)
  })

  test.each<[string, object, boolean]>([
    ['within', { effectiveDateTime: '2020-06-15' }, true],
    ['within, by the second', { effectiveInstant: '2020-06-15T10:00:00.5+08:00' }, true],
    ['over the edge in some zone', { effectiveDateTime: '2020-01-01' }, false],
    ['within, of no zone', { effectiveDateTime: '2020-06-15T05:00:00' }, true],
    ['over the edge, of no zone', { effectiveDateTime: '2020-01-01T05:00:00' }, false],
    ['of a year', { effectiveDateTime: '2020' }, false],
    ['of a month', { effectivePeriod: { start: '2020-03', end: '2020-04' } }, true],
    ['without an end', { effectivePeriod: { start: '2020-03' } }, false],
    [
      'written down later',
      { effectiveDateTime: '2020-06-15', issued: '2021-06-15T00:00:00Z' },
      false,
    ],
    ['that are none', { effectiveDateTime: 'tomorrow' }, false],
    ['that no calendar has', { effectiveDateTime: '2020-13-45' }, false],
    ['that it does not say', {}, false],
  ])('keeps, where it is limited to times, nothing but times %s', (_, times, expected) => {
    const year = { start: Date.UTC(2020, 0, 1) / 1000, end: Date.UTC(2021, 0, 1) / 1000 }
    expect(keeps({ resourceType: 'Observation', ...times }, only({ dataPeriod: year }))).toBe(
      expected,
    )
  })

  test('knows single records by what the custodian says they are, and by nothing else', () => {
    const resource = { resourceType: 'Observation' }
    const named = without({ data: [{ meaning: 'instance', reference: 'urn:record:1' }] })
    const is = (record: string) => new Map([['urn:uuid:1', record]])
    expect(apply(bundle(entry(resource)), named).kept).toBe(0)
    expect(apply(bundle(entry(resource)), named, is('urn:record:1')).kept).toBe(0)
    expect(apply(bundle(entry(resource)), named, is('urn:record:2')).kept).toBe(1)
  })

  test('leaves out kinds of resource', () => {
    const decision = without({ types: [kind('Condition')] })
    expect(keeps({ resourceType: 'Observation' }, decision)).toBe(true)
    expect(keeps({ resourceType: 'Condition' }, decision)).toBe(false)
    const hidden = { resourceType: 'Observation', contained: [{ resourceType: 'Condition' }] }
    expect(keeps(hidden, decision)).toBe(false)
  })

  test.each([
    ['null', 'null'],
    ['an entry without resource', '{"fullUrl":"urn:uuid:1"}'],
    [
      'an entry that says how it was written',
      '{"resource":{"resourceType":"Observation"},"request":{"url":"Patient?name=x"}}',
    ],
  ])('leaves out what cannot be judged: %s', (_, text) => {
    const { kept, removed } = apply(bundle(text), without({ types: [kind('Condition')] }))
    expect({ kept, removed }).toEqual({
      kept: 0,
      removed: [{ reason: 'not_understood', count: 1 }],
    })
  })

  test.each<[string, string, string]>([
    [
      'a member twice',
      bundle('{"resource":{"resourceType":"Basic","a":1,"a":2}}'),
      'json_duplicate_member',
    ],
    ['something else', '{"resourceType":"Patient"}', 'fhir_bundle_malformed'],
    [
      'a document, whose first entry tells of the others',
      '{"resourceType":"Bundle","type":"document"}',
      'fhir_bundle_malformed',
    ],
    [
      'entries that are no list',
      '{"resourceType":"Bundle","type":"searchset","entry":{}}',
      'fhir_bundle_malformed',
    ],
    [
      'rules from elsewhere',
      '{"resourceType":"Bundle","type":"searchset","implicitRules":"urn:x"}',
      'fhir_bundle_malformed',
    ],
    [
      'more depth than the limit',
      bundle(`{"resource":${'['.repeat(40)}${']'.repeat(40)}}`),
      'json_too_deep',
    ],
    [
      'more entries than the limit',
      bundle(...Array.from({ length: 10_001 }, () => '1')),
      'fhir_bundle_malformed',
    ],
    ['more bytes than the limit', bundle(`"${'x'.repeat(17 * 1_048_576)}"`), 'json_too_large'],
  ])('refuses %s', (_, text, code) => {
    expect(() => apply(text, free)).toThrow(expect.objectContaining({ code }))
  })

  test('applies nothing to what may not be released', () => {
    const denied = decide(request(), setOf([]), options)
    expect(() => apply(bundle(), denied)).toThrow(
      expect.objectContaining({ code: 'decision_not_permit' }),
    )
  })

  test.each<[string, object]>([
    ['an obligation that it does not know', { obligations: [{ kind: 'hop' }] }],
    ['the codes of another vocabulary', { vocabulary: 'urn:x' }],
  ])('releases nothing under %s', (_, change) => {
    const decision = { ...free, ...change } as Decision
    expect(() => apply(bundle(), decision)).toThrow(
      expect.objectContaining({ code: 'obligation_unknown' }),
    )
  })

  test('cuts, of any JSON, what stays the same when it is read', () => {
    const decision = without({ labels: [sensitivity('PSY')] })
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.boolean(), fc.json({ maxDepth: 3 })), { maxLength: 6 }),
        fc.constantFrom('', ' ', '\n\t'),
        (list, space) => {
          const entries = list.map(([isHidden, json]) => {
            const meta = JSON.stringify((isHidden ? psychiatric : ordinary).meta)
            return `${space}{"resource":{"resourceType":"Basic","meta":${meta},"x":${json}}}${space}`
          })
          let text = `{"resourceType":"Bundle","type":"collection","entry":${space}[${entries.join()}${space}]}`
          // What JSON allows and a resource must not hold is not for here.
          if (/"(?:modifierExtension|implicitRules|url)"|__proto__/.test(text)) text = bundle()
          const { bytes } = apply(text, decision)
          const kept = JSON.parse(text).entry.filter((_: unknown, n: number) => !list[n]?.[0])
          expect(JSON.parse(decodeUtf8(bytes)).entry ?? []).toEqual(kept)
        },
      ),
      { numRuns: 300 },
    )
  })
})
