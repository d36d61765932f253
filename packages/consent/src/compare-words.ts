import type { EpochSeconds } from '@fidecura/base'
import type { RegisterWord, WordEntry } from './register-word.ts'

/**
 * What a word is beside another of the same register and record: it says more, or the same; it is an old one;
 * or not both can be true, whatever happened in between. `after_loss`: not both are, and the register lost what it
 * says otherwise, as was accepted.
 */
export type WordVerdict = 'newer' | 'same' | 'older' | 'contradiction' | 'after_loss'

/**
 * Compares two words of one register about one record. A register that keeps its promises numbers upwards,
 * dates nothing back and takes nothing away, so whatever else two words show is its own doing: an
 * old word that somebody plays back is older in number and in date.
 */
export function compareWords(last: RegisterWord, next: RegisterWord): WordVerdict {
  if (next.revision === last.revision) {
    if (!isSame(last.statements, next.statements)) return 'contradiction'
    return next.issuedAt > last.issuedAt ? 'newer' : 'same'
  }
  const [low, high] = next.revision > last.revision ? [last, next] : [next, last]
  if (high.issuedAt < low.issuedAt || !continues(low, high)) return 'contradiction'
  return high === next ? 'newer' : 'older'
}

/** Whether a word goes on from one with a lower number. */
export function continues(low: RegisterWord, high: RegisterWord): boolean {
  const before = new Map(low.statements.map((entry) => [entry.sequence, entry]))
  for (const entry of high.statements) {
    const known = before.get(entry.sequence)
    before.delete(entry.sequence)
    if (known === undefined) {
      // What came in since has a number and a date after what was all there was.
      if (entry.sequence <= low.revision || entry.registeredAt < low.issuedAt) return false
      continue
    }
    if (!isSame(namesOf(known), namesOf(entry)) || !keepsActs(known, entry, low)) return false
  }
  return before.size === 0
}

/** What a word says of a statement and can never change. */
function namesOf(entry: WordEntry): readonly unknown[] {
  const { sequence, issuer, id, digest, registeredAt, evidence } = entry
  return [sequence, issuer, id, digest, registeredAt, evidence]
}

/** What forbids may be taken back again, where the first time was by a stolen key; never less. */
function keepsActs(known: WordEntry, entry: WordEntry, { issuedAt }: RegisterWord): boolean {
  const acts = [
    [withdrawalIn(known), withdrawalIn(entry)],
    [ratificationIn(known), ratificationIn(entry)],
  ] as const
  return acts.every(([before, { at: after, digest, evidence }]) => {
    if (digest === before.digest) return before.at === after && before.evidence === evidence
    return after !== undefined && after >= issuedAt
  })
}

interface NamedAct {
  readonly at: EpochSeconds | undefined
  readonly digest: string | undefined
  readonly evidence: string | undefined
}

const withdrawalIn = (entry: WordEntry): NamedAct => ({
  at: entry.withdrawnAt,
  digest: entry.withdrawal,
  evidence: entry.withdrawalEvidence,
})

const ratificationIn = (entry: WordEntry): NamedAct => ({
  at: entry.ratifiedAt,
  digest: entry.ratification,
  evidence: entry.ratificationEvidence,
})

function isSame(one: readonly unknown[], other: readonly unknown[]): boolean {
  // Parsed by one reader, so members stand in one order.
  return JSON.stringify(one) === JSON.stringify(other)
}
