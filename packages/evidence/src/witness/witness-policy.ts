import type { EpochSeconds } from '@fidecura/base'
import { EvidenceError } from '../errors.ts'
import { cosignedAt } from '../note/cosignature.ts'
import type { NoteKey } from '../note/note-key.ts'
import type { SignedNote } from '../note/signed-note.ts'

/** Whose word must have been given that a log shows everybody the same. The caller names them. */
export interface WitnessPolicy {
  readonly witnesses: readonly TrustedWitness[]
  /** How many operators must have signed. More than half of them keep two histories from both passing. */
  readonly quorum: number
}

/** A witness, and who runs it. */
export interface TrustedWitness {
  readonly key: NoteKey
  /** Witnesses of one operator count once. */
  readonly operator: string
}

/**
 * Proves that enough operators signed, each by one of their witnesses.
 *
 * @returns When the last one that was needed had signed: by then the checkpoint existed.
 * @throws {@link EvidenceError} `witness_policy_invalid`; `witness_quorum_missing`;
 *   `note_signature_invalid`: a signature of a trusted witness is wrong.
 */
export async function assertWitnessed(
  note: SignedNote,
  policy: WitnessPolicy,
): Promise<EpochSeconds> {
  assertPolicy(policy)
  const signed = new Map<string, EpochSeconds>()
  for (const { key, operator } of policy.witnesses) {
    const at = await cosignedAt(note, key)
    const before = signed.get(operator)
    if (at !== undefined && (before === undefined || at < before)) signed.set(operator, at)
  }
  const instants = [...signed.values()].sort((a, b) => a - b)
  const last = instants[policy.quorum - 1]
  if (last === undefined) throw quorumMissing('failed')
  return last
}

/**
 * A quorum of nobody would trust the log alone, and one of more than there are could never be met.
 *
 * @throws {@link EvidenceError} `witness_policy_invalid`.
 */
export function assertPolicy({ witnesses, quorum }: WitnessPolicy): void {
  const operators = new Set(witnesses.map(({ operator }) => operator))
  const keys = new Set(witnesses.map(({ key }) => JSON.stringify(key.key.jwk)))
  const isMeetable = Number.isSafeInteger(quorum) && quorum >= 1 && quorum <= operators.size
  // One key under two names would be one witness that counts twice.
  if (isMeetable && keys.size === witnesses.length) return
  throw new EvidenceError(
    'witness_policy_invalid',
    'Name witnesses of distinct operators and keys, and how many must have signed',
  )
}

/** @param outcome - `unknown` where others may still sign. */
export function quorumMissing(outcome: 'failed' | 'unknown'): EvidenceError {
  return new EvidenceError('witness_quorum_missing', 'Too few operators signed', { outcome })
}
