import {
  allowLoopbackHttp,
  type Clock,
  type EpochSeconds,
  encodeUtf8,
  type Fetch,
} from '@fidecura/base'
import { agesOf, createDecider, type Decider, type Jurisdiction } from '@fidecura/consent'
import { createEntryInbox, type EntryInbox } from '@fidecura/consent/entries'
import { china, healthDataSpace, optIn } from '@fidecura/consent/jurisdictions'
import { createRegister, type Register } from '@fidecura/consent/register'
import { createVerifier, type Verifier } from '@fidecura/credentials'
import { digestOf, type Signer } from '@fidecura/identity'
import type { Ports, Store } from '@fidecura/store'
import { ServerError } from '../errors.ts'
import { assertWhole } from './assert-confirmed.ts'
import { atMostEvery } from './at-most-every.ts'
import { changedSettings, jurisdictionAt } from './changed-settings.ts'
import type { Directory, DirectoryOptions } from './directory.ts'
import { type KeptChanges, readChanges } from './kept-changes.ts'
import { createPatientNotifier } from './notices.ts'
import type { LocalWitness, Preservation } from './preservation.ts'
import { createPublications, type Publications } from './publications.ts'
import type { RecordSource } from './record-source.ts'
import type { HospitalSettings } from './settings.ts'
import { openSite, type Site } from './site.ts'
import { createTrustBundle } from './trust-bundle.ts'

/** One hospital, as this process serves it. */
export interface Hospital {
  readonly settings: HospitalSettings
  readonly origin: string
  /** Plain http origins on loopback, for development. */
  readonly door: Pick<DirectoryOptions, typeof allowLoopbackHttp>
  /** What holders sign in for, and present to. */
  readonly audience: string
  readonly clock: Clock
  /** How others are reached. */
  readonly fetch: Fetch
  readonly store: Store
  readonly directory: Directory
  readonly site: Site
  readonly departments: ReadonlyMap<string, Site>
  readonly verifier: Verifier
  /** Of lists, among the processes that serve this hospital. */
  readonly publications: Publications
  readonly decider: Decider
  readonly records: RecordSource
  readonly jurisdiction: Jurisdiction
  /** The rules that decided then, where an order has changed them since. */
  readonly jurisdictionAt: (at: EpochSeconds) => Jurisdiction
  /** Where what it gives its word on is preserved. Absent: nowhere. */
  readonly preservation: Preservation | undefined
  /** What it is to the logs of others. */
  readonly witness: LocalWitness | undefined
  readonly notice: { readonly url: string; readonly digest: string; readonly bytes: Uint8Array }
  /** What orders of its administrators have made of it. */
  readonly changes: LiveChanges
  /** Writes a backup where the settings of the service say; its name. Absent: they say nothing. */
  readonly backup: (() => Promise<string>) | undefined
  /** What apps verify by. Public, and the same one for a while. */
  readonly trustBundle: () => Promise<string>
  /** @param ports - Those of one act, which bring its event along. */
  register(ports: Ports): Register
  inbox(ports: Ports): EntryInbox
}

/** What a hospital is opened with. */
export interface HospitalOptions extends DirectoryOptions {
  readonly settings: HospitalSettings
  /** `https://hospital.example`, without a path. */
  readonly origin: string
  readonly store: Store
  readonly signer: Signer
  /** By the id of the department. */
  readonly departmentSigners: ReadonlyMap<string, Signer>
  readonly directory: Directory
  readonly records: RecordSource
  readonly preservation?: Preservation | undefined
  readonly witness?: LocalWitness | undefined
  readonly backup?: (() => Promise<string>) | undefined
}

/** Changes that this and other processes of the hospital make while they run. */
interface LiveChanges {
  /** When the backup was begun from which it was put back, as long as nobody has confirmed that. */
  restoredAt(): number | undefined
  /** As they are kept now. */
  read(): Promise<KeptChanges>
  /** Makes them take effect here at once; other processes hear of them within a second. */
  renew(): Promise<void>
}

/** How old the register's word, and what a doctor presented, may be when somebody reads. */
const maxAgeSeconds = 300

/** Where an organisation says for whom it vouches, and who vouches for it. @param base - Of all that is its own. */
export function accreditationsOf(base: string): string {
  return `${base}/accreditations`
}

const jurisdictions: Readonly<Record<HospitalSettings['jurisdiction'], Jurisdiction>> = {
  opt_in: optIn,
  china,
  health_data_space: healthDataSpace,
}

/**
 * Opens a hospital, with what its administrators have ordered since its settings were written. What they order while it
 * is open takes effect in the very value that this returns.
 *
 * @throws {@link ServerError} `settings_malformed`: a key is missing, or somebody else has changed the settings.
 */
export async function openHospital(options: HospitalOptions): Promise<Hospital> {
  const { settings: file, store, directory, clock } = options
  const { documents } = store
  const { door } = sharedBy(options)
  const site = await openOwnSite(options)
  const read = (): Promise<KeptChanges> =>
    readChanges({ documents, did: site.did, directory, clock })
  let kept = await read()
  const renew = async (): Promise<void> => {
    const newer = await read()
    const isChanged = newer.version !== kept.version
    // Whatever cannot be opened leaves it as it was, and whoever asked is told.
    if (isChanged)
      current = open(await assemble(options, site, changedSettings(file, newer.changes, door)))
    kept = newer
  }
  const changes = Object.freeze<LiveChanges>({ restoredAt: () => kept.restoredAt, read, renew })
  const hear = atMostEvery(1, clock, renew)
  const open = (opened: Assembled): Hospital => {
    const publications = Object.freeze<Publications>({
      ...opened.publications,
      async hear() {
        await hear()
        await opened.publications.hear()
      },
    })
    const rulesAt = (at: EpochSeconds): Jurisdiction =>
      jurisdictions[jurisdictionAt(file, kept.changes, at)]
    return { ...opened, changes, publications, jurisdictionAt: rulesAt }
  }
  let current = open(await assemble(options, site, changedSettings(file, kept.changes, door)))
  // Shows whatever the hospital is now, under one and the same value.
  const shown = {} as Record<string, unknown>
  for (const name of Object.keys(current) as (keyof Hospital)[]) {
    Object.defineProperty(shown, name, { enumerable: true, get: () => current[name] })
  }
  const hospital = Object.freeze(shown) as unknown as Hospital
  // What they would say of whoever was suspended since is believed by nobody, in this process as little as in another.
  directory.holdBack(`${options.origin}/${file.id}`, () => assertWhole(hospital))
  return hospital
}

type Assembled = Omit<Hospital, 'changes' | 'jurisdictionAt'>

function sharedBy({ store, directory, clock, fetch, preservation, ...options }: HospitalOptions) {
  const loopback = options[allowLoopbackHttp]
  const door = loopback === undefined ? {} : { [allowLoopbackHttp]: loopback }
  const deposits = preservation === undefined ? {} : { deposit: preservation.deposit }
  return { shared: { store, directory, clock, fetch, ...deposits, ...door }, deposits, door }
}

async function openOwnSite(options: HospitalOptions): Promise<Site> {
  const { settings, origin, signer, directory } = options
  const base = `${origin}/${settings.id}`
  const own = { name: settings.name, signer, chain: settings.chain, listUrl: `${base}/status/1` }
  const site = await openSite({ ...sharedBy(options).shared, ...own })
  directory.vouch(accreditationsOf(base), site.did, settings.chain)
  return site
}

async function assemble(
  options: HospitalOptions,
  site: Site,
  settings: HospitalSettings,
): Promise<Assembled> {
  const { origin, store, signer, directory, records, clock, fetch } = options
  const base = `${origin}/${settings.id}`
  const { preservation, witness, backup } = options
  const { shared, deposits, door } = sharedBy(options)
  const departments = new Map<string, Site>()
  for (const { id, name, accreditation } of settings.departments) {
    const key = options.departmentSigners.get(id)
    if (key === undefined) {
      throw new ServerError('settings_malformed', 'A department without a key', { place: `/${id}` })
    }
    const chain = [...settings.chain, accreditation]
    const where = `${base}/${id}/status/1`
    departments.set(id, await openSite({ ...shared, name, signer: key, chain, listUrl: where }))
    directory.vouch(accreditationsOf(base), key.did, chain)
  }
  const verifier = createVerifier({
    ...{
      roots: settings.roots,
      resolve: directory.resolve,
      status: directory.statusFor(base),
      clock,
    },
    ...{ replay: store.replay, usage: store.usage, tenant: settings.id },
  })
  const jurisdiction = jurisdictions[settings.jurisdiction]
  const ages = agesOf(jurisdiction)
  const bytes = encodeUtf8(settings.notice)
  const notify = createPatientNotifier({ clock, store })
  return Object.freeze<Assembled>({
    ...{
      settings,
      origin,
      door,
      audience: site.did,
      clock,
      fetch,
      store,
      directory,
      site,
      departments,
    },
    ...{ verifier, records, jurisdiction, preservation, witness, backup },
    publications: createPublications(store.documents, verifier, clock),
    trustBundle: createTrustBundle({ directory, site, departments, clock, store }),
    decider: createDecider({
      ...{ verifier, jurisdiction, maxAgeSeconds, words: store.words },
      registers: [{ did: site.did, keys: [site.thumbprint] }],
    }),
    // A consent request names an https place: on loopback it is the same one, read over http.
    notice: {
      url: `${base.replace(/^http:/, 'https:')}/notice.txt`,
      digest: await digestOf(bytes),
      bytes,
    },
    register: (ports) =>
      createRegister({
        ...{ signer, store: ports.register, verifier, notify },
        ...(ages === undefined ? {} : { ages }),
        ...deposits,
        desks: [site.did],
      }),
    inbox: (ports) => createEntryInbox({ store: ports.inbox, verifier }),
  })
}
