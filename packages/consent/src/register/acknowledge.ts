import { ConsentError } from '../errors.ts'
import { acknowledgementKind } from '../recipient-notice.ts'
import { openToken } from '../signed-token.ts'
import type { RecipientNotice } from './register-outbox.ts'
import type { RegisterParts } from './register-parts.ts'

/**
 * Keeps what a recipient signed, if it is about a notice of theirs.
 *
 * @throws ConsentError as `Register.acknowledge`.
 */
export async function keepAcknowledgement(
  token: string,
  signal: AbortSignal | undefined,
  { signer, store, verifier, now: present }: RegisterParts,
): Promise<RecipientNotice> {
  const now = await present()
  const { resolve } = verifier
  const opening = { resolve, at: now, now, signal }
  const { content } = await openToken(token, acknowledgementKind, opening)
  const { issuer: recipient, register, sequence, statement, change } = content
  const name = { sequence, recipient }
  const notice = await store.outbox.find(name)
  const isTheirs =
    register === signer.did && notice?.statement === statement && notice.change === change
  const kept = isTheirs ? await store.outbox.acknowledge(name, token, now) : undefined
  if (kept === undefined) {
    throw new ConsentError('notice_mismatch', 'About nothing that they were to hear of')
  }
  return kept
}
