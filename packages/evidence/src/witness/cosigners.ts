import {
  allowLoopbackHttp,
  type Clock,
  decodeUtf8,
  type Fetch,
  postForAnswer,
} from '@fidecura/base'
import type { Cosigners } from '../log/publisher.ts'
import type { TreeProofs } from '../log/tree-proofs.ts'
import type { TreeHead } from '../merkle/verify-consistency.ts'
import { cosignedAt } from '../note/cosignature.ts'
import { parseDecimal } from '../note/decimal.ts'
import {
  formatNote,
  type NoteSignature,
  parseSignature,
  type SignedNote,
} from '../note/signed-note.ts'
import { formatAddCheckpoint } from './add-checkpoint.ts'
import { assertPolicy, quorumMissing, type TrustedWitness } from './witness-policy.ts'

/** A witness, and where it answers. */
export interface ReachableWitness extends TrustedWitness {
  /** Without the `/add-checkpoint` at its end. */
  readonly url: string
}

/** Which witnesses a log asks. */
export interface CosignersOptions {
  readonly witnesses: readonly ReachableWitness[]
  /** How many operators must sign before anything is acknowledged. */
  readonly quorum: number
  readonly fetch: Fetch
  /** Of the log. A witness that signs as of a minute earlier or later does not count. */
  readonly clock: Clock
  /** For each witness. Default: 5,000. */
  readonly timeoutMs?: number
  readonly [allowLoopbackHttp]?: readonly string[]
}

/** Seconds. Whoever verifies refuses what is dated into the future, and believes what is dated back. */
const maxSkew = 60

/**
 * Asks witnesses over HTTP, all at once, and goes on as soon as enough have signed.
 *
 * @see {@link https://c2sp.org/tlog-witness | C2SP tlog-witness}
 *
 * @throws `EvidenceError` `witness_policy_invalid`.
 */
export function createCosigners(options: CosignersOptions): Cosigners {
  const { witnesses, quorum, clock } = options
  assertPolicy(options)
  // What each witness signed last: where we are wrong, it tells.
  const sizes = new Map<string, number>()

  async function ask(
    witness: ReachableWitness,
    note: SignedNote,
    head: TreeHead,
    proofs: TreeProofs,
  ): Promise<readonly NoteSignature[]> {
    const name = witness.key.text
    for (let attempt = 0; attempt < 2; attempt++) {
      const older = Math.min(sizes.get(name) ?? 0, head.size)
      const proof = await proofs.consistency(older, head.size)
      const request = { older, proof, checkpoint: formatNote(note) }
      const { status, body } = await post(witness, formatAddCheckpoint(request), options)
      if (status === 200) {
        sizes.set(name, head.size)
        return signaturesIn(body)
      }
      const size = status === 409 ? parseDecimal(body.trimEnd()) : undefined
      // It has seen more than there is, or says what it said before: no second try helps.
      if (size === undefined || size > head.size || size === older) break
      sizes.set(name, size)
    }
    return []
  }

  return Object.freeze({
    cosign: (note: SignedNote, head: TreeHead, proofs: TreeProofs) =>
      new Promise<readonly NoteSignature[]>((resolve, reject) => {
        const signatures: NoteSignature[] = []
        const operators = new Set<string>()
        const asked = witnesses.map(async (witness) => {
          for (const signature of await ask(witness, note, head, proofs)) {
            // Never published unseen: a wrong one would spoil the checkpoint for everybody.
            const own = { text: note.text, signatures: [signature] }
            const at = await cosignedAt(own, witness.key)
            if (at === undefined || !(Math.abs(at - clock()) <= maxSkew)) continue
            signatures.push(signature)
            operators.add(witness.operator)
            // One says it all, and so many would make a note that nobody can read.
            break
          }
          if (operators.size >= quorum) resolve([...signatures])
        })
        void Promise.allSettled(asked).then(() => reject(quorumMissing('unknown')))
      }),
  })
}

async function post(
  { url }: ReachableWitness,
  body: string,
  options: CosignersOptions,
): Promise<{ readonly status: number; readonly body: string }> {
  const loopback = options[allowLoopbackHttp]
  const answer = await postForAnswer(`${url}/add-checkpoint`, body, {
    fetch: options.fetch,
    accept: 'text/plain',
    contentType: 'text/plain; charset=utf-8',
    maxBytes: 16_384,
    timeoutMs: options.timeoutMs ?? 5000,
    ...(loopback === undefined ? {} : { [allowLoopbackHttp]: loopback }),
  })
  return { status: answer.status, body: decodeUtf8(answer.body) }
}

function signaturesIn(body: string): readonly NoteSignature[] {
  return body.trimEnd().split('\n').map(parseSignature)
}
