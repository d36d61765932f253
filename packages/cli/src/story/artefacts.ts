import { join } from 'node:path'
import { digestOf } from '@fidecura/identity'
import { writeNew } from '../environment.ts'

/** The files that a story leaves behind, each with its digest. */
export interface Artefacts {
  readonly folder: string
  /** Of every file by its path in the folder, in order of writing. */
  readonly digests: ReadonlyMap<string, string>
  add(path: string, content: string | Uint8Array): Promise<void>
}

export function createArtefacts(folder: string): Artefacts {
  const digests = new Map<string, string>()
  return {
    folder,
    digests,
    async add(path, content) {
      await writeNew(join(folder, path), content)
      digests.set(path, await digestOf(content))
    },
  }
}
