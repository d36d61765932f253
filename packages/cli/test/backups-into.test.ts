import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { epochSeconds } from '@fidecura/base'
import { readServiceSettings } from '@fidecura/server'
import { createTestClock } from '@fidecura/testing'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { backupsInto } from '../src/service/backups-into.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'fidecura-backups-'))
})
afterEach(() => rmSync(root, { recursive: true }))

const storeBytes = 4096
const spare = 67_108_864

/** Nothing but the bound stands before it: whoever gets by finds no hospital here. */
function take(freeBytes = Number.MAX_SAFE_INTEGER): Promise<string> | undefined {
  const [data, backups] = [join(root, 'data'), join(root, 'backups')]
  mkdirSync(join(data, 'riverside'), { recursive: true })
  writeFileSync(join(data, 'riverside', 'store.sqlite'), new Uint8Array(storeBytes))
  const origin = 'https://hospital.example'
  const settings = readServiceSettings({ options: { data, origin, backups }, variables: {} })
  const { now } = createTestClock(epochSeconds(1_800_000_000))
  return backupsInto(settings, now, async () => freeBytes)?.('riverside')
}

function keep(count: number, hospital = 'riverside'): void {
  for (let n = 0; n < count; n++) {
    mkdirSync(join(root, 'backups', `${hospital}-2027-01-15T120000Z-${n}`), { recursive: true })
  }
}

const gotBy = { code: 'settings_malformed' }

describe('backupsInto', () => {
  test('keeps 32 of a hospital, and takes none beyond them', async () => {
    keep(32)
    const full = { code: 'backups_full', place: 'count', outcome: 'failed' }
    await expect(take()).rejects.toMatchObject(full)
    expect(readdirSync(join(root, 'backups'))).toHaveLength(32)
  })

  test('takes one more where 31 are, whatever others keep', async () => {
    keep(31)
    keep(32, 'riverside-north')
    keep(32, 'hillside')
    await expect(take()).rejects.toMatchObject(gotBy)
  })

  test('takes none that leaves the disk less than another would need', async () => {
    const full = { code: 'backups_full', place: 'space' }
    await expect(take(2 * storeBytes + spare - 1)).rejects.toMatchObject(full)
    await expect(take(2 * storeBytes + spare)).rejects.toMatchObject(gotBy)
  })

  test('counts on as much as one before it took, where the store is elsewhere', async () => {
    keep(1)
    const last = join(root, 'backups', 'riverside-2027-01-15T120000Z-0', 'riverside')
    mkdirSync(last)
    writeFileSync(join(last, 'store'), new Uint8Array(3 * storeBytes))
    const full = { code: 'backups_full', place: 'space' }
    await expect(take(6 * storeBytes + spare - 1)).rejects.toMatchObject(full)
    await expect(take(6 * storeBytes + spare)).rejects.toMatchObject(gotBy)
  })
})
