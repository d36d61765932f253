import { deepFreeze, epochSeconds } from '@fidecura/base'
import {
  createMemoryWordState,
  decide,
  defaultVocabulary,
  type PatientEvidence,
  type StatementContent,
  type StatementSet,
  signStatement,
  signWithdrawal,
  signWithdrawals,
  type VerifiedStatementSet,
  verifyStatementSet,
} from '@fidecura/consent'
import {
  createMemoryRegisterStore,
  createRegister,
  type Register,
} from '@fidecura/consent/register'
import { generateSigner, type Signer } from '@fidecura/identity'
import { beforeEach, describe, expect, test } from '@jest/globals'
import {
  after,
  createWorld,
  day,
  hour,
  record,
  type World,
} from '../../../credentials/test/recovery/world.ts'
import { mintRequester } from '../../src/requester.ts'
import { trusting } from '../trusting.ts'
import { terms } from './world.ts'

let world: World
let registrar: Signer
let register: Register
let old: PatientEvidence
beforeEach(async () => {
  world = await createWorld()
  registrar = await generateSigner()
  const store = createMemoryRegisterStore()
  register = createRegister({ signer: registrar, store, verifier: world.verifier })
  old = { identity: world.identity }
})

const id = (name: string): string => `urn:uuid:${name}`
const denial = { effect: 'deny', conditions: {}, children: [] } as const
const restriction = {
  kind: 'restriction',
  terms: { version: terms.version, rule: denial },
} as const

async function submit(
  name: string,
  more: Partial<StatementContent> = {},
  signer = world.patient,
  evidence = old,
): Promise<string> {
  const party = { did: world.hospital.did, name: 'Example Hospital' }
  const content = {
    id: id(name),
    kind: 'consent',
    record,
    grantee: party,
    controller: party,
    terms,
    language: 'en',
    validFrom: after(0),
    validUntil: after(90 * day),
    issuedAt: world.now,
    register: registrar.did,
    ...more,
  } as const
  return register.submit({ token: await signStatement(deepFreeze(content), { signer }), evidence })
}

async function withdrawal(name: string, signer = world.patient): Promise<string> {
  const statement = { issuer: world.patient.did, id: id(name) }
  const by = signer === world.guardian ? ({ by: 'court_order' } as const) : {}
  return signWithdrawal({ statement, record, issuedAt: world.now, ...by }, { signer })
}

async function verified(set?: StatementSet): Promise<VerifiedStatementSet> {
  const words = createMemoryWordState()
  const options = { register: trusting(registrar), verifier: world.verifier, words }
  return verifyStatementSet(set ?? (await register.attest(record)), options)
}

async function answer(): Promise<string> {
  const instants = { at: world.now, now: world.now }
  const parties = [world.hospital.did]
  const requester = mintRequester({ parties, purposes: ['TREAT'], ...instants })
  const data = [{ scope: 'category' }] as const
  const asked = { subject: record, purposes: ['TREAT'], action: 'access', data } as const
  const policy = { maxAgeSeconds: 60, combine: 'newest', vocabulary: defaultVocabulary } as const
  const custodian = world.hospital.did
  const request = { requester, ...asked, custodian, legalBasis: 'consent' } as const
  return decide(request, await verified(), { ...instants, ...policy }).kind
}

/** The desk replaces the key, a day later. */
async function recover(compromisedSince: number): Promise<PatientEvidence> {
  const theft = { reason: 'stolen', compromisedSince: after(compromisedSince) } as const
  const { id: attempt } = await world.desk.open(await world.submission('desk', theft))
  world.now = epochSeconds(world.now + day)
  const { identity } = await world.desk.complete(attempt)
  world.now = epochSeconds(world.now + 2)
  return { identity }
}

/** A consent at noon, which a restriction takes back ten seconds later. */
async function restrict(): Promise<void> {
  await submit('a')
  world.now = after(10)
  await submit('denies', restriction)
  world.now = after(20)
}

describe('a guardian', () => {
  test.each(['restriction', 'objection'] as const)(
    'cannot take a %s back, which would open what the patient closed',
    async (kind) => {
      await submit('a')
      world.now = after(10)
      await submit('denies', { ...restriction, kind })
      const token = await withdrawal('denies', world.guardian)
      await expect(
        register.withdraw({ token, evidence: world.guardianship }),
      ).rejects.toMatchObject({ code: 'withdrawal_beyond_authority' })
      expect(await answer()).toBe('deny')
    },
  )

  test('cannot take back what is not registered, nor fill a record by it', async () => {
    const token = await withdrawal('later', world.guardian)
    await expect(register.withdraw({ token, evidence: world.guardianship })).rejects.toMatchObject({
      code: 'withdrawal_beyond_authority',
    })
    await expect(submit('later', restriction)).resolves.toBeDefined()
  })

  test('signs withdrawals of consents alone', async () => {
    await restrict()
    const options = { signer: world.guardian, issuedAt: world.now, by: 'court_order' } as const
    const tokens = await signWithdrawals(await verified(), options)
    expect(tokens).toHaveLength(1)
    for (const token of tokens) await register.withdraw({ token, evidence: world.guardianship })
    expect((await verified()).statements.map(({ withdrawnAt }) => withdrawnAt)).toEqual([
      world.now,
      undefined,
    ])
  })
})

describe('a withdrawal by a stolen key', () => {
  test('of a restriction lifts nothing, once the theft is known', async () => {
    await restrict()
    world.now = after(hour)
    await register.withdraw({ token: await withdrawal('denies'), evidence: old })
    expect(await answer()).toBe('permit')
    await recover(hour)
    expect(await answer()).toBe('deny')
    expect((await verified()).statements).toMatchObject([{}, { withdrawnAt: undefined }])
  })

  test('counts, if it came in before the theft', async () => {
    await restrict()
    await register.withdraw({ token: await withdrawal('denies'), evidence: old })
    world.now = after(hour)
    await recover(hour)
    expect(await answer()).toBe('permit')
  })

  test('does not keep the patient from lifting it with the new key', async () => {
    await restrict()
    world.now = after(hour)
    await register.withdraw({ token: await withdrawal('denies'), evidence: old })
    const evidence = await recover(hour)
    await register.withdraw({ token: await withdrawal('denies', world.fresh), evidence })
    expect(await answer()).toBe('permit')
  })

  test('of a consent stands: nothing but a new consent restores it', async () => {
    await submit('a')
    world.now = after(hour)
    await register.withdraw({ token: await withdrawal('a'), evidence: old })
    await recover(hour)
    expect(await answer()).toBe('deny')
  })

  test.each<[string, string, (set: StatementSet, other: string) => object]>([
    ['left out', 'statement_set_incomplete', () => ({ withdrawal: undefined })],
    [
      'exchanged for another',
      'statement_set_mismatch',
      (_, token) => ({ withdrawal: { token, evidence: old } }),
    ],
    [
      'without evidence',
      'token_malformed',
      (set) => ({ withdrawal: { token: set.statements[1]?.withdrawal?.token } }),
    ],
  ])('cannot be %s on the way to a platform', async (_, code, change) => {
    await restrict()
    await register.withdraw({ token: await withdrawal('denies'), evidence: old })
    world.now = after(30)
    const set = await register.attest(record)
    const [first, second] = set.statements
    const changed = { ...second, ...change(set, await withdrawal('denies')) }
    const forged = { ...set, statements: [first, changed] } as StatementSet
    await expect(verified(forged)).rejects.toMatchObject({ code })
  })
})

describe('whoever holds the key once', () => {
  test('leaves room for what forbids, and for the key that comes after', async () => {
    for (let n = 0; n < 384; n++) await submit(`t${n}`)
    await expect(submit('more')).rejects.toMatchObject({ code: 'record_full' })
    await expect(submit('denies', restriction)).resolves.toBeDefined()
    const evidence = await recover(0)
    await expect(submit('mine', {}, world.fresh, evidence)).resolves.toBeDefined()
    await expect(submit('no', restriction, world.fresh, evidence)).resolves.toBeDefined()
    await expect(verified()).resolves.toBeDefined()
  }, 60_000)

  test('does not fill the record with withdrawals of statements that are not there', async () => {
    for (let n = 0; n < 64; n++) {
      await register.withdraw({ token: await withdrawal(`none${n}`), evidence: old })
    }
    const more = { token: await withdrawal('none'), evidence: old }
    await expect(register.withdraw(more)).rejects.toMatchObject({ code: 'record_full' })
    await submit('a')
    const own = { token: await withdrawal('a'), evidence: old }
    await expect(register.withdraw(own)).resolves.toBeDefined()
  }, 60_000)
})

describe('Register', () => {
  const long = 'x'.repeat(524_289)

  test.each<[string, unknown]>([
    ['no evidence', null],
    ['text for evidence', 'eyJ.secret.token'],
    ['an identity that is no text', { identity: 5 }],
    ['a guardianship that is no text', { guardianship: {} }],
    ['a chain that is no list', { identity: '', chain: 5 }],
    ['a chain of something else', { identity: '', chain: [null] }],
    ['a chain without end', { identity: '', chain: Array(33).fill('') }],
    ['more than it keeps', { identity: long }],
  ])('refuses %s, and quotes nothing of it', async (_, evidence) => {
    const token = await withdrawal('a')
    await expect(register.withdraw({ token, evidence: evidence as never })).rejects.toMatchObject({
      code: 'token_malformed',
      message: expect.not.stringContaining('secret'),
    })
    await expect(submit('a', {}, world.patient, evidence as never)).rejects.toMatchObject({
      code: 'token_malformed',
    })
  })

  test.each([undefined, null, 5, {}])('refuses %j for a token', async (token) => {
    const call = { token: token as never, evidence: old }
    await expect(register.submit(call)).rejects.toMatchObject({ code: 'token_malformed' })
    await expect(register.withdraw(call)).rejects.toMatchObject({ code: 'token_malformed' })
  })
})
