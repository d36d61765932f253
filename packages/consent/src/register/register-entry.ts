import type { EpochSeconds } from '@fidecura/base'
import { digestOf } from '@fidecura/identity'
import { evidenceDigestOf } from '../evidence-digest.ts'
import { type AnyEvidence, evidenceKindOf, readEvidence } from '../evidence-shape.ts'
import type { PatientNotice } from '../patient-notice.ts'
import type { Ratification } from '../ratification.ts'
import type { WordEntry } from '../register-word.ts'
import { decodeStatement, type Statement } from '../statement.ts'
import type { RecordNumber, StatementKind } from '../statement-set.ts'
import type { StatementReference, Withdrawal } from '../withdrawal.ts'
import type { NewRegisterEntry, RegisterEntry } from './register-store.ts'

/** What a register keeps beside a token; the notes are its own. */
interface KeptNotes {
  /** Thumbprint of the key that signed. */
  readonly key?: string
  readonly kind?: StatementKind
  /** `evidenceDigestOf` the token and its evidence, as they came in. */
  readonly shown?: string
}

/** A token that was verified, as it is to be kept. */
export interface VerifiedToken {
  readonly token: string
  readonly digest: string
  readonly evidence: AnyEvidence
  /** Thumbprint of the key that signed. */
  readonly key: string
  readonly shown: string
}

export async function verifiedToken(
  { token, evidence }: Pick<VerifiedToken, 'token' | 'evidence'>,
  key: string,
): Promise<VerifiedToken> {
  const { evidence: read } = readEvidence(evidence)
  const shown = await evidenceDigestOf(token, read)
  return { token, digest: await digestOf(token), evidence: read, key, shown }
}

export function statementEntryOf(
  { id, issuer, record, kind }: Statement,
  { token, digest, evidence, key, shown }: VerifiedToken,
): NewRegisterEntry {
  return {
    kind: 'statement',
    key: referenceKey({ issuer, id }),
    record: recordKey(record),
    digest,
    token,
    evidence: JSON.stringify({ ...evidence, key, kind, shown }),
  }
}

/** @param again - The one before was by a key that turned out to be stolen. */
export function withdrawalEntryOf(
  { record, statement }: Withdrawal,
  { token, digest, evidence, key, shown }: VerifiedToken,
  again: boolean,
): NewRegisterEntry {
  return {
    kind: 'withdrawal',
    key: withdrawalKey(record, statement, again ? key : undefined),
    record: recordKey(record),
    digest,
    token,
    evidence: JSON.stringify({ ...evidence, key, shown }),
  }
}

/**
 * The end of a statement whose place another takes. The bytes are kept where each verifier looks whose key it
 * was.
 */
export function supersessionEntryOf(
  { record }: Statement,
  { issuer, id, kind }: Statement,
  { token, digest, evidence, key, shown }: VerifiedToken,
): NewRegisterEntry {
  return {
    kind: 'withdrawal',
    key: withdrawalKey(record, { issuer, id }),
    record: recordKey(record),
    digest,
    token: kind === 'consent' ? undefined : token,
    evidence: JSON.stringify({ ...evidence, key, shown }),
  }
}

export function ratificationEntryOf(
  { record, statement }: Ratification,
  { token, digest, evidence, key, shown }: VerifiedToken,
): NewRegisterEntry {
  return {
    kind: 'ratification',
    key: withdrawalKey(record, statement, key),
    record: recordKey(record),
    digest,
    token,
    evidence: JSON.stringify({ ...evidence, key, shown }),
  }
}

/**
 * @param token - Of what is kept nowhere else.
 * @param key - Thumbprint of the key that it was signed with.
 */
export function noticeEntryOf(
  { kind, id }: PatientNotice,
  record: RecordNumber,
  token: string | undefined,
  key?: string,
): NewRegisterEntry {
  const evidence = JSON.stringify({ kind, key })
  return { kind: 'notice', key: id, record: recordKey(record), digest: id, token, evidence }
}

/** @param shown - `evidenceDigestOf` what the digest is of, and its evidence. */
export function stampEntryOf(digest: string, shown: string | undefined): NewRegisterEntry {
  const stamp = { kind: 'stamp', record: undefined, token: undefined } as const
  if (shown === undefined) return { ...stamp, key: digest, digest, evidence: undefined }
  return { ...stamp, key: `${digest}.${shown}`, digest, evidence: JSON.stringify({ shown }) }
}

/** A notice, as the patient can read it. */
export interface RecordedNotice extends PatientNotice {
  readonly registeredAt: EpochSeconds
  /** Of an emergency access: the request, for `decodeBreakGlass`. */
  readonly token: string | undefined
}

export function recordedNoticeOf({
  digest,
  evidence,
  registeredAt,
  token,
}: RegisterEntry): RecordedNotice {
  const { kind } = keptIn(evidence) as Pick<PatientNotice, 'kind'>
  return Object.freeze({ kind, id: digest, registeredAt, token })
}

/** What the register found out when it took this in. */
export function notesOf({ evidence }: RegisterEntry): KeptNotes {
  if (evidence === undefined) return {}
  const { key, kind, shown } = keptIn(evidence) as KeptNotes
  return {
    ...(key !== undefined && { key }),
    ...(kind !== undefined && { kind }),
    ...(shown !== undefined && { shown }),
  }
}

export function kindOf(entry: RegisterEntry): StatementKind {
  return notesOf(entry).kind ?? decodeStatement(entry.token as string).content.kind
}

/** The token, and what it was judged by. This register wrote both down. */
export function actOf({ token, evidence }: RegisterEntry): {
  readonly token: string
  readonly evidence: never
} {
  const { evidence: kept } = readEvidence(keptIn(evidence))
  return Object.freeze({ token: token as string, evidence: kept as never })
}

/** Whether somebody took something back who may lift nothing that forbids. */
export function isByOther({ evidence }: RegisterEntry): boolean {
  const name = evidenceKindOf(keptIn(evidence))
  return name !== 'identity' && name !== 'guardianship'
}

/** Whether a guardian or proxy took something back. */
export function isByRepresentative({ evidence }: RegisterEntry): boolean {
  const name = evidenceKindOf(keptIn(evidence))
  return name === 'guardianship' || name === 'mandate'
}

/** Each statement's withdrawals, in the order of the register. */
export function withdrawalsIn(
  entries: readonly RegisterEntry[],
): ReadonlyMap<string, readonly RegisterEntry[]> {
  return byStatement(entries, 'withdrawal')
}

/** Each statement's ratifications, in the order of the register. */
export function ratificationsIn(
  entries: readonly RegisterEntry[],
): ReadonlyMap<string, readonly RegisterEntry[]> {
  return byStatement(entries, 'ratification')
}

function byStatement(
  entries: readonly RegisterEntry[],
  kind: RegisterEntry['kind'],
): ReadonlyMap<string, readonly RegisterEntry[]> {
  const found = new Map<string, RegisterEntry[]>()
  for (const entry of entries) {
    if (entry.kind !== kind) continue
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
  return withdrawals.findLast((entry) => !isByOther(entry))
}

/**
 * The consent that stands where a consent stood: whoever takes one back takes back what it was
 * narrowed to since, of which they may not have heard.
 *
 * @param own - Whether to stop at the statements of another signer.
 */
export function successorOf(
  statement: RegisterEntry,
  entries: readonly RegisterEntry[],
  own: boolean,
): RegisterEntry {
  const withdrawals = withdrawalsIn(entries)
  let newest = statement
  // Each takes the place of one that was there before, so this ends.
  for (;;) {
    const key = JSON.stringify([...JSON.parse(newest.record ?? '[]'), ...JSON.parse(newest.key)])
    const by = withdrawals.get(key)?.[0]?.digest
    const next = entries.find(({ kind, digest }) => kind === 'statement' && digest === by)
    if (next === undefined || kindOf(next) !== 'consent' || kindOf(newest) !== 'consent') break
    if (own && JSON.parse(next.key)[0] !== JSON.parse(statement.key)[0]) break
    newest = next
  }
  return newest
}

/** How the word names a statement. */
export function wordEntryOf(
  statement: RegisterEntry,
  withdrawal: RegisterEntry | undefined,
  ratification: RegisterEntry | undefined,
): WordEntry {
  const { sequence, digest, registeredAt, key } = statement
  const [issuer, id] = JSON.parse(key)
  return {
    ...{ sequence, issuer, id, digest, registeredAt, ...shownAs('evidence', statement) },
    ...(withdrawal !== undefined && {
      withdrawnAt: withdrawal.registeredAt,
      withdrawal: withdrawal.digest,
      ...shownAs('withdrawalEvidence', withdrawal),
    }),
    ...(ratification !== undefined && {
      ratifiedAt: ratification.registeredAt,
      ratification: ratification.digest,
      ...shownAs('ratificationEvidence', ratification),
    }),
  }
}

function shownAs<Name extends string>(
  name: Name,
  entry: RegisterEntry,
): { readonly [N in Name]?: string } {
  const { shown } = notesOf(entry)
  return shown === undefined ? {} : ({ [name]: shown } as { readonly [N in Name]: string })
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

function keptIn(evidence: string | undefined): unknown {
  return JSON.parse(evidence as string)
}
