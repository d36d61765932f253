import { continues } from '../compare-words.ts'
import type { RegisterWord, WordEntry } from '../register-word.ts'
import type { RegisterLoss } from './register-loss.ts'

/**
 * Whether a word says otherwise than an older one of the same register and record for no other reason than that the
 * register lost what it says it lost: all that it kept is as it was, and all else came in after it was restored.
 */
export function isExplainedBy(
  { keptUpTo, restoredAt }: RegisterLoss,
  last: RegisterWord,
  next: RegisterWord,
): boolean {
  const { sequence: kept, at } = keptUpTo
  // Of a word from before the backup nothing was lost; of one since, it explains nothing.
  const isBefore = last.revision > kept && last.issuedAt <= restoredAt
  if (!isBefore || next.issuedAt < restoredAt) return false
  const known = new Map(next.statements.map((entry) => [entry.sequence, entry]))
  const statements = last.statements
    .filter(({ sequence }) => sequence <= kept)
    .map((entry) => withoutLost(entry, known.get(entry.sequence), at))
  return continues({ ...last, revision: kept, issuedAt: restoredAt, statements }, next)
}

/** Acts have no number, so those of the very second of the backup may be there or not. */
function withoutLost(entry: WordEntry, next: WordEntry | undefined, from: number): WordEntry {
  const { withdrawnAt, withdrawal, withdrawalEvidence, ...others } = entry
  const { ratifiedAt, ratification, ratificationEvidence, ...bare } = others
  const isWithdrawalLost = (withdrawnAt ?? 0) >= from && withdrawal !== next?.withdrawal
  const isRatificationLost = (ratifiedAt ?? 0) >= from && ratification !== next?.ratification
  if (isWithdrawalLost) return isRatificationLost ? bare : others
  if (!isRatificationLost) return entry
  const { ratifiedAt: _, ratification: _of, ratificationEvidence: _shown, ...rest } = entry
  return rest
}
