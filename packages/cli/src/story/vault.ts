import { allowLoopbackHttp, encodeUtf8, type Fetch, formatDateTime } from '@fidecura/base'
import { createGuardedFetch } from '@fidecura/base/node'
import {
  type Cosigners,
  createCosigners,
  createEvidence,
  createLogHandler,
  createLogReader,
  createWitness,
  createWitnessHandler,
  type DepositRecord,
  type Evidence,
  type EvidenceId,
  type EvidenceTrust,
  type Log,
  type LogReader,
  type NoteKey,
  noteKeyOf,
  openLog,
  type ReachableWitness,
  type ServedLog,
} from '@fidecura/evidence'
import { digestOf, generateSigner, randomBytes, type Signer } from '@fidecura/identity'
import { openStore, type Store } from '@fidecura/store'
import { startRequestServer } from '../request-server.ts'
import type { Cast } from './cast.ts'
import type { Stage } from './stage.ts'

/** Something that was deposited, and the file that proves it without us. */
export interface Preserved {
  readonly id: EvidenceId
  readonly number: number
  readonly proof: string
}

/** A witness with its key, for the story to show what a dishonest one could do. */
interface StoryWitness extends ReachableWitness {
  readonly name: string
  readonly signer: Signer
}

/** Where the hospital deposits: a log, and two others that watch it, each behind a listener of its own. */
export interface Vault {
  readonly evidence: Evidence
  readonly log: Log<DepositRecord>
  readonly logKey: NoteKey
  readonly logSigner: Signer
  readonly witnesses: readonly StoryWitness[]
  readonly cosigners: Cosigners
  /** Checkpoints of which witnesses said that the log has signed another history. */
  readonly splitViews: readonly string[]
  readonly trust: EvidenceTrust
  /** The platform's: it remembers what it saw. */
  readonly reader: LogReader
  /** Serves something else from now on, as a dishonest log would. */
  show(log: ServedLog): void
  /** Deposits, or takes in a new version of what was. The proof is made at once, over that very checkpoint. */
  preserve(content: string | Uint8Array, of: PreserveOptions): Promise<Preserved>
  close(): Promise<void>
}

interface PreserveOptions {
  readonly mediaType: string
  /** Whom it is about. */
  readonly subject?: Cast['patient']['did']
  /** The deposit that it is a new version of. */
  readonly before?: Preserved
}

/** Where patients sign in to look their evidence up. */
export const vaultPlace = { origin: 'https://hospital.example', audience: 'hospital' } as const

const operators = [
  { operator: 'university', name: 'witness.university.example' },
  { operator: 'patients', name: 'witness.patients.example' },
] as const

export async function openVault(
  { clock, store }: Stage,
  { hospital }: Cast,
  platform: Store,
  folder: string,
): Promise<Vault> {
  const logSigner = await generateSigner({ algorithm: 'EdDSA' })
  const origin = `log.hospital.example/${formatDateTime(clock.now()).slice(0, 4)}`
  const logKey = await noteKeyOf(origin, 'log', logSigner.publicKey)
  const splitViews: string[] = []
  const closing: (() => Promise<void>)[] = []
  const startWitness = async ({ operator, name }: (typeof operators)[number]) => {
    const own = await openStore(`${folder}/${operator}.sqlite`)
    const signer = await generateSigner({ algorithm: 'EdDSA' })
    const witness = await createWitness({
      ...{ name, signer, logs: [logKey], state: own.witness(name), clock: clock.now },
      onSplitView: (checkpoint) => splitViews.push(checkpoint),
    })
    const server = await startRequestServer(anyPort, createWitnessHandler(witness))
    closing.push(server.close, own.close)
    return { operator, name, signer, key: witness.key, url: `http://${server.address}` }
  }
  const witnesses = await Promise.all(operators.map(startWitness))

  let shown: ServedLog | undefined
  const server = await startRequestServer(anyPort, async (request, path) =>
    shown === undefined
      ? new Response(null, { status: 404 })
      : createLogHandler(shown)(request, path),
  )
  closing.unshift(server.close)
  const url = `http://${server.address}`
  const door = { [allowLoopbackHttp]: [url, ...witnesses.map((each) => each.url)] }
  const fetch: Fetch = createGuardedFetch(door)
  const quorum = witnesses.length
  const cosigners = createCosigners({ witnesses, quorum, fetch, clock: clock.now, ...door })
  const kept = { origin, store: store.evidence }
  const log = await openLog({ ...kept, signer: logSigner, cosigners })
  shown = { ...kept, published: log.published }
  const evidence = createEvidence({
    ...{ signer: hospital.signer, log, store: store.evidence, clock: clock.now },
    signIn: vaultPlace,
  })
  const trust = { logs: [logKey], witnesses: { witnesses, quorum } }
  const state = platform.checkpoints
  return {
    ...{ evidence, log, logKey, logSigner, witnesses, cosigners, splitViews, trust },
    reader: createLogReader({
      url,
      log: logKey,
      witnesses: trust.witnesses,
      fetch,
      state,
      ...door,
    }),
    show: (other) => {
      shown = other
    },
    async preserve(content, { mediaType, subject, before }) {
      const bytes = typeof content === 'string' ? encodeUtf8(content) : content
      // As whoever deposits tokens names them: what the register deposited is found, and not deposited twice.
      const isToken = typeof content === 'string' && before === undefined
      const idempotencyKey = isToken
        ? await digestOf(content)
        : Buffer.from(randomBytes(16)).toString('hex')
      const call = { idempotencyKey, mediaType, ...(subject === undefined ? {} : { subject }) }
      const { id, number } =
        before === undefined
          ? await evidence.deposit(bytes, call)
          : await evidence.update(before.id, bytes, { ...call, after: before.number })
      return { id, number, proof: await evidence.proofOf(id, number, 'depositor') }
    },
    async close() {
      await log.close()
      for (const close of closing) await close()
    },
  }
}

const anyPort = { host: '127.0.0.1', port: 0 } as const
