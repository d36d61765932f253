import { epochSeconds } from '@fidecura/base'
import { ServerError } from '../errors.ts'
import { documentKind } from './document-kind.ts'
import type { Hospital } from './hospital.ts'

/** In the store, for all processes that serve the hospital. Put back from a backup, it means nothing. */
export const runningBackup = 'backup_running'

const running = documentKind(runningBackup)
const id = 'order'
/** Whoever was ended in the middle of one does not keep others from it for longer. */
const mostSeconds = 3600

/**
 * Takes one, unless one is being taken: each reads and writes a whole store.
 *
 * @throws ServerError `backup_running` (unknown); `not_configured`; whatever `backup` of the hospital throws.
 */
export async function takeBackup({
  backup,
  store,
  clock,
}: Pick<Hospital, 'backup' | 'store' | 'clock'>): Promise<string> {
  if (backup === undefined) throw withoutFolder()
  const { documents } = store
  const now = clock()
  const expiresAt = epochSeconds(Math.ceil(now + mostSeconds))
  if (!(await documents.write([{ insert: running.of(id, {}, { expiresAt }) }], now))) {
    throw new ServerError('backup_running', 'One is being taken', { outcome: 'unknown' })
  }
  const mark = await documents.find(runningBackup, id, now)
  try {
    return await backup()
  } finally {
    if (mark !== undefined) {
      const { kind, version, number } = mark
      // One that took longer has lost its mark, and the next one is another's.
      await documents.write([{ remove: { kind, id }, version, number }], clock())
    }
  }
}

export function withoutFolder(): ServerError {
  return new ServerError('not_configured', 'No folder for backups', { place: 'backups' })
}
