import { stat } from 'node:fs/promises'
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
    const seen = await Promise.all([trustPath(folder), bundlePath(folder)].map(markOf))
    const key = seen.join()
    if (last?.seen !== key) {
      const desk = open()
      last = { seen: key, desk }
      const own = last
      desk.catch(() => {
        if (last === own) last = undefined
      })
    }
    return last.desk
  }
}

async function markOf(path: string): Promise<string> {
  const found = await stat(path, { bigint: true }).catch(() => undefined)
  return found === undefined ? 'none' : `${found.ino}/${found.mtimeNs}/${found.size}`
}
