import {
  type FidecuraClient,
  type ImportedRow,
  newIdempotencyKey,
  type StaffRow,
} from '@fidecura/server/client'

// A quarter of what the service takes at once, so that progress is seen.
const batchSize = 100

/** Rows on their way, which may stop half-way and go on. */
export interface Batches {
  readonly rows: readonly StaffRow[]
  /** What came of the first ones, in order. */
  readonly results: readonly ImportedRow[]
  /** Of the next batch: the same when it is tried again, so that nothing is brought in twice. */
  readonly key: string
}

export function newBatches(rows: readonly StaffRow[]): Batches {
  return { rows, results: [], key: newIdempotencyKey() }
}

/** What to do with one batch: only look, or bring in. */
export type BatchKind = 'preview' | 'import'

/** Sends the next batch. @returns The same with its results, numbered as in `rows`. */
export async function sendNext(
  { rows, results, key }: Batches,
  client: FidecuraClient,
  kind: BatchKind,
): Promise<Batches> {
  const from = results.length
  const batch = rows.slice(from, from + batchSize)
  const staff = { rows: batch, onlyValid: true }
  const call = { idempotencyKey: key }
  const answer = await (kind === 'preview'
    ? client.previewStaff(staff, call)
    : client.importStaff(staff, call))
  const byRow = new Map(answer.results.map((result) => [result.row, result]))
  const more = batch.map((_, position) => ({
    ...(byRow.get(position) ?? { errors: [{ member: '', code: 'staff_row_invalid' as const }] }),
    row: from + position,
  }))
  return { rows, results: [...results, ...more], key: newIdempotencyKey() }
}

export function isSent({ rows, results }: Batches): boolean {
  return results.length >= rows.length
}
