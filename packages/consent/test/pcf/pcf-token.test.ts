import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { epochSeconds } from '@fidecura/base'
import { parseDid } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { withCorpus } from '../../../../test/with-corpus.ts'
import { pcfTokenExtension } from '../../src/fhir/index.ts'
import { createCustodianFacts, decide, type RequestedItem } from '../../src/index.ts'
import { mintStatementSet } from '../../src/statement-set.ts'
import type { Rule } from '../../src/terms.ts'
import { denials, items, rules } from '../random-terms.ts'
import {
  deny,
  hospital,
  kind,
  label,
  loinc,
  now,
  options,
  permit,
  request,
  requesterOf,
  sensitivity,
  setOf,
  statement,
} from '../setting.ts'
import { readExample, tokenFor, tokenOptions } from './examples.ts'
import { permits } from './residual.ts'
import { tokens } from './tokens.ts'

withCorpus('IHE PCF tokens', ['ihe-pcf-json'], (folder = '') => {
  describe('pcfTokenExtension, by the notes on the examples of PCF,', () => {
    test.each(tokens)('$example for the $person and $purpose', (row) => {
      const extension = tokenFor(readExample(folder, row.example), row)
      if (row.residual === 'none') expect(extension).toBeUndefined()
      else {
        expect(extension).toEqual({
          patient_id: tokenOptions.patientId,
          doc_id: tokenOptions.consentId,
          ...(row.residual && { residual: row.residual }),
        })
      }
    })

    test('names the policy where it is told to', () => {
      const text = readFileSync(join(folder, 'Consent-ex-consent-basic-treat.json'), 'utf8')
      expect(text).toContain('basePrivacyConsentPolicy.txt')
      const set = setOf([statement(permit())])
      const policy = 'http://example.org/policies/basePrivacyConsentPolicy.txt'
      const extension = pcfTokenExtension(request(), set, { ...tokenOptions, policy })
      expect(extension).toMatchObject({ acp: policy })
      expect(Object.isFrozen(extension)).toBe(true)
    })
  })
})

describe('pcfTokenExtension', () => {
  const tokenOf = (rule: Rule) =>
    pcfTokenExtension(request(), setOf([statement(rule)]), tokenOptions)

  test.each<[string, Rule, string]>([
    ['kinds of resource', permit({ types: [kind('Observation')] }), '/rule/conditions/types'],
    ['duties', { ...permit(), duties: [{ kind: 'no_redisclosure' }] }, ''],
    [
      'codes',
      permit({}, [deny({ codes: [loinc('11502-2')] })]),
      '/rule/children/0/conditions/codes',
    ],
    [
      'a record that the map has no reference for',
      permit({ data: [{ meaning: 'instance', reference: 'urn:record:else' }] }),
      '/rule/conditions/data/0',
    ],
    [
      'what a record refers to, which PCF has no word for',
      permit({ data: [{ meaning: 'related', reference: 'urn:record:encounter' }] }),
      '/rule/conditions/data/0/meaning',
    ],
    [
      'a denial that a permit of the same data would override',
      permit({ labels: [label('R')] }, [deny({ labels: [sensitivity('HIV')] })]),
      '/rule/children/0',
    ],
    [
      'a denial that a permit overrides in part',
      permit({ labels: [label('R')] }, [deny({ labels: [label('N')] })]),
      '/rule/children/0',
    ],
    [
      'a label of no rank',
      permit({ labels: [label('N')] }, [deny({ labels: [label('X')] })]),
      '/rule/children/0/conditions/labels',
    ],
    ['a permit below a permit', permit({ labels: [label('R')] }, [permit()]), '/rule/children/0'],
    [
      'exceptions to a denial of certain data',
      deny({ labels: [label('R')] }, [permit()]),
      '/rule/conditions',
    ],
    [
      'an exception of an exception',
      permit({}, [deny({ labels: [label('R')] }, [permit()])]),
      '/rule/children/0/children',
    ],
  ])('refuses what a token cannot say: %s', (_, rule, place) => {
    expect(() => tokenOf(rule)).toThrow(
      expect.objectContaining({ code: 'terms_not_in_dialect', place }),
    )
  })

  test('refuses several statements about the requester, and takes no notice of ended ones', () => {
    const ended = statement(deny(), { sequence: 2, validUntil: epochSeconds(now - 1) })
    const about = (...others: Parameters<typeof setOf>[0]) =>
      pcfTokenExtension(request(), setOf([statement(permit()), ...others]), tokenOptions)
    expect(about(ended)).toBeDefined()
    for (const other of [
      statement(permit(), { sequence: 2 }),
      statement(deny(), { sequence: 2, kind: 'restriction' }),
      { ...ended, withdrawnAt: now },
    ]) {
      expect(() => about(other)).toThrow(expect.objectContaining({ code: 'terms_not_in_dialect' }))
    }
  })

  test('counts what is about a greater party that the requester is a part of, by the facts', () => {
    const group = parseDid('did:web:health-group.example')
    const facts = createCustodianFacts({
      memberships: [],
      partOf: [{ part: hospital, whole: group }],
    })
    const towardsGroup = statement(deny(), {
      sequence: 2,
      kind: 'restriction',
      grantee: { did: group, name: 'Health Group' },
    })
    const issue = (set: ReturnType<typeof setOf>) => () =>
      pcfTokenExtension(request({ facts }), set, tokenOptions)
    expect(issue(setOf([statement(permit())]))()).toBeDefined()
    expect(issue(setOf([statement(permit()), towardsGroup]))).toThrow(
      expect.objectContaining({ code: 'terms_not_in_dialect' }),
    )
  })

  test('issues nothing where another statement makes the whole set uncertain', () => {
    const other = { did: parseDid('did:web:elsewhere.example'), name: 'Elsewhere' }
    const issue = (registeredAt: typeof now) => {
      const late = statement(deny(), { sequence: 2, grantee: other, registeredAt })
      return pcfTokenExtension(request(), setOf([statement(permit()), late]), tokenOptions)
    }
    expect(issue(now)).toBeDefined()
    expect(issue(epochSeconds(now + 1))).toBeUndefined()
  })

  test.each([
    ['a withdrawn consent', { withdrawnAt: now }],
    ['a restriction', { kind: 'restriction' as const }],
    ['a consent to somebody else', { grantee: { did: hospital, name: 'Hospital' } }],
    ['data of another controller', { controller: requesterOf().parties[0] as never }],
  ])('issues nothing under %s', (_, changes) => {
    const requester = requesterOf({ parties: requesterOf().parties.slice(0, 2) })
    const set = setOf([statement(permit(), changes)])
    expect(pcfTokenExtension(request({ requester }), set, tokenOptions)).toBeUndefined()
  })

  test('issues nothing where a denial is of everything', () => {
    expect(tokenOf(permit({}, [deny({ purposes: ['TREAT'] })]))).toBeUndefined()
  })

  test('takes no set but one that was verified, and none of an archive', () => {
    const set = setOf([statement(permit())])
    const issue = (other: typeof set) => () => pcfTokenExtension(request(), other, tokenOptions)
    expect(issue(structuredClone(set))).toThrow(
      expect.objectContaining({ code: 'statement_set_not_verified' }),
    )
    expect(issue(mintStatementSet(set, now))).toThrow(
      expect.objectContaining({ code: 'statement_set_historic' }),
    )
  })

  test('issues nothing on a stale word of the register', () => {
    const late = { ...tokenOptions, now: epochSeconds(now + 3600), at: epochSeconds(now + 3600) }
    expect(pcfTokenExtension(request(), setOf([statement(permit())]), late)).toBeUndefined()
  })

  test('lets no record through that the decision keeps back', () => {
    const trees = fc.tuple(rules, fc.array(denials, { maxLength: 2 }))
    fc.assert(
      fc.property(trees, items, ([rule, more], item) => {
        const set = setOf([statement({ ...rule, children: [...rule.children, ...more] })])
        const map = { 'Observation/1': 'urn:record:1', 'Observation/2': 'urn:record:2' }
        let extension: ReturnType<typeof pcfTokenExtension>
        try {
          extension = pcfTokenExtension(request(), set, { ...options, ...ids, references: map })
        } catch (error) {
          expect(error).toMatchObject({ code: 'terms_not_in_dialect' })
          return
        }
        if (extension === undefined || !permits(extension.residual, item, map)) return
        expect(decide(request({ data: [item] }), set, options).kind).toBe('permit')
      }),
      { numRuns: 2000, examples },
    )
  })
})

// Each was let through once: what FHIR means by `related`, beside the same record alone, written in PCF's
// word for what refers to it; and what is forbidden of data of which it is not known what refers to them.
const twice = (['related', 'instance'] as const).map((meaning) => ({
  meaning,
  reference: 'urn:record:1',
}))
const examples: [[Rule, Rule[]], RequestedItem][] = [
  [[permit({ data: twice }), []], { scope: 'item', dependsOn: ['urn:record:1'] }],
  [[permit(), [deny({ data: twice })]], { scope: 'item', record: 'urn:record:2', dependsOn: [] }],
]

const ids = { patientId: 'Patient/1', consentId: 'Consent/1' }
