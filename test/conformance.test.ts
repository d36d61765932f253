import { describe, expect, test } from '@jest/globals'
import { allCorpora } from './conformance/all-corpora.ts'
import type { CaseResult, Corpus } from './conformance/corpus.ts'
import { deviations } from './conformance/deviations.ts'
import { runCorpus } from './conformance/run-corpus.ts'
import { withCorpus } from './with-corpus.ts'
import { readText } from './workspace-files.ts'

describe('conformance', () => {
  for (const corpus of allCorpora) {
    withCorpus(`conformance ${corpus.name}`, corpus.folders, () => {
      test(`${corpus.name} fails no case`, async () => {
        const { passed, failed, remarks } = await runCorpus(corpus)
        expect(remarks.filter(({ outcome }) => outcome === 'failed')).toEqual([])
        expect({ failed, some: passed > 0 }).toEqual({ failed: 0, some: true })
      }, 60_000)
    })
  }

  test.each(allCorpora)('$name is introduced in docs/conformance.md', ({ name }) => {
    expect(readText('docs/conformance.md')).toMatch(new RegExp(`^\\| ${name} \\| .{10,} \\|$`, 'm'))
  })

  test('names a corpus in every documented deviation', () => {
    expect(deviations.length).toBeGreaterThan(0)
    const names = allCorpora.map(({ name }) => name)
    expect(deviations.filter(({ corpus }) => !names.includes(corpus))).toEqual([])
  })
})

withCorpus('runCorpus', ['json-bad-input'], () => {
  describe('runCorpus', () => {
    const name = 'y_object_duplicated_key.json'
    const duplicate = 'json_duplicate_member'

    test.each<[string, CaseResult[], object]>([
      ['passes the documented deviation', [failed(name, duplicate)], { passed: 1, failed: 1 }],
      ['fails another deviation', [failed(name, 'json_malformed')], { passed: 0, failed: 2 }],
      ['fails a deviation that is none', [{ name, outcome: 'passed' }], { passed: 0, failed: 2 }],
      ['fails an undocumented deviation', [failed('y_new', duplicate)], { passed: 0, failed: 3 }],
      ['fails a run without cases', [], { passed: 0, failed: 2 }],
    ])('%s', async (_, cases, counts) => {
      // The other documented deviation finds no case here, and so fails in every row.
      expect(await runCorpus(corpusOf(() => cases))).toMatchObject(counts)
    })

    test('fails a run that stops', async () => {
      const corpus = corpusOf(function* () {
        yield failed(name, duplicate)
        throw new TypeError('a bug')
      })
      expect(await runCorpus(corpus)).toMatchObject({ passed: 1, failed: 2 })
    })

    test('skips, by name, a corpus that is not there', async () => {
      const corpus = { ...corpusOf(() => []), folders: ['no-such-corpus'] }
      expect(await runCorpus(corpus)).toMatchObject({ passed: 0, failed: 0, skipped: 1 })
    })
  })
})

function failed(name: string, ours: string): CaseResult {
  return { name, outcome: 'failed', reason: 'made up for the test', ours }
}

function corpusOf(run: () => Iterable<CaseResult>): Corpus {
  return { name: 'json-bad-input', folders: ['json-bad-input'], run }
}
