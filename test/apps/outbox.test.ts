import { epochSeconds } from '@fidecura/base'
import { replayGraceSeconds } from '@fidecura/credentials'
import { describe, expect, test } from '@jest/globals'
import { keepUses } from '../../examples/app-kit/src/kept-state.ts'
import { createOutbox } from '../../examples/app-kit/src/outbox.ts'
import { memoryKeep } from './memory-keep.ts'

const item = { id: 'k'.repeat(24), kind: 'refusal', body: 'token' }

describe('an outbox', () => {
  test.each([
    ['an answer', { done: true }],
    ['an answer that is nothing', undefined],
  ])('says that something was answered, with %s, and keeps it no longer', async (_, answer) => {
    const outbox = createOutbox({ keep: memoryKeep(), deliver: async () => answer, clock: () => 1 })
    expect(await outbox.send(item)).toEqual({ kind: 'answered', answer })
    expect(await outbox.waiting()).toEqual([])
  })

  test.each([
    ['there is no network', { code: 'server_unreachable', outcome: 'unknown' }],
    ['the session is over', { code: 'session_missing', outcome: 'failed' }],
    ['nobody knows why', new TypeError('Failed to fetch')],
  ])('lets it wait where %s, and sends it again with the same id', async (_, error) => {
    const sent: string[] = []
    let isUp = false
    const deliver = async ({ id }: { readonly id: string }) => {
      sent.push(id)
      if (!isUp) throw error
    }
    const outbox = createOutbox({ keep: memoryKeep(), deliver, clock: () => 1 })
    expect(await outbox.send(item)).toEqual({ kind: 'waits' })
    expect(await outbox.waiting()).toEqual([{ ...item, signedAt: 1 }])
    isUp = true
    await outbox.flush()
    expect(await outbox.waiting()).toEqual([])
    expect(sent).toEqual([item.id, item.id])
  })

  test('keeps what is refused until it was read, and sends it no more', async () => {
    const refused = { code: 'statement_malformed', outcome: 'failed' }
    let times = 0
    const deliver = async () => {
      times++
      throw refused
    }
    const outbox = createOutbox({ keep: memoryKeep(), deliver, clock: () => 1 })
    await expect(outbox.send(item)).rejects.toBe(refused)
    await outbox.flush()
    expect(times).toBe(1)
    expect(await outbox.waiting()).toMatchObject([{ refused: 'statement_malformed' }])
    await outbox.drop(item.id)
    expect(await outbox.waiting()).toEqual([])
  })
})

test('keepUses takes each use once, and forgets it when it could not be made any more', async () => {
  const values = new Map<string, unknown>()
  const uses = keepUses(memoryKeep(values))
  const [now, expiresAt] = [epochSeconds(100), epochSeconds(200)]
  const forgotten = epochSeconds(expiresAt + replayGraceSeconds)
  const use = { tenant: 't', audience: 'a', nonce: 'n', now, expiresAt }
  expect(await uses.insert(use)).toBe(true)
  expect(await uses.insert({ ...use, now: epochSeconds(forgotten - 1) })).toBe(false)
  const later = { ...use, nonce: 'm', now: forgotten, expiresAt: epochSeconds(9000) }
  expect(await uses.insert(later)).toBe(true)
  expect([...values.keys()]).toEqual(['use/["t","a","m"]'])
})
