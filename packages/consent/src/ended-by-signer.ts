import { type EpochSeconds, epochSeconds } from '@fidecura/base'
import type { ResolveDid } from '@fidecura/identity'
import type { RegisteredAct } from './defeated.ts'
import { openRegistered } from './own-key.ts'
import type { WordEntry } from './register-word.ts'
import type { Statement } from './statement.ts'
import { type StatementReference, withdrawalKind } from './withdrawal.ts'
import type { LiftEvidence } from './withdrawal-signer.ts'

interface Options {
  readonly resolve: ResolveDid
  readonly now: EpochSeconds
  readonly signal: AbortSignal | undefined
}

/**
 * Whether whoever gave a consent in the patient's place took it back, too. Then it closes what it had opened, and
 * nothing that the patient permits. The register is not believed: what is not shown, or by a key that nothing shows
 * any more, goes on denying.
 *
 * @param act - The withdrawal, by the digest that the word names.
 * @throws ConsentError `token_malformed`, `token_from_future`; those of `decodeJws`.
 */
export async function isEndedBySigner(
  { withdrawnAt }: WordEntry,
  act: Pick<RegisteredAct<LiftEvidence>, 'token'>,
  { by, kind, issuer, id, record, supersedes }: Statement,
  { resolve, now, signal }: Options,
): Promise<boolean> {
  if (kind !== 'consent' || by === undefined || withdrawnAt === undefined) return false
  const at = epochSeconds(Math.min(withdrawnAt, now))
  const opened = await openRegistered(act.token, withdrawalKind, { resolve, at, now, signal })
  if ('lost' in opened) return false
  const { content } = opened
  // Whoever takes back what they narrowed since names, perhaps, the one that it was narrowed from.
  const named: readonly (StatementReference | undefined)[] = [{ issuer, id }, supersedes]
  const isNamed = named.some(
    (each) => each?.id === content.statement.id && each.issuer === content.statement.issuer,
  )
  const { system, value } = content.record
  return isNamed && content.issuer === issuer && system === record.system && value === record.value
}
