import { ServerError } from '../errors.ts'
import type { Hospital } from './hospital.ts'

/**
 * What was put back may lack what has ended since, so nothing goes on but what leads to its confirmation.
 *
 * @throws {@link ServerError} `restore_unconfirmed` (unknown).
 */
export function assertConfirmed({ changes }: Pick<Hospital, 'changes'>): void {
  if (changes.restoredAt() === undefined) return
  const message = 'Two administrators must confirm what was put back'
  throw new ServerError('restore_unconfirmed', message, { outcome: 'unknown' })
}

/** As above, once it was heard whether administrators have confirmed it in another process. */
export async function assertWhole(
  hospital: Pick<Hospital, 'changes' | 'publications'>,
): Promise<void> {
  await hospital.publications.hear()
  assertConfirmed(hospital)
}
