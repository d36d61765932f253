import type { Clock } from '@fidecura/base'
import type { Documents, KeptDocument, NewDocument } from '@fidecura/store'
import { ServerError } from '../errors.ts'

/**
 * Keeps a notice under its id, unless there is one.
 *
 * @returns The one that was there already; undefined: this one is kept now.
 * @throws ServerError `service_failed` (unknown): it is not there.
 */
export async function keepOnce(
  documents: Documents,
  insert: NewDocument,
  clock: Clock,
): Promise<KeptDocument | undefined> {
  const now = clock()
  if (await documents.write([{ insert }], now)) return undefined
  const found = await documents.find(insert.kind, insert.id, now)
  if (found !== undefined) return found
  throw new ServerError('service_failed', 'The notice could not be kept', { outcome: 'unknown' })
}
