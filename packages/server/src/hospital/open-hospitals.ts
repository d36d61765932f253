import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { allowLoopbackHttp, parseJson } from '@fidecura/base'
import type { Did, Signer } from '@fidecura/identity'
import type { Store } from '@fidecura/store'
import { ServerError } from '../errors.ts'
import { didAt } from './did-at.ts'
import { createDirectory, type Directory, type DirectoryOptions } from './directory.ts'
import { type Hospital, openHospital } from './hospital.ts'
import { openEvidence } from './open-evidence.ts'
import { openHospitalStore, type StoreSetting } from './open-hospital-store.ts'
import type { Preservation } from './preservation.ts'
import { createFolderRecordSource } from './record-source.ts'
import {
  type HospitalSettings,
  type KeyPlace,
  keyPlaceOf,
  parseHospitalSettings,
} from './settings.ts'

/** Where hospitals are kept, how they are reached, and who opens their keys. */
export interface OpenHospitalsOptions extends DirectoryOptions {
  /** One folder a hospital, with `hospital.json`, `records/` and, if nothing else is said, `store.sqlite`. */
  readonly folder: string
  /** Default: `sqlite`. */
  readonly store?: StoreSetting | undefined
  /** `https://hospital.example`, without a path. */
  readonly origin: string
  /** @param department - Absent: the hospital itself. @param place - As the settings of the hospital say. */
  readonly signer: (
    hospital: string,
    department: string | undefined,
    did: Did,
    place: KeyPlace,
  ) => Promise<Signer>
  /** Writes a backup of one hospital; the name of it. Absent: no order of an administrator takes one. */
  readonly backup?: ((hospital: string) => Promise<string>) | undefined
  /** Opens an Ed25519 key for the log of a hospital, or for what it signs on the logs of others. */
  readonly noteSigner?: (
    hospital: string,
    purpose: 'log' | 'witness',
    place: KeyPlace,
  ) => Promise<Signer>
}

/** Hospitals that are open, on a store each. */
export interface OpenHospitals {
  readonly directory: Directory
  readonly hospitals: ReadonlyMap<string, Hospital>
  close(): Promise<void>
}

/**
 * Opens every hospital of a folder.
 *
 * @throws {@link ServerError} `settings_malformed`: none is there, or one that cannot be read; those of the
 *   store and of the signers.
 */
export async function openHospitals(options: OpenHospitalsOptions): Promise<OpenHospitals> {
  const { folder, origin, clock, fetch } = options
  const loopback = options[allowLoopbackHttp]
  const door = loopback === undefined ? {} : { [allowLoopbackHttp]: loopback }
  const reached = { fetch, clock, ...door }
  const directory = createDirectory(reached)
  const stores: Store[] = []
  const hospitals = new Map<string, Hospital>()
  const logs: Preservation[] = []
  const close = async (): Promise<void> => {
    for (const log of logs) await log.close()
    for (const store of stores) await store.close()
  }
  try {
    for (const settings of await settingsIn(folder)) {
      const { id, departments } = settings
      const owner = { id, did: didAt(origin, id) }
      const store = await openHospitalStore(owner, options)
      stores.push(store)
      const departmentSigners = new Map<string, Signer>()
      for (const { id: name } of departments) {
        const place = keyPlaceOf(settings, name)
        departmentSigners.set(name, await options.signer(id, name, didAt(origin, id, name), place))
      }
      const place = keyPlaceOf(settings, 'hospital')
      const signer = await options.signer(id, undefined, didAt(origin, id), place)
      const records = createFolderRecordSource(join(folder, id, 'records'))
      const evidence = await openEvidence({
        ...{ ...reached, settings, origin, store, signer },
        noteSigner: (purpose) =>
          options.noteSigner?.(id, purpose, keyPlaceOf(settings, purpose)) ?? lacksKey(purpose),
      })
      if (evidence.preservation !== undefined) logs.push(evidence.preservation)
      const { backup } = options
      const parts = {
        ...{ settings, store, signer, departmentSigners, directory, records },
        backup: backup === undefined ? undefined : () => backup(id),
      }
      hospitals.set(id, await openHospital({ ...reached, ...parts, ...evidence, origin }))
    }
  } catch (error) {
    await close()
    throw error
  }
  return { directory, hospitals, close }
}

/** In the order of their names. @throws ServerError `settings_malformed`. */
export async function settingsIn(folder: string): Promise<readonly HospitalSettings[]> {
  const found: HospitalSettings[] = []
  for (const name of (await readdir(folder).catch(() => [])).toSorted()) {
    const bytes = await readFile(join(folder, name, 'hospital.json')).catch(() => undefined)
    if (bytes === undefined) continue
    const settings = parseHospitalSettings(parseJson(new Uint8Array(bytes)))
    // Its name is the segment under which it is served, and the folder that its store lies in.
    if (settings.id !== name) throw malformed(`/${name}/id`)
    found.push(settings)
  }
  if (found.length === 0) throw malformed('')
  return found
}

function lacksKey(purpose: string): Promise<never> {
  return Promise.reject(malformed(`/${purpose}`))
}

function malformed(place: string): ServerError {
  return new ServerError('settings_malformed', 'No hospital is here as it must be', { place })
}
