import type { EpochSeconds } from '@fidecura/base'
import { CredentialError } from '../errors.ts'
import type { RecoveryRequest } from './recovery-request.ts'

/** What a patient is told, on every way on which the desk can reach them. */
export interface RecoveryNotice {
  readonly kind: 'opened' | 'reminder'
  /** What is to come in the place of what, by whom. */
  readonly content: RecoveryRequest
  /** The token, which an objection must be about. */
  readonly request: string
  readonly completesNotBefore: EpochSeconds
}

/** Resolves once the notice is on its way. The record in it says to whom. */
export type NotifyRecovery = (
  notice: RecoveryNotice,
  options: { readonly signal?: AbortSignal | undefined },
) => Promise<void>

/** @throws CredentialError `recovery_notice_failed` (unknown), whatever the port throws. */
export async function sendNotice(
  notify: NotifyRecovery,
  notice: RecoveryNotice,
  signal: AbortSignal | undefined,
): Promise<void> {
  try {
    await notify(Object.freeze(notice), { signal })
  } catch (error) {
    throw new CredentialError('recovery_notice_failed', 'The patient could not be told', {
      outcome: 'unknown',
      cause: error,
    })
  }
}
