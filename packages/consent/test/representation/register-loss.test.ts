import { type EpochSeconds, epochSeconds } from '@fidecura/base'
import {
  type ApprovedRegisterLoss,
  acceptRegisterLoss,
  createDecider,
  createJurisdiction,
  createMemoryWordState,
  type Policy,
  type RegisterLossContent,
  type StatementContent,
  verifyContradiction,
  verifyStatementSet,
  type WordState,
} from '@fidecura/consent'
import {
  approveRegisterLoss,
  createMemoryRegisterStore,
  signRegisterLoss,
} from '@fidecura/consent/register'
import { generateSigner, thumbprintOf } from '@fidecura/identity'
import { beforeEach, describe, expect, test } from '@jest/globals'
import type { AccessRequest } from '../../src/access-request.ts'
import { decide } from '../../src/decide.ts'
import type { Decision } from '../../src/decision.ts'
import { defaultVocabulary } from '../../src/default-vocabulary.ts'
import { mintRequester } from '../../src/requester.ts'
import { trusting } from '../trusting.ts'
import {
  after,
  ages,
  type Clerk,
  createFamily,
  department,
  employ,
  type Family,
  nothing,
  ofAdult,
  organisation,
  record,
  referenceOf,
} from './family.ts'

let family: Family
let words: WordState
let first: Clerk
let second: Clerk
beforeEach(async () => {
  family = await createFamily()
  words = createMemoryWordState()
  first = await employ(family)
  second = await employ(family)
})

async function submit(more: Partial<StatementContent> = {}, token?: string): Promise<string> {
  const signed = token ?? (await family.sign(family.patient, more))
  const evidence = { identity: await family.identity(ofAdult) }
  await family.register.submit({ token: signed, evidence })
  return signed
}

async function takeBack(token: string): Promise<void> {
  const withdrawal = await family.takeBack(family.patient, { statement: referenceOf(token) })
  const evidence = { identity: await family.identity(ofAdult) }
  await family.register.withdraw({ token: withdrawal, evidence })
}

const forbid = (): Promise<string> => submit({ kind: 'restriction', terms: nothing })

async function verified(lost?: readonly string[]) {
  const trusted = { register: trusting(family.registrar), verifier: family.verifier }
  const set = await family.register.attest(record)
  return verifyStatementSet(set, { ...trusted, words, ages, ...(lost && { lost }) })
}

async function answer(
  policy: Policy = { combine: 'newest' },
  legalBasis: AccessRequest['legalBasis'] = 'consent',
  lost?: readonly string[],
): Promise<Decision> {
  const { now } = family
  const instants = { at: now, now }
  const requester = mintRequester({ parties: [department], purposes: ['TREAT'], ...instants })
  const asked = { subject: record, purposes: ['TREAT'], action: 'access' } as const
  const data = [{ scope: 'category' }] as const
  const request = { requester, ...asked, data, custodian: organisation, legalBasis }
  const by = { ...instants, maxAgeSeconds: 60, vocabulary: defaultVocabulary }
  return decide(request, await verified(lost), { ...by, ...policy })
}

/** How many entries a backup of this moment has. */
async function backup(): Promise<number> {
  const { entries } = await family.store.snapshot(
    JSON.stringify([record.system, record.value]),
    now,
  )
  return entries.length
}

const now = (): EpochSeconds => family.now

/** Puts the register back to a backup. */
async function restore(size: number): Promise<void> {
  const { entries } = await family.store.snapshot(
    JSON.stringify([record.system, record.value]),
    now,
  )
  const store = createMemoryRegisterStore()
  for (const entry of entries.slice(0, size)) await store.append(entry, () => entry.registeredAt)
  family.register = family.newRegister({ store })
}

const lossOf = (size: number, more: Partial<RegisterLossContent> = {}): RegisterLossContent => ({
  keptUpTo: { sequence: size, at: after(5) },
  restoredAt: after(20),
  reason: 'disk_failure',
  issuedAt: family.now,
  ...more,
})

async function approved(content: RegisterLossContent, people = [first, second]) {
  const loss = await signRegisterLoss(content, { signer: family.registrar })
  const approvals = []
  for (const { signer, desk } of people) {
    const approval = await approveRegisterLoss(loss, { signer, issuedAt: family.now })
    approvals.push({ approval, desk })
  }
  return { loss, approvals } as unknown as ApprovedRegisterLoss
}

function accept(loss: ApprovedRegisterLoss, more: object = {}) {
  const { registrar, verifier } = family
  const trusted = { register: trusting(registrar), verifier, words, organisations: [organisation] }
  return acceptRegisterLoss(loss, { ...trusted, ...more })
}

/** A consent is kept; what `then` does is seen, and lost. */
async function lose(then: () => Promise<unknown>): Promise<number> {
  await submit()
  const size = await backup()
  family.now = after(10)
  await then()
  await verified()
  family.now = after(20)
  await restore(size)
  family.now = after(30)
  return size
}

describe('a register that was restored', () => {
  test('is read again once its loss is accepted, and both words are kept', async () => {
    const size = await lose(forbid)
    await expect(verified()).rejects.toMatchObject({ code: 'register_equivocates' })
    const loss = await approved(lossOf(size))
    await expect(accept(loss)).resolves.toMatchObject({ reason: 'disk_failure' })
    await expect(verified()).resolves.toMatchObject({ statements: [{}, { lost: true }] })
    const [found] = await words.contradictions()
    const { registrar, verifier } = family
    const judged = verifyContradiction(found as never, { register: trusting(registrar), verifier })
    await expect(judged).resolves.toEqual(record)
    expect(await words.losses()).toMatchObject([{ loss: loss.loss, register: registrar.did }])
  })

  test('tells nobody what a restriction said that it lost: the answer is unknown, again and again', async () => {
    await accept(await approved(lossOf(await lose(forbid))))
    expect(await answer()).toMatchObject({ kind: 'unknown', code: 'statement_lost', trace: [] })
    family.now = after(40)
    await submit({ grantee: { did: organisation, name: 'Example Hospital' } })
    expect(await answer()).toMatchObject({ kind: 'unknown', code: 'statement_lost' })
    expect(await answer({ combine: 'deny_overrides' })).toMatchObject({ code: 'statement_lost' })
  })

  test('denies again by what is registered again', async () => {
    let token = ''
    await accept(
      await approved(
        lossOf(
          await lose(async () => {
            token = await forbid()
          }),
        ),
      ),
    )
    await submit({}, token)
    expect(await answer()).toMatchObject({ kind: 'deny', code: 'consent_denied' })
  })

  test('denies again by what somebody kept, which permits nothing', async () => {
    let restriction = ''
    let consent = ''
    const size = await lose(async () => {
      restriction = await forbid()
      consent = await submit()
    })
    await accept(await approved(lossOf(size)))
    expect(await answer(undefined, 'consent', [consent])).toMatchObject({ code: 'statement_lost' })
    const all = [restriction, consent]
    expect(await answer(undefined, 'consent', all)).toMatchObject({ code: 'consent_denied' })
  })

  test('tells a decider, too, what somebody kept', async () => {
    let restriction = ''
    const size = await lose(async () => {
      restriction = await forbid()
    })
    await accept(await approved(lossOf(size)))
    const { verifier, registrar } = family
    const decider = createDecider({
      ...{ verifier, words, ages, combine: 'newest' },
      registers: [trusting(registrar)],
    })
    const set = await family.register.attest(record)
    const { statements } = await decider.verifyStatements(set, { lost: [restriction] })
    expect(statements[1]).toMatchObject({ kind: 'restriction', defeated: true })
    expect(statements[1]).not.toHaveProperty('lost')
  })

  test('denies by what somebody kept, though it had been lifted before it was lost', async () => {
    let restriction = ''
    const size = await lose(async () => {
      restriction = await forbid()
      family.now = after(11)
      await takeBack(restriction)
    })
    await accept(await approved(lossOf(size)))
    expect(await answer(undefined, 'consent', [restriction])).toMatchObject({ kind: 'deny' })
  })

  test('is read again after so many losses, and no more: each keeps a word for good', async () => {
    await accept(await approved(lossOf(await lose(forbid))))
    const { advance } = words
    const after =
      (count: number): WordState['advance'] =>
      (word, judge) => {
        const lost = Array.from({ length: count }, () => word.word ?? '')
        return advance(word, (last, losses) => judge({ ...last, lost }, losses))
      }
    words = { ...words, advance: after(8) }
    await expect(verified()).rejects.toMatchObject({ code: 'register_equivocates' })
    words = { ...words, advance: after(7) }
    await expect(verified()).resolves.toBeDefined()
  })

  test('is asked no more about what was lost once the patient consents anew', async () => {
    await accept(await approved(lossOf(await lose(forbid))))
    family.now = after(100)
    await submit()
    expect((await answer()).kind).toBe('permit')
    expect(await answer({ combine: 'deny_overrides' })).toMatchObject({ code: 'statement_lost' })
  })

  test('opens nothing by a consent that was signed before what was lost', async () => {
    const early = await family.sign(family.patient)
    await submit()
    const size = await backup()
    family.now = after(90)
    await forbid()
    await verified()
    family.now = after(110)
    await restore(size)
    await accept(await approved(lossOf(size, { restoredAt: after(100) })))
    family.now = after(120)
    await submit({}, early)
    expect(await answer()).toMatchObject({ kind: 'unknown', code: 'statement_lost' })
  })

  test('goes on denying what was withdrawn', async () => {
    const other = { did: organisation, name: 'Example Hospital' }
    const consent = await submit()
    await submit({ grantee: other })
    await accept(await approved(lossOf(await lose(() => takeBack(consent)))))
    const { statements } = await verified()
    expect(statements.map(({ withdrawnAt }) => withdrawnAt)).toEqual([
      after(10),
      undefined,
      undefined,
    ])
  })

  test('forbids again what was lifted', async () => {
    const restriction = await forbid()
    family.now = after(1)
    await accept(await approved(lossOf(await lose(() => takeBack(restriction)))))
    const { statements } = await verified()
    expect(statements[0]).toMatchObject({ kind: 'restriction', withdrawnAt: undefined })
  })

  test.each<[string, readonly ('restriction' | 'objection')[], string]>([
    ['gives what no word of the patient holds against', [], 'permit'],
    ['gives nothing that an objection holds against', ['objection'], 'unknown'],
  ])('%s, by law', async (_, yieldsTo, kind) => {
    await accept(await approved(lossOf(await lose(forbid))))
    const law = createJurisdiction({
      version: 'urn:example:law:1',
      combine: 'newest',
      bases: [{ basis: 'care', purposes: ['TREAT'], actions: ['access'], yieldsTo }],
    })
    expect((await answer({ jurisdiction: law }, 'care')).kind).toBe(kind)
  })

  test('loses twice, and neither is forgotten', async () => {
    const size = await lose(forbid)
    await accept(await approved(lossOf(size)))
    family.now = after(40)
    await verified()
    await forbid()
    await verified()
    family.now = after(50)
    await restore(size)
    family.now = after(60)
    const again = lossOf(size, {
      keptUpTo: { sequence: size, at: after(31) },
      restoredAt: after(50),
    })
    await accept(await approved(again))
    const { statements } = await verified()
    expect(statements.filter(({ lost }) => lost === true)).toHaveLength(2)
  })
})

describe('acceptRegisterLoss', () => {
  test('accepts nothing of another register, or by a key that is not pinned', async () => {
    const loss = await approved(lossOf(await lose(forbid)))
    const { stranger, registrar } = family
    await expect(accept(loss, { register: trusting(stranger) })).rejects.toMatchObject({
      code: 'register_wrong',
    })
    const register = trusting(registrar, [await thumbprintOf(stranger.publicKey)])
    await expect(accept(loss, { register })).rejects.toMatchObject({ code: 'key_not_pinned' })
    const pinned = trusting(registrar, [await thumbprintOf(registrar.publicKey)])
    await expect(accept(loss, { register: pinned })).resolves.toBeDefined()
  })

  test('accepts nothing that two people approved of something else', async () => {
    const size = await lose(forbid)
    const loss = await approved(lossOf(size))
    const other = await approved(lossOf(size, { reason: 'other' }))
    const mixed = (n: number) =>
      loss.approvals.map((each, at) => (at === n ? other.approvals[n] : each))
    for (const n of [0, 1]) {
      await expect(accept({ ...loss, approvals: mixed(n) as never })).rejects.toMatchObject({
        code: 'agreement_mismatch',
      })
    }
    await expect(verified()).rejects.toMatchObject({ code: 'register_equivocates' })
  })

  test('accepts nothing that one person approved twice', async () => {
    const content = lossOf(await lose(forbid))
    const one = await employ(family, { registration: 'REG-X' })
    const same = await employ(family, { registration: 'reg x' })
    await expect(accept(await approved(content, [one, same]))).rejects.toMatchObject({
      code: 'desk_not_two_people',
    })
    const signer = await generateSigner()
    const key = [await employ(family, { signer }), await employ(family, { signer })]
    await expect(accept(await approved(content, key))).rejects.toMatchObject({
      code: 'desk_not_two_people',
    })
  })

  test('accepts nothing of people of another organisation, or who show the roles of others', async () => {
    const content = lossOf(await lose(forbid))
    const elsewhere = await employ(family, { organisation: department })
    const borrowed = { ...second, signer: family.stranger }
    for (const people of [
      [first, elsewhere],
      [elsewhere, second],
      [first, borrowed],
    ]) {
      await expect(accept(await approved(content, people))).rejects.toMatchObject({
        code: 'recovery_approver_refused',
      })
    }
  })

  test.each([
    ['a backup of after the restoration', { keptUpTo: { sequence: 1, at: after(21) } }],
    ['a restoration that is yet to come', { restoredAt: after(31) }],
  ])('has nobody sign %s', async (_, more) => {
    const size = await lose(forbid)
    const signed = approved(lossOf(size, more))
    await expect(signed).rejects.toMatchObject({ code: 'token_malformed', place: '/restoredAt' })
  })

  test('takes no loss that is dated in the future', async () => {
    const size = await lose(forbid)
    const loss = await approved(lossOf(size, { issuedAt: epochSeconds(family.now + 61) }))
    await expect(accept(loss)).rejects.toMatchObject({ code: 'token_from_future' })
  })
})
