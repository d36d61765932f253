import { randomUUID } from 'node:crypto'
import { mkdir, readdir, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { type Clock, formatDateTime } from '@fidecura/base'
import type { ServiceSettings } from '@fidecura/server'

/** Of each hospital. Whoever operates the service moves older ones away. */
const mostKept = 32
/** What the disk has beyond what stores may need of it. */
const spareBytes = 67_108_864

/**
 * Writes backups that administrators order into the folder of the settings. Undefined: they name none.
 *
 * It throws ServerError `backups_full`: orders come over the network, and must not fill the disk that stores are on.
 *
 * @param freeBytesOf - How much may still be written where a folder is.
 */
export function backupsInto(
  { backups, data: folder, origin, store }: ServiceSettings,
  clock: Clock,
  freeBytesOf: (folder: string) => Promise<number> = freeBytesBeside,
): ((hospital: string) => Promise<string>) | undefined {
  if (backups === undefined) return undefined
  return async (hospital) => {
    const { backupHospitals, dropBackup, ServerError } = await import('@fidecura/server')
    await mkdir(backups, { recursive: true, mode: 0o700 })
    const kept = (await readdir(backups)).filter((name) => isOf(name, hospital))
    const full = (place: 'count' | 'space') =>
      new ServerError('backups_full', 'No room for another one', { place })
    if (kept.length >= mostKept) throw full('count')
    // As large as the store, or, where it is on a server, as one before it: and the same again for what comes next.
    const stores = kept.map((name) => join(backups, name, hospital, 'store'))
    const live = ['', '-wal'].map((end) => sizeOf(join(folder, hospital, `store.sqlite${end}`)))
    const own = (await Promise.all(live)).reduce((sum, size) => sum + size, 0)
    const needed = Math.max(own, ...(await Promise.all(stores.map(sizeOf))))
    if ((await freeBytesOf(backups)) < 2 * needed + spareBytes) throw full('space')
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

/** Whatever is left of one that was never finished counts, too. */
function isOf(name: string, hospital: string): boolean {
  return name.startsWith(`${hospital}-`) && /^\d{4}-\d{2}-/.test(name.slice(hospital.length + 1))
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0
}

async function freeBytesBeside(path: string): Promise<number> {
  const { bavail, bsize } = await statfs(path)
  return bavail * bsize
}
