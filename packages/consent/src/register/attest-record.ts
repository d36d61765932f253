import type { Clock } from '@fidecura/base'
import type { Signer } from '@fidecura/identity'
import { signWord } from '../register-word.ts'
import type { RecordNumber } from '../statement-set.ts'
import type { StatementSet } from '../with-evidence.ts'
import {
  actOf,
  isByRepresentative,
  kindOf,
  ratificationsIn,
  recordKey,
  withdrawalKey,
  withdrawalOf,
  withdrawalsIn,
  wordEntryOf,
} from './register-entry.ts'
import type { RegisterEntry, RegisterStore } from './register-store.ts'
import { signaturesIn } from './signature-entry.ts'

/** As whom, from where and when. */
interface AttestOptions {
  readonly signer: Signer
  readonly store: RegisterStore
  readonly clock: Clock
  readonly signal?: AbortSignal | undefined
}

/** All statements about a record as of now, and the word that they are all. */
export async function attestRecord(
  record: RecordNumber,
  { signer, store, clock, signal }: AttestOptions,
): Promise<StatementSet> {
  const { asOf, entries } = await store.snapshot(recordKey(record), clock)
  const withdrawals = withdrawalsIn(entries)
  const ratifications = ratificationsIn(entries)
  const signatures = signaturesIn(entries)
  const statements = entries
    .filter(({ kind }) => kind === 'statement')
    .map((entry) => {
      const [issuer, id] = JSON.parse(entry.key)
      const key = withdrawalKey(record, { issuer, id })
      const withdrawal = withdrawalOf(entry, withdrawals.get(key))
      return { entry, withdrawal, ratification: ratifications.get(key)?.at(-1) }
    })
  const word = {
    issuedAt: asOf,
    record,
    revision: entries.at(-1)?.sequence ?? 0,
    statements: statements.map(({ entry, withdrawal, ratification }) =>
      wordEntryOf(entry, withdrawal, ratification),
    ),
  }
  return Object.freeze({
    word: await signWord(word, { signer, signal }),
    statements: Object.freeze(
      statements.map(({ entry, withdrawal, ratification }) => {
        const beside = signatures.get(entry.digest)
        return Object.freeze({
          ...actOf(entry),
          ...(isShown(entry, withdrawal) && { withdrawal: actOf(withdrawal) }),
          ...(ratification !== undefined && { ratification: actOf(ratification) }),
          ...(beside !== undefined && { signatures: Object.freeze([...beside]) }),
        })
      }),
    ),
  })
}

/** Of what forbids each verifier looks whose key lifted it; of a consent, whether whoever gave it took it back. */
function isShown(
  entry: RegisterEntry,
  withdrawal: RegisterEntry | undefined,
): withdrawal is RegisterEntry {
  // What another consent took the place of has no bytes of its own: that one is in the set.
  if (withdrawal?.token === undefined) return false
  return kindOf(entry) !== 'consent' || isByRepresentative(withdrawal)
}
