import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Clock, type Fetch, parseJson } from '@fidecura/base'
import { createHttpStatusSource, createVerifier } from '@fidecura/credentials'
import { createCommonResolver, type Did, type Signer } from '@fidecura/identity'
import { ServerError } from '../errors.ts'
import { didAt } from '../hospital/did-at.ts'
import { openHospitalStore, type StoreSetting } from '../hospital/open-hospital-store.ts'
import { type HospitalSettings, type KeyPlace, keyPlaceOf } from '../hospital/settings.ts'
import { foundHospital } from './found-hospital.ts'
import { parseHospitalDraft } from './hospital-draft.ts'

/** The name of a draft, in the folder of its hospital. */
export const draftName = 'hospital.draft.json'

/** Which hospital, what came back for it, and how it is reached. */
export interface AcceptOptions {
  /** Of all hospitals. */
  readonly folder: string
  readonly id: string
  readonly origin: string
  readonly store?: StoreSetting | undefined
  /** From the root down; the hospital's own is the last. */
  readonly chain: readonly string[]
  /** @param department - Absent: the hospital itself. */
  readonly signer: (department: string | undefined, did: Did, place: KeyPlace) => Promise<Signer>
  readonly fetch: Fetch
  readonly clock: Clock
}

/**
 * Makes a hospital of its draft: verifies what the authority answered, by the roots of the draft and their lists, has the
 * hospital accredit its departments, and writes `hospital.json`.
 *
 * @throws {@link ServerError} `not_found`: no draft of this name; `accreditation_mismatch`; those of the verifier.
 */
export async function acceptAccreditation(options: AcceptOptions): Promise<HospitalSettings> {
  const { folder, id, origin, chain, fetch, clock } = options
  const place = join(folder, id)
  const bytes = await readFile(join(place, draftName)).catch(() => undefined)
  if (bytes === undefined) throw new ServerError('not_found', 'No draft of a hospital', { place })
  const draft = parseHospitalDraft(parseJson(new Uint8Array(bytes)))
  const departmentSigners = new Map<string, Signer>()
  for (const { id: name } of draft.departments) {
    const place = keyPlaceOf(draft, name)
    departmentSigners.set(name, await options.signer(name, didAt(origin, id, name), place))
  }
  const did = didAt(origin, id)
  const signer = await options.signer(undefined, did, keyPlaceOf(draft, 'hospital'))
  if (signer.did !== did) {
    throw new ServerError('settings_malformed', 'Keys made for another origin', {
      place: '--origin',
    })
  }
  const resolve = createCommonResolver({ fetch })
  const status = createHttpStatusSource({ fetch })
  const verifier = createVerifier({ roots: draft.roots, resolve, status, clock })
  const store = await openHospitalStore({ id, did }, options)
  try {
    const now = clock()
    const settings = await foundHospital({
      ...{ draft, chain, origin, signer, departmentSigners, verifier, store, now },
    })
    const text = JSON.stringify(settings, null, 2)
    await writeFile(join(place, 'hospital.json'), text, { flag: 'wx', mode: 0o600 })
    await rm(join(place, draftName))
    return settings
  } finally {
    await store.close()
  }
}
