import { deepFreeze, type EpochSeconds, type JsonObject } from '@fidecura/base'
import {
  signStatement,
  type Terms,
  type VerifiedStatement,
  verifyStatement,
  verifyStatementSet,
} from '@fidecura/consent'
import {
  refusalType,
  type SignAnswerOptions,
  type SignRefusalOptions,
  type StatementFromRequestOptions,
  signAnswer,
  signRefusal,
  statementFromRequest,
  type VerifiedConsentRequest,
  verifyAnswer,
  verifyRefusal,
} from '@fidecura/consent/request'
import { createMemoryReplayStore, type ReplayStore } from '@fidecura/credentials'
import { signJws } from '@fidecura/identity'
import { beforeEach, describe, expect, test } from '@jest/globals'
import { after, consentContent, createWorld, day, noon, type World } from '../statements/world.ts'
import { trusting } from '../trusting.ts'
import {
  askedTerms,
  createPlatform,
  type Platform,
  platformDid,
  requestOf,
  verify,
} from './platform.ts'

let world: World
let platform: Platform
let uses: ReplayStore
let token: string
let request: VerifiedConsentRequest
beforeEach(async () => {
  world = await createWorld()
  platform = await createPlatform(world)
  uses = createMemoryReplayStore()
  token = await requestOf(world, platform)
  request = await verify(world, platform, token)
})

type Draft = ReturnType<typeof statementFromRequest>

const id = 'urn:uuid:9f0f1b6e-0000-4000-8000-000000000001'

const draft = (more: Partial<StatementFromRequestOptions> = {}) =>
  deepFreeze(statementFromRequest(request, deepFreeze({ id, language: 'en' as const, ...more })))

const sign = (more: Partial<SignAnswerOptions> = {}, content: Draft = draft()) =>
  signAnswer(request, content, { signer: world.patient, issuedAt: world.now, uses, ...more })

const refuse = (more: Partial<SignRefusalOptions> = {}) =>
  signRefusal(request, { signer: world.patient, issuedAt: world.now, uses, ...more })

const treatment: Terms = deepFreeze({
  ...askedTerms,
  rule: { ...askedTerms.rule, conditions: { actions: ['access'], purposes: ['TREAT'] } },
})
const marketing: Terms = deepFreeze({
  ...askedTerms,
  rule: { ...askedTerms.rule, conditions: { purposes: ['TREAT', 'HRESCH', 'HMARKT'] } },
})

/** Signed by the patient, whatever its terms. */
async function stated(
  members: Partial<Parameters<typeof signStatement>[0]>,
): Promise<VerifiedStatement> {
  const { verifier, identity: evidence } = world
  const content = { ...draft(), issuedAt: noon, ...members }
  return verifyStatement(await signStatement(content, { signer: world.patient }), {
    verifier,
    evidence,
  })
}

describe('statementFromRequest', () => {
  test('asks for what the request does, by verified names, and says what it answers', () => {
    expect(draft()).toMatchObject({
      id,
      kind: 'consent',
      grantee: { did: platformDid, name: 'Example Study', domain: 'study.example' },
      controller: { name: 'Example Hospital' },
      terms: askedTerms,
      validFrom: noon,
      validUntil: after(90 * day),
      request: request.digest,
    })
  })

  test('says as whom somebody answers who signs in the place of the patient', async () => {
    expect(draft({ by: 'guardian' })).toMatchObject({ by: 'guardian' })
    expect(await stated({})).toMatchObject({ by: undefined })
  })

  test('lets the patient take out what they will, and put it back', async () => {
    const validUntil = after(day)
    expect(draft({ terms: treatment, validUntil })).toMatchObject({ terms: treatment, validUntil })
    expect(draft()).toEqual(draft())
    await expect(verifyRefusal(await refuse(), token, platform)).resolves.toBeDefined()
  })

  test.each<[string, Partial<StatementFromRequestOptions>]>([
    ['terms', { terms: marketing }],
    ['a beginning', { validFrom: after(-1) }],
    ['an end', { validUntil: after(90 * day + 1) }],
  ])('refuses %s beyond what was asked for', (_, more) => {
    expect(() => draft(more)).toThrow(
      expect.objectContaining({ code: 'statement_wider_than_request' }),
    )
  })

  test('takes nothing that was not verified', () => {
    request = { ...request }
    expect(() => draft()).toThrow(expect.objectContaining({ code: 'token_not_verified' }))
  })
})

describe('signAnswer', () => {
  test('signs what the patient left of the request, as of when they sign', async () => {
    const content = draft({ terms: treatment })
    world.now = after(day)
    const { verifier, identity: evidence } = world
    const statement = await verifyStatement(await sign({}, content), { verifier, evidence })
    expect(statement).toMatchObject({ terms: treatment, issuedAt: after(day) })
    await expect(verifyAnswer(statement, token, platform)).resolves.toMatchObject({
      id: request.id,
    })
  })

  test('answers a request once, be it opened anew', async () => {
    await sign()
    request = await verify(world, platform, token)
    await expect(sign()).rejects.toMatchObject({ code: 'request_answered' })
    await expect(refuse()).rejects.toMatchObject({ code: 'request_answered' })
  })

  test('answers no request that was refused', async () => {
    await refuse()
    await expect(sign()).rejects.toMatchObject({ code: 'request_answered' })
  })

  test('hands one answer out where several are signed at once', async () => {
    const results = await Promise.allSettled([sign(), refuse(), sign()])
    const codes = results.map((each) => (each.status === 'rejected' ? each.reason.code : 'signed'))
    expect(codes.sort()).toEqual(['request_answered', 'request_answered', 'signed'])
  })

  test.each<[string, () => Promise<string>]>([
    ['an answer', () => sign({ signer: cancelling() })],
    ['a refusal', () => refuse({ signer: cancelling() })],
  ])('leaves the request open where the prompt for %s was cancelled', async (_, cancelled) => {
    await expect(cancelled()).rejects.toMatchObject({ message: 'cancelled' })
    await expect(sign()).resolves.toBeDefined()
  })

  test.each<[string, (content: Draft) => Partial<Draft>]>([
    ['answers another request', () => ({ request: 'A'.repeat(43) })],
    ['answers none', () => ({ request: undefined as unknown as string })],
    ['is no consent', () => ({ kind: 'restriction' })],
    ['is about another record', ({ record }) => ({ record: { ...record, value: 'R-0002' } })],
    ['is about a record elsewhere', ({ record }) => ({ record: { ...record, system: 'urn:x:y' } })],
    ['is for somebody else', ({ grantee }) => ({ grantee: { ...grantee, did: world.doctor.did } })],
    ['names them otherwise', ({ grantee }) => ({ grantee: { ...grantee, name: 'The Hospital' } })],
    ['shows them without a domain', ({ grantee: { did, name } }) => ({ grantee: { did, name } })],
    [
      'is about data of others',
      ({ controller }) => ({ controller: { ...controller, did: platformDid } }),
    ],
    ['goes to another register', () => ({ register: world.stranger.did })],
  ])('signs nothing that %s, and leaves the request open', async (_, members) => {
    const content = { ...draft(), ...members(draft()) }
    await expect(sign({}, content)).rejects.toMatchObject({ code: 'request_answer_mismatch' })
    await expect(sign()).resolves.toBeDefined()
  })

  test.each<[string, Partial<Draft>]>([
    ['terms', { terms: marketing }],
    ['a beginning', { validFrom: after(-1) }],
    ['an end', { validUntil: after(90 * day + 1) }],
  ])('refuses %s beyond what was asked for, and leaves the request open', async (_, members) => {
    await expect(sign({}, { ...draft(), ...members })).rejects.toMatchObject({
      code: 'statement_wider_than_request',
    })
    await expect(sign()).resolves.toBeDefined()
  })

  test('lets nobody answer but who was asked, and leaves the request open', async () => {
    const { stranger: signer } = world
    await expect(sign({ signer })).rejects.toMatchObject({ code: 'request_answer_mismatch' })
    await expect(refuse({ signer })).rejects.toMatchObject({ code: 'request_answer_mismatch' })
    await expect(sign()).resolves.toBeDefined()
  })

  test.each([
    ['once it has expired', 7 * day],
    ['a minute and a second before it was made', -61],
    ['at no time at all', Number.NaN],
  ])('answers nothing %s, though it was opened and drafted in time', async (_, offset) => {
    const content = draft()
    const issuedAt = (noon + offset) as EpochSeconds
    // Nobody is asked for a signature that could not be used.
    const late = sign({ issuedAt, signer: cancelling() }, content)
    await expect(late).rejects.toMatchObject({ code: 'request_expired' })
    await expect(refuse({ issuedAt })).rejects.toMatchObject({ code: 'request_expired' })
  })

  test.each<[string, ReplayStore]>([
    ['throws', { insert: () => Promise.reject(new Error('R-0001')) }],
    ['answers neither yes nor no', { insert: async () => undefined as unknown as boolean }],
  ])('says unknown, and hands nothing out, where the store %s', async (_, store) => {
    const failed = await sign({ uses: store }).catch((error: unknown) => error)
    expect(failed).toMatchObject({ code: 'request_store_failed', outcome: 'unknown' })
    expect(String((failed as Error).cause)).toBe('undefined')
  })

  test('takes nothing that was not verified', async () => {
    const content = draft()
    request = { ...request }
    await expect(sign({}, content)).rejects.toMatchObject({ code: 'token_not_verified' })
    await expect(refuse()).rejects.toMatchObject({ code: 'token_not_verified' })
  })

  const cancelling = () => ({
    ...world.patient,
    sign: () => Promise.reject(new Error('cancelled')),
  })
})

describe('verifyAnswer', () => {
  const check = async (statement: VerifiedStatement, of = token) =>
    verifyAnswer(statement, of, { verifier: platform.verifier })

  test('proves which request a statement answers, by words and signature', async () => {
    const statement = await stated({ terms: treatment, channel: 'app' })
    expect(statement).toMatchObject({ request: request.digest, channel: 'app' })
    expect(statement.text).toContain(
      "How it is given: in the patient's app; in answer to a request",
    )
    expect(await check(statement)).toMatchObject({ issuer: platformDid, id: request.id })
  })

  test('takes it still when the request has expired', async () => {
    const statement = await stated({})
    world.now = after(60 * day)
    await expect(check(statement)).resolves.toBeDefined()
  })

  test('refuses a statement that answers no request, or another one', async () => {
    const other = await requestOf(world, platform, { id: 'urn:uuid:other' })
    const none = await stated({ request: undefined })
    await expect(check(none)).rejects.toMatchObject({ code: 'request_answer_mismatch' })
    const answered = await stated({})
    await expect(check(answered, other)).rejects.toMatchObject({ code: 'request_answer_mismatch' })
  })

  test.each<[string, () => Partial<Parameters<typeof signStatement>[0]>]>([
    ['is no consent', () => ({ kind: 'restriction' })],
    ['is for somebody else', () => ({ grantee: { did: world.doctor.did, name: 'Wen Example' } })],
    ['is about other data', () => ({ controller: { did: world.doctor.did, name: 'Elsewhere' } })],
    ['goes to another register', () => ({ register: world.stranger.did })],
    ['allows more', () => ({ terms: marketing })],
    ['begins earlier', () => ({ validFrom: after(-1) })],
    ['ends later', () => ({ validUntil: after(91 * day) })],
    ['was signed before it was asked for', () => ({ issuedAt: after(-61) })],
  ])('refuses a statement that names the request and %s', async (_, members) => {
    const statement = await stated(members())
    await expect(check(statement)).rejects.toMatchObject({ code: 'request_answer_mismatch' })
  })

  test('refuses a statement that was signed once the request had expired', async () => {
    world.now = after(7 * day)
    const inTime = await stated({ issuedAt: after(7 * day - 1) })
    await expect(check(inTime)).resolves.toBeDefined()
    const late = await stated({ issuedAt: world.now })
    await expect(check(late)).rejects.toMatchObject({ code: 'request_answer_mismatch' })
  })

  test('refuses the answer of a patient who was not asked', async () => {
    const { stranger, verifier } = world
    const evidence = await world.identify(stranger, request.record)
    const forged = await signStatement({ ...draft(), issuedAt: noon }, { signer: stranger })
    const statement = await verifyStatement(forged, { verifier, evidence })
    await expect(check(statement)).rejects.toMatchObject({ code: 'request_answer_mismatch' })
  })

  test('refuses a request that the platform did not sign', async () => {
    const [head, body] = token.split('.')
    const other = await requestOf(world, platform, { id: 'urn:uuid:other' })
    const forged = `${head}.${body}.${other.split('.')[2]}`
    await expect(check(await stated({}), forged)).rejects.toMatchObject({
      code: 'jws_signature_invalid',
    })
  })

  test('takes nothing that was not verified', async () => {
    await expect(check({ ...(await stated({})) })).rejects.toMatchObject({
      code: 'token_not_verified',
    })
  })
})

describe('a refusal', () => {
  const check = (refusal: string, of = token) =>
    verifyRefusal(refusal, of, { verifier: platform.verifier })

  test('is proven to be of the patient who was asked, and of this request', async () => {
    const refusal = await check(await refuse({ reason: 'not_now' }))
    expect(refusal).toEqual({
      issuer: world.patient.did,
      issuedAt: noon,
      request: request.digest,
      reason: 'not_now',
    })
  })

  test('of another request counts for nothing here', async () => {
    const other = await requestOf(world, platform, { id: 'urn:uuid:other' })
    await expect(check(await refuse(), other)).rejects.toMatchObject({
      code: 'request_answer_mismatch',
    })
  })

  test('of somebody who was not asked counts for nothing', async () => {
    const { stranger } = world
    const members: JsonObject = {
      version: 'urn:fidecura:consent-refusal:1',
      iss: stranger.did,
      iat: noon,
      request: request.digest,
    }
    const refusal = await signJws(members, { signer: stranger, typ: refusalType })
    await expect(check(refusal)).rejects.toMatchObject({ code: 'request_answer_mismatch' })
  })

  test('may come from whoever opened the link', async () => {
    const link = 'kX3v9sYbT0aGq7LmN2pRcw'
    const open = await requestOf(world, platform, { audience: { link } })
    request = await verify(world, platform, open, { link })
    const refusal = await check(await refuse({ signer: world.stranger }), open)
    expect(refusal).toMatchObject({ issuer: world.stranger.did, reason: undefined })
  })

  test('with a sentence for a reason is not signed, and leaves the request open', async () => {
    await expect(refuse({ reason: 'I do not want to' })).rejects.toMatchObject({
      code: 'token_malformed',
      place: '/reason',
    })
    await expect(sign()).resolves.toBeDefined()
  })
})

describe('how a statement was given', () => {
  const { patient: _, ...assurance } = {
    patient: '',
    identified: 'in_person',
    unlocked: 'pin',
  } as const

  test('is in the text that is signed, in both languages', async () => {
    const statement = await stated({ channel: 'desk', assurance })
    expect(statement.text).toContain(
      'How it is given: at a desk, with staff present; identified in person; key unlocked with a PIN, as its app says; in answer to a request\n',
    )
    const { text } = await stated({ channel: 'link', assurance, language: 'zh-CN' })
    expect(text).toContain(
      '签署方式：在链接打开的页面上；身份经当面核验；密钥以 PIN 解锁（应用自述）；答复一项授权请求\n',
    )
  })

  test('is held against the identity, by the register and whoever reads it', async () => {
    const lie = { identified: 'register' } as const
    await expect(stated({ assurance: lie })).rejects.toMatchObject({
      code: 'statement_assurance_mismatch',
    })
    const content = { ...consentContent(world), assurance: lie }
    const lying = await signStatement(content, { signer: world.patient })
    const submitted = world.register.submit({ token: lying, evidence: world.identity })
    await expect(submitted).rejects.toMatchObject({ code: 'statement_assurance_mismatch' })
    // A register that looks at one identity, and hands out another.
    const { patient, register } = world
    const evidence = await world.identify(patient, request.record, { method: 'register' })
    await register.submit({ token: lying, evidence })
    const { word, statements } = await register.attest(request.record)
    const exchanged = statements.map((each) => ({ ...each, evidence: world.identity }))
    const options = {
      verifier: world.verifier,
      register: trusting(world.registrar),
      words: world.words,
    }
    const read = verifyStatementSet({ word, statements: exchanged }, options)
    await expect(read).rejects.toMatchObject({ code: 'statement_assurance_mismatch' })
  })

  test.each<[string, JsonObject]>([
    ['channel', { channel: 'telepathy' }],
    ['assurance', { assurance: { identified: 'at_a_glance' } }],
    ['request', { request: 'all of them' }],
  ])('is read strictly: %s', async (name, members) => {
    const content = { ...consentContent(world), ...members } as Parameters<typeof signStatement>[0]
    const signed = signStatement(content, { signer: world.patient })
    await expect(signed).rejects.toMatchObject({
      code: 'token_malformed',
      place: expect.stringMatching(`^/credentialSubject/${name}`),
    })
  })
})
