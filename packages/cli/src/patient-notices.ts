import { open } from 'node:fs/promises'
import type { NotifyPatient } from '@fidecura/consent'
import type { Environment } from './environment.ts'
import { UsageError } from './usage-error.ts'

/**
 * Tells patients by a file, a line of JSON for each notice, that whoever runs the register reads and delivers.
 * A notice is on the disk before what it is about counts.
 */
export function notifyByFile(path: string, { clock }: Environment): NotifyPatient {
  return async ({ kind, id }) => {
    try {
      const file = await open(path, 'a', 0o600)
      try {
        await file.appendFile(`${JSON.stringify({ kind, id, at: clock() })}\n`)
        await file.sync()
      } finally {
        await file.close()
      }
    } catch {
      throw new UsageError('file_unwritable', 'A file cannot be written', { place: path })
    }
  }
}
