import {
  type Combiner,
  consentCodeSystems,
  createDecider,
  createMemoryWordState,
  type Decider,
  type DeciderOptions,
  type DeciderParts,
  type DeciderRequest,
  decide,
  defaultVocabulary,
  narrowStatement,
  type RequestedData,
  requesterOf,
  signStatement,
  signWithdrawal,
  type TrustedRegister,
  type VerifiedStatementSet,
  withdrawInPart,
} from '@fidecura/consent'
import { explainTrace } from '@fidecura/consent/explain'
import { healthDataSpace, optIn } from '@fidecura/consent/jurisdictions'
import { presentCredentials, type VerifiedPresentation } from '@fidecura/credentials'
import { type Signer, thumbprintOf } from '@fidecura/identity'
import { beforeEach, describe, expect, test } from '@jest/globals'
import { trusting } from '../trusting.ts'
import {
  after,
  consentOf,
  createWorld,
  noon,
  organisation,
  otherRecord,
  record,
  terms,
  type World,
} from './world.ts'

const audience = 'https://platform.example'
const id = 'urn:uuid:5f0f1b6e-0000-4000-8000-000000000001'
const request: DeciderRequest = Object.freeze({
  subject: record,
  purposes: Object.freeze(['TREAT']),
  action: 'access',
  custodian: organisation,
  data: Object.freeze([Object.freeze({ scope: 'category' } as const)]),
})

const labels = [{ system: consentCodeSystems.confidentiality, code: 'N' }]

let world: World
let decider: Decider
let presentation: VerifiedPresentation
beforeEach(async () => {
  world = await createWorld()
  decider = deciderOf()
  const { role, licence = '' } = world.role
  const nonce = 'one-request'
  const asked = { disclose: [], signer: world.doctor, audience, nonce, issuedAt: noon } as const
  const presented = await presentCredentials([role, licence], asked)
  presentation = await world.verifier.verifyPresentation(presented, { audience, nonce })
  await submit(await consentOf(world))
})

/** Of this world; whom to trust is for the policy to say. */
const parts = () => ({ verifier: world.verifier, registers: [trusting(world.registrar)] })

function deciderOf(more: Partial<DeciderParts & { readonly combine: Combiner }> = {}): Decider {
  return createDecider({ ...parts(), combine: 'deny_overrides', ...more })
}

async function submit(token: string): Promise<void> {
  await world.register.submit({ token, evidence: world.identity })
}

async function withdraw(): Promise<void> {
  const statement = { issuer: world.patient.did, id }
  const content = { statement, record, issuedAt: world.now }
  const token = await signWithdrawal(content, { signer: world.patient })
  await world.register.withdraw({ token, evidence: world.identity })
}

async function setOf(by = decider): Promise<VerifiedStatementSet> {
  return by.verifyStatements(await world.register.attest(record))
}

describe('createDecider', () => {
  test('permits what the patient permits, as decide does', async () => {
    const set = await setOf()
    const decision = decider.decide(presentation, set, request)
    expect(decision).toMatchObject({ kind: 'permit', at: noon, asOf: noon })
    const asked = {
      ...request,
      requester: requesterOf(presentation),
      legalBasis: 'consent',
    } as const
    const policy = { combine: 'deny_overrides', vocabulary: defaultVocabulary } as const
    const instants = { at: noon, now: noon, maxAgeSeconds: 60 }
    expect(decision).toEqual(decide(asked, set, { ...instants, ...policy }))
  })

  test('denies once the consent is withdrawn', async () => {
    await withdraw()
    expect(decider.decide(presentation, await setOf(), request)).toMatchObject({
      kind: 'deny',
      code: 'consent_withdrawn',
      withdrawnAt: noon,
    })
  })

  test('never decides about one record by the statements about another', async () => {
    const set = await setOf()
    const other = { ...request, subject: otherRecord }
    expect(decider.decide(presentation, set, other)).toMatchObject({
      kind: 'unknown',
      code: 'record_mismatch',
    })
  })

  test('takes the present from the clock of the verifier: a word is fresh for 60 seconds', async () => {
    const set = await setOf()
    world.now = after(60)
    expect(decider.decide(presentation, set, request).kind).toBe('permit')
    world.now = after(61)
    expect(decider.decide(presentation, set, request)).toMatchObject({
      kind: 'unknown',
      code: 'register_word_stale',
    })
    const patient = deciderOf({ maxAgeSeconds: 61 })
    expect(patient.decide(presentation, set, request).kind).toBe('permit')
  })

  test('asks for a fresh presentation even where the word is fresh', async () => {
    world.now = after(61)
    expect(decider.decide(presentation, await setOf(), request)).toMatchObject({
      kind: 'unknown',
      code: 'requester_stale',
    })
  })

  test('decides as of other instants only if they are named', async () => {
    const set = await setOf()
    const late = after(3600)
    expect(decider.decide(presentation, set, { ...request, now: late })).toMatchObject({
      kind: 'unknown',
      at: late,
    })
    expect(decider.decide(presentation, set, { ...request, at: after(1) })).toMatchObject({
      code: 'instant_in_future',
    })
    const nothing = { ...request, now: Number.NaN as typeof noon }
    expect(() => decider.decide(presentation, set, nothing)).toThrow(
      expect.objectContaining({ code: 'instant_malformed' }),
    )
  })

  test('remembers the words it has seen, so that an old one hides no withdrawal', async () => {
    const old = await world.register.attest(record)
    await withdraw()
    await setOf()
    await expect(decider.verifyStatements(old)).rejects.toMatchObject({
      code: 'word_rolled_back',
    })
  })

  test('decides by no set that is older than one it has verified since', async () => {
    const old = await setOf()
    const other = deciderOf()
    await setOf(other)
    await withdraw()
    expect(decider.decide(presentation, old, request).kind).toBe('permit')
    const rolledBack = expect.objectContaining({ code: 'word_rolled_back' })
    const set = await setOf()
    expect(() => decider.decide(presentation, old, request)).toThrow(rolledBack)
    expect(() => decider.trace(presentation, old, request)).toThrow(rolledBack)
    expect(decider.decide(presentation, set, request).kind).toBe('deny')
    // It has not heard of it, and the word is fresh.
    expect(other.decide(presentation, old, request).kind).toBe('permit')
  })

  test('decides by a set that is only earlier, and says the same', async () => {
    const earlier = await setOf()
    world.now = after(30)
    await setOf()
    expect(decider.decide(presentation, earlier, request).kind).toBe('permit')
    world.now = after(200)
    await setOf()
    expect(decider.decide(presentation, earlier, request).kind).toBe('unknown')
  })

  test('shares that memory with others who are given the same', async () => {
    const words = createMemoryWordState()
    const old = await world.register.attest(record)
    await withdraw()
    await setOf(deciderOf({ words }))
    await expect(deciderOf({ words }).verifyStatements(old)).rejects.toMatchObject({
      code: 'word_rolled_back',
    })
  })

  test('takes the words of the registers that it trusts alone', async () => {
    const set = await world.register.attest(record)
    const wrong = { code: 'register_wrong' }
    for (const whose of [[], [world.hospital], [world.hospital, world.stranger]]) {
      const by = deciderOf({ registers: whose.map((signer) => trusting(signer)) })
      await expect(by.verifyStatements(set)).rejects.toMatchObject(wrong)
    }
    const registers = [trusting(world.hospital), trusting(world.registrar)]
    const by = deciderOf({ registers })
    await expect(by.verifyStatements(set)).resolves.toMatchObject({ register: registers[1]?.did })
    const { did: register } = world.hospital
    await expect(by.verifyStatements(set, { register })).rejects.toMatchObject(wrong)
  })

  test('takes no other key of a register than those that were pinned when it was made', async () => {
    const keys = [await thumbprintOf(world.patient.publicKey)]
    const registers = [trusting(world.hospital), trusting(world.registrar, keys)]
    const by = deciderOf({ registers })
    keys[0] = await thumbprintOf(world.registrar.publicKey)
    await expect(setOf(by)).rejects.toMatchObject({ code: 'key_not_pinned' })
    await expect(setOf(deciderOf({ registers }))).resolves.toBeDefined()
  })

  test.each([
    ['of which nobody said which keys count', ({ did }: Signer) => [{ did }]],
    ['that is a DID alone', ({ did }: Signer) => [did]],
    ['that is there twice', (signer: Signer) => [trusting(signer), trusting(signer, [])]],
    ['that is nothing', () => [undefined]],
  ])('trusts no register %s', (_, registersOf) => {
    const registers = registersOf(world.registrar) as TrustedRegister[]
    expect(() => deciderOf({ registers })).toThrow(
      expect.objectContaining({ code: 'register_malformed' }),
    )
  })

  test('reads no set that has no word, or names no register', async () => {
    const by = deciderOf({ registers: [trusting(world.hospital), trusting(world.registrar)] })
    for (const set of [undefined, {}, { word: 7 }, { word: 'a.b.c' }]) {
      await expect(by.verifyStatements(set as never)).rejects.toMatchObject({
        code: expect.stringMatching(/^(token_malformed|jws_malformed)$/),
      })
    }
  })

  test('asks for what its custodian keeps, unless the request names another', async () => {
    const set = await setOf()
    const { custodian = organisation, ...asked } = request
    const codeOf = (by: Decider, more: Partial<DeciderRequest> = {}) => {
      const { kind, ...said } = by.decide(presentation, set, { ...asked, ...more })
      return 'code' in said ? said.code : kind
    }
    expect(codeOf(decider)).toBe('custodian_missing')
    expect(codeOf(deciderOf({ custodian }))).toBe('permit')
    const elsewhere = world.stranger.did
    expect(codeOf(deciderOf({ custodian: elsewhere }))).toBe('consent_absent')
    expect(codeOf(deciderOf({ custodian: elsewhere }), { custodian })).toBe('permit')
    expect(codeOf(deciderOf({ custodian }), { custodian: elsewhere })).toBe('consent_absent')
  })

  test('combines by the policy that it was made with', async () => {
    const nobody = { ...terms, rule: { ...terms.rule, effect: 'deny' } } as const
    await submit(await consentOf(world, { id: `${id}2`, kind: 'restriction', terms: nobody }))
    await submit(await consentOf(world, { id: `${id}3` }))
    const set = await setOf()
    expect(decider.decide(presentation, set, request).kind).toBe('deny')
    expect(deciderOf({ combine: 'newest' }).decide(presentation, set, request).kind).toBe('permit')
  })

  test.each([undefined, 'permit_overrides'])('has no combiner for %s', (combine) => {
    expect(() => createDecider({ ...parts(), combine: combine as 'newest' })).toThrow(
      expect.objectContaining({ code: 'combiner_unknown' }),
    )
    // @ts-expect-error - the combiner has no default
    const options: DeciderOptions = { ...parts() }
    expect(options).toBeDefined()
  })

  test('decides by the rules of a jurisdiction, which nobody made by hand', async () => {
    const care = { ...request, legalBasis: 'care' } as const
    const set = await setOf()
    const by = createDecider({ ...parts(), jurisdiction: healthDataSpace })
    expect(by.decide(presentation, set, care)).toMatchObject({
      kind: 'permit',
      jurisdiction: healthDataSpace.version,
    })
    expect(decider.decide(presentation, set, care)).toMatchObject({ code: 'basis_unavailable' })
    const jurisdiction = structuredClone(healthDataSpace) as typeof healthDataSpace
    expect(() => createDecider({ ...parts(), jurisdiction })).toThrow(
      expect.objectContaining({ code: 'jurisdiction_malformed' }),
    )
  })

  test('takes one policy, and no combiner beside the rules of a jurisdiction', () => {
    const both = { combine: 'newest', jurisdiction: optIn } as unknown as { combine: 'newest' }
    expect(() => createDecider({ ...parts(), ...both })).toThrow(
      expect.objectContaining({ code: 'combiner_unknown' }),
    )
  })

  test('traces what it decides', async () => {
    const set = await setOf()
    const { decision, statements } = decider.trace(presentation, set, request)
    expect(decision).toEqual(decider.decide(presentation, set, request))
    expect(statements).toMatchObject([{ standing: 'asked', questions: [{ decided: true }] }])
  })

  test('traces a consent that was narrowed as replaced, and not as taken back', async () => {
    const first = await consentOf(world, { id: `${id}2` })
    await submit(first)
    await withdraw()
    world.now = after(10)
    const without = { codes: [{ system: consentCodeSystems.loinc, code: '11502-2' }] }
    const next = { id: `${id}3`, issuedAt: after(10), without }
    const content = withdrawInPart(first, next)
    await submit(await signStatement(content, { signer: world.patient }))
    const set = await setOf()
    expect(set.statements.map(({ replacedBy }) => replacedBy)).toEqual([
      undefined,
      set.statements.at(2)?.sequence,
      undefined,
    ])
    const notes = {
      scope: 'category',
      codes: [{ system: consentCodeSystems.loinc, code: '34109-9' }],
    }
    const asked = { ...request, data: [notes as RequestedData] }
    const trace = decider.trace(presentation, set, asked)
    expect(trace).toMatchObject({
      decision: { kind: 'permit' },
      statements: [
        { standing: 'withdrawn' },
        { standing: 'replaced', replacedBy: 2 },
        { standing: 'asked' },
      ],
    })
    const english = explainTrace(trace, { set, language: 'en' }).split('\n')
    const line = english.findIndex((each) => each.startsWith('2 '))
    expect(english[line]).toMatch(/its place was taken by statement 3$/)
    expect(english[line + 1]).toMatch(/^3 /)
    const chinese = explainTrace(trace, { set, language: 'zh-CN' })
    expect(chinese).toContain('已由声明3取代')
  })

  test('shows what a consent that was replaced denies, where that decides', async () => {
    const first = await consentOf(world, { id: `${id}2` })
    await submit(first)
    await withdraw()
    world.now = after(10)
    const content = narrowStatement(first, {
      id: `${id}3`,
      issuedAt: after(10),
      terms: {
        ...terms,
        rule: { ...terms.rule, conditions: { ...terms.rule.conditions, labels } },
      },
    })
    await submit(await signStatement(content, { signer: world.patient }))
    const set = await setOf()
    const secret = { system: consentCodeSystems.confidentiality, code: 'V' }
    const asked = { ...request, data: [{ scope: 'item', labels: [secret] } as const] }
    const trace = decider.trace(presentation, set, asked)
    expect(trace.decision.code).toBe('consent_withdrawn')
    const text = explainTrace(trace, { set, language: 'en' })
    expect(text).toMatch(/its place was taken by statement 3\n.*denies/)
  })

  test('takes nothing that was not verified', async () => {
    const set = await setOf()
    const forged = { ...presentation } as VerifiedPresentation
    expect(() => decider.decide(forged, set, request)).toThrow(
      expect.objectContaining({ code: 'credential_not_verified' }),
    )
    const copy = structuredClone(set) as VerifiedStatementSet
    expect(() => decider.decide(presentation, copy, request)).toThrow(
      expect.objectContaining({ code: 'statement_set_not_verified' }),
    )
  })

  test('lets no request name its requester or its policy', async () => {
    const set = await setOf()
    const pushed = {
      requester: { parties: [], purposes: [] },
      combine: 'newest',
      maxAgeSeconds: 9e9,
    }
    world.now = after(61)
    expect(decider.decide(presentation, set, { ...request, ...pushed })).toMatchObject({
      kind: 'unknown',
      combine: 'deny_overrides',
    })
  })
})
