import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { CodedError, parseJson } from '@fidecura/base'
import { isPrivateFile } from '@fidecura/base/node'
import type { PublicJwk } from '@fidecura/identity'
import { openKeyFile } from '@fidecura/identity/node'
import type { HospitalSettings } from '@fidecura/server'
import { storeVersion } from '@fidecura/store'
import type { Tokens } from '../custody/tokens.ts'
import { type Finding, fail, warn, well } from './finding.ts'
import { lookAtTokenKey } from './look-at-token.ts'

/** A hospital whose settings could be read, with the keys that could be opened. */
export interface SeenHospital {
  readonly settings: HospitalSettings
  /** By the id of the department; `hospital` for the hospital itself. */
  readonly keys: ReadonlyMap<string, PublicJwk>
}

/** What lies in the folder of a service. */
export interface SeenFolder {
  readonly findings: readonly Finding[]
  readonly hospitals: readonly SeenHospital[]
}

/** Where it lies, and what opens its keys. */
export interface FolderOptions {
  readonly data: string
  /** Whether stores are files in it. */
  readonly hasFiles: boolean
  readonly passphrase: string | undefined
  readonly tokens: Tokens
}

/** Looks and changes nothing: no store is migrated by being looked at. */
export async function lookAtFolder(options: FolderOptions): Promise<SeenFolder> {
  const { data, hasFiles } = options
  const findings: Finding[] = []
  const hospitals: SeenHospital[] = []
  for (const name of (await readdir(data).catch(() => [])).toSorted()) {
    const path = join(data, name, 'hospital.json')
    const bytes = await readFile(path).catch(() => undefined)
    if (bytes === undefined) continue
    const settings = await settingsIn(bytes)
    if (typeof settings === 'string') {
      findings.push(fail('settings', 'settings_wrong', `${path} ${settings}`.trimEnd()))
      continue
    }
    findings.push(well('settings', path))
    const file = join(data, name, 'store.sqlite')
    findings.push(hasFiles ? await lookAtStore(file) : warn('store', 'store_elsewhere', name))
    const keys = new Map<string, PublicJwk>()
    for (const id of keysOf(settings)) {
      const place = settings.custody?.[id] ?? 'file'
      const { finding, key } =
        place === 'file'
          ? await lookAtKey(join(data, name, 'keys', `${id}.key`), options)
          : await lookAtTokenKey(place, options.tokens)
      findings.push(finding)
      if (key !== undefined) keys.set(id, key)
    }
    hospitals.push({ settings, keys })
  }
  if (findings.length === 0) findings.push(fail('settings', 'settings_missing', data))
  return { findings, hospitals }
}

/** Without one of these the service does not start. */
function keysOf({ departments, evidence, witness, signIn }: HospitalSettings): readonly string[] {
  return [
    ...['hospital', ...departments.map(({ id }) => id)],
    ...(evidence === undefined ? [] : ['log']),
    ...(witness === undefined ? [] : ['witness']),
    ...(signIn === undefined ? [] : ['sign-in', 'sign-in-secret']),
  ]
}

/** @returns The place where they are not as they must be, empty if nobody can tell. */
async function settingsIn(bytes: Uint8Array): Promise<HospitalSettings | string> {
  const { parseHospitalSettings, ServerError } = await import('@fidecura/server')
  try {
    return parseHospitalSettings(parseJson(new Uint8Array(bytes)))
  } catch (error) {
    if (ServerError.is(error)) return error.place ?? ''
    if (CodedError.is(error)) return ''
    throw error
  }
}

async function lookAtStore(path: string): Promise<Finding> {
  const found = await stat(path).catch(() => undefined)
  // The service takes none that its group may read, whoever owns it.
  const isOpen = found !== undefined && process.platform !== 'win32' && (found.mode & 0o077) !== 0
  if (isOpen) return fail('store', 'store_open', path)
  let database: DatabaseSync
  try {
    database = new DatabaseSync(path, { readOnly: true })
  } catch {
    return warn('store', 'store_missing', path)
  }
  try {
    const found = database.prepare('SELECT max(version) AS version FROM migration').get()
    const version = Number(found?.['version'] ?? 0)
    if (version > storeVersion) return fail('store', 'store_newer', path)
    return version < storeVersion ? warn('store', 'store_older', path) : well('store', path)
  } catch {
    return fail('store', 'store_foreign', path)
  } finally {
    database.close()
  }
}

async function lookAtKey(
  path: string,
  { passphrase }: FolderOptions,
): Promise<{ readonly finding: Finding; readonly key?: PublicJwk }> {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) return { finding: fail('key', 'key_missing', path) }
  // Whoever else reads it may try passphrases for as long as they like, and nothing else opens it then.
  if (!isPrivateFile(found)) return { finding: fail('key', 'key_open', path) }
  if (passphrase === undefined) return { finding: warn('key', 'key_not_opened', path) }
  try {
    const { publicKey: key } = await openKeyFile(path, { passphrase })
    return { finding: well('key', path), key }
  } catch (error) {
    if (!CodedError.is(error)) throw error
    return { finding: fail('key', 'key_wrong', path) }
  }
}
