import { epochSeconds, type JsonObject } from '@fidecura/base'
import { signJws, thumbprintOf } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import { CredentialError } from '../../src/errors.ts'
import { createStatusReader } from '../../src/status/status-reader.ts'
import type { StatusSource } from '../../src/status/status-source.ts'
import {
  after,
  context,
  department,
  hour,
  noon,
  payloadOf,
  resolve,
  shelf,
  stranger,
  tokenEntry,
  tokenList,
  url,
} from './fixture.ts'

const unknown = { outcome: 'unknown' }

describe('the status reader', () => {
  test('answers at once from a fresh list that it holds', async () => {
    const { reader, put, calls } = shelf()
    put(await tokenList({ entries: [{ index: 7, value: 'suspended' }] }))
    expect(reader.read(tokenEntry, context())).toBeInstanceOf(Promise)
    await reader.read(tokenEntry, context())
    const asked = calls()
    expect(reader.read(tokenEntry, context({ now: after(60) }))).toEqual({
      value: 'suspended',
      listIssuedAt: after(-60),
      fetchedAt: noon,
    })
    expect(calls()).toBe(asked)
  })

  test('throws at once what a list that it holds refuses', async () => {
    const { reader, put } = shelf()
    put(await tokenList())
    await reader.read(tokenEntry, context())
    const code = 'status_index_out_of_range'
    expect(() => reader.read({ ...tokenEntry, index: 131_072 }, context())).toThrow(
      expect.objectContaining({ code }),
    )
  })

  test('says that it knows nothing without a source', async () => {
    const reader = createStatusReader({ resolve })
    await expect(reader.read(tokenEntry, context())).rejects.toMatchObject({
      code: 'status_not_configured',
      ...unknown,
    })
  })

  test.each([
    ['a second longer ago than allowed', -61],
    ['in the future', 61],
  ])('takes a list fetched %s for unknown', async (_, offset) => {
    const { reader, put } = shelf()
    put(await tokenList(), after(offset))
    await expect(reader.read(tokenEntry, context())).rejects.toMatchObject({
      code: 'status_list_stale',
      ...unknown,
    })
    put(await tokenList(), after(-60))
    await expect(reader.read(tokenEntry, context())).resolves.toMatchObject({ value: 'valid' })
  })

  test('asks anew once a list is older than the caller allows', async () => {
    const { reader, put } = shelf()
    put(await tokenList())
    await reader.read(tokenEntry, context())
    put(await tokenList({ entries: [{ index: 7, value: 'revoked' }], issuedAt: after(30) }))
    await expect(reader.read(tokenEntry, context({ now: after(60) }))).toMatchObject({
      value: 'valid',
    })
    const later = reader.read(tokenEntry, context({ now: after(61) }))
    await expect(later).resolves.toMatchObject({ value: 'revoked' })
  })

  test('asks anew after the time to live that the list names', async () => {
    const { reader, put } = shelf()
    put(await tokenList({ ttlSeconds: 10 }))
    await reader.read(tokenEntry, context())
    put(await tokenList({ entries: [{ index: 7, value: 'revoked' }], issuedAt: after(5) }))
    expect(reader.read(tokenEntry, context({ now: after(10) }))).toMatchObject({ value: 'valid' })
    const later = reader.read(tokenEntry, context({ now: after(11) }))
    await expect(later).resolves.toMatchObject({ value: 'revoked' })
  })

  test('asks a shared source again when only the list tells that it is past its time to live', async () => {
    const old = await tokenList({ ttlSeconds: 10 })
    const fresh = await tokenList({
      ttlSeconds: 10,
      issuedAt: after(-1),
      entries: [{ index: 7, value: 'revoked' }],
    })
    const source: StatusSource = {
      list: async (_, { maxAgeSeconds }) =>
        maxAgeSeconds > 10
          ? { token: old, fetchedAt: after(-30) }
          : { token: fresh, fetchedAt: noon },
    }
    const reader = createStatusReader({ source, resolve })
    await expect(reader.read(tokenEntry, context())).resolves.toMatchObject({ value: 'revoked' })
  })

  test('never falls back to what it holds when the source fails', async () => {
    const token = await tokenList()
    let down = false
    const source: StatusSource = {
      async list(_, { now }) {
        if (!down) return { token, fetchedAt: now }
        throw new CredentialError('status_unreachable', 'Down', { outcome: 'unknown' })
      },
    }
    const reader = createStatusReader({ source, resolve })
    await reader.read(tokenEntry, context())
    down = true
    await expect(reader.read(tokenEntry, context({ now: after(61) }))).rejects.toMatchObject({
      code: 'status_unreachable',
      ...unknown,
    })
  })

  test('does not take a list for fresh because the clock was set back', async () => {
    const { reader, put, calls } = shelf()
    put(await tokenList({ issuedAt: after(-hour) }))
    await reader.read(tokenEntry, context())
    const asked = calls()
    await reader.read(tokenEntry, context({ now: after(-61) }))
    expect(calls()).toBeGreaterThan(asked)
  })

  test('stops using a list at its end, though it is fresh', async () => {
    const { reader, put } = shelf()
    put(await tokenList({ validUntil: after(30) }))
    await reader.read(tokenEntry, context())
    expect(reader.read(tokenEntry, context({ now: after(29) }))).toMatchObject({ value: 'valid' })
    const ended = reader.read(tokenEntry, context({ now: after(30) }))
    await expect(ended).rejects.toMatchObject({ code: 'status_list_stale', ...unknown })
  })
})

describe('the newest list seen', () => {
  const revoked = { entries: [{ index: 7, value: 'revoked' }], issuedAt: after(-10) } as const

  test('keeps an older one out', async () => {
    const { reader, put } = shelf()
    put(await tokenList(revoked))
    await expect(reader.read(tokenEntry, context())).resolves.toMatchObject({ value: 'revoked' })
    put(await tokenList({ issuedAt: after(-11) }))
    await expect(reader.read(tokenEntry, context({ now: after(61) }))).rejects.toMatchObject({
      code: 'status_list_older',
      outcome: 'failed',
    })
  })

  test.each([
    ['of a change less', { sequence: 1 }],
    ['that counts no changes', {}],
  ])('keeps one of the same second out %s', async (_, older) => {
    const { reader, put } = shelf()
    put(await tokenList({ ...revoked, sequence: 2 }))
    await expect(reader.read(tokenEntry, context())).resolves.toMatchObject({ value: 'revoked' })
    put(await tokenList({ issuedAt: revoked.issuedAt, ...older }))
    await expect(reader.read(tokenEntry, context({ now: after(61) }))).rejects.toMatchObject({
      code: 'status_list_older',
      outcome: 'failed',
    })
    put(await tokenList({ issuedAt: revoked.issuedAt, sequence: 3 }))
    await expect(reader.read(tokenEntry, context({ now: after(61) }))).resolves.toMatchObject({
      value: 'valid',
    })
  })

  test('keeps none out of a later second, however few changes it counts', async () => {
    const { reader, put } = shelf()
    put(await tokenList({ ...revoked, sequence: 2 }))
    await reader.read(tokenEntry, context())
    put(await tokenList({ issuedAt: after(-9), sequence: 1 }))
    await expect(reader.read(tokenEntry, context({ now: after(61) }))).resolves.toMatchObject({
      value: 'valid',
    })
  })

  test('is unknown, and not older, where but a notice has told of it', async () => {
    const { reader, put } = shelf()
    put(await tokenList({ ...revoked, sequence: 2 }))
    reader.renew(url, after(-5))
    await expect(reader.read(tokenEntry, context())).rejects.toMatchObject({
      code: 'status_list_older',
      outcome: 'unknown',
    })
    put(await tokenList({ issuedAt: after(-5), sequence: 1 }))
    await expect(reader.read(tokenEntry, context())).resolves.toMatchObject({ value: 'valid' })
    put(await tokenList(revoked))
    await expect(reader.read(tokenEntry, context({ now: after(61) }))).rejects.toMatchObject({
      code: 'status_list_older',
      outcome: 'failed',
    })
  })

  test.each([1.5, -1, '1'])('refuses a list that counts %p changes', async (sequence) => {
    const { reader, put } = shelf()
    const honest = await tokenList({ sequence: 1 })
    const payload = { ...payloadOf(honest), 'urn:fidecura:status-sequence:1': sequence }
    put(await signJws(payload as JsonObject, { signer: department, typ: 'statuslist+jwt' }))
    await expect(reader.read(tokenEntry, context())).rejects.toMatchObject({
      code: 'status_list_malformed',
      place: 'urn:fidecura:status-sequence:1',
    })
  })

  test('is remembered when the list itself had to make room', async () => {
    const lists = new Map([
      [url, await tokenList(revoked)],
      ['https://other.example/1', await tokenList({ url: 'https://other.example/1' })],
    ])
    const source: StatusSource = {
      list: async (asked, { now }) => ({ token: lists.get(asked) ?? '', fetchedAt: now }),
    }
    // Room for one.
    const reader = createStatusReader({ source, resolve, maxBytes: 40_000 })
    await reader.read(tokenEntry, context())
    await reader.read({ ...tokenEntry, list: 'https://other.example/1' }, context())
    const again = reader.read(tokenEntry, context())
    expect(again).toBeInstanceOf(Promise)
    await again
    await reader.read({ ...tokenEntry, list: 'https://other.example/1' }, context())
    lists.set(url, await tokenList({ issuedAt: after(-11) }))
    await expect(reader.read(tokenEntry, context())).rejects.toMatchObject({
      code: 'status_list_older',
    })
  })

  test('is not moved by a list of somebody who may not sign it', async () => {
    const { reader, put } = shelf()
    put(await tokenList({ issuedAt: noon }, stranger))
    await expect(reader.read(tokenEntry, context())).rejects.toMatchObject({
      code: 'status_list_untrusted',
    })
    put(await tokenList())
    await expect(reader.read(tokenEntry, context())).resolves.toMatchObject({ value: 'valid' })
  })

  test('is not moved by a list of the future', async () => {
    const { reader, put } = shelf()
    put(await tokenList({ issuedAt: after(hour) }))
    await expect(reader.read(tokenEntry, context())).rejects.toMatchObject({
      code: 'status_list_not_yet_valid',
    })
    put(await tokenList())
    await expect(reader.read(tokenEntry, context())).resolves.toMatchObject({ value: 'valid' })
  })
})

describe('who may sign a list', () => {
  test('includes a status authority while the issuer accredits it, asked at every read', async () => {
    const { reader, put } = shelf()
    put(await tokenList({}, stranger))
    const asked: string[] = []
    const accredits = (authority: string) => {
      asked.push(authority)
      return asked.length < 4
    }
    await expect(reader.read(tokenEntry, context({ accredits }))).resolves.toBeDefined()
    expect(reader.read(tokenEntry, context({ accredits }))).toMatchObject({ value: 'valid' })
    expect(() => reader.read(tokenEntry, context({ accredits }))).toThrow(
      expect.objectContaining({ code: 'status_list_untrusted' }),
    )
    // Twice for the first: before its DID is looked up, and of the key.
    expect(asked).toEqual(Array(4).fill(stranger.did))
  })

  test('waits for an answer that takes time', async () => {
    const { reader, put } = shelf()
    put(await tokenList({}, stranger))
    const yes = context({ accredits: async () => true })
    const no = context({ accredits: async () => false })
    await expect(reader.read(tokenEntry, yes)).resolves.toMatchObject({ value: 'valid' })
    await expect(reader.read(tokenEntry, yes)).resolves.toMatchObject({ value: 'valid' })
    await expect(reader.read(tokenEntry, no)).rejects.toMatchObject({
      code: 'status_list_untrusted',
    })
  })

  test('is only who holds a key that the accreditation of the issuer names', async () => {
    const { reader, put } = shelf()
    put(await tokenList())
    const ours = await thumbprintOf(department.publicKey)
    const theirs = await thumbprintOf(stranger.publicKey)
    const untrusted = expect.objectContaining({ code: 'status_list_untrusted' })
    await expect(reader.read(tokenEntry, context({ keys: [theirs] }))).rejects.toEqual(untrusted)
    await expect(reader.read(tokenEntry, context({ keys: [theirs, ours] }))).resolves.toBeDefined()
    expect(reader.read(tokenEntry, context({ keys: [ours] }))).toMatchObject({ value: 'valid' })
    expect(() => reader.read(tokenEntry, context({ keys: [] }))).toThrow(untrusted)
  })

  test('is told to whoever must say whether an authority is accredited, with its key', async () => {
    const { reader, put } = shelf()
    put(await tokenList({}, stranger))
    const key = await thumbprintOf(stranger.publicKey)
    const accredits = (_: string, thumbprint = key) => thumbprint === key
    // The keys named are those of the issuer, not of its authority.
    const reading = reader.read(tokenEntry, context({ accredits, keys: [] }))
    await expect(reading).resolves.toMatchObject({ value: 'valid' })
  })

  test('is judged for each issuer, also when the list is held', async () => {
    const { reader, put } = shelf()
    put(await tokenList())
    await reader.read(tokenEntry, context())
    expect(() => reader.read(tokenEntry, context({ issuer: stranger.did }))).toThrow(
      expect.objectContaining({ code: 'status_list_untrusted' }),
    )
    await expect(reader.read(tokenEntry, context({ issuer: department.did }))).toMatchObject({
      value: 'valid',
    })
  })
})

describe('callers at the same time', () => {
  function slow() {
    let calls = 0
    let answer: (token: string) => void = () => undefined
    const token = new Promise<string>((done) => {
      answer = done
    })
    const source: StatusSource = {
      list: async (_, { now }) => {
        calls++
        return { token: await token, fetchedAt: now }
      },
    }
    return { reader: createStatusReader({ source, resolve }), answer, calls: () => calls }
  }

  test('share one request', async () => {
    const { reader, answer, calls } = slow()
    const reads = Array.from({ length: 8 }, () => reader.read(tokenEntry, context()))
    answer(await tokenList())
    await expect(Promise.all(reads)).resolves.toHaveLength(8)
    expect(calls()).toBe(1)
  })

  test('stop waiting each for themselves', async () => {
    const { reader, answer } = slow()
    const abort = new AbortController()
    const stopped = reader.read(tokenEntry, context({ signal: abort.signal }))
    const patient = reader.read(tokenEntry, context())
    abort.abort()
    await expect(stopped).rejects.toMatchObject({ code: 'status_unreachable', ...unknown })
    answer(await tokenList())
    await expect(patient).resolves.toMatchObject({ value: 'valid' })
    const late = context({ signal: abort.signal, now: epochSeconds(after(61)) })
    await expect(reader.read(tokenEntry, late)).rejects.toMatchObject(unknown)
  })
})
