import {
  type NarrowStatementOptions,
  narrowStatement,
  type StatementContent,
  signStatement,
  verifyStatement,
  withdrawInPart,
} from '@fidecura/consent'
import { beforeEach, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Rule } from '../../src/terms.ts'
import { asked, fewConditions, items, rules } from '../random-terms.ts'
import { ask, deny, permit, requesterOf } from '../setting.ts'
import { after, consentOf, createWorld, day, terms, type World } from './world.ts'

let world: World
beforeEach(async () => {
  world = await createWorld()
})

const laboratory = { system: 'http://loinc.org', code: '11502-2' }
const next = (more: Partial<NarrowStatementOptions> = {}): NarrowStatementOptions =>
  Object.freeze({ id: 'urn:uuid:b', issuedAt: after(10), ...more })
const restricted = {
  kind: 'restriction',
  terms: { version: terms.version, rule: { effect: 'deny', conditions: {}, children: [] } },
} as const

describe('narrowStatement', () => {
  test('writes a consent that takes the place of the one before, and is taken by the register', async () => {
    const before = await consentOf(world)
    await world.register.submit({ token: before, evidence: world.identity })
    world.now = after(10)
    const content = narrowStatement(before, next({ validUntil: after(day) }))
    const { did: issuer } = world.patient
    expect(content).toMatchObject({
      kind: 'consent',
      id: 'urn:uuid:b',
      supersedes: { issuer, id: 'urn:uuid:5f0f1b6e-0000-4000-8000-000000000001' },
      terms,
      validFrom: after(10),
      validUntil: after(day),
    })
    const token = await signStatement(content, { signer: world.patient })
    await world.register.submit({ token, evidence: world.identity })
    const { statements } = await world.register.attest(content.record)
    expect(statements.at(1)?.token).toBe(token)
  })

  test('never begins before the one before does', async () => {
    const before = await consentOf(world, { validFrom: after(20) })
    expect(narrowStatement(before, next()).validFrom).toBe(after(20))
  })

  test.each<[string, Partial<StatementContent>, Partial<NarrowStatementOptions>]>([
    ['more than before', {}, { terms: { ...terms, rule: { ...terms.rule, conditions: {} } } }],
    ['for longer', {}, { validUntil: after(90 * day + 1) }],
    ['a restriction', restricted, {}],
  ])('writes no consent to %s', async (_, before, then) => {
    const token = await consentOf(world, before)
    expect(() => narrowStatement(token, next(then))).toThrow(
      expect.objectContaining({ code: 'statement_not_narrower' }),
    )
  })
})

describe('withdrawInPart', () => {
  test('leaves out what the conditions match, and keeps the rest as it was', async () => {
    const before = await consentOf(world)
    const content = withdrawInPart(before, { ...next(), without: { codes: [laboratory] } })
    expect(content.terms.rule).toEqual({
      ...terms.rule,
      children: [{ effect: 'deny', conditions: { codes: [laboratory] }, children: [] }],
    })
    const token = await signStatement(content, { signer: world.patient })
    world.now = after(10)
    const { verifier, identity: evidence } = world
    await expect(verifyStatement(token, { verifier, evidence })).resolves.toBeDefined()
  })

  test('takes no part for the whole', async () => {
    const before = await consentOf(world)
    expect(() => withdrawInPart(before, { ...next(), without: {} })).toThrow(
      expect.objectContaining({ code: 'statement_not_narrower' }),
    )
  })

  test('permits nothing that was not permitted, and nothing that the conditions match', () => {
    const requester = requesterOf({ purposes: ['PurposeOfUse', 'ETREAT'] })
    let permitted = 0
    let lost = 0
    fc.assert(
      fc.property(rules, fewConditions, items, asked, (rule, conditions, item, about) => {
        fc.pre(Object.keys(conditions).length > 0)
        const answer = (of: Rule) => ask(of, { requester, ...about, data: [item] }).kind
        const narrower = answer({ ...rule, children: [...rule.children, deny(conditions)] })
        if (narrower === 'permit') {
          permitted += 1
          expect(answer(rule)).toBe('permit')
        }
        const isDenied = answer(permit({}, [deny(conditions)])) !== 'permit'
        if (isDenied && answer(permit({})) === 'permit') {
          lost += 1
          expect(narrower).not.toBe('permit')
        }
      }),
      { numRuns: 2000 },
    )
    expect(Math.min(permitted, lost)).toBeGreaterThan(20)
  })
})
