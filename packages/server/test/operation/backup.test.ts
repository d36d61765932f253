import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { epochSeconds, type Fetch } from '@fidecura/base'
import { generateSigner } from '@fidecura/identity'
import { createTestClock } from '@fidecura/testing'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { withPostgres } from '../../../store/test/with-postgres.ts'
import { openExample } from '../../src/example/open-example.ts'
import { didAt } from '../../src/hospital/did-at.ts'
import { openHospitalStore, type StoreSetting } from '../../src/hospital/open-hospital-store.ts'
import { backupHospitals, restoreHospitals } from '../../src/operation/backup.ts'
import { noon } from '../world.ts'

const origin = 'https://hospital.example'
const clock = createTestClock(noon).now
const noNetwork: Fetch = () => Promise.reject(new TypeError('There is no network here'))
const folder = mkdtempSync(join(tmpdir(), 'fidecura-backup-'))
const ids = ['hillside', 'riverside']

afterAll(() => rmSync(folder, { recursive: true }))

/** What somebody may have used since, and what they may not: nonces, and who is signed in at platforms. */
const ended = ['session', 'challenge', 'openid.pre_authorized', 'openid.token']
const kept = ['openid.used', 'bridge.sign-in', 'notice']

/** Two hospitals with something in them, and a backup of them that was made while they were open. */
async function keep(data: string, backup: string, store?: StoreSetting): Promise<void> {
  const example = await openExample({
    ...{ folder: data, origin, clock, fetch: noNetwork, store },
    signer: (_, did) => generateSigner(did === undefined ? {} : { did, fragment: 'key-1' }),
  })
  const { documents } = example.hospitals.get('riverside')?.store ?? {}
  const expiresAt = epochSeconds(noon + 3600)
  const document = (kind: string) => ({ insert: { kind, id: 'a', body: {}, expiresAt } })
  await documents?.write([...ended, ...kept].map(document), noon)
  const writing = Array.from({ length: 20 }, (_, n) =>
    documents?.write([{ insert: { kind: 'later', id: `${n}`, body: {} } }], noon),
  )
  await backupHospitals({ folder: data, origin, store, clock, backup })
  await Promise.all(writing)
  await example.close()
}

async function heldBy(data: string, store?: StoreSetting): Promise<readonly string[]> {
  const owner = { id: 'riverside', did: didAt(origin, 'riverside') }
  const opened = await openHospitalStore(owner, { folder: data, store, clock })
  const kinds = [...ended, ...kept]
  const found = await Promise.all(kinds.map((kind) => opened.documents.find(kind, 'a', noon)))
  await opened.close()
  return kinds.filter((_, at) => found[at] !== undefined)
}

describe('a backup', () => {
  const [data, backup] = [join(folder, 'data'), join(folder, 'backup')]
  const again = (name: string, more: object = {}) =>
    restoreHospitals({ ...{ folder: join(folder, name), origin, clock, backup }, ...more })
  beforeAll(() => keep(data, backup))

  test('is put back where nothing was, and ends what was open', async () => {
    expect(await heldBy(data)).toEqual([...ended, ...kept])
    expect(await again('new')).toEqual({ hospitals: ids, at: noon })
    expect(await heldBy(join(folder, 'new'))).toEqual(kept)
    const store = join(folder, 'new', 'riverside', 'store.sqlite')
    expect(statSync(store).mode & 0o077).toBe(0)
    expect(statSync(join(backup, 'riverside', 'store')).mode & 0o077).toBe(0)
    const settings = (place: string) => readFileSync(join(place, 'riverside', 'hospital.json'))
    expect(settings(join(folder, 'new'))).toEqual(settings(data))
  })

  test('is never put in the place of a store that is there', async () => {
    const before = readFileSync(join(data, 'hillside', 'store.sqlite'))
    await expect(again('data')).rejects.toMatchObject({
      code: 'restore_refused',
      place: '/hillside',
    })
    expect(readFileSync(join(data, 'hillside', 'store.sqlite'))).toEqual(before)
  })

  test.each([
    ['another origin', { origin: 'https://other.example' }, '/hillside'],
    ['another kind of store', { store: 'postgresql://u@localhost/{hospital}' }, '/hillside'],
    ['no backup at all', { backup: folder }, '/backup.json'],
  ])('is not taken for one of %s', async (_, more, place) => {
    await expect(again('none', more)).rejects.toMatchObject({ code: 'backup_malformed', place })
  })

  test('that was damaged or exchanged is not put back, nor is anything beside it', async () => {
    const path = join(backup, 'riverside', 'store')
    const whole = readFileSync(path)
    const other = Buffer.from(whole)
    other[other.length - 1] = (other.at(-1) ?? 0) ^ 1
    for (const bytes of [other, readFileSync(join(backup, 'hillside', 'store')), Buffer.of()]) {
      writeFileSync(path, bytes)
      const code = { code: 'backup_malformed', place: '/riverside/store' }
      await expect(again('damaged')).rejects.toMatchObject(code)
    }
    writeFileSync(path, whole)
    expect(() => statSync(join(folder, 'damaged'))).toThrow()
  })

  test('of a hospital that is not there is not made', async () => {
    const empty = { folder: join(folder, 'nowhere'), origin, clock, backup: join(folder, 'b') }
    await expect(backupHospitals(empty)).rejects.toMatchObject({ code: 'settings_malformed' })
    expect(() => statSync(empty.backup)).toThrow()
  })

  test('says which program is missing', async () => {
    const store = 'postgresql://nobody@localhost:1/{hospital}' as const
    const failed = backupHospitals({
      folder: data,
      origin,
      store,
      clock,
      backup: join(folder, 'c'),
    })
    await expect(failed).rejects.toMatchObject({
      ...{ code: 'backup_failed', outcome: 'unknown', place: 'pg_dump' },
    })
  })
})

withPostgres('a backup on PostgreSQL', (server) => {
  test('is put back into an empty database, and into no other', async () => {
    const [data, backup] = [join(folder, 'data-pg'), join(folder, 'backup-pg')]
    const group = async (prefix: string): Promise<StoreSetting> => {
      for (const name of [...ids, 'authority']) await server.newDatabase(`${prefix}${name}`)
      const address = server.addressOf(`${prefix}riverside`)
      return address.replace(`${prefix}riverside`, `${prefix}{hospital}`) as StoreSetting
    }
    const [first, second] = [await group('a_'), await group('b_')]
    await keep(data, backup, first)
    expect(statSync(join(backup, 'riverside', 'store')).mode & 0o077).toBe(0)
    const restoring = { folder: join(folder, 'new-pg'), origin, clock, backup }
    await restoreHospitals({ ...restoring, store: second })
    expect(await heldBy(restoring.folder, second)).toEqual(kept)
    expect(await heldBy(data, first)).toEqual([...ended, ...kept])
    const twice = restoreHospitals({ ...restoring, store: first })
    await expect(twice).rejects.toMatchObject({ code: 'backup_failed', place: 'pg_restore' })
    expect(await heldBy(data, first)).toEqual([...ended, ...kept])
  }, 60_000)
})
