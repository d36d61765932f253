import { randomUUID } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Clock, formatDateTime } from '@fidecura/base'
import type { ServiceSettings } from '@fidecura/server'

/** Writes backups that administrators order into the folder of the settings. Undefined: they name none. */
export function backupsInto(
  { backups, data: folder, origin, store }: ServiceSettings,
  clock: Clock,
): ((hospital: string) => Promise<string>) | undefined {
  if (backups === undefined) return undefined
  return async (hospital) => {
    const { backupHospitals, dropBackup } = await import('@fidecura/server')
    await mkdir(backups, { recursive: true, mode: 0o700 })
    const time = formatDateTime(clock()).replaceAll(':', '')
    const name = `${hospital}-${time}-${randomUUID().slice(0, 8)}`
    const backup = join(backups, name)
    try {
      await backupHospitals({ folder, origin, store, clock, backup, only: hospital })
    } catch (error) {
      await dropBackup(backup)
      throw error
    }
    return name
  }
}
