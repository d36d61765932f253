import { readdirSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { withCorpus } from '../../../../test/with-corpus.ts'
import { decisions } from './decisions.ts'
import { decideExample, readExample } from './examples.ts'

const kinds = { permit: 'permit', deny: 'deny', silent: 'no_consent' }

withCorpus('IHE PCF Consents', ['ihe-pcf-json'], (folder = '') => {
  describe('decide, by the examples of PCF,', () => {
    test('is tried on each of them', () => {
      const names = readdirSync(folder).flatMap(
        (name) => /^Consent-ex-(.+)\.json$/.exec(name)?.slice(1) ?? [],
      )
      expect(names).toHaveLength(23)
      expect([...new Set(decisions.map(({ example }) => example))].sort()).toEqual(names.sort())
    })

    test.each(decisions)('$example: $person, $purpose, $record: $outcome ($source)', (row) => {
      expect(decideExample(readExample(folder, row.example), row).kind).toBe(kinds[row.outcome])
    })
  })
})
