import { epochSeconds } from '@fidecura/base'
import {
  assertVerifiedWithdrawal,
  createReceiptTimeProofVerifier,
  signWithdrawal,
  verifyReceipt,
  verifyStatementSet,
  verifyWithdrawal,
} from '@fidecura/consent'
import { evidenceDigestOf } from '@fidecura/consent/register'
import { decodeJws, digestOf, proveTime, type Signer, thumbprintOf } from '@fidecura/identity'
import { beforeEach, describe, expect, test } from '@jest/globals'
import { trusting } from '../trusting.ts'
import { after, consentOf, createWorld, day, otherRecord, record, type World } from './world.ts'

let world: World
beforeEach(async () => {
  world = await createWorld()
})

const id = 'urn:uuid:5f0f1b6e-0000-4000-8000-000000000001'

async function submit(token: string, evidence = world.identity): Promise<string> {
  return world.register.submit({ token, evidence })
}

function receiptOf(token: string) {
  const { verifier, registrar } = world
  return verifyReceipt(token, { register: trusting(registrar), verifier })
}

async function withdraw(
  more: Partial<Parameters<typeof signWithdrawal>[0]> = {},
  signer: Signer = world.patient,
): Promise<string> {
  const statement = { issuer: world.patient.did, id }
  const content = { statement, record, issuedAt: world.now, ...more }
  const token = await signWithdrawal(content, { signer })
  return world.register.withdraw({ token, evidence: world.identity })
}

async function setOf(of = record) {
  const { registrar, verifier, words } = world
  const set = await world.register.attest(of)
  return verifyStatementSet(set, { register: trusting(registrar), verifier, words })
}

test('assertVerifiedWithdrawal takes what verifyWithdrawal returned, and nothing that looks the same', async () => {
  const statement = { issuer: world.patient.did, id }
  const content = { statement, record, issuedAt: world.now }
  const token = await signWithdrawal(content, { signer: world.patient })
  const options = { verifier: world.verifier, evidence: world.identity }
  const withdrawal = await verifyWithdrawal(token, options)
  expect(() => assertVerifiedWithdrawal(withdrawal)).not.toThrow()
  for (const copy of [{ ...withdrawal }, structuredClone(withdrawal), undefined]) {
    expect(() => assertVerifiedWithdrawal(copy)).toThrow(
      expect.objectContaining({ code: 'token_not_verified' }),
    )
  }
})

describe('Register.submit', () => {
  test('gives a receipt that names sequence, digest and instant, and no person', async () => {
    const token = await consentOf(world)
    const receipt = await submit(token)
    expect(await receiptOf(receipt)).toEqual({
      issuer: world.registrar.did,
      issuedAt: world.now,
      kind: 'statement',
      sequence: 1,
      digest: await digestOf(token),
      evidence: await evidenceDigestOf(token, world.identity),
    })
    const said = new TextDecoder().decode(decodeJws(receipt).payload)
    for (const secret of [record.value, world.patient.did, id]) expect(said).not.toContain(secret)
  })

  test('gives the receipt of the first time to the same bytes', async () => {
    const token = await consentOf(world)
    const first = await receiptOf(await submit(token))
    world.now = after(60)
    expect(await receiptOf(await submit(token))).toEqual(first)
    expect(world.kept.size).toBe(1)
  })

  test('does so even after the identity ended: nothing new is accepted', async () => {
    const token = await consentOf(world)
    const first = await receiptOf(await submit(token))
    world.change({ index: 1, value: 'revoked' })
    world.now = after(60)
    expect(await receiptOf(await submit(token))).toEqual(first)
  })

  test('refuses other content under an id that the patient used', async () => {
    await submit(await consentOf(world))
    const other = await consentOf(world, { validUntil: after(400 * day) })
    await expect(submit(other)).rejects.toMatchObject({ code: 'statement_id_reused' })
    const restriction = await consentOf(world, { kind: 'restriction' })
    await expect(submit(restriction)).rejects.toMatchObject({ code: 'statement_id_reused' })
    expect(world.kept.size).toBe(1)
  })

  test('refuses one of two that come at once under one id', async () => {
    const tokens = [await consentOf(world), await consentOf(world, { language: 'zh-CN' })]
    const results = await Promise.allSettled(tokens.map((token) => submit(token)))
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'statement_id_reused' },
    })
    expect(world.kept.size).toBe(1)
  })

  test('takes an id that somebody else used', async () => {
    await submit(await consentOf(world))
    const evidence = await world.identify(world.stranger, otherRecord)
    const token = await consentOf(world, { record: otherRecord }, world.stranger)
    expect(await receiptOf(await submit(token, evidence))).toMatchObject({ sequence: 2 })
  })

  test('refuses a statement of a stranger and keeps nothing of it', async () => {
    const token = await consentOf(world, {}, world.stranger)
    await expect(submit(token)).rejects.toMatchObject({ code: 'signer_not_patient' })
    expect(world.kept.size).toBe(0)
  })

  test('refuses a statement signed in the future', async () => {
    const token = await consentOf(world, { issuedAt: after(61) })
    await expect(submit(token)).rejects.toMatchObject({ code: 'token_from_future' })
  })

  test('refuses a statement that is meant for another register', async () => {
    const token = await consentOf(world, { register: world.stranger.did })
    await expect(submit(token)).rejects.toMatchObject({ code: 'register_wrong' })
  })

  test('refuses more statements about a record than a word can name, consents before the others', async () => {
    const fill = async (to: number) => {
      const common = {
        kind: 'statement',
        record: JSON.stringify([record.system, record.value]),
      } as const
      for (let n = world.kept.size; n < to; n++) {
        const entry = { ...common, key: `${n}`, digest: 'd', token: 't', evidence: '{}' }
        await world.store.append(entry, world.clock)
      }
    }
    await fill(3072)
    await expect(submit(await consentOf(world))).rejects.toMatchObject({ code: 'record_full' })
    const restriction = await consentOf(world, { kind: 'restriction' })
    expect(await receiptOf(await submit(restriction))).toMatchObject({ sequence: 3073 })
    await fill(4096)
    const another = await consentOf(world, { kind: 'restriction', id: `${id}2` })
    await expect(submit(another)).rejects.toMatchObject({ code: 'record_full' })
    const evidence = await world.identify(world.stranger, otherRecord)
    const token = await consentOf(world, { record: otherRecord }, world.stranger)
    expect(await receiptOf(await submit(token, evidence))).toMatchObject({ sequence: 4097 })
  })

  test('says unknown while its clock stands further back than it stood', async () => {
    await submit(await consentOf(world))
    world.now = after(-61)
    const token = await consentOf(world, { id: `${id}2`, issuedAt: after(-61) })
    await expect(submit(token)).rejects.toMatchObject({
      code: 'register_clock_rolled_back',
      outcome: 'unknown',
    })
    await expect(world.register.attest(record)).rejects.toMatchObject({
      code: 'register_clock_rolled_back',
    })
    await expect(world.register.stamp(await digestOf('x'))).rejects.toMatchObject({
      code: 'register_clock_rolled_back',
    })
  })

  test('never dates back when its clock is corrected by seconds', async () => {
    await submit(await consentOf(world))
    world.now = after(-30)
    const receipt = await receiptOf(await world.register.stamp(await digestOf('x')))
    expect(receipt).toMatchObject({ sequence: 2, issuedAt: after(0) })
  })
})

describe('Register.withdraw', () => {
  test('marks the statement with the instant of receipt, whatever the patient claims', async () => {
    await submit(await consentOf(world))
    expect((await setOf()).statements).toMatchObject([{ id, withdrawnAt: undefined }])
    world.now = after(100)
    const receipt = await receiptOf(await withdraw({ issuedAt: after(-50 * day) }))
    expect(receipt).toMatchObject({ kind: 'withdrawal', sequence: 2, issuedAt: after(100) })
    world.now = after(200)
    expect((await setOf()).statements).toMatchObject([{ id, withdrawnAt: after(100) }])
  })

  test('is for good: neither the same statement again nor a second withdrawal changes it', async () => {
    const token = await consentOf(world)
    await submit(token)
    world.now = after(100)
    const first = await receiptOf(await withdraw())
    world.now = after(200)
    await submit(token)
    expect(await receiptOf(await withdraw({ reason: 'changed_mind' }))).toEqual(first)
    expect((await setOf()).statements).toMatchObject([{ withdrawnAt: after(100) }])
  })

  test('leaves a statement that is newly signed in force', async () => {
    await submit(await consentOf(world))
    await withdraw()
    await submit(await consentOf(world, { id: `${id}2` }))
    expect((await setOf()).statements).toMatchObject([
      { withdrawnAt: world.now },
      { id: `${id}2`, withdrawnAt: undefined },
    ])
  })

  test('keeps out a statement that comes in after its withdrawal', async () => {
    await withdraw()
    await expect(submit(await consentOf(world))).rejects.toMatchObject({
      code: 'statement_withdrawn',
    })
  })

  test('marks a statement that came in at the same time', async () => {
    const token = await consentOf(world)
    await Promise.allSettled([submit(token), withdraw()])
    for (const { withdrawnAt } of (await setOf()).statements) expect(withdrawnAt).toBe(world.now)
  })

  test('takes one from another key of the same patient', async () => {
    await submit(await consentOf(world))
    const evidence = await world.identify(world.stranger, record)
    const statement = { issuer: world.patient.did, id }
    const content = { statement, record, issuedAt: world.now }
    const token = await signWithdrawal(content, { signer: world.stranger })
    await world.register.withdraw({ token, evidence })
    expect((await setOf()).statements).toMatchObject([{ withdrawnAt: world.now }])
  })

  test('refuses one from a stranger', async () => {
    await submit(await consentOf(world))
    await expect(withdraw({}, world.stranger)).rejects.toMatchObject({ code: 'signer_not_patient' })
    expect((await setOf()).statements).toMatchObject([{ withdrawnAt: undefined }])
  })

  test('refuses one from the patient of another record', async () => {
    await submit(await consentOf(world))
    const evidence = await world.identify(world.stranger, otherRecord)
    const statement = { issuer: world.patient.did, id }
    const content = { statement, record: otherRecord, issuedAt: world.now }
    const token = await signWithdrawal(content, { signer: world.stranger })
    await expect(world.register.withdraw({ token, evidence })).rejects.toMatchObject({
      code: 'withdrawal_mismatch',
    })
    expect((await setOf()).statements).toMatchObject([{ withdrawnAt: undefined }])
  })

  test('is not to be had with a statement, nor the other way round', async () => {
    const token = await consentOf(world)
    const evidence = world.identity
    await expect(world.register.withdraw({ token, evidence })).rejects.toMatchObject({
      code: 'token_malformed',
    })
  })

  test('takes no sentence for a reason', async () => {
    await expect(withdraw({ reason: 'I no longer want this' })).rejects.toMatchObject({
      code: 'token_malformed',
      place: '/reason',
    })
  })
})

describe('Register.attest', () => {
  test('says of a record without statements that there are none', async () => {
    await submit(await consentOf(world))
    expect(await setOf(otherRecord)).toMatchObject({ record: otherRecord, statements: [] })
  })
})

describe('Register.stamp', () => {
  test('gives the first receipt to the same digest, so that later is never earlier', async () => {
    const digest = await digestOf('an entry')
    const first = await receiptOf(await world.register.stamp(digest))
    expect(first).toMatchObject({ kind: 'stamp', digest, issuedAt: world.now })
    world.now = after(500)
    expect(await receiptOf(await world.register.stamp(digest))).toEqual(first)
  })

  test.each(['', 'short', `${'A'.repeat(43)}=`])('refuses %j, which is no digest', async (text) => {
    await expect(world.register.stamp(text)).rejects.toMatchObject({ code: 'token_malformed' })
    expect(world.kept.size).toBe(0)
  })
})

test('a receipt of a withdrawal says that the register has no such statement yet', async () => {
  const token = await consentOf(world)
  const submitted = await submit(token)
  expect((await receiptOf(submitted)).ahead).toBeUndefined()
  const issuer = world.patient.did
  const mistyped = { issuer, id: 'urn:uuid:5f0f1b6e-0000-4000-8000-00000000000f' }
  const ahead = await withdraw({ statement: mistyped })
  expect(await receiptOf(ahead)).toMatchObject({ kind: 'withdrawal', ahead: true })
  // The consent is in force as before.
  const { statements } = await setOf()
  expect(statements.map(({ withdrawnAt }) => withdrawnAt)).toEqual([undefined])
  expect((await receiptOf(await withdraw())).ahead).toBeUndefined()
})

test('verifyReceipt takes only the keys of the register that were named beforehand', async () => {
  const { registrar, resolve, verifier, now, patient } = world
  const token = await world.register.stamp(await digestOf('anything'))
  const own = await thumbprintOf(registrar.publicKey)
  const other = await thumbprintOf(patient.publicKey)
  const verifyBy = (key: string) =>
    verifyReceipt(token, { register: trusting(registrar, [key]), verifier })
  await expect(verifyBy(own)).resolves.toBeDefined()
  await expect(verifyBy(other)).rejects.toMatchObject({
    code: 'key_not_pinned',
  })
  const verify = createReceiptTimeProofVerifier({ register: trusting(registrar, [other]), resolve })
  await expect(proveTime('anything', { proof: token, verify, now })).rejects.toMatchObject({
    code: 'key_not_pinned',
  })
})

describe('createReceiptTimeProofVerifier', () => {
  test('proves when a token existed at the latest', async () => {
    world.now = after(10)
    const proven = await world.prove('a token')
    expect(proven).toMatchObject({ existedBy: after(10), digest: await digestOf('a token') })
  })

  test.each<[string, string, (world: World, other: World) => Promise<string>]>([
    [
      'a receipt of something else',
      'receipt_mismatch',
      async (mine) => mine.register.stamp(await digestOf('b')),
    ],
    [
      'a receipt of another register',
      'register_wrong',
      async (_, other) => other.register.stamp(await digestOf('a')),
    ],
    ['a word', 'token_malformed', async (mine) => (await mine.register.attest(record)).word],
    ['garbage', 'jws_malformed', async () => 'garbage'],
  ])('refuses %s', async (_, code, make) => {
    const { resolve, registrar } = world
    const verify = createReceiptTimeProofVerifier({ register: trusting(registrar), resolve })
    const proof = await make(world, await createWorld())
    const context = { digest: await digestOf('a'), now: epochSeconds(world.now) }
    await expect(verify(proof, context)).rejects.toMatchObject({ code })
  })
})
