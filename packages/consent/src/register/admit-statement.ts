import { trackUses } from '@fidecura/credentials'
import { ConsentError } from '../errors.ts'
import { proveLift } from '../lift.ts'
import { narrows } from '../narrows.ts'
import type { StatementEvidence } from '../representation/representation.ts'
import { decodeStatement, type Statement } from '../statement.ts'
import { maySupersede } from '../supersede.ts'
import { type VerifiedStatement, verifyStatement } from '../verify-statement.ts'
import type { StatementWithEvidence } from '../with-evidence.ts'
import type { LiftEvidence } from '../withdrawal-signer.ts'
import { assertNotWithheld } from '../withheld.ts'
import {
  recordKey,
  referenceKey,
  statementEntryOf,
  supersessionEntryOf,
  type VerifiedToken,
  verifiedToken,
  withdrawalKey,
} from './register-entry.ts'
import { assertRoom } from './register-limits.ts'
import {
  type Judgement,
  judgementOf,
  keyOf,
  noteAndTell,
  type RegisterParts,
  signedWith,
} from './register-parts.ts'
import { recipientsOf } from './register-recipients.ts'
import type { AppendedWith, RegisterEntry } from './register-store.ts'

/**
 * Takes a statement into a register; one that takes the place of another ends that in the same step.
 *
 * @returns The entry of its reference, which may be another's if that was faster.
 * @throws ConsentError as `Register.submit`.
 */
export async function admitStatement(
  { token, digest, evidence }: StatementWithEvidence & { readonly digest: string },
  signal: AbortSignal | undefined,
  parts: RegisterParts,
): Promise<RegisterEntry> {
  const { store, signer, ages, clock, verifier, maxSigningDelaySeconds } = parts
  const judgement = await judgementOf(parts, evidence, signal)
  const uses = trackUses(verifier)
  const statement = await verifyStatement(token, { ...judgement, verifier: uses.verifier, ages })
  if (statement.register !== signer.did) {
    throw new ConsentError('register_wrong', 'Meant for another register')
  }
  const { record, kind, by } = statement
  if ((await store.find('withdrawal', withdrawalKey(record, statement))) !== undefined) {
    throw new ConsentError('statement_withdrawn', 'Withdrawn before it came in')
  }
  const { entries } = await store.snapshot(recordKey(record), clock)
  const verified = await verifiedToken({ token, evidence }, await keyOf(statement))
  assertRoom(entries, kind, verified.key)
  assertNotWithheld(statement, entries, { now: judgement.now, maxSigningDelaySeconds })
  const more = await moreOf(statement, verified, judgement, parts)
  const use = { kind: 'statement', reference: digest } as const
  // First, so that nothing is in the register that impact would not find.
  await uses.record({ ...use, at: judgement.now })
  if (by === 'proxy') await noteAndTell(parts, { kind: 'statement', id: digest }, record, signal)
  const entry = await store.append(statementEntryOf(statement, verified), clock, more)
  // Somebody took it back, or another its place, between the two steps.
  if (entry.kind !== 'statement') throw ended()
  await uses.record({ ...use, at: entry.registeredAt, proven: true })
  return entry
}

/** What goes in with it. */
async function moreOf(
  statement: VerifiedStatement,
  verified: VerifiedToken,
  judgement: Judgement<StatementEvidence>,
  { store, now, ages }: RegisterParts,
): Promise<AppendedWith> {
  const { supersedes, record, terms } = statement
  const { digest } = verified
  const told = (change: 'registered' | 'narrowed' | 'replaced', replaces: string | undefined) =>
    recipientsOf(statement).map((recipient) => ({ recipient, change, statement: digest, replaces }))
  if (supersedes === undefined) return { tell: told('registered', undefined) }
  const known = await store.find('statement', referenceKey(supersedes))
  if (known?.token === undefined || known.record !== recordKey(record)) {
    throw new ConsentError('superseded_missing', 'Takes the place of nothing in this record')
  }
  const { content: superseded } = decodeStatement(known.token)
  if (!maySupersede(statement, superseded, await now())) {
    throw new ConsentError('supersede_refused', 'May not take the place of that one')
  }
  if ((await store.find('withdrawal', withdrawalKey(record, supersedes))) !== undefined)
    throw ended()
  if (superseded.kind !== 'consent') {
    const { by: _, ...own } = statement
    const lift = { ...own, by: undefined, ...signedWith(statement) }
    const evidence = judgement.evidence as LiftEvidence
    await proveLift(lift, superseded, { ...judgement, evidence, at: judgement.now, ages })
  }
  const change = isNarrower(statement, superseded) && narrows(terms, superseded.terms)
  return {
    also: [supersessionEntryOf(statement, superseded, verified)],
    tell: told(change ? 'narrowed' : 'replaced', known.digest),
  }
}

/** But for the terms. */
function isNarrower({ kind, validUntil }: Statement, superseded: Statement): boolean {
  return kind === 'consent' && superseded.kind === kind && validUntil <= superseded.validUntil
}

function ended(): ConsentError {
  return new ConsentError(
    'superseded_ended',
    'That one was taken back, or another has its place: start from the newest',
  )
}
