import type { JsonObject } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import {
  concept,
  party,
  pcf,
  pcfProfile,
  policy,
  purpose,
  read,
  references,
} from './fhir-resources.ts'
import { cardiology, deny, hospital, label, oncology, permit, sensitivity } from './setting.ts'

const kept = { role: 'custodian', did: hospital } as const
const treatment = { type: 'permit', purpose: [purpose('TREAT')] }
const toCardiology = party('Organization/cardiology')
const refusal = (code: string, place: string) => expect.objectContaining({ code, place })
const policyUri = (name: string): JsonObject => ({
  policy: [{ uri: `https://profiles.ihe.net/ITI/PCF/Policy-${name}` }],
})
const related = { meaning: 'related', reference: { reference: 'Encounter/1' } }

describe('termsFromFhir, of PCF,', () => {
  test('reads a permit of who, why and when as that, of the data of its organization', () => {
    const reading = read(
      pcf('Basic', {
        ...treatment,
        actor: [toCardiology],
        period: { end: '2027-01-01T00:00:00Z' },
      }),
    )
    const actors = [kept, { role: 'recipient', did: cardiology }] as const
    const period = { end: Date.UTC(2027, 0, 1) / 1000 }
    expect(reading.terms.rule).toEqual(permit({ actors, purposes: ['TREAT'], period }))
    expect(reading).toMatchObject({ dialect: 'PCF-basic', fhirVersion: 'R4', notes: [] })
  })

  test('denies, within its purposes, all data but those that its root names', () => {
    const { rule } = read(
      pcf('Advanced', { ...treatment, securityLabel: [label('N') as never] }),
    ).terms
    const normal = { actors: [kept], purposes: ['TREAT'], labels: [label('N')] } as const
    expect(rule).toEqual(deny({ purposes: ['TREAT'] }, [permit(normal)]))
  })

  test('adds a nested permit to its root, with the purposes and labels of its own', () => {
    const nested = {
      type: 'permit',
      actor: [toCardiology],
      securityLabel: [sensitivity('PSY') as never],
    }
    const { rule } = read(
      pcf('Advanced', {
        ...treatment,
        securityLabel: [label('N') as never],
        provision: [nested, { ...nested, purpose: [purpose('HRESCH')] }],
      }),
    ).terms
    const actors = [kept, { role: 'recipient', did: cardiology }] as const
    const labels = [sensitivity('PSY')]
    expect(rule).toEqual(
      deny({ purposes: ['TREAT', 'HRESCH'] }, [
        permit({ actors: [kept], purposes: ['TREAT'], labels: [label('N')] }),
        permit({ actors, purposes: ['TREAT'], labels }),
        permit({ actors, purposes: ['HRESCH'], labels }),
      ]),
    )
  })

  test('keeps what the root says of actors and dates for what is nested in it', () => {
    const { rule } = read(
      pcf('Intermediate', {
        ...treatment,
        actor: [toCardiology, party('Organization/oncology')],
        period: { end: '2027-01-01T00:00:00Z' },
        provision: [
          { type: 'permit', actor: [party('Organization/oncology')], purpose: [purpose('HRESCH')] },
        ],
      }),
    ).terms
    expect(rule.children[1]?.conditions).toEqual({
      actors: [kept, { role: 'recipient', did: oncology }],
      purposes: ['HRESCH'],
      period: { end: Date.UTC(2027, 0, 1) / 1000 },
    })
  })

  test('lets a denial within the root be its exception, and one beside it stand for itself', () => {
    const within = { type: 'deny', dataPeriod: { start: '2026-01-01T00:00:00Z' } }
    const dataPeriod = { start: Date.UTC(2026, 0, 1) / 1000 }
    const root = { actors: [kept], purposes: ['TREAT'] } as const
    expect(read(pcf('Intermediate', { ...treatment, provision: [within] })).terms.rule).toEqual(
      permit(root, [deny({ dataPeriod })]),
    )
    // Nothing but the root's purposes could keep a denial of labels from being looked at.
    const restricted = { type: 'deny', securityLabel: [label('R') as never] }
    expect(read(pcf('Advanced', { ...treatment, provision: [restricted] })).terms.rule).toEqual(
      permit(root, [deny({ labels: [label('R')] })]),
    )
    const beside = { ...within, purpose: [purpose('HRESCH')] }
    // As an exception to treatment it would never be looked at.
    expect(read(pcf('Intermediate', { ...treatment, provision: [beside] })).terms.rule).toEqual(
      deny({ purposes: ['TREAT', 'HRESCH'] }, [
        permit(root),
        deny({ dataPeriod, purposes: ['HRESCH'] }),
      ]),
    )
  })

  test('reads a dissent as what it says, and as of everything once it has exceptions', () => {
    const reading = (provision: JsonObject) => read(pcf('Advanced', provision))
    const root = { type: 'deny', purpose: [purpose('TREAT')], securityLabel: [label('R') as never] }
    expect(reading(root).terms.rule).toEqual(deny({ purposes: ['TREAT'], labels: [label('R')] }))
    const exception = {
      type: 'permit',
      purpose: [purpose('BTG')],
      actor: [party('Group/privileged')],
    }
    const { terms, notes } = reading({ ...root, provision: [exception] })
    expect(terms.rule).toEqual(
      deny({ purposes: ['TREAT', 'BTG'] }, [
        permit({
          actors: [kept, { role: 'recipient', group: 'urn:example:group:privileged' }],
          labels: [label('R')],
          purposes: ['BTG'],
        }),
      ]),
    )
    expect(notes).toEqual([{ code: 'denial_widened', place: '/provision' }])
  })

  test('takes for related what refers to the encounter; in a denial what it refers to, too', () => {
    const conditions = (type: string) => {
      const { rule } = read(
        pcf('Intermediate', { ...treatment, provision: [{ type, data: [related] }] }),
      ).terms
      return rule.children.at(-1)?.conditions.data
    }
    const dependents = { meaning: 'dependents', reference: 'urn:record:encounter' } as const
    expect(conditions('permit')).toEqual([dependents])
    expect(conditions('deny')).toEqual([{ ...dependents, meaning: 'related' }, dependents])
  })

  test('denies whatever a denial might mean where it cannot be understood', () => {
    const { rule } = read(
      pcf('Advanced', {
        type: 'permit',
        purpose: [purpose('TREAT'), { system: 'urn:example:projects', code: 'UNKNOWN' }],
        securityLabel: [label('N') as never],
      }),
    ).terms
    // The permit is of treatment, for the rest is not known; what it keeps back is kept from everybody.
    expect(rule).toMatchObject(deny({}, [permit({ purposes: ['TREAT'], labels: [label('N')] })]))
  })

  test('takes a purpose of another code system for what the map says', () => {
    const project = { system: 'urn:example:projects', code: 'RIVER' }
    const { rule } = read(pcf('Intermediate', { type: 'permit', purpose: [project] })).terms
    expect(rule.conditions.purposes).toEqual(['RIVER'])
  })
})

describe('termsFromFhir, of a PCF policy,', () => {
  test.each<[string, JsonObject, readonly string[] | undefined]>([
    ['basic-normal', { type: 'permit' }, ['TREAT']],
    ['basic-normal', { type: 'permit', purpose: [purpose('HRESCH')] }, ['HRESCH']],
    ['all-normal', { type: 'permit' }, undefined],
    ['break-glass-only', { type: 'permit' }, ['BTG']],
    ['break-glass-only', { type: 'permit', purpose: [purpose('BTG')] }, ['BTG']],
  ])('reads %s under %p', (name, provision, purposes) => {
    const { rule } = read(pcf('Basic', provision, policyUri(name))).terms
    expect(rule.conditions.purposes).toEqual(purposes)
  })

  test.each<[string, JsonObject]>([
    ['deny', { type: 'permit' }],
    ['deny', { type: 'permit', purpose: [purpose('BTG')] }],
    ['break-glass-only', treatment],
    ['break-glass-only', { type: 'permit', purpose: [purpose('BTG'), purpose('TREAT')] }],
    ['break-glass-only', { type: 'deny', provision: [treatment] }],
  ])('refuses what %s denies: %p', (name, provision) => {
    expect(() => read(pcf('Intermediate', provision, policyUri(name)))).toThrow(
      refusal('consent_source_policy_contradicted', '/policy/0'),
    )
  })

  test('refuses more policies than terms have room for entries', () => {
    const many = { policy: Array.from({ length: 65 }, () => ({ uri: policy })) }
    expect(() => read(pcf('Basic', treatment, many))).toThrow(refusal('terms_too_large', '/policy'))
  })

  test('refuses permits under a policy that nobody vouches for, and keeps denials', () => {
    const elsewhere = { policy: [{ uri: policy }, { uri: 'http://policies.example/more' }] }
    expect(() => read(pcf('Basic', treatment, elsewhere))).toThrow(
      refusal('consent_source_policy_external', '/policy/1'),
    )
    expect(() => read(pcf('Basic', treatment), { ...references, [policy]: 'urn:other' })).toThrow(
      refusal('consent_source_policy_external', '/policy/0'),
    )
    expect(read(pcf('Basic', { ...treatment, type: 'deny' }, elsewhere)).terms.rule).toEqual(
      deny({ purposes: ['TREAT'] }),
    )
  })
})

describe('termsFromFhir, of a claim to a profile,', () => {
  const basic = pcf('Basic', treatment)
  const role = {
    role: concept('http://terminology.hl7.org/CodeSystem/v3-ParticipationType', 'PRCP'),
  }

  test.each<[string, JsonObject, string]>([
    ...['dateTime', 'performer', 'organization', 'policy', 'category'].map(
      (name): [string, JsonObject, string] => {
        const { [name]: _, ...rest } = basic
        return [`no ${name}`, rest, `/${name}`]
      },
    ),
    ['no source', { ...basic, sourceReference: undefined as never }, '/sourceAttachment'],
    ['no provision', { ...basic, provision: undefined as never }, '/provision'],
    ['no type', pcf('Basic', { purpose: [purpose('TREAT')] }), '/provision/type'],
    [
      'no type below',
      pcf('Intermediate', { ...treatment, provision: [{}] }),
      '/provision/provision/0/type',
    ],
    ['a verification', { ...basic, verification: [{ verified: true }] }, '/verification'],
    ...['action', 'class', 'code', 'securityLabel', 'dataPeriod', 'data', 'provision'].map(
      (name): [string, JsonObject, string] => [
        `${name} in basic`,
        pcf('Basic', { ...treatment, [name]: [] }),
        `/provision/${name}`,
      ],
    ),
    [
      'a label in intermediate',
      pcf('Intermediate', { ...treatment, securityLabel: [label('N') as never] }),
      '/provision/securityLabel',
    ],
    [
      'an action further down',
      pcf('Advanced', { ...treatment, provision: [{ type: 'deny', action: [] }] }),
      '/provision/provision/0/action',
    ],
    [
      'a third level',
      pcf('Advanced', { ...treatment, provision: [{ type: 'deny', provision: [] }] }),
      '/provision/provision/0/provision',
    ],
    [
      'another role',
      pcf('Basic', { ...treatment, actor: [{ ...toCardiology, ...role }] }),
      '/provision/actor/0/role',
    ],
    [
      'dependents in intermediate',
      pcf('Intermediate', { ...treatment, data: [{ ...related, meaning: 'dependents' }] }),
      '/provision/data/0',
    ],
    [
      'data related to a report in intermediate',
      pcf('Intermediate', {
        ...treatment,
        data: [{ meaning: 'related', reference: { reference: 'DiagnosticReport/1' } }],
      }),
      '/provision/data/0',
    ],
    [
      'two of one meaning in an exception',
      pcf('Intermediate', {
        ...treatment,
        provision: [{ type: 'deny', data: [related, related] }],
      }),
      '/provision/provision/0/data/1',
    ],
    [
      'two profiles',
      pcf('Basic', treatment, { meta: { profile: [pcfProfile('Basic'), pcfProfile('Advanced')] } }),
      '/meta/profile',
    ],
    [
      'another version',
      pcf('Basic', treatment, { meta: { profile: [`${pcfProfile('Basic')}|2.0.0`] } }),
      '/meta/profile/0',
    ],
    [
      'elements of R5',
      {
        resourceType: 'Consent',
        meta: { profile: [pcfProfile('Basic')] },
        status: 'active',
        subject: { reference: 'Patient/1' },
        decision: 'permit',
      },
      '/meta/profile',
    ],
  ])('refuses %s', (_, resource, place) => {
    expect(() => read(resource)).toThrow(refusal('consent_source_profile_mismatch', place))
  })

  test('takes the version that it reads, and passes over profiles that give nothing a new meaning', () => {
    const profile = ['http://profiles.example/other', `${pcfProfile('Basic')}|1.1.0`]
    expect(read({ ...basic, meta: { profile } }).dialect).toBe('PCF-basic')
  })

  test('does not read without the claim what only the profile gives a meaning', () => {
    const { meta: _, ...plain } = basic
    expect(() => read(plain)).toThrow(refusal('consent_source_policy_external', '/policy'))
  })

  test.each([
    ['OPTOUT', treatment],
    ['OPTIN', { ...treatment, type: 'deny' }],
  ])('refuses a policyRule %s beside a root that says the contrary', (code, provision) => {
    const policyRule = concept('http://terminology.hl7.org/CodeSystem/v3-ActCode', code)
    expect(() => read(pcf('Basic', provision, { policyRule }))).toThrow(
      refusal('consent_source_policy_external', '/policyRule'),
    )
    const both = concept('http://terminology.hl7.org/CodeSystem/v3-ActCode', 'OPTIN', 'OPTOUT')
    expect(() => read(pcf('Basic', provision, { policyRule: both }))).toThrow(
      refusal('consent_source_policy_external', '/policyRule'),
    )
  })

  test.each([
    ['a text', { profile: pcfProfile('Basic') }, '/meta/profile'],
    ['an empty list', { profile: [] }, '/meta/profile'],
    ['numbers', { profile: [1] }, '/meta/profile/0'],
  ])('refuses %s as profiles', (_, meta, place) => {
    expect(() => read({ ...basic, meta })).toThrow(refusal('consent_source_malformed', place))
  })
})
