import type { JsonObject } from '@fidecura/base'
import { beforeAll, describe, expect, test } from '@jest/globals'
import type { Signer } from '../../src/index.ts'
import {
  addWitnessProofs,
  signWitnessProof,
  updateDidLog,
  type WitnessRule,
  type WrittenDidLog,
  witnessDidLog,
} from '../../src/index.webvh.ts'
import { create, day, newKey, resolve } from './desk.ts'

let one: Signer
let witnesses: readonly Signer[]
let created: WrittenDidLog
let updated: WrittenDidLog

const prove = (version: string, ...by: (Signer | undefined)[]): Promise<JsonObject[]> =>
  Promise.all(
    by.map((signer) => signWitnessProof(version, { signer: signer as Signer, created: day(1) })),
  )

const fileOf = async (version: string, ...by: (Signer | undefined)[]): Promise<string> =>
  addWitnessProofs(undefined, version, await prove(version, ...by))

const missing = { code: 'did_log_witnesses_missing', outcome: 'failed' }

beforeAll(async () => {
  one = await newKey()
  witnesses = await Promise.all([newKey(), newKey(), newKey()])
  const witness = { threshold: 2, witnesses: witnesses.map(({ did }) => did) }
  created = await create(one, { witness })
  updated = await updateDidLog(created.log, { signer: one, versionTime: day(1) })
})

describe('resolveDidLog, of a DID with witnesses,', () => {
  test('takes a log that enough of them vouch for, whoever they are', async () => {
    const [a, b, c] = witnesses
    for (const some of [
      [a, b],
      [c, a],
      [a, b, c],
    ]) {
      const file = await fileOf(created.versionId, ...some)
      await expect(resolve(created, { witnesses: file })).resolves.toBeDefined()
    }
  })

  test('lets those who vouch for a version vouch for all before it', async () => {
    const [a, b, c] = witnesses
    await expect(
      resolve(updated, { witnesses: await fileOf(updated.versionId, a, b) }),
    ).resolves.toBeDefined()
    const early = await fileOf(created.versionId, a, b, c)
    await expect(resolve(updated, { witnesses: early })).rejects.toMatchObject({
      ...missing,
      place: '/2',
    })
  })

  test('asks for enough of the last version, though all vouched for an earlier one', async () => {
    const [a, b, c] = witnesses
    const early = await fileOf(created.versionId, a, b, c)
    const file = addWitnessProofs(early, updated.versionId, await prove(updated.versionId, c))
    await expect(resolve(updated, { witnesses: file })).rejects.toMatchObject(missing)
    const both = addWitnessProofs(file, updated.versionId, await prove(updated.versionId, a))
    await expect(resolve(updated, { witnesses: both })).resolves.toBeDefined()
  })

  test.each<[string, () => Promise<string | undefined>]>([
    ['no file', async () => undefined],
    ['an empty file', async () => '[]'],
    ['too few', () => fileOf(created.versionId, witnesses[0])],
    ['one witness who vouches twice', () => fileOf(created.versionId, witnesses[0], witnesses[0])],
    ['a stranger for one of them', () => fileOf(created.versionId, witnesses[0], one)],
    [
      'what they said of a version that is not published',
      () => fileOf(`2-${created.versionId.slice(2)}`, ...witnesses),
    ],
    [
      'what they said of another DID, under the name of this one',
      async () => {
        const other = await fileOf(updated.versionId, ...witnesses)
        return other.replaceAll(updated.versionId, created.versionId)
      },
    ],
    [
      'what somebody else signed in the name of one of them',
      async () => {
        const [a, b] = witnesses.map(({ did }) => did.slice('did:key:'.length))
        const file = await fileOf(created.versionId, witnesses[0], one)
        const own = one.did.slice('did:key:'.length)
        expect([a, b, own]).not.toContain(undefined)
        return file.replaceAll(own, b ?? '')
      },
    ],
    [
      'a proof for another purpose',
      async () =>
        (await fileOf(created.versionId, ...witnesses)).replaceAll('assertionM', 'otherM'),
    ],
    [
      'a proof whose fragment is a witness and whose body is not',
      async () => {
        const file = await fileOf(created.versionId, one, one)
        const key = one.did.slice('did:key:'.length)
        const b = witnesses[1]?.did.slice('did:key:'.length)
        return file.replaceAll(`#${key}`, `#${b}`)
      },
    ],
  ])('refuses %s', async (_, file) => {
    const content = await file()
    const options = content === undefined ? {} : { witnesses: content }
    await expect(resolve(created, options)).rejects.toMatchObject(missing)
  })

  test('refuses earlier versions, too, when a later one lacks witnesses', async () => {
    const file = await fileOf(created.versionId, ...witnesses)
    const options = { witnesses: file, version: { versionNumber: 1 } }
    await expect(resolve(updated, options)).rejects.toMatchObject(missing)
  })

  test('passes over a proof that fails when there are others enough', async () => {
    const [a, b, c] = witnesses
    const broken = (await prove(updated.versionId, c)).map((proof) => ({
      ...proof,
      created: '2020-01-01T00:00:00Z',
    }))
    const file = addWitnessProofs(
      addWitnessProofs(undefined, created.versionId, broken),
      created.versionId,
      await prove(created.versionId, a, b),
    )
    await expect(resolve(created, { witnesses: file })).resolves.toBeDefined()
  })

  test('lets a good earlier proof of a witness count beside a broken later one', async () => {
    const [a, b] = witnesses
    const rest = { witness: 'none' as const, signer: one, versionTime: day(2) }
    const free = await updateDidLog(updated.log, rest)
    const last = await updateDidLog(free.log, { signer: one, versionTime: day(3) })
    const good = await fileOf(free.versionId, a, b)
    const broken = (await prove(updated.versionId, a)).map((proof) => ({ ...proof }))
    const file = addWitnessProofs(good, last.versionId, broken)
    await expect(resolve(last, { witnesses: file })).resolves.toBeDefined()
  })

  test.each([
    ['what is no JSON', '{', 'did_log_malformed'],
    ['an object', '{}', 'did_log_malformed'],
    ['a list of words', '["a"]', 'did_log_malformed'],
    ['a member without version', '[{"proof":[]}]', 'did_log_malformed'],
    ['proofs that are no list', '[{"versionId":"1-a","proof":{}}]', 'did_log_malformed'],
    ['a member named twice', '[{"versionId":"a","versionId":"b"}]', 'did_log_malformed'],
    ['more bytes than the limit', `[${' '.repeat(600_000)}]`, 'did_log_too_large'],
  ])('refuses a file of %s', async (_, witnesses, code) => {
    await expect(resolve(created, { witnesses })).rejects.toMatchObject({ code })
  })

  test('refuses more proofs than anybody needs, before looking at them', async () => {
    const proof = Array.from({ length: 2001 }, () => 0)
    const file = JSON.stringify([{ versionId: created.versionId, proof }])
    await expect(resolve(created, { witnesses: file })).rejects.toMatchObject({
      code: 'did_log_too_large',
    })
  })

  test('tries few proofs of one witness, so that noise costs little', async () => {
    const [a, b] = witnesses
    const noise = (await prove(updated.versionId, a)).flatMap((proof) =>
      Array.from({ length: 4 }, () => proof),
    )
    const good = await prove(created.versionId, a, b)
    const drowned = addWitnessProofs(undefined, created.versionId, [...noise, ...good])
    await expect(resolve(created, { witnesses: drowned })).rejects.toMatchObject(missing)
    const heard = addWitnessProofs(undefined, created.versionId, [...noise.slice(1), ...good])
    await expect(resolve(created, { witnesses: heard })).resolves.toBeDefined()
  })
})

describe('resolveDidLog, where witnesses change,', () => {
  const ruleOf = (...by: (Signer | undefined)[]): WitnessRule => ({
    threshold: by.length,
    witnesses: by.map((signer) => (signer as Signer).did),
  })

  test.each<[string, () => WitnessRule | 'none']>([
    ['a new list', () => ruleOf(witnesses[2])],
    ['none', () => 'none'],
  ])('asks those before about the entry that brings %s', async (_, change) => {
    const [a, b, c] = witnesses
    const first = await create(one, { witness: ruleOf(a, b) })
    const next = await updateDidLog(first.log, {
      signer: one,
      versionTime: day(1),
      witness: change(),
    })
    for (const [by, enough] of [
      [[a, b], true],
      [[a, c], false],
      [[c], false],
    ] as const) {
      const resolution = resolve(next, { witnesses: await fileOf(next.versionId, ...by) })
      await (enough
        ? expect(resolution).resolves.toBeDefined()
        : expect(resolution).rejects.toMatchObject(missing))
    }
  })

  test('asks those after about the entries that follow', async () => {
    const [a, b] = witnesses
    const first = await create(one, { witness: ruleOf(a) })
    const settings = { signer: one, versionTime: day(1), witness: ruleOf(b) }
    const second = await updateDidLog(first.log, settings)
    const third = await updateDidLog(second.log, { signer: one, versionTime: day(2) })
    const early = await fileOf(second.versionId, a)
    await expect(resolve(third, { witnesses: early })).rejects.toMatchObject({
      ...missing,
      place: '/3',
    })
    const file = addWitnessProofs(early, third.versionId, await prove(third.versionId, b))
    await expect(resolve(third, { witnesses: file })).resolves.toBeDefined()
  })

  test('asks new ones at once where there were none', async () => {
    const [a] = witnesses
    const first = await create(one)
    const settings = { signer: one, versionTime: day(1), witness: ruleOf(a) }
    const second = await updateDidLog(first.log, settings)
    await expect(resolve(first)).resolves.toBeDefined()
    await expect(resolve(second)).rejects.toMatchObject({ ...missing, place: '/2' })
    const file = await fileOf(second.versionId, a)
    await expect(resolve(second, { witnesses: file })).resolves.toBeDefined()
  })

  test('asks nobody once they were let go', async () => {
    const [a] = witnesses
    const first = await create(one, { witness: ruleOf(a) })
    const settings = { signer: one, versionTime: day(1), witness: 'none' as const }
    const second = await updateDidLog(first.log, settings)
    const third = await updateDidLog(second.log, { signer: one, versionTime: day(2) })
    const file = await fileOf(second.versionId, a)
    await expect(resolve(third, { witnesses: file })).resolves.toBeDefined()
  })
})

describe('addWitnessProofs', () => {
  test.each(['{', '{}', '[1]'])('refuses %s for a file', (file) => {
    expect(() => addWitnessProofs(file, '1-Qm', [])).toThrow(
      expect.objectContaining({ code: 'did_log_malformed' }),
    )
  })
})

describe('witnessDidLog', () => {
  const options = (known: string | undefined) => ({
    signer: witnesses[0] as Signer,
    created: day(2),
    known,
  })

  test.each([
    ['that it sees for the first time', () => undefined],
    ['that goes on from what it kept', () => created.log],
    ['that is what it kept', () => updated.log],
  ])('vouches for the last version of a log %s', async (_, known) => {
    const { versionId, proof } = await witnessDidLog(updated.log, options(known()))
    expect(versionId).toBe(updated.versionId)
    const others = await prove(versionId, witnesses[1])
    const file = addWitnessProofs(undefined, versionId, [proof, ...others])
    await expect(resolve(updated, { witnesses: file })).resolves.toBeDefined()
  })

  test('does not vouch for another past than the one it kept, nor for a shorter one', async () => {
    const other = await updateDidLog(created.log, { signer: one, versionTime: day(1), ttl: 1 })
    for (const log of [other.log, created.log]) {
      await expect(witnessDidLog(log, options(updated.log))).rejects.toMatchObject({
        code: 'did_log_hash_wrong',
        place: '/2',
      })
    }
  })

  test('does not vouch for a log that is wrong', async () => {
    const wrong = updated.log.replace('dids:board', 'dids:bored')
    await expect(witnessDidLog(wrong, options(undefined))).rejects.toMatchObject({
      code: 'did_log_scid_wrong',
    })
  })
})
