import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore } from '@fidecura/store'
import { createTestClock } from '@fidecura/testing'
import { afterAll, expect, test } from '@jest/globals'
import { takeBackup } from '../../src/hospital/take-backup.ts'
import { noon } from '../world.ts'

const folder = mkdtempSync(join(tmpdir(), 'fidecura-take-backup-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('takeBackup takes one at a time, also in another process, and the next one when it is over', async () => {
  const { now: clock } = createTestClock(noon)
  const path = join(folder, 'one.sqlite')
  const [store, elsewhere] = [await openStore(path), await openStore(path)]
  try {
    let taken = 0
    const other = { store: elsewhere, clock, backup: async () => `other-${++taken}` }
    // In the middle of it.
    const backup = async (): Promise<string> => {
      const running = { code: 'backup_running', outcome: 'unknown' }
      await expect(takeBackup(other)).rejects.toMatchObject(running)
      return 'first'
    }
    expect(await takeBackup({ store, clock, backup })).toBe('first')
    expect(await takeBackup(other)).toBe('other-1')
    const failing = { store, clock, backup: () => Promise.reject({ code: 'planted' }) }
    await expect(takeBackup(failing)).rejects.toMatchObject({ code: 'planted' })
    expect(await takeBackup(other)).toBe('other-2')
  } finally {
    await store.close()
    await elsewhere.close()
  }
})

test('takeBackup waits an hour for one that was broken off, and leaves the mark of another alone', async () => {
  const { now: clock, advance } = createTestClock(noon)
  const store = await openStore(join(folder, 'two.sqlite'))
  try {
    const other = { store, clock, backup: async () => 'other' }
    const refused = { code: 'backup_running' }
    let begin = (): void => undefined
    let end = (_: string): void => undefined
    const begun = new Promise<void>((resolve) => {
      begin = resolve
    })
    const gate = new Promise<string>((resolve) => {
      end = resolve
    })
    let second: Promise<string> | undefined
    const slow = async (): Promise<string> => {
      advance(3599)
      await expect(takeBackup(other)).rejects.toMatchObject(refused)
      advance(1)
      const backup = () => {
        begin()
        return gate
      }
      second = takeBackup({ store, clock, backup })
      await begun
      return 'slow'
    }
    expect(await takeBackup({ store, clock, backup: slow })).toBe('slow')
    await expect(takeBackup(other)).rejects.toMatchObject(refused)
    end('second')
    expect(await second).toBe('second')
    expect(await takeBackup(other)).toBe('other')
  } finally {
    await store.close()
  }
})
