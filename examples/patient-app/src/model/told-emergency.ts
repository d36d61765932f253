import { systemClock } from '@fidecura/base'
import { type BreakGlass, breakGlassType, decodeBreakGlass } from '@fidecura/consent'
import type { Verifier } from '@fidecura/credentials'
import { verifyDidJws } from '@fidecura/identity'
import type { Notice } from '@fidecura/server/client'
import type { Standing } from './wallet.ts'

/**
 * What somebody signed who opened the record in an emergency: the reason, and what happened in their words.
 *
 * @throws ConsentError `token_malformed`; IdentityError as `verifyDidJws`.
 * @returns Undefined: it is about another record.
 */
export async function readEmergency(
  { token = '' }: Pick<Notice, 'token'>,
  { resolve }: Pick<Verifier, 'resolve'>,
  { record }: Pick<Standing, 'record'>,
): Promise<BreakGlass | undefined> {
  const { content, jws } = decodeBreakGlass(token)
  const { issuer, issuedAt } = content
  await verifyDidJws(jws, {
    ...{ issuer, typ: breakGlassType, relationship: 'assertionMethod', resolve },
    ...{ at: issuedAt, now: systemClock() },
  })
  const isOurs = content.record.system === record.system && content.record.value === record.value
  return isOurs ? content : undefined
}
