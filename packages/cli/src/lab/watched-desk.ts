import { statSync } from 'node:fs'
import type { LabDesk } from '@fidecura/server'
import { bundlePath } from './bundle-file.ts'
import { trustPath } from './trust-file.ts'

/**
 * Opens the desk anew once `trust.json` or the bundle was put in its place: what the operator takes back counts from the
 * next request on, without a new start. Two looks at the disk are all that it costs.
 *
 * @param open - What fails is tried again at the next request; the older desk is not gone back to, for what was changed
 *   may have been its trust.
 */
export function watchDesk(folder: string, open: () => Promise<LabDesk>): () => Promise<LabDesk> {
  let last: { readonly seen: string; readonly desk: Promise<LabDesk> } | undefined
  return async () => {
    const seen = [trustPath(folder), bundlePath(folder)].map(markOf).join()
    if (last?.seen !== seen) {
      const desk = open()
      last = { seen, desk }
      const own = last
      desk.catch(() => {
        if (last === own) last = undefined
      })
    }
    return last.desk
  }
}

/** At once: the folder is on a disk of this machine, and to wait for another thread takes ten times as long as the look. */
function markOf(path: string): string {
  try {
    const { ino, mtimeNs, size } = statSync(path, { bigint: true })
    return `${ino}/${mtimeNs}/${size}`
  } catch {
    return 'none'
  }
}
