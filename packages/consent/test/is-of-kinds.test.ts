import { encodeUtf8 } from '@fidecura/base'
import { isOfKinds } from '@fidecura/consent/redact'
import { describe, expect, test } from '@jest/globals'

const type = { system: 'http://hl7.org/fhir/resource-types', code: 'Observation' }
const loinc = { system: 'http://loinc.org', code: '8480-6' }
const resource = (more: object) =>
  encodeUtf8(JSON.stringify({ resourceType: 'Observation', status: 'final', ...more }))
const twice = encodeUtf8('{"resourceType":"Condition","resourceType":"Observation"}')

describe('isOfKinds', () => {
  test.each([
    ['its type', {}, [type]],
    ['its code', { code: { coding: [loinc] } }, [loinc]],
    ['its category', { category: [{ coding: [loinc] }] }, [loinc]],
    ['one of several', {}, [loinc, type]],
    ['its type, beside a practitioner', { contained: [{ resourceType: 'Practitioner' }] }, [type]],
  ])('knows content by %s', (_, more, kinds) => {
    expect(isOfKinds(resource(more), kinds)).toBe(true)
  })

  test.each([
    ['another type', resource({ resourceType: 'Condition' }), [type]],
    ['its name in another system', resource({}), [{ ...type, system: 'urn:oid:2.999.9' }]],
    ['none', resource({}), []],
    ['more than that', resource({ contained: [{ resourceType: 'Condition' }] }), [type]],
    ['what nobody knows', resource({ modifierExtension: [{ url: 'urn:oid:2.999.8' }] }), [type]],
    ['a Bundle', resource({ resourceType: 'Bundle' }), [{ ...type, code: 'Bundle' }]],
    ['no FHIR', encodeUtf8('A letter'), [type]],
    ['a list', encodeUtf8('[]'), [type]],
    ['a member twice', twice, [type]],
    ['no UTF-8', Uint8Array.of(0xff, 0xfe), [type]],
  ])('takes for nothing that was named: %s', (_, bytes, kinds) => {
    expect(isOfKinds(bytes, kinds)).toBe(false)
  })
})
