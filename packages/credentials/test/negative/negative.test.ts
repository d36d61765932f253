import { expect, test } from '@jest/globals'
import { linesOfDocs, showAll } from './show-all.ts'
import { formatsUnderTest } from './table.ts'

showAll(formatsUnderTest)

test('docs/conformance.md says how many mutations each format is shown', () => {
  expect(linesOfDocs('mutations')).toEqual(
    formatsUnderTest.map(({ name, rows }) => `| ${name} | ${rows.length} mutations |`),
  )
})
