import { decodeUtf8, encodeUtf8 } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { RequestedData } from '../src/access-request.ts'
import { decide } from '../src/decide.ts'
import type { Decision } from '../src/decision.ts'
import { type Redaction, type RedactOptions, redact } from '../src/redact/redact.ts'
import { recordReference } from '../src/statement.ts'
import type { Rule } from '../src/terms.ts'
import {
  anything,
  deny,
  kind,
  label,
  loinc,
  now,
  options,
  permit,
  record,
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

/** What a permit for everything says of a request for these. */
function asked(...data: readonly RequestedData[]): Decision {
  const decision = decide(request({ data }), setOf([statement(permit())]), options)
  expect(decision).toMatchObject({ kind: 'permit', obligations: [] })
  return decision
}

const free = asked(anything)

function bundle(...entries: readonly string[]): string {
  return `{\n  "resourceType": "Bundle",\n  "type": "searchset",\n  "entry": [${entries.join(', ')}]\n}\n`
}

const subject = { reference: 'Patient/1' } as const

/** About the patient, unless it says otherwise. */
function entry(resource: object, fullUrl = 'urn:uuid:1'): string {
  const about = { subject, ...resource }
  return `{ "fullUrl": "${fullUrl}", "resource": ${JSON.stringify(about)} }`
}

const labelled = (...security: readonly object[]) => ({ meta: { security } })
const psychiatric = labelled({ system: actCode, code: 'PSY' })
const ordinary = labelled(
  { system: actCode, code: 'SICKLE' },
  { system: confidentiality, code: 'N' },
)
const coded = (code: string) => ({ code: { coding: [{ system: 'http://loinc.org', code }] } })

const references = { 'Patient/1': recordReference(record) }
const release = { references, now } as const

function apply(text: string, decision: Decision, more: Partial<RedactOptions> = {}): Redaction {
  return redact(encodeUtf8(text), decision, { ...release, ...more })
}

function keeps(resource: object, decision: Decision): boolean {
  return apply(bundle(entry(resource)), decision).kept === 1
}

describe('redact', () => {
  test('cuts out what is left out, and touches no byte of the rest', () => {
    const value =
      '{ "fullUrl":"urn:uuid:2",  "resource": {"resourceType":"Observation","subject":{"reference":"Patient/1"},"meta":{"security":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"SICKLE"}]},"valueQuantity":{"value": 6.0, "unit":"µmol\\/l ]}\\""}}}'
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
      ' {"resourceType":"Bundle","total":1,"x":[ ],"type":"collection","entry":[{"resource":{"resourceType":"Basic","subject":{"reference":"Patient/1"},"n":1.50}}]} '
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
    const text = `{"resourceType":"Bundle","type":"searchset","${canary}":1,"entry":[{"fullUrl":"${canary}","resource":{"resourceType":"${canary}","id":"${canary}","subject":{"reference":"Patient/1"},"meta":{"security":[]}}}]}`
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

  const named = (contained: object, outer = labelled({ system: confidentiality, code: 'N' })) => ({
    resourceType: 'Observation',
    ...outer,
    contained: [{ resourceType: 'Condition', id: 'c', ...contained }],
  })
  const restricted = { system: confidentiality, code: 'R' }
  test.each<[string, object, boolean]>([
    ['labelled as what it lies in', named({}), true],
    ['labelled itself, which FHIR forbids', named(labelled(restricted)), false],
    ['labelled less than what it lies in', named(ordinary, labelled(restricted)), false],
    ['labelled in words', named(labelled({ display: 'restricted' })), false],
    ['with a label that is no list', named({ meta: { security: restricted } }), false],
    ['with a meta that is none', named({ meta: [] }), false],
    [
      'in what is labelled half',
      named({}, labelled({ system: confidentiality, code: 'N' }, { code: 'R' } as never)),
      false,
    ],
    [
      'labelled in another spelling',
      named(labelled({ system: `${confidentiality.replace('http:', 'https:')}/`, code: 'R' })),
      false,
    ],
  ])('leaves out labels: what is contained and %s', (_, resource, expected) => {
    expect(keeps(resource, without({ labels: [label('R')] }))).toBe(expected)
  })

  const beside = (...others: readonly object[]) => ({
    resourceType: 'DiagnosticReport',
    code: { coding: [{ system: 'http://loinc.org', code: '718-7' }, ...others] },
  })
  test.each<[string, object, boolean]>([
    ['nothing', beside(), true],
    ['another code', beside({ system: 'urn:x', code: 'a' }), true],
    ['a code without system', beside({ code: '34109-9' }), false],
    ['a system without code', beside({ system: 'http://loinc.org', display: 'note' }), false],
    ['words alone', beside({ display: 'note' }), false],
    ['the code, by https', beside({ system: 'https://loinc.org', code: '34109-9' }), false],
    ['the code, with a space', beside({ system: 'http://loinc.org ', code: '34109-9' }), false],
    ['the code, with a slash', beside({ system: 'http://loinc.org/', code: '34109-9' }), false],
    [
      'the code, with a version',
      beside({ system: 'http://loinc.org|2.7', code: '34109-9' }),
      false,
    ],
    ['the code, in capitals', beside({ system: 'HTTP://LOINC.org', code: '34109-9' }), false],
    ['a list of codes', beside({ system: 'http://loinc.org', code: ['34109-9'] }), false],
    ['a number without system', { ...beside(), valueQuantity: { value: 1, code: 'mg' } }, false],
    ['codes that are no list', { ...beside(), category: { coding: { code: 'x' } } }, false],
  ])('leaves out codes that stand beside another one: %s', (_, resource, expected) => {
    expect(keeps(resource, without({ codes: [loinc('34109-9')] }))).toBe(expected)
  })

  test('leaves out what a statement itself names in several spellings', () => {
    const spellings = ['https://codes.example', 'http://codes.example/']
    const codes = spellings.map((system, n) => ({ system, code: `${n}` }))
    for (const code of ['0', '1']) {
      for (const system of spellings) {
        const main = {
          coding: [
            { system: 'http://codes.example', code: '9' },
            { system, code },
          ],
        }
        expect(keeps({ resourceType: 'Observation', code: main }, without({ codes }))).toBe(false)
      }
    }
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
    const is = (record: string) => ({ records: new Map([['urn:uuid:1', record]]) })
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
    ['a resource in it that is none', entry({ resourceType: 'Observation', contained: ['x'] })],
    ['resources in it that are no list', entry({ resourceType: 'Observation', contained: {} })],
    ['bytes that may be any', entry({ resourceType: 'Binary' })],
  ])('leaves out what cannot be judged: %s', (_, text) => {
    for (const decision of [without({ types: [kind('Condition')] }), free]) {
      const { kept, removed } = apply(bundle(text), decision)
      expect({ kept, removed }).toEqual({
        kept: 0,
        removed: [{ reason: 'not_understood', count: 1 }],
      })
    }
  })

  test('takes away what told of an entry that cannot be judged', () => {
    const text = `{"resourceType":"Bundle","type":"searchset","total":2,"entry":[null,${entry({ resourceType: 'Basic' })}]}`
    const { bytes, members } = apply(text, free)
    expect(members).toEqual(['total'])
    expect(decodeUtf8(bytes)).not.toContain('total')
  })

  test.each<[string, string, string]>([
    [
      'a member twice',
      bundle('{"resource":{"resourceType":"Basic","a":1,"a":2}}'),
      'json_duplicate_member',
    ],
    ['something else', '[]', 'fhir_bundle_malformed'],
    ['what has no type', '{"id":"1"}', 'fhir_bundle_malformed'],
    [
      'messages, which tell of more than they hold',
      '{"resourceType":"Bundle","type":"message"}',
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

  test('releases nothing under an obligation that it does not know', () => {
    const duties = [{ kind: 'hop' }] as unknown as NonNullable<Rule['duties']>
    const terms = { version: 'urn:fidecura:terms:1', rule: { ...permit(), duties } } as const
    const set = setOf([statement(permit(), { terms })])
    const decision = decide(request({ data: [anything] }), set, options)
    expect(decision.kind).toBe('permit')
    expect(() => apply(bundle(), decision)).toThrow(
      expect.objectContaining({ code: 'obligation_unknown' }),
    )
  })

  const observation = { resourceType: 'Observation', ...coded('718-7'), ...ordinary }
  const other = { reference: 'Patient/2' }
  test.each<[string, object]>([
    ['another patient', { ...observation, subject: other }],
    ['nobody', { ...observation, subject: undefined }],
    ['nobody, by a number', { ...observation, subject: { identifier: { value: '0001' } } }],
    ['a group', { ...observation, subject: { reference: 'Group/1' } }],
    ['two patients', { ...observation, patient: other }],
    ['two patients, in a list', { ...observation, subject: [subject, other] }],
    ['another patient somewhere', { ...observation, focus: [other] }],
    [
      'another patient, elsewhere',
      { ...observation, note: [{ authorReference: { reference: 'https://x.example/Patient/2' } }] },
    ],
    [
      'another patient in what it contains',
      {
        ...observation,
        contained: [{ resourceType: 'Specimen', subject: { reference: 'urn:uuid:2' } }],
      },
    ],
    [
      'a patient that it contains',
      { ...observation, contained: [{ resourceType: 'Patient', id: 'x' }] },
    ],
    ['another patient themselves', { resourceType: 'Patient', id: '2', subject: undefined }],
    [
      'a practitioner, and another patient',
      { resourceType: 'Practitioner', subject: undefined, extension: [{ valueReference: other }] },
    ],
  ])('refuses a Bundle that holds what is about %s', (_, resource) => {
    for (const decision of [free, without({ labels: [sensitivity('PSY')] })]) {
      const text = bundle(entry(observation), entry(resource))
      expect(() => apply(text, decision)).toThrow(
        expect.objectContaining({ code: 'fhir_patient_mismatch', place: '/entry/1' }),
      )
    }
  })

  test.each<[string, object]>([
    ['the patient themselves', { resourceType: 'Patient', id: '1', subject: undefined }],
    ['a practitioner', { resourceType: 'Practitioner', subject: undefined }],
    [
      'whom an insurance pays for',
      { resourceType: 'Coverage', subject: undefined, beneficiary: subject },
    ],
    ['the patient twice', { ...observation, performer: [subject] }],
  ])('lets pass what is about %s', (_, resource) => {
    expect(apply(bundle(entry(resource)), free).kept).toBe(1)
  })

  test.each<[string, object]>([
    ['a kind', { ...observation, contained: [{ resourceType: { a: 1 } }] }],
    ['an id', { ...observation, id: { a: 1 } }],
    ['the id of a patient', { resourceType: 'Patient', id: { a: 1 } }],
  ])('takes what is no text for no name: %s', (_, resource) => {
    for (const text of [bundle(entry(resource)), JSON.stringify({ subject, ...resource })]) {
      const call = () => apply(text, asked({ scope: 'item', types: [kind('Observation')] }))
      try {
        expect(call().kept).toBe(1)
      } catch (error) {
        expect(error).toMatchObject({
          code: expect.stringMatching(/^fhir_(?:patient_mismatch|beyond_request)$/),
        })
      }
    }
  })

  test('knows the patient by every reference that stands for them', () => {
    const more = { ...references, 'urn:uuid:p': recordReference(record) }
    const named = bundle(
      entry({ resourceType: 'Patient', subject: undefined }, 'urn:uuid:p'),
      entry({ ...observation, subject: { reference: 'urn:uuid:p' } }, 'urn:uuid:o'),
    )
    expect(apply(named, free, { references: more }).kept).toBe(2)
    const other = { ...more, 'urn:uuid:p': recordReference({ ...record, value: '0002' }) }
    for (const less of [references, other]) {
      expect(() => apply(named, free, { references: less })).toThrow(
        expect.objectContaining({ code: 'fhir_patient_mismatch', place: '/entry/0' }),
      )
    }
  })

  test.each([
    ['nothing stands for whose record was decided upon', {}],
    [
      'all that is named stands for another record',
      { 'Patient/1': recordReference({ ...record, value: '0002' }) },
    ],
  ])('releases nothing where %s', (_, less) => {
    const refused = expect.objectContaining({ code: 'fhir_patient_mismatch' })
    expect(() => apply(bundle(), free, { references: less })).toThrow(refused)
    expect(() => apply(bundle(entry(observation)), free, { references: less })).toThrow(refused)
  })

  test('is not called without references', () => {
    expect(() => apply(bundle(), free, { references: undefined as never })).toThrow(
      expect.objectContaining({ code: 'option_missing', place: 'references' }),
    )
  })

  const year = { start: Date.UTC(2020, 0, 1) / 1000, end: Date.UTC(2021, 0, 1) / 1000 }
  test.each<[string, RequestedData, object]>([
    ['another kind', { scope: 'category', types: [kind('Condition')] }, observation],
    ['another code', { scope: 'category', codes: [loinc('34109-9')] }, observation],
    ['no code', { scope: 'category', codes: [loinc('718-7')] }, { resourceType: 'Observation' }],
    [
      'another time',
      { scope: 'category', period: year },
      { ...observation, effectiveDateTime: '2021-06-01' },
    ],
    ['no time', { scope: 'category', period: year }, observation],
    [
      'another kind in what it contains',
      { scope: 'category', types: [kind('Observation')] },
      { ...observation, contained: [{ resourceType: 'Condition' }] },
    ],
    [
      'a practitioner, of whom no document tells',
      { scope: 'category', types: [kind('Observation')] },
      { resourceType: 'Practitioner' },
    ],
    [
      'an earlier time than was said of it',
      { scope: 'item', period: year },
      { ...observation, effectiveDateTime: '2019-06-01' },
    ],
    ['another record', { scope: 'item', record: 'urn:record:2' }, observation],
    [
      'another kind than was said of it',
      { scope: 'item', types: [kind('Condition')] },
      observation,
    ],
    ['another code than was said of it', { scope: 'item', codes: [loinc('1-8')] }, observation],
    ['a label more than was said of it', { scope: 'item', labels: [label('N')] }, observation],
    [
      'another time than was said of it',
      { scope: 'item', period: year },
      { ...observation, effectiveDateTime: '2021-06-01' },
    ],
    [
      'another kind, contained, than was said of it',
      { scope: 'item', types: [kind('Observation')] },
      { ...observation, contained: [{ resourceType: 'Condition' }] },
    ],
  ])('refuses a Bundle that holds what was not asked for: %s', (_, wanted, resource) => {
    const records = new Map([['urn:uuid:1', 'urn:record:1']])
    expect(() => apply(bundle(entry(resource)), asked(wanted), { records })).toThrow(
      expect.objectContaining({ code: 'fhir_beyond_request', place: '/entry/0' }),
    )
    expect(apply(bundle(entry(resource)), free).kept).toBe(1)
  })

  test.each<[string, RequestedData, object]>([
    ['the kind', { scope: 'category', types: [kind('Observation')] }, observation],
    [
      'a narrower code',
      { scope: 'category', codes: [loinc('34109-9')] },
      { ...observation, ...coded('34788-0') },
    ],
    [
      'the time',
      { scope: 'category', period: year },
      { ...observation, effectiveDateTime: '2020-06-01' },
    ],
    [
      'persons, contained',
      { scope: 'category', types: [kind('Observation')] },
      { ...observation, contained: [{ resourceType: 'Practitioner' }] },
    ],
    ['the record', { scope: 'item', record: 'urn:record:1' }, observation],
    [
      'what was said of it',
      { scope: 'item', codes: [loinc('718-7')], labels: [label('N'), sensitivity('SICKLE')] },
      observation,
    ],
  ])('lets pass what was asked for: %s', (_, wanted, resource) => {
    const records = new Map([['urn:uuid:1', 'urn:record:1']])
    expect(apply(bundle(entry(resource)), asked(wanted), { records }).kept).toBe(1)
  })

  test('takes each single record that was asked for once', () => {
    const text = bundle(entry(observation), entry(observation, 'urn:uuid:2'))
    const item = { scope: 'item' } as const
    expect(apply(text, asked(item, item)).kept).toBe(2)
    expect(() => apply(text, asked(item))).toThrow(
      expect.objectContaining({ code: 'fhir_beyond_request', place: '/entry/1' }),
    )
    const records = new Map([['urn:uuid:1', 'urn:record:1']])
    const named = { scope: 'item', record: 'urn:record:1' } as const
    expect(apply(text, asked(item, named), { records }).kept).toBe(2)
  })

  test('lets a single resource pass as it is, or nothing of it', () => {
    const text = ` ${JSON.stringify({ ...observation, id: '7', subject, n: 1 }).replace('"n":1', '"n":1.50')}\n`
    const psychiatry = without({ labels: [sensitivity('PSY')] })
    const passed = apply(text, psychiatry)
    expect(decodeUtf8(passed.bytes)).toBe(text)
    expect(passed).toMatchObject({ kept: 1, removed: [], members: [] })
    const hidden = apply(JSON.stringify({ ...observation, ...psychiatric, subject }), psychiatry)
    expect(hidden).toMatchObject({ kept: 0, removed: [{ reason: 'left_out', count: 1 }] })
    expect(hidden.bytes).toHaveLength(0)
    const named = without({ data: [{ meaning: 'instance', reference: 'urn:record:1' }] })
    const is = (record: string) => ({ records: new Map([['Observation/7', record]]) })
    expect(apply(text, named, is('urn:record:1')).bytes).toHaveLength(0)
    expect(decodeUtf8(apply(text, named, is('urn:record:2')).bytes)).toBe(text)
  })

  test.each<[string, object, string]>([
    ['of another patient', { ...observation, subject: other }, 'fhir_patient_mismatch'],
    ['that was not asked for', { resourceType: 'Condition', subject }, 'fhir_beyond_request'],
  ])('refuses a single resource %s', (_, resource, code) => {
    const wanted = asked({ scope: 'category', types: [kind('Observation')] })
    expect(() => apply(JSON.stringify(resource), wanted)).toThrow(expect.objectContaining({ code }))
  })

  test.each(['Binary', 'Parameters'])('releases nothing of a single %s', (resourceType) => {
    const { bytes, removed } = apply(JSON.stringify({ resourceType, subject }), free)
    expect(bytes).toHaveLength(0)
    expect(removed).toEqual([{ reason: 'not_understood', count: 1 }])
  })

  const document = (...others: readonly string[]) => {
    const composition = { resourceType: 'Composition', section: [{ text: { div: 'All of it' } }] }
    return bundle(
      entry(composition),
      entry({ resourceType: 'Practitioner', subject: undefined }, 'urn:uuid:2'),
      ...others,
    ).replace('searchset', 'document')
  }

  test('lets a document pass whole', () => {
    const text = document(entry(observation))
    expect(decodeUtf8(apply(text, free).bytes)).toBe(text)
    const kinds = asked({ scope: 'category', types: [kind('Composition'), kind('Observation')] })
    expect(decodeUtf8(apply(text, kinds).bytes)).toBe(text)
  })

  test.each<[string, () => Redaction, string]>([
    [
      'something is to be left out',
      () => apply(document(entry(observation)), without({ labels: [sensitivity('PSY')] })),
      'fhir_document_indivisible',
    ],
    [
      'an entry cannot be judged',
      () => apply(document(entry({ resourceType: 'Binary' })), free),
      'fhir_document_indivisible',
    ],
    [
      'an entry is of another patient',
      () => apply(document(entry({ ...observation, subject: other })), free),
      'fhir_patient_mismatch',
    ],
    [
      'an entry was not asked for',
      () =>
        apply(
          document(entry(observation)),
          asked({ scope: 'category', types: [kind('Composition')] }),
        ),
      'fhir_beyond_request',
    ],
  ])('refuses a document of which %s', (_, call, code) => {
    expect(call).toThrow(expect.objectContaining({ code }))
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
            return `${space}{"resource":{"resourceType":"Basic","subject":{"reference":"Patient/1"},"meta":${meta},"x":${json}}}${space}`
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
