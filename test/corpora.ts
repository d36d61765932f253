import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const project = join(dirname(fileURLToPath(import.meta.url)), '..')
const all = process.env['FIDECURA_CORPORA'] ?? join(project, '../shared/corpora')

/** The folder of one published corpus, or undefined where it was not provided. */
export function corpusFolder(name: string): string | undefined {
  const folder = join(all, name)
  return existsSync(folder) ? folder : undefined
}

export const corpusMissing = 'not in ../shared/corpora, or where FIDECURA_CORPORA says'
