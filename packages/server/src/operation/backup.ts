import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { copyFile, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Clock, epochSeconds, isJsonObject, parseJson } from '@fidecura/base'
import type { Did } from '@fidecura/identity'
import { copyStore, type Store } from '@fidecura/store'
import { z } from 'zod'
import { ServerError } from '../errors.ts'
import { didAt } from '../hospital/did-at.ts'
import { holdRestored } from '../hospital/kept-changes.ts'
import { openHospitalStore, type StoreSetting } from '../hospital/open-hospital-store.ts'
import { settingsIn } from '../hospital/open-hospitals.ts'
import { type HospitalSettings, parseHospitalSettings } from '../hospital/settings.ts'
import { runningBackup } from '../hospital/take-backup.ts'
import { runPostgres } from './postgres-program.ts'

/** Whose hospitals, and where they keep things. */
export interface BackupOptions {
  /** Of all hospitals. */
  readonly folder: string
  readonly origin: string
  readonly store?: StoreSetting | undefined
  readonly clock: Clock
  /** Where the backup is, or is to be. */
  readonly backup: string
  /** Of this hospital alone. Absent: of all. */
  readonly only?: string | undefined
}

/** What a backup holds of a hospital. Never its keys: whoever loses them enrols new ones. */
interface KeptHospital {
  readonly id: string
  readonly did: Did
  readonly kind: 'sqlite' | 'postgresql'
  readonly sha256: string
}

interface Manifest {
  readonly version: 'urn:fidecura:backup:1'
  /** When it was begun. */
  readonly at: number
  readonly hospitals: readonly KeptHospital[]
}

const manifestSchema = z.strictObject({
  version: z.literal('urn:fidecura:backup:1'),
  at: z.int(),
  hospitals: z
    .array(
      z.strictObject({
        id: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/),
        did: z.string(),
        kind: z.enum(['sqlite', 'postgresql']),
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
      }),
    )
    .min(1),
})

/**
 * Writes the store and the settings of each hospital into a new folder, while the service runs on.
 *
 * @throws {@link ServerError} `backup_failed` (unknown): `pg_dump` is not there, or did not do it; those of the store.
 */
export async function backupHospitals(options: BackupOptions): Promise<readonly string[]> {
  const { folder, origin, store = 'sqlite', clock, backup, only } = options
  const all = await settingsIn(folder)
  const settings = only === undefined ? all : all.filter(({ id }) => id === only)
  const at = Math.floor(clock())
  await mkdir(backup, { mode: 0o700 })
  const hospitals: KeptHospital[] = []
  for (const { id } of settings) {
    await mkdir(join(backup, id), { mode: 0o700 })
    const to = join(backup, id, 'store')
    if (store === 'sqlite') await copyStore(join(folder, id, 'store.sqlite'), to)
    else {
      // Made by the program itself it would be for everybody to read, once it is carried out of this folder.
      await writeFile(to, '', { flag: 'wx', mode: 0o600 })
      await runPostgres('pg_dump', [...dumped, `--file=${to}`, addressOf(store, id)])
    }
    await copyFile(join(folder, id, 'hospital.json'), join(backup, id, 'hospital.json'))
    const kind = store === 'sqlite' ? 'sqlite' : 'postgresql'
    hospitals.push({ id, did: didAt(origin, id), kind, sha256: await digestOfFile(to) })
  }
  // Last: a folder without it is no backup.
  const manifest: Manifest = { version: 'urn:fidecura:backup:1', at, hospitals }
  const text = JSON.stringify(manifest, null, 2)
  await writeFile(join(backup, 'backup.json'), text, { flag: 'wx', mode: 0o600 })
  return hospitals.map(({ id }) => id)
}

/** What was put back. */
export interface Restored {
  readonly hospitals: readonly string[]
  /** What was written down since is lost. */
  readonly at: number
}

/**
 * Puts stores back where none is, and ends what was open in them: sessions, and challenges that may have been answered
 * since. Patients' apps and platforms notice what their register has lost. Where people administer a hospital, two of
 * them have to confirm it before it goes on.
 *
 * @throws {@link ServerError} `backup_malformed`: damaged, or of another store or origin; `restore_refused`: something is
 *   there; `backup_failed` (unknown).
 */
export async function restoreHospitals(options: BackupOptions): Promise<Restored> {
  const { folder, origin, store: setting = 'sqlite', backup } = options
  const { at, hospitals } = await manifestIn(backup)
  const wanted = setting === 'sqlite' ? 'sqlite' : 'postgresql'
  // All of it is looked at before any of it is written.
  for (const { id, did, kind, sha256 } of hospitals) {
    if (kind !== wanted || did !== didAt(origin, id)) throw malformed(`/${id}`)
    const found = await digestOfFile(join(backup, id, 'store')).catch(() => undefined)
    if (found !== sha256) throw malformed(`/${id}/store`)
    if (setting === 'sqlite') await assertAbsent(join(folder, id, 'store.sqlite'), id)
  }
  for (const { id, did } of hospitals) {
    const from = join(backup, id, 'store')
    await mkdir(join(folder, id), { recursive: true, mode: 0o700 })
    if (setting === 'sqlite') await copyStore(from, join(folder, id, 'store.sqlite'))
    else await runPostgres('pg_restore', [...restored, `--dbname=${addressOf(setting, id)}`, from])
    const settings = join(folder, id, 'hospital.json')
    if ((await stat(settings).catch(() => undefined)) === undefined) {
      await copyFile(join(backup, id, 'hospital.json'), settings)
    }
    const store = await openHospitalStore({ id, did }, options)
    try {
      for (const kind of openThen) await forget(store, kind)
      if (isAdministered(await settingsOf(settings))) {
        await holdRestored(store.documents, at, options.clock)
      }
    } finally {
      await store.close()
    }
  }
  return { hospitals: hospitals.map(({ id }) => id), at }
}

async function settingsOf(path: string): Promise<HospitalSettings> {
  return parseHospitalSettings(parseJson(new Uint8Array(await readFile(path))))
}

function isAdministered({ administration }: HospitalSettings): boolean {
  return administration !== undefined
}

const dumped = ['--format=custom', '--schema=fidecura', '--no-owner', '--no-privileges']
const restored = ['--no-owner', '--no-privileges', '--exit-on-error', '--single-transaction']

/** What may have been used since. Who is signed in at platforms stays: what they showed is verified again. */
const openThen = [
  ...['session', 'challenge', 'openid.presentation', 'openid.offer', 'openid.pre_authorized'],
  ...['openid.token', 'openid.transaction', runningBackup],
]

async function manifestIn(backup: string): Promise<Manifest> {
  const bytes = await readFile(join(backup, 'backup.json')).catch(() => undefined)
  if (bytes === undefined) throw malformed('/backup.json')
  const json = parseJson(new Uint8Array(bytes))
  const result = manifestSchema.safeParse(isJsonObject(json) ? json : undefined)
  if (result.success) return result.data as unknown as Manifest
  throw malformed('/backup.json')
}

/** All of a kind, also what has expired. */
async function forget({ documents }: Store, kind: string): Promise<void> {
  const begin = epochSeconds(0)
  for (;;) {
    const some = await documents.list(kind, { limit: 500, now: begin })
    if (some.length === 0) return
    await documents.write(
      some.map(({ id }) => ({ remove: { kind, id } })),
      begin,
    )
  }
}

function addressOf(store: Exclude<StoreSetting, 'sqlite'>, id: string): string {
  return store.replaceAll('{hospital}', id)
}

async function assertAbsent(path: string, id: string): Promise<void> {
  if ((await stat(path).catch(() => undefined)) === undefined) return
  throw new ServerError('restore_refused', 'A store is there already', { place: `/${id}` })
}

async function digestOfFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk)
  return hash.digest('hex')
}

function malformed(place: string): ServerError {
  return new ServerError('backup_malformed', 'Not a backup of this service', { place })
}

/** Of what a backup begun in vain has left. */
export async function dropBackup(backup: string): Promise<void> {
  await rm(backup, { recursive: true, force: true })
}
