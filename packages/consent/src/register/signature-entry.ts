import type { AgreedSignature } from '../agreed-signature.ts'
import type { RecordNumber } from '../statement-set.ts'
import { recordKey, type VerifiedToken } from './register-entry.ts'
import type { NewRegisterEntry, RegisterEntry } from './register-store.ts'

/** @param key - The statement's digest, as what it was signed, and by whom: one of each. */
export function signatureEntryOf(
  record: RecordNumber,
  key: readonly [string, string, string],
  { token, digest, evidence }: Pick<VerifiedToken, 'token' | 'digest'> & { evidence: object },
): NewRegisterEntry {
  const kept = { token, evidence: JSON.stringify(evidence) }
  return { kind: 'signature', key: JSON.stringify(key), record: recordKey(record), digest, ...kept }
}

/** What was signed beside each statement, by its digest. */
export function signaturesIn(
  entries: readonly RegisterEntry[],
): ReadonlyMap<string, readonly AgreedSignature[]> {
  const found = new Map<string, AgreedSignature[]>()
  for (const { kind, key, token, evidence } of entries) {
    if (kind !== 'signature') continue
    const [digest] = JSON.parse(key) as [string]
    const one = Object.freeze({
      agreement: token as string,
      evidence: JSON.parse(evidence as string),
    })
    found.set(digest, [...(found.get(digest) ?? []), one])
  }
  return found
}
