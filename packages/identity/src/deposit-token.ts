import type { Did } from './did.ts'

/**
 * Deposits a token with whoever can prove later that it existed, such as a transparency log. The same token
 * again, about the same subject, is the same deposit. Durable once it resolves.
 */
export type DepositToken = (token: string, options?: DepositTokenOptions) => Promise<unknown>

/** What one deposit is told. */
export interface DepositTokenOptions {
  /** Whom it is about, who may look it up. */
  readonly subject?: Did | undefined
  readonly signal?: AbortSignal | undefined
}
