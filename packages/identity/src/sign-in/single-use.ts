import { CodedError, type EpochSeconds } from '@fidecura/base'
import { IdentityError } from '../errors.ts'

/** One use of one nonce. */
export interface SingleUse {
  readonly tenant: string
  readonly audience: string
  readonly nonce: string
  /** The present, by which what has expired may be forgotten. */
  readonly now: EpochSeconds
  /** Keep it until then. */
  readonly expiresAt: EpochSeconds
}

/**
 * Remembers which nonces were used. Must be shared by all who accept for one audience. The replay
 * stores of `@fidecura/credentials` and `@fidecura/store` are of this shape, and one may serve both:
 * then a nonce is used once, whatever for.
 */
export interface SingleUseStore {
  /**
   * Writes the use down unless it is there, in one step, durably before it answers.
   *
   * @returns Whether it was new. A store that cannot tell must throw.
   */
  insert(use: SingleUse): Promise<boolean>
}

/** @throws IdentityError `sign_in_replayed`; `sign_in_store_failed` (unknown): anything but an answer. */
export async function useOnce(uses: SingleUseStore, use: SingleUse): Promise<void> {
  const isNew = await answerOf(() => uses.insert(use))
  if (isNew === true) return
  if (isNew === false) throw new IdentityError('sign_in_replayed', 'Accepted before')
  throw storeFailed()
}

/** What a store of the caller answers; what it throws stays out of sight unless it is ours. */
export async function answerOf<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    throw storeFailed(error)
  }
}

export function storeFailed(cause?: unknown): IdentityError {
  return new IdentityError('sign_in_store_failed', 'The store gave no answer', {
    outcome: 'unknown',
    ...(CodedError.is(cause) ? { cause } : {}),
  })
}
