import { digestOf, thumbprintOf } from '@fidecura/identity'
import { breakGlassKind } from '../break-glass-request.ts'
import { openToken } from '../signed-token.ts'
import { noticeEntryOf, recordKey } from './register-entry.ts'
import { assertRoomForEmergency } from './register-limits.ts'
import type { RegisterParts } from './register-parts.ts'
import type { RegisterEntry } from './register-store.ts'

/**
 * Writes a request for emergency access down that its issuer signed, once.
 *
 * @throws ConsentError as `Register.keepBreakGlass`.
 */
export async function keepEmergency(
  token: string,
  signal: AbortSignal | undefined,
  { store, verifier, clock, now: present }: RegisterParts,
): Promise<RegisterEntry> {
  const now = await present()
  const { resolve } = verifier
  const opening = { resolve, at: now, now, signal }
  const { content, publicKey } = await openToken(token, breakGlassKind, opening)
  const { record } = content
  const id = await digestOf(token)
  const key = await thumbprintOf(publicKey)
  const { entries } = await store.snapshot(recordKey(record), clock)
  const known = entries.find(({ kind, digest }) => kind === 'notice' && digest === id)
  if (known !== undefined) return known
  assertRoomForEmergency(entries, key, now)
  return store.append(noticeEntryOf({ kind: 'break_glass', id }, record, token, key), clock)
}
