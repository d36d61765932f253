import type { Keep } from '@fidecura/app-kit'
import { CodedError, systemClock } from '@fidecura/base'
import { consentRequestTransaction } from '@fidecura/openid'
import { type Candidate, type Delivered, presentTo } from '@fidecura/openid/wallet'
import type { Asked } from './asked.ts'
import { logShown, type ShownCredential, type ShownEntry } from './shown-log.ts'

/** What the person agreed to, in the words that they saw. */
export interface Shown {
  readonly chosen: readonly Candidate[]
  readonly described: readonly ShownCredential[]
  /** The consent that was signed before. */
  readonly statement?: { readonly id: string; readonly token: string } | undefined
}

/** Shows it to whoever asked, and writes down what was shown. @throws As `presentTo`. */
export async function showTo(asked: Asked, shown: Shown, keep: Keep): Promise<Delivered> {
  const { request, asker, host, signIn } = asked
  const { chosen, described, statement } = shown
  const entry: ShownEntry = {
    ...{ id: crypto.randomUUID(), at: systemClock(), asker, host, credentials: described },
    ...(signIn && { signIn: { platform: signIn.platform, origin: signIn.origin } }),
    ...(statement && { statement: statement.id }),
    outcome: 'unknown',
  }
  await logShown(keep, entry)
  const answers = request.transactions.flatMap((transaction) =>
    statement !== undefined && transaction.type === consentRequestTransaction
      ? [{ transaction, answer: statement.token }]
      : [],
  )
  try {
    const delivered = await presentTo(request, { chosen, answers })
    await logShown(keep, { ...entry, outcome: 'accepted' })
    return delivered
  } catch (error) {
    const isRefused = CodedError.is(error) && error.code === 'openid_refused'
    if (isRefused) await logShown(keep, { ...entry, outcome: 'refused' })
    throw error
  }
}
