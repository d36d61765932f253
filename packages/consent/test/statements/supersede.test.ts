import type { JsonObject } from '@fidecura/base'
import {
  type StatementContent,
  type StatementSet,
  signWithdrawal,
  verifyStatementSet,
} from '@fidecura/consent'
import { renderTerms } from '@fidecura/consent/explain'
import { decodeJws, digestOf, parseDid, signJws } from '@fidecura/identity'
import { beforeEach, describe, expect, test } from '@jest/globals'
import { trusting } from '../trusting.ts'
import {
  after,
  consentContent,
  consentOf,
  createWorld,
  day,
  department,
  organisation,
  otherRecord,
  record,
  terms,
  type World,
} from './world.ts'

let world: World
beforeEach(async () => {
  world = await createWorld()
})

const id = (name: string): string => `urn:uuid:${name}`
const forbids = {
  kind: 'restriction',
  terms: { version: terms.version, rule: { effect: 'deny', conditions: {}, children: [] } },
} as const

async function submit(name: string, more: Partial<StatementContent> = {}): Promise<string> {
  const token = await consentOf(world, { id: id(name), ...more })
  await world.register.submit({ token, evidence: world.identity })
  return token
}

const instead = (name: string, issuer = world.patient.did) => ({
  supersedes: { issuer, id: id(name) },
})

async function withdraw(name: string): Promise<string> {
  const statement = { issuer: world.patient.did, id: id(name) }
  const content = { statement, record, issuedAt: world.now }
  const token = await signWithdrawal(content, { signer: world.patient })
  await world.register.withdraw({ token, evidence: world.identity })
  return token
}

function verify(set: StatementSet) {
  const { registrar, verifier, words } = world
  return verifyStatementSet(set, { register: trusting(registrar), verifier, words })
}

/** Which statements of the record stand, and since when the others do not. */
async function ends() {
  const { statements } = await verify(await world.register.attest(record))
  return statements.map(({ id: of, withdrawnAt }) => [of.slice(9), withdrawnAt])
}

describe('Register.submit of a statement that takes the place of another', () => {
  test.each([
    ['a consent, by a consent', {}, {}],
    ['a consent, by a restriction', {}, forbids],
    ['a restriction, by an objection', forbids, { ...forbids, kind: 'objection' as const }],
  ])('ends %s, when the register receives it', async (_, before, then) => {
    await submit('a', before)
    world.now = after(10)
    await submit('b', { ...then, ...instead('a'), issuedAt: after(3) })
    world.now = after(20)
    expect(await ends()).toEqual([
      ['a', after(10)],
      ['b', undefined],
    ])
  })

  test('gives the receipt of the first time to the same bytes', async () => {
    await submit('a')
    const token = await submit('b', instead('a'))
    world.now = after(10)
    await expect(world.register.submit({ token, evidence: world.identity })).resolves.toBeDefined()
    expect(world.kept.size).toBe(2)
  })

  test.each<[string, () => object]>([
    ['nothing', () => instead('none')],
    ['itself', () => instead('b')],
    ['one of another signer that is not there', () => instead('a', world.stranger.did)],
  ])('refuses to replace %s', async (_, more) => {
    await submit('a')
    await expect(submit('b', more())).rejects.toMatchObject({ code: 'superseded_missing' })
    expect(world.kept.size).toBe(1)
  })

  test('cannot go in a circle', async () => {
    await expect(submit('a', instead('b'))).rejects.toMatchObject({ code: 'superseded_missing' })
    await submit('b')
    await submit('a', instead('b'))
    await expect(submit('c', instead('b'))).rejects.toMatchObject({ code: 'superseded_ended' })
  })

  test('refuses the statement of another patient, as if there were none', async () => {
    const evidence = await world.identify(world.stranger, otherRecord)
    const token = await consentOf(world, { id: id('a'), record: otherRecord }, world.stranger)
    await world.register.submit({ token, evidence })
    const more = instead('a', world.stranger.did)
    await expect(submit('b', more)).rejects.toMatchObject({ code: 'superseded_missing' })
  })

  test.each<[string, Partial<StatementContent>, Partial<StatementContent>]>([
    ['a consent in the place of a restriction', forbids, {}],
    ['a consent in the place of an objection', { ...forbids, kind: 'objection' }, {}],
    ['one about another party', {}, { grantee: { did: organisation, name: 'Hospital' } }],
    ['one about data kept elsewhere', {}, { controller: { did: department, name: 'Cardiology' } }],
    ['one that begins later than clocks may differ', {}, { validFrom: after(61) }],
  ])('refuses %s', async (_, before, then) => {
    await submit('a', before)
    const refused = submit('b', { ...then, ...instead('a') })
    await expect(refused).rejects.toMatchObject({ code: 'supersede_refused' })
    expect(await ends()).toEqual([['a', undefined]])
  })

  test('takes one that begins when clocks may differ', async () => {
    await submit('a')
    await submit('b', { ...instead('a'), validFrom: after(60) })
    expect(await ends()).toMatchObject([['a', after(0)], ['b']])
  })

  test('lets nobody bring back by it what was taken back', async () => {
    await submit('a')
    await withdraw('a')
    await expect(submit('b', instead('a'))).rejects.toMatchObject({ code: 'superseded_ended' })
  })

  test('lets one alone of several take the place, for the other knows nothing of it', async () => {
    await submit('a')
    const both = await Promise.allSettled([submit('b', instead('a')), submit('c', instead('a'))])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'superseded_ended' },
    })
    await expect(submit('d', instead('a'))).rejects.toMatchObject({ code: 'superseded_ended' })
    expect(await ends()).toMatchObject([
      ['a', after(0)],
      [expect.any(String), undefined],
    ])
  })

  test('is refused whole when a withdrawal comes in between', async () => {
    await submit('a')
    const { store } = world
    let taken = false
    const find: typeof store.find = async (kind, key) => {
      const found = await store.find(kind, key)
      // After it was looked for, and before anything is appended.
      if (kind === 'withdrawal' && key.includes(id('a')) && !taken) {
        taken = true
        await withdraw('a')
      }
      return found
    }
    const register = world.registerOn({ ...store, find })
    const token = await consentOf(world, { id: id('b'), ...instead('a') })
    await expect(register.submit({ token, evidence: world.identity })).rejects.toMatchObject({
      code: 'superseded_ended',
    })
    expect(await ends()).toEqual([['a', after(0)]])
  })

  test('shows the patient what ends', () => {
    const { did } = world.patient
    for (const [language, line] of [
      ['en', `Ends, and takes the place of, the earlier statement: urn:uuid:a, signed by ${did}`],
      ['zh-CN', `取代并终止此前的声明：urn:uuid:a（由${did}签署）`],
    ] as const) {
      const content = consentContent(world, { language, ...instead('a') })
      expect(renderTerms(content).split('\n')).toContain(line)
    }
  })
})

describe('Register.withdraw of a consent whose place others have', () => {
  test('ends the one that stands there', async () => {
    await submit('a')
    world.now = after(10)
    await submit('b', instead('a'))
    await submit('c', instead('b'))
    world.now = after(20)
    const token = await withdraw('a')
    expect(await ends()).toEqual([
      ['a', after(10)],
      ['b', after(10)],
      ['c', after(20)],
    ])
    const [kept] = (await world.store.snapshot(key, world.clock)).entries.slice(-1)
    expect(kept?.digest).toBe(await digestOf(token))
  })

  test('leaves a restriction that stands there', async () => {
    await submit('a')
    await submit('b', { ...forbids, ...instead('a') })
    await withdraw('a')
    expect(await ends()).toEqual([
      ['a', after(0)],
      ['b', undefined],
    ])
  })

  test('ends what takes its place while it is under way', async () => {
    await submit('a')
    const { store } = world
    let replaced = false
    const append: typeof store.append = async (entry, clock, more) => {
      if (entry.kind === 'withdrawal' && !replaced) {
        replaced = true
        await submit('b', instead('a'))
      }
      return store.append(entry, clock, more)
    }
    const register = world.registerOn({ ...store, append })
    const statement = { issuer: world.patient.did, id: id('a') }
    const content = { statement, record, issuedAt: world.now }
    const token = await signWithdrawal(content, { signer: world.patient })
    await register.withdraw({ token, evidence: world.identity })
    expect(await ends()).toEqual([
      ['a', after(0)],
      ['b', after(0)],
    ])
  })
})

const key = JSON.stringify([record.system, record.value])

describe('verifyStatementSet', () => {
  /** What a register that lies would sign. */
  async function forge(
    set: StatementSet,
    alter: (statements: JsonObject[]) => unknown,
  ): Promise<StatementSet> {
    const { payload, header } = decodeJws(set.word)
    const members = JSON.parse(new TextDecoder().decode(payload))
    alter(members.statements)
    const word = await signJws(members, { signer: world.registrar, typ: header.typ ?? '' })
    return { ...set, word }
  }

  test('refuses a register that keeps what something else has the place of', async () => {
    await submit('a')
    await submit('b', instead('a'))
    const set = await forge(await world.register.attest(record), (statements) => {
      const { withdrawnAt, withdrawal, ...other } = statements[0] ?? {}
      statements[0] = other
    })
    await expect(verify(set)).rejects.toMatchObject({ code: 'statement_set_mismatch' })
  })

  test('refuses a register that hides what something else has the place of', async () => {
    await submit('a')
    await submit('b', instead('a'))
    const whole = await world.register.attest(record)
    const set = await forge(whole, (statements) => statements.shift())
    const lie = { ...set, statements: whole.statements.slice(1) }
    await expect(verify(lie)).rejects.toMatchObject({ code: 'statement_set_mismatch' })
  })

  test('refuses a register that lifts a restriction and hides what has its place', async () => {
    await submit('a', forbids)
    await submit('b', { ...forbids, ...instead('a') })
    const whole = await world.register.attest(record)
    const set = await forge(whole, (statements) => statements.pop())
    const lie = { ...set, statements: whole.statements.slice(0, 1) }
    await expect(verify(lie)).rejects.toMatchObject({ code: 'statement_set_mismatch' })
  })

  test.each<[string, Partial<StatementContent>]>([
    ['a consent', {}],
    ['a restriction of another party', { ...forbids, grantee: { did: organisation, name: 'H' } }],
    ['a restriction of other data', { ...forbids, controller: { did: department, name: 'C' } }],
    ['a restriction that begins later', { ...forbids, validFrom: after(day) }],
    [
      'a restriction that is about another one',
      { ...forbids, supersedes: { issuer: parseDid('did:web:x.example'), id: id('a') } },
    ],
    ['a restriction about another record of the patient', { ...forbids, record: otherRecord }],
  ])('lets a register lift no restriction by %s', async (_, more) => {
    await submit('a', forbids)
    const whole = await world.register.attest(record)
    const token = await consentOf(world, { id: id('b'), ...instead('a'), ...more })
    const withdrawal = await digestOf(token)
    const lift = { withdrawnAt: after(0), withdrawal }
    const set = await forge(whole, (statements) => Object.assign(statements[0] ?? {}, lift))
    const [first] = whole.statements
    const act = { token, evidence: world.identity }
    const lie = { ...set, statements: [{ ...first, withdrawal: act }] } as StatementSet
    await expect(verify(lie)).rejects.toMatchObject({ code: 'token_malformed' })
  })

  test('lets a register lift no restriction by one that replaces another of the patient', async () => {
    await submit('a', forbids)
    const whole = await world.register.attest(record)
    const token = await consentOf(world, { id: id('b'), ...forbids, ...instead('x') })
    const lift = { withdrawnAt: after(0), withdrawal: await digestOf(token) }
    const set = await forge(whole, (statements) => Object.assign(statements[0] ?? {}, lift))
    const act = { token, evidence: world.identity }
    const lie = { ...set, statements: [{ ...whole.statements[0], withdrawal: act }] }
    await expect(verify(lie as StatementSet)).rejects.toMatchObject({ code: 'token_malformed' })
  })

  test('lets a stolen key lift no restriction by another one, once the theft is known', async () => {
    await submit('a', forbids)
    world.now = after(10)
    await submit('b', { ...forbids, ...instead('a') })
    world.change({ index: 1, value: 'revoked', invalidFrom: after(5) })
    world.now = after(20)
    expect(await ends()).toEqual([
      ['a', undefined],
      ['b', undefined],
    ])
  })
})
