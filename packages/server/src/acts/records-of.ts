import type { Identifier } from '@fidecura/credentials'
import type { RecordAccess } from '../api/people.ts'
import { type Call, notPermitted } from '../http/call.ts'

/**
 * The record that somebody looks into: the one that they name, or their own, or the only one.
 *
 * @throws ServerError `not_permitted`: none of theirs, or one that they may act in and not look into.
 */
export function recordOf(
  { principal }: Pick<Call, 'principal'>,
  named?: string | undefined,
): Identifier {
  const records = principal?.records ?? []
  const [only, ...others] = records
  const own = records.find(({ as }) => as === 'patient')
  const found =
    named === undefined
      ? (own ?? (others.length === 0 ? only : undefined))
      : records.find(({ record }) => record.value === named)
  if (found === undefined || !maySee(found)) throw notPermitted()
  return found.record
}

/** @throws ServerError `not_permitted`: a record that whoever is signed in has nothing to do with. */
export function assertOwnRecord({ principal }: Pick<Call, 'principal'>, record: Identifier): void {
  const isOwn = principal?.records.some(
    ({ record: { system, value } }) => system === record.system && value === record.value,
  )
  if (isOwn !== true) throw notPermitted()
}

function maySee({ as, powers }: RecordAccess): boolean {
  return as !== 'proxy' || powers?.includes('view') === true
}
