import { join } from 'node:path'

/** Where a place remembers nonces, words of registers and the newest bundle. */
export function labStorePath(folder: string): string {
  return join(folder, 'lab.sqlite')
}
