import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { CodedError, type JsonObject, type JsonValue } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import type { Dialect } from '../src/fhir/index.ts'
import { elementTable } from './fhir-element-table.ts'
import {
  type Element,
  nestedCodes,
  r4Dialects,
  r4Elements,
  r5Dialects,
  r5Elements,
} from './fhir-elements.ts'
import { concept, mii, miiProvision, pcf, purpose, r4, r5, read } from './fhir-resources.ts'

const exception = { type: 'deny', purpose: [purpose('HRESCH')] }
const bases: Readonly<Record<Dialect, JsonObject>> = {
  R4: r4({ provision: [exception] }),
  R5: r5([{ purpose: [purpose('HRESCH')] }]),
  'PCF-basic': pcf('Basic', { type: 'permit' }),
  'PCF-intermediate': pcf('Intermediate', { type: 'permit', provision: [exception] }),
  'PCF-advanced': pcf('Advanced', { type: 'permit', provision: [exception] }),
  MII: mii([miiProvision('permit', '8')]),
}

/** The provisions down to the one that has the element, and the name that it has there. */
function placeOf(path: string): readonly [levels: number, name: string] {
  const parts = path.split('.')
  let levels = 0
  while (parts[levels] === 'provision' && levels + 1 < parts.length) levels++
  return [levels, parts[levels] as string]
}

/** A copy with the element in it, or, of `undefined`, without it. */
function put(resource: JsonObject, path: string, value: JsonValue | undefined): JsonObject {
  const [levels, name] = placeOf(path)
  if (name === 'meta')
    return { ...resource, meta: { ...Object(resource['meta']), ...Object(value) } }
  const change = (parent: JsonObject, left: number): JsonObject => {
    if (left === 0) {
      const { [name]: _, ...others } = parent
      return value === undefined ? others : { ...others, [name]: value }
    }
    const inner = parent['provision'] ?? [exception]
    const changed = Array.isArray(inner)
      ? [change(inner[0] as JsonObject, left - 1)]
      : change(inner as JsonObject, left - 1)
    return { ...parent, provision: changed }
  }
  return change(resource, levels)
}

function get(resource: JsonObject, path: string): JsonValue | undefined {
  const [levels, name] = placeOf(path)
  let at = resource
  for (let level = 0; level < levels; level++) {
    const inner = at['provision']
    at = ((Array.isArray(inner) ? inner[0] : inner) ?? {}) as JsonObject
  }
  return at[name]
}

const opposite: Readonly<Record<string, string>> = { permit: 'deny', deny: 'permit' }

/** The good value of an element in a dialect, and the other one. */
function valuesOf(
  { path, value, other }: Element,
  dialect: Dialect,
): readonly [JsonValue, JsonValue | undefined] {
  const own = get(bases[dialect], path)
  if (path.endsWith('provision.type')) {
    const type = (own ?? 'permit') as string
    return [type, opposite[type]]
  }
  if (path === 'provision' && own !== undefined) {
    const changed = { ...((Array.isArray(own) ? own[0] : own) as JsonObject) }
    const more = { ...changed, period: { start: '2026-03-03T00:00:00Z' } }
    return [own, Array.isArray(own) ? [more] : more]
  }
  if (path === 'provision.provision') return [own ?? [exception], undefined]
  if (path === 'provision.provision.code') {
    return [nestedCodes[dialect === 'MII' ? 'MII' : 'others'], undefined]
  }
  if (path === 'policyRule') {
    const optIn = concept('http://terminology.hl7.org/CodeSystem/v3-ActCode', 'OPTIN')
    return [dialect === 'MII' ? { text: 'see XACML' } : optIn, other]
  }
  return [value ?? (own as JsonValue), other]
}

/** The terms, or the code of the refusal. */
function outcomeOf(resource: JsonObject): string {
  try {
    return JSON.stringify(read(resource).terms.rule)
  } catch (error) {
    if (CodedError.is(error)) return error.code
    throw error
  }
}

// The two refusals that come of what an element says, not of its being there.
const understood = new Set(['consent_source_unusable', 'consent_source_rule_ambiguous'])
const isReading = (outcome: string): boolean => outcome.startsWith('{') || understood.has(outcome)

function check(element: Element, dialect: Dialect, kind: string, code: string | undefined): void {
  const base = bases[dialect]
  const [value, other] = valuesOf(element, dialect)
  const of = (it: JsonValue | undefined): string => outcomeOf(put(base, element.path, it))
  const [before, good, without] = [outcomeOf(base), of(value), of(undefined)]
  expect(before).toMatch(/^\{/)
  switch (kind) {
    case 'evaluated': {
      const outcomes = [before, good, without, ...(other === undefined ? [] : [of(other)])]
      expect(new Set(outcomes.filter(isReading)).size).toBeGreaterThan(1)
      expect(isReading(good)).toBe(true)
      return
    }
    case 'passed':
      expect(good).toBe(before)
      // Of a part of an element, its absence is the good resource.
      if (!element.path.includes('.')) expect(without).toBe(before)
      return
    case 'refused':
      expect(good).toBe(code)
      return
    case 'required':
      expect([good, without]).toEqual([before, code])
      return
    case 'fixed':
      expect(good).toMatch(/^\{/)
      expect(of(other)).toBe(code)
      if (!element.path.includes('.')) expect(isReading(without)).toBe(false)
      return
    case 'agreeing':
      expect([good, of(other)]).toEqual([before, code])
      return
    case 'unknown': {
      const denied = put({ ...base, decision: 'deny' }, element.path, value)
      expect(outcomeOf(denied)).toBe('consent_source_unusable')
      expect(JSON.parse(good).children[0].conditions.unknown).toEqual(['expression'])
      return
    }
    default:
      expect(kind).toBe('dialect')
      expect(read(bases['PCF-basic']).dialect).toBe('PCF-basic')
  }
}

describe('termsFromFhir, of every element of FHIR Consent,', () => {
  const cases = (elements: readonly Element[], dialects: readonly Dialect[]) =>
    elements.flatMap((element) =>
      dialects.map((dialect, index) => {
        const treatment = element.treatments[index] as Element['treatments'][number]
        return { element, dialect, path: element.path, ...treatment }
      }),
    )

  test.each([...cases(r4Elements, r4Dialects), ...cases(r5Elements, r5Dialects)])(
    '$dialect: $path is $kind',
    (one) => {
      check(one.element, one.dialect, one.kind, 'code' in one ? one.code : undefined)
    },
  )

  test('has a row for each, and for nothing else', () => {
    const named = (elements: readonly Element[]): string[] =>
      [...new Set(elements.map(({ path }) => path))].sort()
    expect(named(r4Elements)).toHaveLength(r4Elements.length)
    expect(named(r5Elements)).toHaveLength(r5Elements.length)
    const top = (elements: readonly Element[]): string[] =>
      [...new Set(elements.map(({ path }) => path.split('.')[0] as string))].sort()
    expect(top(r4Elements)).toEqual(elementsOfR4)
    expect(top(r5Elements)).toEqual(elementsOfR5)
  })

  test('refuses an element that FHIR does not have', () => {
    for (const base of Object.values(bases)) {
      expect(outcomeOf({ ...base, colour: 'red' })).toBe('consent_source_element_unknown')
    }
  })

  test('is written down in docs/fhir-consent.md', () => {
    const path = fileURLToPath(new URL('../../../docs/fhir-consent.md', import.meta.url))
    const written = readFileSync(path, 'utf8')
    const right = elementTable(written)
    // FIDECURA_WRITE_DOCS=1 writes the tables anew.
    if (process.env['FIDECURA_WRITE_DOCS'] === '1') writeFileSync(path, right)
    else expect(written).toBe(right)
  })
})

// FHIR R4 and R5, the resource Consent.
const everyResource = 'contained extension id implicitRules language meta modifierExtension text'
const elementsOfR4 = `${everyResource} identifier status scope category patient dateTime performer
  organization sourceAttachment sourceReference policy policyRule verification provision`
  .split(/\s+/)
  .sort()
const elementsOfR5 =
  `${everyResource} identifier status category subject date period grantor grantee
  manager controller sourceAttachment sourceReference regulatoryBasis policyBasis policyText
  verification decision provision`
    .split(/\s+/)
    .sort()
