import { randomUUID } from 'node:crypto'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { UsageError } from './usage-error.ts'

/** Puts a public file in the place of an older one: readers see one of the two, whole. */
export async function replaceFile(path: string, content: string): Promise<void> {
  const partial = `${path}.${randomUUID()}.partial`
  try {
    await mkdir(dirname(path), { recursive: true })
    const file = await open(partial, 'wx', 0o644)
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(partial, path)
  } catch {
    throw new UsageError('file_unwritable', 'A file cannot be written', { place: path })
  } finally {
    await rm(partial, { force: true })
  }
}
