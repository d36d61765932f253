import type { EpochSeconds } from '@fidecura/base'
import type { PatientEvidence } from './patient-key.ts'
import type { NewRegisterEntry, RegisterEntry } from './register-store.ts'
import type { WordEntry } from './register-word.ts'
import { decodeStatement, type Statement } from './statement.ts'
import type { RecordNumber, StatementKind } from './statement-set.ts'
import type { StatementReference, Withdrawal, WithdrawalEvidence } from './withdrawal.ts'

/** What a register keeps beside a token; the notes are its own. */
interface KeptEvidence {
  readonly identity?: string
  readonly guardianship?: string
  readonly chain?: readonly string[]
  /** Thumbprint of the key that signed. */
  readonly key?: string
  readonly kind?: StatementKind
}

/** A token that was verified, as it is to be kept. */
export interface VerifiedToken {
  readonly token: string
  readonly digest: string
  readonly evidence: WithdrawalEvidence
  /** Thumbprint of the key that signed. */
  readonly key: string
}

export function statementEntryOf(
  { id, issuer, record, kind }: Statement,
  { token, digest, evidence, key }: VerifiedToken,
): NewRegisterEntry {
  return {
    kind: 'statement',
    key: referenceKey({ issuer, id }),
    record: recordKey(record),
    digest,
    token,
    evidence: JSON.stringify({ ...known(evidence), key, kind }),
  }
}

/** @param again - The one before was by a key that turned out to be stolen. */
export function withdrawalEntryOf(
  { record, statement }: Withdrawal,
  { token, digest, evidence, key }: VerifiedToken,
  again: boolean,
): NewRegisterEntry {
  return {
    kind: 'withdrawal',
    key: withdrawalKey(record, statement, again ? key : undefined),
    record: recordKey(record),
    digest,
    token,
    evidence: JSON.stringify({ ...known(evidence), key }),
  }
}

/** What the register found out when it took this in. */
export function notesOf({ evidence }: RegisterEntry): Pick<KeptEvidence, 'key' | 'kind'> {
  const { key, kind } = keptIn(evidence)
  return { ...(key !== undefined && { key }), ...(kind !== undefined && { kind }) }
}

export function kindOf(entry: RegisterEntry): StatementKind {
  return notesOf(entry).kind ?? decodeStatement(entry.token as string).content.kind
}

/** The token, and what it was judged by. This register wrote both down. */
export function actOf({ token, evidence }: RegisterEntry): {
  readonly token: string
  readonly evidence: PatientEvidence
} {
  const { identity, chain } = keptIn(evidence)
  const kept = { identity: identity as string, ...(chain === undefined ? {} : { chain }) }
  return Object.freeze({ token: token as string, evidence: kept })
}

export function isByGuardian({ evidence }: RegisterEntry): boolean {
  return keptIn(evidence).guardianship !== undefined
}

/** Each statement's withdrawals, in the order of the register. */
export function withdrawalsIn(
  entries: readonly RegisterEntry[],
): ReadonlyMap<string, readonly RegisterEntry[]> {
  const found = new Map<string, RegisterEntry[]>()
  for (const entry of entries) {
    if (entry.kind !== 'withdrawal') continue
    const [system, value, issuer, id] = JSON.parse(entry.key) as [string, string, string, string]
    const key = JSON.stringify([system, value, issuer, id])
    found.set(key, [...(found.get(key) ?? []), entry])
  }
  return found
}

/**
 * The withdrawal that counts. A consent is ended by the first, whoever it was: nothing but a new consent
 * restores it. What forbids is lifted by the last: there is another only if that before was by a stolen key.
 */
export function withdrawalOf(
  statement: RegisterEntry,
  withdrawals: readonly RegisterEntry[] = [],
): RegisterEntry | undefined {
  if (kindOf(statement) === 'consent') return withdrawals[0]
  return withdrawals.findLast((entry) => !isByGuardian(entry))
}

/** How the word names a statement. */
export function wordEntryOf(
  { sequence, digest, registeredAt, key }: RegisterEntry,
  withdrawal: RegisterEntry | undefined,
): WordEntry {
  const [issuer, id] = JSON.parse(key)
  const named = { sequence, issuer, id, digest, registeredAt }
  if (withdrawal === undefined) return named
  const withdrawnAt: EpochSeconds = withdrawal.registeredAt
  return { ...named, withdrawnAt, withdrawal: withdrawal.digest }
}

/** As JSON, since no separator is safe between texts of others. */
export function recordKey({ system, value }: RecordNumber): string {
  return JSON.stringify([system, value])
}

export function referenceKey({ issuer, id }: StatementReference): string {
  return JSON.stringify([issuer, id])
}

export function withdrawalKey(
  { system, value }: RecordNumber,
  { issuer, id }: StatementReference,
  key?: string,
): string {
  return JSON.stringify([system, value, issuer, id, ...(key === undefined ? [] : [key])])
}

function keptIn(evidence: string | undefined): KeptEvidence {
  return JSON.parse(evidence as string) as KeptEvidence
}

/** Nothing but what is known: callers without types might hand over more. */
function known(evidence: WithdrawalEvidence): WithdrawalEvidence {
  const chain = evidence.chain === undefined ? {} : { chain: [...evidence.chain] }
  if ('guardianship' in evidence) return { guardianship: evidence.guardianship, ...chain }
  return { identity: evidence.identity, ...chain }
}
