import type { MandateEvidence, StatementContent, StatementSet } from '@fidecura/consent'
import { decodeJws, digestOf, signJws } from '@fidecura/identity'
import { beforeEach, describe, expect, test } from '@jest/globals'
import { decide } from '../../src/decide.ts'
import { defaultVocabulary } from '../../src/default-vocabulary.ts'
import { decodeWord, signWord } from '../../src/register-word.ts'
import { mintRequester } from '../../src/requester.ts'
import { withdrawalType } from '../../src/withdrawal.ts'
import {
  after,
  createFamily,
  department,
  type Family,
  index,
  ofAdult,
  organisation,
  record,
  referenceOf,
  treatment,
} from './family.ts'

let family: Family
let mandate: MandateEvidence
beforeEach(async () => {
  family = await createFamily()
  mandate = await family.gives()
  await submit(family.patient)
})

async function submit(by = family.patient, more: Partial<StatementContent> = {}): Promise<string> {
  const isProxy = by === family.proxy
  const token = await family.sign(by, { ...(isProxy && { by: 'proxy' as const }), ...more })
  const evidence = isProxy ? mandate : { identity: await family.identity(ofAdult) }
  await family.register.submit({ token, evidence })
  return token
}

async function takeBack(token: string): Promise<string> {
  const withdrawal = await family.takeBack(family.proxy, {
    by: 'proxy',
    statement: referenceOf(token),
  })
  await family.register.withdraw({ token: withdrawal, evidence: mandate })
  return withdrawal
}

/** Answers by what the register attests, or what somebody made of it. */
async function answer(change: (set: StatementSet) => StatementSet | Promise<StatementSet> = same) {
  const { attest } = family.register
  family.register = {
    ...family.register,
    attest: async (...asked) => change(await attest(...asked)),
  }
  const set = await family.set()
  const instants = { at: family.now, now: family.now }
  const requester = mintRequester({ parties: [department], purposes: ['TREAT'], ...instants })
  const asked = { subject: record, purposes: ['TREAT'], action: 'access' } as const
  const data = [{ scope: 'category' }] as const
  return decide(
    { requester, ...asked, data, custodian: organisation, legalBasis: 'consent' },
    set,
    { ...instants, maxAgeSeconds: 60, combine: 'newest', vocabulary: defaultVocabulary },
  ).kind
}

const same = (set: StatementSet): StatementSet => set

/** What a register that lies signs in its place. */
async function lie(set: StatementSet, token: string): Promise<StatementSet> {
  const { statements, ...word } = decodeWord(set.word)
  const withdrawal = await digestOf(token)
  const named = statements.map((each) => (each.withdrawal ? { ...each, withdrawal } : each))
  return {
    word: await signWord({ ...word, statements: named }, { signer: family.registrar }),
    statements: set.statements.map((each) =>
      each.withdrawal ? { ...each, withdrawal: { ...each.withdrawal, token } } : each,
    ),
  }
}

describe('verifyStatementSet', () => {
  test('has a proxy who takes a consent back close what they had opened alone', async () => {
    await takeBack(await submit(family.proxy))
    expect(await answer()).toBe('permit')
  })

  test('has a proxy who narrows a consent close what they had opened alone', async () => {
    const id = 'urn:uuid:00000000-0000-4000-8000-000000000001'
    await submit(family.proxy, { id })
    const { conditions } = treatment.rule
    const code = { system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'L' }
    const less = { ...treatment.rule, conditions: { ...conditions, labels: [code] } }
    await submit(family.proxy, {
      supersedes: { issuer: family.proxy.did, id },
      terms: { ...treatment, rule: less },
      validFrom: family.now,
    })
    const set = await family.set()
    expect(set.statements[1]).toMatchObject({ by: 'proxy', endedBySigner: true })
    expect(set.statements[0]).not.toHaveProperty('endedBySigner')
  })

  test('has a consent of a proxy that the patient narrowed deny the rest', async () => {
    const id = 'urn:uuid:00000000-0000-4000-8000-000000000001'
    await submit(family.proxy, { id })
    await submit(family.patient, { supersedes: { issuer: family.proxy.did, id } })
    const { statements } = await family.set()
    expect(statements[1]).toMatchObject({ replacedBy: statements[2]?.sequence })
    expect(statements[1]).not.toHaveProperty('endedBySigner')
  })

  test('believes of no consent that has no force any more that it narrowed another', async () => {
    const id = 'urn:uuid:00000000-0000-4000-8000-000000000001'
    await submit(family.proxy, { id })
    await submit(family.proxy, { supersedes: { issuer: family.proxy.did, id } })
    family.change(family.patient, { index: index.mandate, value: 'revoked' })
    family.now = after(2)
    const { statements } = await family.set()
    expect(statements[2]).toMatchObject({ defeated: true })
    expect(statements[1]).not.toHaveProperty('endedBySigner')
  })

  test('has what patients take back of their own deny, whatever is shown of it', async () => {
    const token = await submit()
    const withdrawal = await family.takeBack(family.patient, { statement: referenceOf(token) })
    const evidence = { identity: await family.identity(ofAdult) }
    await family.register.withdraw({ token: withdrawal, evidence })
    const show = ({ word, statements }: StatementSet) => ({
      word,
      statements: statements.map((each, n) =>
        n === 1 ? { ...each, withdrawal: { token: withdrawal, evidence } } : each,
      ),
    })
    expect(await answer(show)).toBe('deny')
  })

  test('has what the patient took back of a proxy deny, whatever the patient had permitted', async () => {
    const token = await submit(family.proxy)
    const withdrawal = await family.takeBack(family.patient, { statement: referenceOf(token) })
    const evidence = { identity: await family.identity(ofAdult) }
    await family.register.withdraw({ token: withdrawal, evidence })
    expect(await answer()).toBe('deny')
  })

  test('has it deny all where nobody shows who took it back', async () => {
    await takeBack(await submit(family.proxy))
    const hide = ({ word, statements }: StatementSet) => ({
      word,
      statements: statements.map(({ withdrawal: _, ...each }) => each),
    })
    expect(await answer(hide)).toBe('deny')
  })

  test('has it deny all where another withdrawal is shown than the word names', async () => {
    const token = await submit(family.proxy)
    const patients = await family.takeBack(family.patient, { statement: referenceOf(token) })
    await family.register.withdraw({
      token: patients,
      evidence: { identity: await family.identity(ofAdult) },
    })
    const other = await family.takeBack(family.proxy, {
      by: 'proxy',
      statement: referenceOf(token),
    })
    const swap = ({ word, statements }: StatementSet) => ({
      word,
      statements: statements.map((each, n) =>
        n === 1 ? { ...each, withdrawal: { token: other, evidence: { identity: '' } } } : each,
      ),
    })
    expect(await answer(swap)).toBe('deny')
  })

  test.each([
    ['by the patient', () => family.patient, undefined],
    ['by another in the patient’s place', () => family.stranger, 'proxy' as const],
  ])('has it deny all where it was taken back %s', async (_, by, place) => {
    const token = await submit(family.proxy)
    await takeBack(token)
    const statement = referenceOf(token)
    const other = await family.takeBack(by(), { statement, ...(place && { by: place }) })
    expect(await answer((set) => lie(set, other))).toBe('deny')
  })

  test('has it deny all where they took back something else', async () => {
    await takeBack(await submit(family.proxy))
    const statement = { issuer: family.proxy.did, id: 'urn:uuid:other' }
    const other = await family.takeBack(family.proxy, { by: 'proxy', statement })
    expect(await answer((set) => lie(set, other))).toBe('deny')
  })

  test('has it deny all where they took it back in another record', async () => {
    const token = await submit(family.proxy)
    await takeBack(token)
    const elsewhere = { ...record, value: 'R-0009' }
    const other = await family.takeBack(family.proxy, {
      by: 'proxy',
      statement: referenceOf(token),
      record: elsewhere,
    })
    expect(await answer((set) => lie(set, other))).toBe('deny')
  })

  test('has it deny all where nothing shows that they signed it', async () => {
    const genuine = await takeBack(await submit(family.proxy))
    const payload = JSON.parse(new TextDecoder().decode(decodeJws(genuine).payload))
    const forged = await signJws(payload, { signer: family.stranger, typ: withdrawalType })
    expect(await answer((set) => lie(set, forged))).toBe('deny')
  })
})
