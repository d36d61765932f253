import { test } from '@jest/globals'
import { corpusFolder, corpusMissing } from './corpora.ts'

/**
 * Defines tests that read published corpora. Where one of them is missing, a single skipped test
 * says so by name, and `tools/check.mjs` lists it.
 *
 * @param name - What is skipped, for people.
 * @param corpora - The folders needed.
 */
export function withCorpus(
  name: string,
  corpora: readonly string[],
  define: (...folders: readonly string[]) => void,
): void {
  const folders = corpora.map(corpusFolder)
  const missing = corpora.filter((_, i) => folders[i] === undefined)
  if (missing.length === 0) define(...(folders as string[]))
  else test.skip(`skipped: ${name}: ${missing.join(', ')} ${corpusMissing}`, () => undefined)
}
