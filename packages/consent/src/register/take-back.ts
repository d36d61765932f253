import { isWithdrawalDefeated } from '../defeated.ts'
import { ConsentError } from '../errors.ts'
import { proveLift } from '../lift.ts'
import { decodeStatement } from '../statement.ts'
import type { WithdrawalWithEvidence } from '../with-evidence.ts'
import { type StatementReference, verifyWithdrawal } from '../withdrawal.ts'
import type { LiftEvidence } from '../withdrawal-signer.ts'
import {
  actOf,
  isByOther,
  kindOf,
  notesOf,
  recordKey,
  referenceKey,
  successorOf,
  verifiedToken,
  withdrawalEntryOf,
  withdrawalKey,
  withdrawalsIn,
} from './register-entry.ts'
import { assertRoomAhead } from './register-limits.ts'
import {
  type Judgement,
  judgementOf,
  keyOf,
  noteAndTell,
  type RegisterParts,
  signedWith,
} from './register-parts.ts'
import { recipientsOf } from './register-recipients.ts'
import type { RegisterEntry } from './register-store.ts'

/**
 * Takes a withdrawal into a register.
 *
 * @returns The entry that counts.
 * @throws ConsentError as `Register.withdraw`.
 */
export async function takeBack(
  { token, evidence }: WithdrawalWithEvidence,
  signal: AbortSignal | undefined,
  parts: RegisterParts,
): Promise<RegisterEntry> {
  const { store, desks, clock, ages } = parts
  const judgement = await judgementOf(parts, evidence, signal)
  const withdrawal = await verifyWithdrawal(token, { ...judgement, desks })
  const { record, by } = withdrawal
  const named = await store.find('statement', referenceKey(withdrawal.statement))
  if (named !== undefined && named.record !== recordKey(record)) {
    throw new ConsentError('withdrawal_mismatch', 'Names a statement about another record')
  }
  const forbids = named !== undefined && kindOf(named) !== 'consent'
  if (by !== undefined && (named === undefined || (forbids && (by === 'proxy' || by === 'desk')))) {
    throw new ConsentError('withdrawal_beyond_authority', 'Not a consent that is registered')
  }
  if (forbids) {
    const lift = { ...withdrawal, ...signedWith(withdrawal) }
    const lifting = { ...judgement, at: judgement.now, evidence: evidence as LiftEvidence, ages }
    await proveLift(lift, decodeStatement(named.token as string).content, lifting)
  }
  const verified = await verifiedToken({ token, evidence }, await keyOf(withdrawal))
  for (let told = false; ; ) {
    const { entries } = await store.snapshot(recordKey(record), clock)
    const known = named && successorOf(named, entries, by === 'proxy')
    const statement = known === undefined ? withdrawal.statement : referenceOf(known)
    const before = withdrawalsIn(entries).get(withdrawalKey(record, statement))?.at(-1)
    if (before === undefined && known === undefined) assertRoomAhead(entries, verified.key)
    const about = { ...withdrawal, statement }
    const again = before !== undefined && (await isVoid(before, known, { ...judgement, ages }))
    if (before !== undefined && !again) return before
    if (!told && (by === 'proxy' || by === 'desk')) {
      await noteAndTell(parts, { kind: 'withdrawal', id: verified.digest }, record, signal)
      told = true
    }
    const tell = known === undefined ? [] : noticesOf(known)
    const entry = await store.append(withdrawalEntryOf(about, verified, again), clock, { tell })
    const isOld = entries.some(({ sequence }) => sequence === entry.sequence)
    if (entry.digest === verified.digest || known === undefined || isOld) return entry
    // Another statement took its place between the two steps, which is now the one to end.
  }
}

function referenceOf({ key }: RegisterEntry): StatementReference {
  const [issuer, id] = JSON.parse(key)
  return { issuer, id }
}

function noticesOf({ token, digest }: RegisterEntry) {
  const { content } = decodeStatement(token as string)
  return recipientsOf(content).map((recipient) => {
    return { recipient, change: 'withdrawn', statement: digest, replaces: undefined } as const
  })
}

/** Whether a withdrawal of something that forbids was by a key that had been stolen by then, or by a child. */
async function isVoid(
  before: RegisterEntry,
  known: RegisterEntry | undefined,
  { verifier, now, signal, ages }: Judgement<unknown> & Pick<RegisterParts, 'ages'>,
): Promise<boolean> {
  if (known === undefined || kindOf(known) === 'consent') return false
  if (isByOther(before)) return true
  const { shown } = notesOf(before)
  const terms = { verifier, at: before.registeredAt, shown, now, signal, ages }
  return isWithdrawalDefeated(actOf(before), decodeStatement(known.token as string).content, terms)
}
