import type { JsonObject } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import {
  concept,
  mii,
  miiPolicies,
  miiProvision,
  party,
  policy,
  purpose,
  read,
} from './fhir-resources.ts'
import { anything, ask, cardiology, deny, permit, requesterOf } from './setting.ts'

const start = Date.UTC(2026, 0, 1) / 1000
const use = { system: miiPolicies, code: `${miiPolicies.slice(8)}.8` }
const collect = { system: miiPolicies, code: `${miiPolicies.slice(8)}.6` }
const refusal = (code: string, place: string) => expect.objectContaining({ code, place })
const templateType = (code: string): JsonObject =>
  concept('http://fhir.de/ConsentManagement/CodeSystem/TemplateType', code)

describe('termsFromFhir, of the MII,', () => {
  test('denies research but for the codes that are permitted, each for its own period', () => {
    const reading = read(
      mii([
        miiProvision('permit', '8', {
          period: { start: '2026-01-01T00:00:00Z', end: '2056-01-01T00:00:00Z' },
        }),
        miiProvision('permit', '6', {
          period: { start: '2026-01-01T00:00:00Z', end: '2031-01-01T00:00:00Z' },
        }),
      ]),
    )
    const end = (year: number): number => Date.UTC(year, 0, 1) / 1000
    expect(reading.terms.rule).toEqual(
      deny({ period: { start }, purposes: ['HRESCH'] }, [
        permit({ period: { start, end: end(2056) }, purposes: ['HRESCH'], codes: [use] }),
        permit({ period: { start, end: end(2031) }, purposes: ['HRESCH'], codes: [collect] }),
      ]),
    )
    expect(reading).toMatchObject({ dialect: 'MII', notes: [] })
  })

  test('bounds permits by the period and whatever else the root says, not the denial', () => {
    const { terms, notes } = read(
      mii([miiProvision('permit', '8')], {
        provision: {
          type: 'deny',
          period: { start: '2026-01-01T00:00:00Z', end: '2030-01-01T00:00:00Z' },
          actor: [party('Organization/cardiology')],
          provision: [miiProvision('permit', '8')],
        },
      }),
    )
    const end = Date.UTC(2030, 0, 1) / 1000
    expect(terms.rule).toEqual(
      deny({ period: { start, end: end + 1 }, purposes: ['HRESCH'] }, [
        permit({
          period: { start, end },
          purposes: ['HRESCH'],
          codes: [use],
          actors: [{ role: 'recipient', did: cardiology }],
        }),
      ]),
    )
    expect(notes).toEqual([{ code: 'denial_widened', place: '/provision' }])
  })

  test('lets a denied code decide beside a permitted one', () => {
    const { rule } = read(mii([miiProvision('permit', '8'), miiProvision('deny', '8')])).terms
    const asked = { purposes: ['HRESCH'], data: [{ scope: 'category', codes: [use] }] } as const
    expect(ask(rule, asked).kind).toBe('deny')
  })

  test('permits a policy code for research, denies the others, and says nothing of treatment', () => {
    const { rule } = read(mii([miiProvision('permit', '8')])).terms
    const requester = requesterOf({ purposes: ['PurposeOfUse'] })
    const kindOf = (purposes: readonly string[], codes?: readonly (typeof use)[]): string =>
      ask(rule, { requester, purposes, data: [codes ? { scope: 'category', codes } : anything] })
        .kind
    expect(kindOf(['HRESCH'], [use])).toBe('permit')
    expect(kindOf(['HRESCH'], [collect])).toBe('deny')
    expect(kindOf(['HRESCH'])).toBe('deny')
    expect(kindOf(['TREAT'], [use])).toBe('no_consent')
  })

  test.each<[string, JsonObject, string, string]>([
    [
      'another scope',
      mii([], {
        scope: concept('http://terminology.hl7.org/CodeSystem/consentscope', 'patient-privacy'),
      }),
      'consent_source_profile_mismatch',
      '/scope',
    ],
    [
      'another category',
      mii([], { category: [concept('http://loinc.org', '57016-8')] }),
      'consent_source_profile_mismatch',
      '/category',
    ],
    [
      'no policy',
      mii([], { policy: undefined as never }),
      'consent_source_profile_mismatch',
      '/policy',
    ],
    [
      'a permit under a policy that nobody vouches for',
      mii([miiProvision('permit', '8')], { policy: [{ uri: policy }, { uri: 'urn:oid:1.2' }] }),
      'consent_source_policy_external',
      '/policy/1',
    ],
    [
      'a policyRule of its own',
      mii([], { policyRule: concept('http://terminology.hl7.org/CodeSystem/v3-ActCode', 'OPTIN') }),
      'consent_source_policy_external',
      '/policyRule',
    ],
    [
      'a root that permits',
      mii([], { provision: { type: 'permit', period: { start: '2026' } } }),
      'consent_source_rule_type',
      '/provision/type',
    ],
    [
      'no period',
      mii([], { provision: { type: 'deny' } }),
      'consent_source_profile_mismatch',
      '/provision/period/start',
    ],
    [
      'a code at the root',
      mii([], { provision: { type: 'deny', period: { start: '2026' }, code: [] } }),
      'consent_source_profile_mismatch',
      '/provision/code',
    ],
    [
      'a rule without type',
      mii([miiProvision('permit', '8', { type: undefined as never })]),
      'consent_source_profile_mismatch',
      '/provision/provision/0/type',
    ],
    [
      'a rule without code',
      mii([miiProvision('permit', '8', { code: undefined as never })]),
      'consent_source_profile_mismatch',
      '/provision/provision/0/code',
    ],
    [
      'a rule without period',
      mii([miiProvision('permit', '8', { period: undefined as never })]),
      'consent_source_profile_mismatch',
      '/provision/provision/0/period/start',
    ],
    [
      'a rule with an action',
      mii([miiProvision('permit', '8', { action: [] })]),
      'consent_source_profile_mismatch',
      '/provision/provision/0/action',
    ],
    [
      'a third level',
      mii([miiProvision('permit', '8', { provision: [] })]),
      'consent_source_profile_mismatch',
      '/provision/provision/0/provision',
    ],
    [
      'a code that is no policy',
      mii([miiProvision('permit', '8', { code: [concept('http://loinc.org', '11502-2')] })]),
      'consent_source_profile_mismatch',
      '/provision/provision/0/code/0',
    ],
    [
      'a form that does not consent',
      mii([], { category: [...(mii([])['category'] as JsonObject[]), templateType('REFUSAL')] }),
      'consent_source_category_unsupported',
      '/category/2',
    ],
  ])('refuses %s', (_, resource, code, place) => {
    expect(() => read(resource)).toThrow(refusal(code, place))
  })

  test('reads a denial alone without its policy, and passes over another representation of it', () => {
    const policyRule = { text: 'see XACML', extension: [{ url: 'urn:example:xacml' }] }
    const category = [...(mii([])['category'] as JsonObject[]), templateType('CONSENT-OPT-IN')]
    const { rule } = read(
      mii([miiProvision('deny', '8')], { policyRule, category, policy: [{ uri: 'urn:oid:1.2' }] }),
    ).terms
    expect(rule.effect).toBe('deny')
  })

  test('does not take a purpose that the scope does not cover for one that it does', () => {
    const treatment = miiProvision('permit', '8', { purpose: [purpose('TREAT')] })
    expect(() => read(mii([treatment]))).toThrow(
      expect.objectContaining({ code: 'consent_source_unusable' }),
    )
  })
})
