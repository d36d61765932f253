import { allowLoopbackHttp, type Fetch, formatDateTime } from '@fidecura/base'
import {
  createCosigners,
  createEvidence,
  createLogHandler,
  createTokenDepositor,
  createWitness,
  createWitnessHandler,
  type Evidence,
  type NoteKey,
  noteKeyOf,
  openLog,
  type ReachableWitness,
} from '@fidecura/evidence'
import type { Signer } from '@fidecura/identity'
import type { Store } from '@fidecura/store'
import type { DirectoryOptions } from './directory.ts'

/** Where a hospital preserves what it gives its word on. */
export interface Preservation {
  /** Of the log of this year. */
  readonly log: NoteKey
  readonly witnesses: readonly ReachableWitness[]
  readonly quorum: number
  readonly evidence: Evidence
  readonly deposit: ReturnType<typeof createTokenDepositor>
  /** The newest checkpoint of it. */
  published(): { readonly size: number } | undefined
  /** How witnesses are reached. */
  readonly reach: Fetch
  /** The log, for anybody to read. @param path - Below its address. */
  answer(request: Request, path: string): Promise<Response>
  close(): Promise<void>
}

/** A log of a hospital, and who watches it. */
export interface PreservationOptions extends DirectoryOptions {
  /** Of the hospital: its DID is in the log. */
  readonly signer: Signer
  /** Of the log: an Ed25519 key for nothing else. */
  readonly logSigner: Signer
  /** From {@link logNameOf}. */
  readonly name: string
  readonly store: Store
  readonly witnesses: readonly ReachableWitness[]
  /** How many of them, of distinct operators, must have signed before anything counts as deposited. */
  readonly quorum: number
}

/** One log a hospital and year: `hospital.example/riverside/log/2026`. */
export function logNameOf(
  origin: string,
  hospital: string,
  { clock }: Pick<DirectoryOptions, 'clock'>,
): string {
  return `${new URL(origin).host}/${hospital}/log/${formatDateTime(clock()).slice(0, 4)}`
}

/** A key that serves for more years than that should have been changed. */
const maxYears = 20

/**
 * The logs that a witness was told of, and those of later years of the same hospitals under the same keys, up to the
 * next year: else nothing could be deposited from New Year on until each witness was told. A log of a later year that
 * it was told of as well has the key that it was told.
 */
export async function withLaterYears(
  logs: readonly NoteKey[],
  { clock }: Pick<DirectoryOptions, 'clock'>,
): Promise<readonly NoteKey[]> {
  const next = Number(formatDateTime(clock()).slice(0, 4)) + 1
  const all = new Map(logs.map((log) => [log.name, log]))
  for (const { name, key } of logs) {
    const [, place, year] = /^(.+\/log\/)([0-9]{4})$/.exec(name) ?? []
    if (place === undefined) continue
    const last = Math.min(next, Number(year) + maxYears)
    for (let later = Number(year) + 1; later <= last && !all.has(`${place}${later}`); later++) {
      all.set(`${place}${later}`, await noteKeyOf(`${place}${later}`, 'log', key.jwk))
    }
  }
  return [...all.values()]
}

export async function openPreservation(options: PreservationOptions): Promise<Preservation> {
  const { signer, logSigner, name, store, witnesses, quorum, clock, fetch } = options
  const loopback = options[allowLoopbackHttp]
  const door = loopback === undefined ? {} : { [allowLoopbackHttp]: loopback }
  const cosigners = createCosigners({ witnesses, quorum, fetch, clock, ...door })
  const log = await openLog({ origin: name, store: store.evidence, signer: logSigner, cosigners })
  // Who may look what up signs in to the same audience as everywhere at this hospital.
  const signIn = { audience: signer.did }
  const evidence = createEvidence({ signer, log, store: store.evidence, clock, signIn })
  const serve = createLogHandler({ origin: name, store: store.evidence, published: log.published })
  return Object.freeze<Preservation>({
    ...{ witnesses, quorum, evidence, deposit: createTokenDepositor(evidence), answer: serve },
    ...{ published: log.published, reach: fetch },
    log: await noteKeyOf(name, 'log', logSigner.publicKey),
    close: () => log.close(),
  })
}

/** A witness that runs in this process, for logs of others. */
export interface LocalWitness extends ReachableWitness {
  answer(request: Request): Promise<Response>
}

/** @param signer - An Ed25519 key that signs cosignatures and nothing else. */
export async function openWitness(options: {
  readonly operator: string
  readonly url: string
  readonly signer: Signer
  readonly logs: readonly NoteKey[]
  readonly store: Pick<Store, 'witness'>
  readonly clock: DirectoryOptions['clock']
}): Promise<LocalWitness> {
  const { operator, url, signer, logs, store, clock } = options
  const name = url.replace(/^https?:\/\//, '')
  const witness = await createWitness({ name, signer, logs, state: store.witness(name), clock })
  return Object.freeze<LocalWitness>({
    ...{ operator, url, key: witness.key },
    answer: createWitnessHandler(witness),
  })
}

/** Reaches witnesses of this process without the network, by the address under which others reach them. */
export function reachingLocally(fetch: Fetch, witnesses: readonly LocalWitness[]): Fetch {
  return (url, init) => {
    const local = witnesses.find((witness) => url.startsWith(`${witness.url}/`))
    if (local === undefined) return fetch(url, init)
    const { method = 'GET', headers, body } = init
    const carried = body === undefined ? {} : { body }
    return local.answer(new Request(url, { method, headers, ...carried }))
  }
}
