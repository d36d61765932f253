import { decodeBase64url, type EpochSeconds, untilAborted } from '@fidecura/base'
import { assertVerifiedSignIn, type VerifiedSignIn } from '@fidecura/identity'
import { EvidenceError } from '../errors.ts'
import type { LogCallOptions } from '../log/log.ts'
import { parseCheckpoint } from '../note/checkpoint.ts'
import { parseNote } from '../note/signed-note.ts'
import { alreadyErased } from '../store-kit/store-conflicts.ts'
import type { Evidence, EvidenceHistory, EvidenceOptions, EvidenceReader } from './evidence.ts'
import type { EvidenceId } from './evidence-id.ts'
import { formatEvidenceProof } from './evidence-proof.ts'
import type { KeptDeposit } from './evidence-store.ts'
import { logsByOrigin } from './log-of.ts'

/** Seconds after which somebody must sign in again before they are told something. */
const maxSignInAge = 300

/** Everything that tells what there is, and to whom. */
export function createReading(
  options: EvidenceOptions,
): Pick<Evidence, 'lookUp' | 'proofOf' | 'accesses'> {
  const { store, signer, clock, permits, signIn } = options
  const logOf = logsByOrigin(options)

  const proofFile = async (kept: KeptDeposit, call: LogCallOptions): Promise<string> => {
    const { id, number, content, previous, entry, origin, index } = kept
    if (content === undefined) throw alreadyErased()
    const its = logOf(origin)
    const newest = await its.covered(index, call)
    // The first that covers it: the key of its depositor may have been exchanged since.
    const text = (await store.firstCovering(origin, index)) ?? newest.text
    const { size } = parseCheckpoint(parseNote(text).text)
    const inclusion = await its.proofs.inclusion(index, size)
    const place = { index, inclusion, checkpoint: text }
    return formatEvidenceProof({ id, number, content, previous, entry, log: place })
  }

  async function isPermitted(
    reader: EvidenceReader,
    [first]: readonly KeptDeposit[],
    { signal }: LogCallOptions,
  ) {
    if (first === undefined) return false
    if (reader === 'depositor') return first.depositor === signer.did
    if (reader.did === first.depositor || reader.did === first.subject) return true
    if (permits === undefined) return false
    const { id, subject } = first
    return (await untilAborted(permits(reader, { id, subject }, { signal }), signal)) === true
  }

  /** Everything of an id, for whoever may know; and whoever may not learns nothing, not even whether it is there. */
  async function readable(
    id: EvidenceId,
    reader: EvidenceReader,
    call: LogCallOptions,
  ): Promise<readonly KeptDeposit[]> {
    const at = clock()
    if (reader !== 'depositor') assertReader(reader, signIn, at)
    const versions = await store.versions(id)
    const isAllowed = await isPermitted(reader, versions, call)
    const outcome = isAllowed ? 'permitted' : 'refused'
    const did = reader === 'depositor' ? signer.did : reader.did
    // First, so that nobody is told anything that is not known to have been told.
    if (versions.length > 0) await store.recordAccess({ id, reader: did, at, outcome })
    if (!isAllowed) throw new EvidenceError('evidence_not_found', 'Nothing that may be known')
    return versions
  }

  return {
    lookUp: async (id: EvidenceId, reader: EvidenceReader, call: LogCallOptions = {}) => {
      const versions = await readable(id, reader, call)
      return historyOf(id, versions, (await store.holds(id)).length > 0)
    },
    proofOf: async (
      id: EvidenceId,
      number: number,
      reader: EvidenceReader,
      call: LogCallOptions = {},
    ) => {
      const versions = await readable(id, reader, call)
      const kept = versions.find((each) => each.kind === 'deposit' && each.number === number)
      if (kept === undefined) throw new EvidenceError('evidence_not_found', 'No such version')
      return proofFile(kept, call)
    },
    accesses: async (id: EvidenceId, reader: EvidenceReader, call: LogCallOptions = {}) => {
      const [first] = await readable(id, reader, call)
      const isTheirs =
        reader === 'depositor' || reader.did === first?.subject || reader.did === first?.depositor
      if (!isTheirs) throw new EvidenceError('evidence_not_found', 'Nothing that may be known')
      return store.accesses(id)
    },
  }
}

/** A brand says that somebody signed in; where, and when, is to be looked at. */
function assertReader(
  reader: VerifiedSignIn,
  place: EvidenceOptions['signIn'],
  now: EpochSeconds,
): void {
  assertVerifiedSignIn(reader)
  const { audience } = reader.challenge
  if (audience !== place?.audience || reader.tenant !== (place.tenant ?? '')) {
    throw new EvidenceError('evidence_reader_elsewhere', 'Signed in somewhere else')
  }
  const age = now - reader.now
  // Written to need truth: a NaN fails every comparison.
  if (age <= maxSignInAge && age >= 0) return
  throw new EvidenceError('evidence_reader_stale', 'Signed in too long ago')
}

function historyOf(
  id: EvidenceId,
  kept: readonly KeptDeposit[],
  isOnHold: boolean,
): EvidenceHistory {
  const versions = kept
    .filter(({ kind }) => kind === 'deposit')
    .map(({ number, depositor, depositedAt, retainUntil, content }) =>
      Object.freeze({
        number,
        depositor,
        depositedAt,
        retainUntil,
        content: content && Object.freeze(withoutSalt(content)),
      }),
    )
  return Object.freeze({ id, versions: Object.freeze(versions), isOnHold })
}

/** A salt opens the commitment, so it travels in proof files alone. */
function withoutSalt({ digest, size, mediaType }: NonNullable<KeptDeposit['content']>) {
  return { digest, size, mediaType }
}

export function saltOf({ content }: KeptDeposit): Uint8Array {
  if (content === undefined) throw alreadyErased()
  return decodeBase64url(content.salt)
}
