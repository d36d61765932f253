import { beforeAll, describe, expect, test } from '@jest/globals'
import { parseDidDocument, parseDidUrl, publicKeyOf, type Signer } from '../../src/index.ts'
import { deactivateDidLog, rotateDidLog, updateDidLog } from '../../src/index.webvh.ts'
import { create, day, documentWith, newKey, now, resolve } from './desk.ts'

let one: Signer
let two: Signer
let three: Signer

beforeAll(async () => {
  ;[one, two, three] = await Promise.all([newKey(), newKey(), newKey()])
})

describe('updateDidLog', () => {
  test('keeps what it is not told to change', async () => {
    const created = await create(one, { ttl: 60 })
    const updated = await updateDidLog(created.log, { signer: one, versionTime: day(1) })
    const [first, second] = await Promise.all(
      [{ versionNumber: 1 }, { versionNumber: 2 }].map((version) => resolve(updated, { version })),
    )
    expect(second?.document).toEqual(first?.document)
    expect(second).toMatchObject({ validFrom: day(1), parameters: { ttl: 60 } })
    expect(first).toMatchObject({ validFrom: day(0), validUntil: day(1) })
    expect(updated.did).toBe(created.did)
    expect(updated.log.startsWith(created.log)).toBe(true)
  })

  test('writes the next document from the present one', async () => {
    const created = await create(one)
    const updated = await updateDidLog(created.log.trimEnd(), {
      signer: one,
      versionTime: day(1),
      document: (current, did) => ({ ...current, ...documentWith(two)(did) }),
    })
    const keyOf = async (at: number): Promise<unknown> => {
      const { document } = await resolve(updated, { version: { at: day(at) } })
      const keyId = parseDidUrl(`${updated.did}#key-1`)
      return publicKeyOf(parseDidDocument(document, updated.did), keyId, 'assertionMethod')
    }
    expect(await keyOf(0.5)).toEqual(one.publicKey)
    expect(await keyOf(1)).toEqual(two.publicKey)
  })

  test.each([
    ['by a stranger', () => ({ signer: three }), 'did_log_key_unauthorized'],
    ['at the time of the one before', () => ({ versionTime: day(0) }), 'did_log_time_wrong'],
    ['before the one before', () => ({ versionTime: day(-1) }), 'did_log_time_wrong'],
    ['that moves what may not', () => ({ location: 'other.example' }), 'did_log_move_refused'],
    [
      'with the document of another DID',
      () => ({ document: () => ({ id: 'did:web:other.example' }) }),
      'did_log_scid_wrong',
    ],
  ])('refuses an entry %s', async (_, wrong, code) => {
    const { log } = await create(one)
    await expect(
      updateDidLog(log, { signer: one, versionTime: day(1), ...wrong() }),
    ).rejects.toMatchObject({ code, outcome: 'failed' })
  })

  test('does not write on a log that was tampered with', async () => {
    const { log } = await create(one)
    await expect(
      updateDidLog(log.replace('dids:board', 'dids:bored'), { signer: one, versionTime: day(1) }),
    ).rejects.toMatchObject({ code: 'did_log_scid_wrong' })
  })

  test('moves a portable DID, which then answers under each name for its time', async () => {
    const created = await create(one, { portable: true })
    const moved = await updateDidLog(created.log, {
      signer: one,
      versionTime: day(1),
      location: 'hospital.example',
    })
    expect(moved.did).toBe(created.did.replace(/:clinic.*/, ':hospital.example'))
    const { document } = await resolve(moved)
    expect(document).toMatchObject({
      id: moved.did,
      alsoKnownAs: [created.did],
      verificationMethod: [{ id: `${moved.did}#key-1`, controller: moved.did }],
    })
    const old = { did: created.did, log: moved.log }
    await expect(resolve(old, { version: { at: day(0.5) } })).resolves.toMatchObject({
      document: { id: created.did },
    })
    for (const [names, at] of [
      [old, day(1)],
      [moved, day(0.5)],
    ] as const) {
      await expect(resolve(names, { version: { at } })).rejects.toMatchObject({
        code: 'did_version_not_found',
      })
    }
  })

  test('moves no DID that gave up the right to', async () => {
    const created = await create(one, { portable: true })
    const settled = await updateDidLog(created.log, {
      signer: one,
      versionTime: day(1),
      portable: false,
    })
    await expect(
      updateDidLog(settled.log, { signer: one, versionTime: day(2), location: 'other.example' }),
    ).rejects.toMatchObject({ code: 'did_log_move_refused' })
  })
})

describe('rotateDidLog', () => {
  test('hands over to new keys: the old one writes no more', async () => {
    const created = await create(one)
    const rotated = await rotateDidLog(created.log, {
      signer: one,
      updateKeys: [two.publicKey],
      versionTime: day(1),
    })
    const next = { versionTime: day(2) }
    await expect(updateDidLog(rotated.log, { signer: one, ...next })).rejects.toMatchObject({
      code: 'did_log_key_unauthorized',
    })
    await expect(updateDidLog(rotated.log, { signer: two, ...next })).resolves.toBeDefined()
  })

  test('goes on with a key that was committed to, and lets the thief of the old one write nothing', async () => {
    const created = await create(one, { nextKeys: [two.publicKey] })
    const later = { versionTime: day(1) }
    for (const attempt of [
      { signer: one },
      { signer: one, updateKeys: [two.publicKey] },
      { signer: three },
    ]) {
      await expect(rotateDidLog(created.log, { ...attempt, ...later })).rejects.toMatchObject({
        code: 'did_log_key_unauthorized',
      })
    }
    const rotated = await rotateDidLog(created.log, {
      signer: two,
      nextKeys: [three.publicKey],
      ...later,
    })
    const again = await rotateDidLog(rotated.log, { signer: three, versionTime: day(2) })
    // The last rotation committed to nothing, so the key in force may name any other.
    const free = await rotateDidLog(again.log, {
      signer: three,
      updateKeys: [one.publicKey],
      versionTime: day(3),
    })
    await expect(resolve(free)).resolves.toMatchObject({ versionNumber: 4 })
  })

  test('asks for the next commitment where an update leaves it out', async () => {
    const { log } = await create(one, { nextKeys: [two.publicKey] })
    await expect(updateDidLog(log, { signer: two, versionTime: day(1) })).rejects.toMatchObject({
      code: 'did_log_parameter_wrong',
      place: '/2/parameters/nextKeyHashes',
    })
  })
})

describe('deactivateDidLog', () => {
  test.each([
    ['without commitments', false],
    ['with commitments', true],
  ])('ends a DID %s for good, and leaves its past as it was', async (_, committed) => {
    const created = await create(one, committed ? { nextKeys: [two.publicKey] } : {})
    const signer = committed ? two : one
    const ended = await deactivateDidLog(created.log, { signer, versionTime: day(1) })
    await expect(resolve(ended)).rejects.toMatchObject({
      code: 'did_deactivated',
      outcome: 'failed',
    })
    await expect(resolve(ended, { version: { versionNumber: 2 } })).rejects.toMatchObject({
      code: 'did_deactivated',
    })
    await expect(resolve(ended, { version: { at: day(0.5) } })).resolves.toMatchObject({
      versionNumber: 1,
      validUntil: day(1),
      parameters: { deactivated: true },
    })
    await expect(updateDidLog(ended.log, { signer, versionTime: day(2) })).rejects.toMatchObject({
      code: 'did_log_after_end',
    })
  })
})

describe('resolveDidLog', () => {
  test('finds a version by its id, its number or its time', async () => {
    const created = await create(one)
    const updated = await updateDidLog(created.log, { signer: one, versionTime: day(1) })
    for (const [version, number] of [
      [{ versionId: created.versionId }, 1],
      [{ versionId: updated.versionId }, 2],
      [{ versionNumber: 1 }, 1],
      [{ at: day(0) }, 1],
      [{ at: day(0.99) }, 1],
      [{ at: day(1) }, 2],
      [{ at: day(200) }, 2],
    ] as const) {
      expect((await resolve(updated, { version })).versionNumber).toBe(number)
    }
  })

  test.each([
    ['an id that the log does not have', { versionId: '1-Qm' }],
    ['a number that the log does not have', { versionNumber: 3 }],
    ['version 0', { versionNumber: 0 }],
    ['an instant before there was any', { at: day(-1) }],
  ])('says that there is none for %s', async (_, version) => {
    const created = await create(one)
    await expect(resolve(created, { version })).rejects.toMatchObject({
      code: 'did_version_not_found',
      outcome: 'failed',
    })
  })

  test('hands out what nobody can change', async () => {
    const { document } = await resolve(await create(one))
    expect(Object.isFrozen(document) && Object.isFrozen(document['service'])).toBe(true)
  })

  test('takes an entry of this very second, and none of the next', async () => {
    const created = await create(one, { versionTime: now })
    await expect(resolve(created)).resolves.toBeDefined()
    await expect(resolve(created, { now: day(99) })).rejects.toMatchObject({
      code: 'did_log_time_wrong',
    })
  })
})
