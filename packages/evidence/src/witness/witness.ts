import { type Clock, decodeBase64url, encodeBase64url, equalBytes } from '@fidecura/base'
import type { Signer } from '@fidecura/identity'
import { EvidenceError } from '../errors.ts'
import { emptyRoot } from '../merkle/hash.ts'
import { verifyConsistency } from '../merkle/verify-consistency.ts'
import { parseCheckpoint, type SignedCheckpoint, verifyCheckpoint } from '../note/checkpoint.ts'
import { cosign } from '../note/cosignature.ts'
import { type NoteKey, noteKeyOf } from '../note/note-key.ts'
import { formatSignature, parseNote } from '../note/signed-note.ts'
import { type AddCheckpoint, parseAddCheckpoint } from './add-checkpoint.ts'
import type { WitnessedHead, WitnessState } from './witness-state.ts'

/** As whom a witness signs, and for which logs. */
export interface WitnessOptions {
  /** In its signatures, such as `witness.university.example`. */
  readonly name: string
  /** Of an Ed25519 key that signs cosignatures and nothing else. */
  readonly signer: Signer
  /** The logs that it watches. Others get no signature. */
  readonly logs: readonly NoteKey[]
  readonly state: WitnessState
  readonly clock: Clock
  /**
   * Told when a log has signed two histories, with a checkpoint of the one that the witness did not
   * sign: together with any that it did, that is proof against the log.
   */
  readonly onSplitView?: (checkpoint: string) => void
}

/** The answer to one request, as HTTP has it. C2SP tlog-witness. */
export interface WitnessAnswer {
  readonly status: 200 | 400 | 403 | 404 | 409 | 422
  readonly contentType: 'text/plain; charset=utf-8' | 'text/x.tlog.size'
  readonly body: string
}

/** Sees to it that logs show everybody the same. */
export interface Witness {
  /** Public, for those who trust it. */
  readonly key: NoteKey
  /**
   * Signs a checkpoint that goes on from the last one that it signed. A wrong request is an answer, too.
   *
   * @param body - As the network brought it.
   * @throws IdentityError `signer_failed` (unknown); what the state throws.
   */
  addCheckpoint(body: string): Promise<WitnessAnswer>
}

/**
 * Makes a witness.
 *
 * @throws {@link EvidenceError} `note_key_malformed`: not a key of Ed25519, or no name.
 */
export async function createWitness(options: WitnessOptions): Promise<Witness> {
  const { name, signer, state, clock, onSplitView } = options
  const key = await noteKeyOf(name, 'witness', signer.publicKey)
  const logs = new Map(options.logs.map((log) => [log.name, log]))

  async function judge(request: AddCheckpoint): Promise<WitnessAnswer> {
    const { origin } = parseCheckpoint(parseNote(request.checkpoint).text)
    const log = logs.get(origin)
    if (log === undefined) return answer(404, 'unknown log')
    const checkpoint = await verifyCheckpoint(request.checkpoint, log)
    if (request.older > checkpoint.size) return answer(400, 'old size beyond the checkpoint')
    const latest = await state.latest(origin)
    if (request.older !== (latest?.size ?? 0)) return conflict(latest)
    if (isOtherHistory(checkpoint, latest)) {
      onSplitView?.(request.checkpoint)
      return conflict(latest)
    }
    const older = {
      size: request.older,
      root: latest === undefined ? await emptyRoot() : decodeBase64url(latest.root),
    }
    await verifyConsistency(older, checkpoint, request.proof)
    const next = { size: checkpoint.size, root: encodeBase64url(checkpoint.root) }
    // Durable first: whoever signs and then forgets, signs the other history, too.
    if (!(await state.advance(origin, latest, next))) return conflict(await state.latest(origin))
    const at = Math.floor(clock()) as ReturnType<Clock>
    return answer(200, formatSignature(await cosign(checkpoint.note.text, { name, signer, at })))
  }

  return Object.freeze({
    key,
    addCheckpoint: async (body: string) => {
      try {
        return await judge(parseAddCheckpoint(body))
      } catch (error) {
        const status = EvidenceError.is(error) ? statuses[error.code] : undefined
        if (status === undefined) throw error
        return answer(status, (error as EvidenceError).code)
      }
    },
  })
}

/** What each fault of a request is in HTTP. Others are ours. */
const statuses: Readonly<Record<string, 400 | 403 | 422>> = {
  witness_request_malformed: 400,
  note_malformed: 400,
  checkpoint_malformed: 400,
  note_not_signed: 403,
  note_signature_invalid: 403,
  merkle_proof_malformed: 422,
  merkle_consistency_invalid: 422,
}

/** Of one size there is one tree. */
function isOtherHistory(checkpoint: SignedCheckpoint, latest: WitnessedHead | undefined): boolean {
  if (latest === undefined || latest.size !== checkpoint.size) return false
  return !equalBytes(checkpoint.root, decodeBase64url(latest.root))
}

function conflict(latest: WitnessedHead | undefined): WitnessAnswer {
  return { status: 409, contentType: 'text/x.tlog.size', body: `${latest?.size ?? 0}\n` }
}

function answer(status: WitnessAnswer['status'], text: string): WitnessAnswer {
  const body = text.endsWith('\n') ? text : `${text}\n`
  return { status, contentType: 'text/plain; charset=utf-8', body }
}
