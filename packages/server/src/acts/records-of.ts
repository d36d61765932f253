import { decodeBase64url, epochSeconds } from '@fidecura/base'
import { isOfKinds } from '@fidecura/consent/redact'
import type { Identifier } from '@fidecura/credentials'
import type { EntryItem, RecordAccess } from '../api/bodies.ts'
import { recordKey } from '../hospital/record-key.ts'
import { type Call, notPermitted } from '../http/call.ts'

/** v3-ActReason: somebody looked for the patient, in their place. */
export const lookedFor = 'FAMRQT'

const kind = 'look'
/** An app asks again and again: what it looks into within an hour is one look. */
const lookSeconds = 3600

/**
 * The record that somebody looks into: the one that they name, or their own, or the only one. Whoever looks for
 * another is written down, for the patient to read.
 *
 * @throws ServerError `not_permitted`: none of theirs, or one that they may act in and not look into.
 */
export async function lookInto(
  call: Pick<Call, 'principal' | 'acting' | 'now'>,
  named?: string | undefined,
): Promise<Identifier> {
  const { record, as } = accessOf(call, named)
  if (as === 'patient') return record
  const { principal, now } = call
  const id = JSON.stringify([principal?.did ?? '', recordKey(record)])
  const insert = { kind, id, expiresAt: epochSeconds(now + lookSeconds), body: {} }
  // The event goes with what says that there was none in this hour.
  const ports = call.acting('read', { patient: record, purposes: [lookedFor] })
  await ports.documents.write([{ insert }], now)
  return record
}

/**
 * Whether somebody may see what an entry says: what the patient lets a proxy look into may be a part of the record.
 *
 * @throws ServerError as {@link lookInto}.
 */
export function sightOf(
  call: Pick<Call, 'principal'>,
  named?: string | undefined,
): (item: Pick<EntryItem, 'content'>) => boolean {
  const { data } = accessOf(call, named)
  return ({ content }) => data === undefined || isOfKinds(decodeBase64url(content), data)
}

/** Somebody may have two mandates of one patient, of which one lets them look. */
function accessOf({ principal }: Pick<Call, 'principal'>, named: string | undefined): RecordAccess {
  const records = principal?.records ?? []
  const own = records.filter(({ as }) => as === 'patient')
  const unnamed = own.length > 0 ? own.slice(0, 1) : records
  const possible =
    named === undefined ? unnamed : records.filter(({ record }) => record.value === named)
  const isOne = new Set(possible.map(({ record }) => recordKey(record))).size === 1
  const found = possible.find(maySee)
  if (!isOne || found === undefined) throw notPermitted()
  return found
}

/** @throws ServerError `not_permitted`: a record that whoever is signed in has nothing to do with. */
export function assertOwnRecord({ principal }: Pick<Call, 'principal'>, record: Identifier): void {
  const isOwn = principal?.records.some(
    ({ record: { system, value } }) => system === record.system && value === record.value,
  )
  if (isOwn !== true) throw notPermitted()
}

/** Whoever only vouches for a lost key has nothing to look at. */
function maySee({ as, powers = [] }: RecordAccess): boolean {
  if (as === 'patient') return true
  return as === 'proxy' ? powers.includes('view') : powers.some((power) => power !== 'recover')
}
