import { abortedError, untilAborted } from '@fidecura/base'
import type { Signer } from '@fidecura/identity'
import { type TreeHead, verifyConsistency } from '../merkle/verify-consistency.ts'
import { formatCheckpoint, parseCheckpoint } from '../note/checkpoint.ts'
import {
  formatNote,
  type NoteSignature,
  parseNote,
  type SignedNote,
  signNote,
} from '../note/signed-note.ts'
import type { LogStore } from './log-store.ts'
import type { TreeProofs } from './tree-proofs.ts'

/** Whose word a log gets before it acknowledges anything. */
export interface Cosigners {
  /**
   * @param head - What the note says.
   * @param proofs - For witnesses that saw a smaller tree.
   * @returns Signatures of enough of them.
   * @throws `EvidenceError` `witness_quorum_missing` (unknown).
   */
  cosign(note: SignedNote, head: TreeHead, proofs: TreeProofs): Promise<readonly NoteSignature[]>
}

/** A checkpoint with the signatures of its log and its witnesses, and how many entries it covers. */
export interface PublishedCheckpoint {
  readonly text: string
  readonly size: number
}

/** Signs what is durable, and publishes it. */
export interface Publisher {
  /** The newest checkpoint that covers an entry, as soon as there is one. Rejects as the attempt that failed. */
  covered(index: number, signal: AbortSignal | undefined): Promise<PublishedCheckpoint>
  published(): PublishedCheckpoint | undefined
  /** The tree has grown. */
  wake(): void
  /** Tries no more by itself, and returns once nothing is under way. */
  stop(): Promise<void>
}

export interface PublisherOptions {
  readonly origin: string
  readonly store: Pick<LogStore<never>, 'publish' | 'state'>
  readonly signer: Signer
  readonly cosigners: Cosigners | 'nobody'
  readonly proofs: TreeProofs
  readonly published: PublishedCheckpoint | undefined
  /** Of what is durable. */
  readonly head: () => TreeHead
}

interface Waiting {
  readonly index: number
  readonly resolve: (checkpoint: PublishedCheckpoint) => void
  readonly reject: (error: unknown) => void
}

// After a failure: 0.25, 0.5, 1 … seconds.
const firstPauseMs = 250
const maxPauseMs = 15_000

export function createPublisher(options: PublisherOptions): Publisher {
  const { origin, store, signer, cosigners, proofs, head } = options
  let { published } = options
  let waiting: Waiting[] = []
  let working: Promise<void> | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let failures = 0
  let isStopped = false

  const isBehind = (): boolean => head().size > (published?.size ?? 0)

  async function publish(): Promise<PublishedCheckpoint> {
    const { size, root } = head()
    const note = await signNote(formatCheckpoint({ origin, size, root }), { name: origin, signer })
    const cosignatures =
      cosigners === 'nobody' ? [] : await cosigners.cosign(note, { size, root }, proofs)
    const text = formatNote({ ...note, signatures: [...note.signatures, ...cosignatures] })
    // Durable before anybody sees it: a log that forgets what it showed looks like one that lies.
    await store.publish(origin, size, text)
    return Object.freeze({ text, size })
  }

  /** Of another process that was faster: witnesses sign nothing that is smaller then. */
  async function publishedByOther(): Promise<PublishedCheckpoint | undefined> {
    const [own, { checkpoint: text }] = [head(), await store.state(origin)]
    if (text === undefined) return undefined
    const theirs = parseCheckpoint(parseNote(text).text)
    const { size } = theirs
    if (size < own.size) return undefined
    await verifyConsistency(own, theirs, await proofs.consistency(own.size, size))
    return Object.freeze({ text, size })
  }

  function settle(checkpoint: PublishedCheckpoint): void {
    published = checkpoint
    failures = 0
    const before = waiting
    waiting = before.filter(({ index }) => index >= checkpoint.size)
    for (const { index, resolve } of before) if (index < checkpoint.size) resolve(checkpoint)
  }

  async function work(): Promise<void> {
    while (isBehind()) {
      try {
        settle(await publish())
      } catch (error) {
        const theirs = await publishedByOther().catch(() => undefined)
        if (theirs !== undefined) {
          settle(theirs)
          continue
        }
        // Whoever waits is told, and the entries are covered by whatever succeeds next.
        for (const { reject } of waiting.splice(0)) reject(error)
        pause()
        break
      }
    }
    working = undefined
  }

  function pause(): void {
    if (isStopped) return
    const milliseconds = Math.min(firstPauseMs * 2 ** failures++, maxPauseMs)
    timer = setTimeout(wake, milliseconds)
  }

  function wake(): void {
    clearTimeout(timer)
    timer = undefined
    if (isBehind()) working ??= work()
  }

  return Object.freeze({
    covered: (index: number, signal: AbortSignal | undefined) => {
      if (published !== undefined && index < published.size) return Promise.resolve(published)
      if (signal?.aborted === true) return Promise.reject(abortedError())
      const covering = new Promise<PublishedCheckpoint>((resolve, reject) => {
        waiting.push({ index, resolve, reject })
      })
      wake()
      return untilAborted(covering, signal)
    },
    published: () => published,
    wake,
    stop: async () => {
      isStopped = true
      clearTimeout(timer)
      while (working !== undefined) await working
    },
  })
}
