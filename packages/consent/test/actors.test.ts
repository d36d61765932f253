import { parseDid } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import { type CustodianFactsData, createCustodianFacts } from '../src/custodian-facts.ts'
import { decide } from '../src/decide.ts'
import { healthDataSpace } from '../src/jurisdictions/index.ts'
import type { RequesterFields } from '../src/requester.ts'
import type { Actor, ActorRole } from '../src/terms.ts'
import { type Known, known } from './conditions.ts'
import {
  cardiology,
  deny,
  doctor,
  hospital,
  keptNowhere,
  loinc,
  oncology,
  options,
  permit,
  request,
  requesterOf,
  setOf,
  statement,
} from './setting.ts'

const team = 'urn:example:team:1'
const licences = 'urn:example:licences'
const professions = 'urn:example:professions'
const physician = { system: professions, code: 'physician' }
const nurse = { system: professions, code: 'nurse' }

function factsOf(facts: Partial<CustodianFactsData>) {
  return { facts: createCustodianFacts({ memberships: [], partOf: [], ...facts }) }
}

/** Works in cardiology, which alone is shown, not that it belongs to the hospital. */
const alone = requesterOf({ parties: [doctor, cardiology] })
const asCustodian = <T extends object>(party: T) => ({ role: 'custodian' as const, ...party })
const asRecipient = <T extends object>(party: T) => ({ role: 'recipient' as const, ...party })

describe('decide, on an actor by DID,', () => {
  test.each<[string, Actor, Known]>([
    ['the person', { role: 'recipient', did: doctor }, 'yes'],
    ['the department', { role: 'recipient', did: cardiology }, 'yes'],
    ['the organisation', { role: 'recipient', did: hospital }, 'yes'],
    ['another department', { role: 'recipient', did: oncology }, 'no'],
    ['who keeps the data', { role: 'custodian', did: hospital }, 'yes'],
    ['who does not', { role: 'custodian', did: cardiology }, 'no'],
  ])('knows %s', (_, actor, expected) => {
    expect(known({ actors: [actor] }, {})).toBe(expected)
  })

  const recipients = { actors: [{ role: 'recipient', did: hospital }] } as const
  test('takes a party for a part of an organisation by the facts of the custodian alone', () => {
    const step = { part: cardiology, whole: hospital }
    expect(known(recipients, { requester: alone })).toBe('no')
    expect(known(recipients, { requester: alone, ...factsOf({ partOf: [step] }) })).toBe('yes')
    const turned = { part: hospital, whole: cardiology }
    expect(known(recipients, { requester: alone, ...factsOf({ partOf: [turned] }) })).toBe('no')
  })

  test('follows parts over several steps, and round a circle', () => {
    const partOf = [
      { part: cardiology, whole: oncology },
      { part: oncology, whole: cardiology },
      { part: oncology, whole: hospital },
    ]
    expect(known(recipients, { requester: alone, ...factsOf({ partOf }) })).toBe('yes')
    const circle = factsOf({ partOf: partOf.slice(0, 2) })
    expect(known(recipients, { requester: alone, ...circle })).toBe('no')
  })

  test('knows a part of the custodian for the custodian', () => {
    const actors = [{ role: 'custodian', did: oncology }] as const
    const facts = factsOf({ partOf: [{ part: hospital, whole: oncology }] })
    expect(known({ actors }, facts)).toBe('yes')
  })
})

describe('decide, on an actor that keeps the data within a greater party,', () => {
  const facts = factsOf({
    partOf: [{ part: oncology, whole: hospital }],
    memberships: [{ group: team, member: oncology }],
  })
  const others = factsOf({ memberships: [{ group: team, member: oncology }] })

  test.each<[string, Actor]>([
    ['DID', asCustodian({ did: oncology })],
    ['group', asCustodian({ group: team })],
  ])('by %s, perhaps knows the greater one for it', (_, actor) => {
    expect(known({ actors: [actor] }, facts)).toBe('unknown')
    expect(known({ actors: [actor] }, others)).toBe('no')
  })
})

describe('decide, on an actor in a group,', () => {
  const actors = [{ role: 'recipient', group: team }] as const
  test.each<[string, Partial<CustodianFactsData> | undefined, Known]>([
    ['nothing without facts', undefined, 'unknown'],
    [
      'nothing of a group that the facts do not name',
      { memberships: [{ group: 'urn:example:team:2', member: doctor }] },
      'unknown',
    ],
    ['a member', { memberships: [{ group: team, member: doctor }] }, 'yes'],
    [
      'the department of a requester',
      { memberships: [{ group: team, member: cardiology }] },
      'yes',
    ],
    [
      'what the department is part of',
      {
        memberships: [{ group: team, member: oncology }],
        partOf: [{ part: cardiology, whole: oncology }],
      },
      'yes',
    ],
    ['who is none', { memberships: [{ group: team, member: oncology }] }, 'no'],
  ])('knows %s', (_, facts, expected) => {
    const given = facts === undefined ? {} : factsOf(facts)
    expect(known({ actors }, given)).toBe(expected)
  })

  test('asks for the custodian where the group keeps the data', () => {
    const keepers = { actors: [{ role: 'custodian', group: team }] } as const
    const member = (did: typeof doctor) => factsOf({ memberships: [{ group: team, member: did }] })
    expect(known(keepers, member(hospital))).toBe('yes')
    expect(known(keepers, member(doctor))).toBe('no')
    expect(known(keepers, {})).toBe('unknown')
  })
})

describe('decide, on an actor by number,', () => {
  const number = (value: string, system = licences) => ({ system, value })
  test.each<[string, RequesterFields['identifiers'], Known]>([
    ['whoever showed it', [number('1')], 'yes'],
    ['whoever showed it beside others', [number('7', 'urn:x'), number('1')], 'yes'],
    ['whoever showed another one of the system', [number('2')], 'no'],
    ['nothing of whoever showed none of the system', [number('1', 'urn:x')], 'unknown'],
    ['nothing of whoever showed none at all', [], 'unknown'],
  ])('knows %s', (_, identifiers, expected) => {
    const actors = [asRecipient({ identifier: number('1') })]
    expect(known({ actors }, { requester: requesterOf({ identifiers }) })).toBe(expected)
  })

  test('excludes nobody who showed no number of one of two systems', () => {
    const actors = [number('1'), number('1', 'urn:x')].map((identifier) =>
      asRecipient({ identifier }),
    )
    const requester = requesterOf({ identifiers: [number('2')] })
    expect(known({ actors }, { requester })).toBe('unknown')
  })
})

describe('decide, on an actor of a kind,', () => {
  test.each<[string, Partial<RequesterFields>, Known]>([
    ['whoever is of it', { codes: [physician] }, 'yes'],
    ['whoever is of another kind and hid nothing', { codes: [nurse], allCodesShown: true }, 'no'],
    ['nothing of whoever may have hidden it', { codes: [nurse] }, 'unknown'],
    ['nothing of whoever showed no kind', { codes: [], allCodesShown: true }, 'unknown'],
    [
      'nothing of whoever showed kinds of another system',
      { codes: [loinc('34109-9')], allCodesShown: true },
      'unknown',
    ],
  ])('knows %s', (_, fields, expected) => {
    const actors = [asRecipient({ code: physician })]
    expect(known({ actors }, { requester: requesterOf(fields) })).toBe(expected)
  })

  test('takes the narrower kind for the broader one, and the broader for perhaps the narrower', () => {
    const of = (code: string) => ({ actors: [asRecipient({ code: loinc(code) })] })
    const showing = (code: string) => ({
      requester: requesterOf({ codes: [loinc(code)], allCodesShown: true }),
    })
    expect(known(of('34109-9'), showing('34788-0'))).toBe('yes')
    expect(known(of('34788-0'), showing('34109-9'))).toBe('unknown')
  })
})

describe('decide, on actors,', () => {
  const everyone = ['recipient', 'custodian'] as const
  test.each<[string, object]>([
    ['a number', { identifier: { system: licences, value: '1' } }],
    ['a kind', { code: physician }],
    ['a group', { group: team }],
  ])('knows of a custodian nothing by %s', (_, party) => {
    const actors = [{ role: 'custodian', ...party } as Actor]
    const identifiers = [{ system: licences, value: '1' }]
    const requester = requesterOf({ identifiers, codes: [physician], allCodesShown: true })
    expect(known({ actors }, { requester })).toBe('unknown')
  })

  test.each<[ActorRole, 'permit' | 'no_consent']>([
    ['recipient', 'permit'],
    ['custodian', 'no_consent'],
  ])('asks whoever has the role of %s', (role, expected) => {
    const actors = [{ role, did: cardiology }]
    const { kind } = decide(request(), setOf([statement(permit({ actors }))]), options)
    expect(kind).toBe(expected)
  })

  test('needs one of each role in a permit, and one of any in a denial', () => {
    const actors = everyone.map((role) => ({ role, did: cardiology }))
    const ask = (rule: ReturnType<typeof permit>) =>
      decide(request(), setOf([statement(rule)]), options).kind
    expect(ask(permit({ actors }))).toBe('no_consent')
    expect(ask(permit({}, [deny({ actors })]))).toBe('deny')
  })
})

describe('decide, on the grantee of a statement,', () => {
  const { facts } = factsOf({ partOf: [{ part: cardiology, whole: hospital }] })
  const towards = (kind: 'consent' | 'restriction', rule = permit()) =>
    setOf([
      statement(rule, { kind, grantee: { did: hospital, name: 'Hospital' }, controller: doctor }),
    ])
  const asked = request({ requester: alone, custodian: doctor })

  test('binds the parts of an organisation, as the facts of the custodian name them', () => {
    expect(decide({ ...asked, facts }, towards('consent'), options).kind).toBe('permit')
    expect(decide({ ...asked, facts }, towards('restriction', deny()), options).kind).toBe('deny')
    expect(decide(asked, towards('consent'), options).kind).toBe('no_consent')
  })
})

describe('decide, on the controller of a statement,', () => {
  const kept = (by: typeof hospital, facts = {}) => request({ custodian: by, ...facts })
  const answer = (asked: ReturnType<typeof request>, rule = permit()) =>
    decide(asked, setOf([statement(rule, { controller: hospital })]), options).kind

  test('permits what it keeps, and is silent on what others keep', () => {
    expect(answer(kept(hospital))).toBe('permit')
    expect(answer(kept(oncology))).toBe('no_consent')
    expect(answer(kept(oncology), deny())).toBe('no_consent')
  })

  test('permits nothing and denies all where nobody says who keeps it', () => {
    expect(answer(keptNowhere)).toBe('unknown')
    expect(answer(keptNowhere, deny({}, [permit()]))).toBe('unknown')
    const { combine: _, ...instants } = options
    const restriction = statement(deny({}, [permit()]), { kind: 'restriction' })
    const byLaw = { ...keptNowhere, legalBasis: 'care' } as const
    const policy = { ...instants, jurisdiction: healthDataSpace }
    expect(decide(byLaw, setOf([restriction]), policy).kind).toBe('deny')
  })

  test('counts what its parts keep', () => {
    const facts = factsOf({ partOf: [{ part: oncology, whole: hospital }] })
    expect(answer(kept(oncology, facts))).toBe('permit')
    expect(answer(kept(oncology, facts), deny())).toBe('deny')
  })

  test('denies what the greater party keeps, which holds what it keeps, and permits nothing of it', () => {
    const other = parseDid('did:web:other.example')
    const partOf = [
      { part: hospital, whole: oncology },
      { part: oncology, whole: other },
    ]
    const facts = factsOf({ partOf })
    for (const whole of [oncology, other]) {
      expect(answer(kept(whole, facts))).toBe('no_consent')
      expect(answer(kept(whole, facts), deny())).toBe('deny')
      expect(answer(kept(whole), deny())).toBe('no_consent')
    }
    expect(answer(kept(cardiology, facts), deny())).toBe('no_consent')
  })

  test('holds for what a withdrawal denies, too', () => {
    const withdrawn = statement(permit(), { controller: hospital, withdrawnAt: options.at })
    const ask = (by: typeof hospital) => decide(kept(by), setOf([withdrawn]), options).kind
    expect([ask(hospital), ask(oncology)]).toEqual(['deny', 'no_consent'])
  })
})
