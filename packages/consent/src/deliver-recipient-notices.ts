import { CodedError, type EpochSeconds, epochSeconds } from '@fidecura/base'
import type { Did, Signer } from '@fidecura/identity'
import { signNotice } from './recipient-notice.ts'
import type { Register } from './register/register.ts'
import type { RecipientNotice, RegisterOutbox } from './register/register-outbox.ts'

/**
 * Carries a signed notice to a recipient, such as by `postText` to an address that the operator keeps for
 * their DID. Resolves once they have it.
 *
 * @returns Their acknowledgement, if it came with the answer.
 */
export type CarryNotice = (
  recipient: Did,
  notice: string,
  options: { readonly signal?: AbortSignal | undefined },
) => Promise<string | undefined>

/** As whom, of which register, and by which way. */
export interface DeliverRecipientNoticesOptions {
  readonly signer: Signer
  readonly register: Pick<Register, 'acknowledge'>
  readonly outbox: RegisterOutbox
  /** The present. */
  readonly now: EpochSeconds
  readonly carry: CarryNotice
  readonly signal?: AbortSignal | undefined
}

/** What became of one round. */
export interface DeliveredNotices {
  readonly told: number
  /** To be tried again, or given up: see `Register.recipients`. */
  readonly failed: number
  /** The codes of what went wrong, one for each; `notice_failed` where there is none. */
  readonly codes: readonly string[]
}

const atOnce = 16
// A minute, two, four …, then once a day: about a week, after which an operator has to look.
const maxAttempts = 16
const maxWaitSeconds = 86_400

/**
 * Delivers what is due to be told, once: call it again and again, such as every minute, and from as many
 * processes as you like. A recipient may hear of the same thing twice, and keeps nobody else waiting
 * for more than one round.
 *
 * @throws Those of the outbox and the signer. What `carry` throws counts as not delivered.
 */
export async function deliverRecipientNotices(
  options: DeliverRecipientNoticesOptions,
): Promise<DeliveredNotices> {
  const { outbox, now } = options
  const next = (attempts: number): EpochSeconds | undefined =>
    attempts >= maxAttempts
      ? undefined
      : epochSeconds(now + Math.min(60 * 2 ** (attempts - 1), maxWaitSeconds))
  const due = await outbox.claim(now, atOnce, next)
  const codes = await Promise.all(due.map((notice) => deliver(notice, options)))
  const failures = codes.filter((code) => code !== undefined)
  return { told: due.length - failures.length, failed: failures.length, codes: failures }
}

/** @returns What went wrong. */
async function deliver(
  notice: RecipientNotice,
  { signer, register, outbox, now, carry, signal }: DeliverRecipientNoticesOptions,
): Promise<string | undefined> {
  const { recipient } = notice
  const token = await signNotice({ ...notice, issuedAt: now }, { signer, signal })
  try {
    const acknowledgement = await carry(recipient, token, { signal })
    await outbox.told(notice, now)
    if (acknowledgement !== undefined) await register.acknowledge(acknowledgement, { signal })
    return undefined
  } catch (error) {
    return CodedError.is(error) ? error.code : 'notice_failed'
  }
}
