import { deepFreeze } from '@fidecura/base'
import {
  createMemoryWordState,
  type GuardianshipEvidence,
  type StatementContent,
  type Terms,
  type VerifiedStatementSet,
  verifyStatementSet,
  type WithdrawalContent,
  type WithdrawalWithEvidence,
} from '@fidecura/consent'
import { credentialTypes } from '@fidecura/credentials'
import type { Signer } from '@fidecura/identity'
import { beforeEach, describe, expect, test } from '@jest/globals'
import { proveLift } from '../../src/lift.ts'
import { decodeStatement } from '../../src/statement.ts'
import { trusting } from '../trusting.ts'
import {
  after,
  ages,
  createFamily,
  type Family,
  index,
  nothing,
  ofAdult,
  record,
  referenceOf,
} from './family.ts'

let family: Family
let evidence: GuardianshipEvidence
let restriction: string
beforeEach(async () => {
  family = await createFamily()
  evidence = await family.guards()
})

const restricts = { kind: 'restriction', terms: nothing } as const

async function restrict(
  more: Partial<StatementContent> = {},
  shown: GuardianshipEvidence = evidence,
): Promise<void> {
  restriction = await family.sign(family.mother, { by: 'guardian', ...restricts, ...more })
  await family.register.submit({ token: restriction, evidence: shown })
}

async function lift(
  by: Signer,
  shown: WithdrawalWithEvidence['evidence'],
  more: Partial<WithdrawalContent> = {},
  register = family.register,
): Promise<void> {
  const token = await family.takeBack(by, { statement: referenceOf(restriction), ...more })
  await register.withdraw({ token, evidence: shown })
}

const asChild = async (birthDate?: string) => ({ identity: await family.identity(birthDate) })
const guardian = { by: 'guardian' } as const
const tooYoung = { code: 'patient_not_of_age' }

/** By a verifier of its own, so that its ages are not those of the register. */
const set = async (): Promise<VerifiedStatementSet> =>
  verifyStatementSet(await family.register.attest(record), {
    register: trusting(family.registrar),
    verifier: family.verifier,
    words: createMemoryWordState(),
    ages,
  })
const isLifted = async (): Promise<boolean> =>
  (await set()).statements[0]?.withdrawnAt !== undefined

/** One that takes whatever a child signs: to it everybody is of age. */
const careless = () => family.newRegister({ ages: { majorityAge: 1 } })

const about = (purposes: readonly string[], more = {}): Terms =>
  deepFreeze({
    version: 'urn:fidecura:terms:1',
    rule: { effect: 'deny', conditions: { purposes, ...more }, children: [] },
  })

describe('a child', () => {
  test('does not lift what a guardian forbade', async () => {
    await restrict()
    await expect(lift(family.patient, await asChild())).rejects.toMatchObject(tooYoung)
    expect(await isLifted()).toBe(false)
  })

  test('does not lift it before a verifier, whatever the register took', async () => {
    await restrict()
    await lift(family.patient, await asChild(), {}, careless())
    expect(await isLifted()).toBe(false)
  })

  test('does not put something smaller in its place', async () => {
    await restrict()
    const smaller = { ...restricts, terms: about(['FAMRQT']) }
    const supersedes = referenceOf(restriction)
    const token = await family.sign(family.patient, { ...smaller, supersedes })
    const instead = { token, evidence: await asChild() }
    await expect(family.register.submit(instead)).rejects.toMatchObject(tooYoung)
    await careless().submit(instead)
    expect((await set()).statements.map(({ withdrawnAt }) => withdrawnAt)).toEqual([
      undefined,
      undefined,
    ])
  })

  test('lifts what they forbade themself', async () => {
    restriction = await family.sign(family.patient, restricts)
    await family.register.submit({ token: restriction, evidence: await asChild() })
    await lift(family.patient, await asChild())
    expect(await isLifted()).toBe(true)
  })

  test('lifts what closes nothing but what they may agree to', async () => {
    await restrict({ terms: about(['FAMRQT']) })
    await lift(family.patient, await asChild('2010-05-01'))
    expect(await isLifted()).toBe(true)
  })

  test.each([
    ['another purpose beside it', about(['FAMRQT', 'TREAT']), '2010-05-01'],
    ['the same, before the age', about(['FAMRQT']), '2010-11-22'],
    ['all', nothing, '2010-05-01'],
  ])('does not lift what closes %s', async (_, terms, birthDate) => {
    await restrict({ terms })
    await expect(lift(family.patient, await asChild(birthDate))).rejects.toMatchObject(tooYoung)
  })

  test('does not pass for somebody whose age is not known', async () => {
    await restrict()
    const identity = await family.issue({
      by: family.hospital,
      to: family.patient,
      type: credentialTypes.patientIdentity,
      claims: { record: { ...record }, method: 'in_person' },
      index: index.identity,
    })
    await expect(lift(family.patient, { identity })).rejects.toMatchObject({
      code: 'birth_date_missing',
    })
  })

  test('lifts it when of age', async () => {
    await restrict()
    await lift(family.patient, await asChild(ofAdult))
    expect(await isLifted()).toBe(true)
  })
})

describe('a guardian', () => {
  test('lifts what they forbade', async () => {
    await restrict()
    await lift(family.mother, evidence, guardian)
    expect(await isLifted()).toBe(true)
  })

  test('does so after a child tried, where the register took that', async () => {
    await restrict()
    await lift(family.patient, await asChild(), {}, careless())
    await lift(family.mother, evidence, guardian)
    expect(await isLifted()).toBe(true)
  })

  test('does not lift what another forbade, or the patient', async () => {
    await restrict()
    const { identity } = evidence
    const shown = { identity, guardianship: await family.guardianship(family.father) }
    const beyond = { code: 'withdrawal_beyond_authority' }
    await expect(lift(family.father, shown, guardian)).rejects.toMatchObject(beyond)
    restriction = await family.sign(family.patient, restricts)
    await family.register.submit({ token: restriction, evidence: await asChild() })
    await expect(lift(family.mother, evidence, guardian)).rejects.toMatchObject(beyond)
  })

  test('lifts nothing without the power to forbid', async () => {
    await restrict()
    const shown = await family.guards({ powers: ['consent', 'withdraw'] })
    await expect(lift(family.mother, shown, guardian)).rejects.toMatchObject({
      code: 'representation_beyond_power',
    })
  })

  test('lifts nothing without the power to take back, whatever the register took', async () => {
    await restrict()
    const { verifier, now, mother } = family
    const { publicKey, did: issuer } = mother
    const token = await family.takeBack(mother, {
      statement: referenceOf(restriction),
      by: 'guardian',
    })
    const shown = await family.guards({ powers: ['consent', 'restrict'] })
    const act = { issuer, by: 'guardian', record, publicKey, token } as const
    const options = { verifier, at: now, now, ages }
    const { content } = decodeStatement(restriction)
    await expect(proveLift(act, content, { ...options, evidence })).resolves.toBeUndefined()
    await expect(proveLift(act, content, { ...options, evidence: shown })).rejects.toMatchObject({
      code: 'representation_beyond_power',
    })
  })

  test.each([
    ['guardian', 'court_order'],
    ['proxy', 'guardian'],
    ['proxy', 'proxy'],
    ['guardian', 'desk'],
  ] as const)('who signed as %s lifts nothing as %s', async (signed, by) => {
    await restrict()
    const { verifier, now, mother } = family
    const { publicKey, did: issuer } = mother
    const lifting = proveLift(
      { issuer, by, record, publicKey, token: restriction },
      { ...decodeStatement(restriction).content, by: signed },
      { verifier, at: now, now, ages, evidence },
    )
    await expect(lifting).rejects.toMatchObject({ code: 'withdrawal_beyond_authority' })
  })

  test('lifts nothing when their authority has ended', async () => {
    await restrict()
    family.change(family.court, { index: index.mother, value: 'revoked' })
    family.now = after(120)
    await expect(lift(family.mother, evidence, guardian)).rejects.toMatchObject({
      code: 'status_revoked',
    })
  })

  test('lifts nothing, if it comes out that they were none then', async () => {
    await restrict()
    await lift(family.mother, evidence, guardian)
    family.change(family.court, { index: index.mother, value: 'revoked', invalidFrom: after(-60) })
    expect(await isLifted()).toBe(false)
  })

  test('needs the others who must agree', async () => {
    const { mother, father } = family
    const system = 'https://authority.example/persons'
    const both = (value: string) => ({ together: 2, person: { system, value } })
    const { guardianship, identity } = await family.guards(both('1'))
    const other = await family.guardianship(father, both('2'))
    const agreed = async (act: string) => ({
      ...{ guardianship, identity },
      agreements: [{ agreement: await family.agree(act, father), guardianship: other }],
    })
    restriction = await family.sign(mother, { ...guardian, ...restricts })
    await family.register.submit({ token: restriction, evidence: await agreed(restriction) })
    await expect(lift(mother, { guardianship, identity }, guardian)).rejects.toMatchObject({
      code: 'guardians_missing',
    })
    const statement = referenceOf(restriction)
    const token = await family.takeBack(mother, { statement, ...guardian })
    await family.register.withdraw({ token, evidence: await agreed(token) })
    expect(await isLifted()).toBe(true)
  })
})

test('a minor lifts a denial with a condition that nobody knows only where the rest lies within', async () => {
  const terms = about(['TREAT'], { unknown: ['consent_condition_unknown'] })
  await restrict({ terms })
  await expect(lift(family.patient, await asChild('2010-05-01'))).rejects.toMatchObject(tooYoung)
})
