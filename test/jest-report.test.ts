import { resolve } from 'node:path'
import { describe, expect, test } from '@jest/globals'
// @ts-expect-error - plain JavaScript, as all of tools.
import { listFailures, readJestReport } from '../tools/jest-report.mjs'

interface Failure {
  readonly file: string
  readonly name: string
  readonly message: readonly string[]
  readonly details: string
}

const stack = `    at expect (node_modules/expect/index.js:1:2)
    at Object.<anonymous> (${resolve('packages/x/test/y.test.ts')}:199:79)`
const said = `Error: \u001b[2mexpect(\u001b[22mreceived).toBe(expected)\n\nExpected: true\nReceived: false\n${stack}`

const report = {
  numPassedTests: 1,
  testResults: [
    {
      ...{ name: resolve('packages/x/test/y.test.ts'), status: 'failed', message: '' },
      assertionResults: [
        { status: 'passed', title: 'a', fullName: 'y a', failureMessages: [] },
        { status: 'failed', title: 'b', fullName: 'y b', failureMessages: [said] },
        { status: 'pending', title: 'skipped: vectors', fullName: 'y c', failureMessages: [] },
      ],
    },
    {
      ...{ name: resolve('packages/x/test/z.test.ts'), status: 'failed', assertionResults: [] },
      message: 'Cannot find module',
    },
  ],
}

describe('the report of a run of tests', () => {
  test('counts what passed, and a file that does not run as one that failed', () => {
    expect(readJestReport(report, 1)).toMatchObject({
      ...{ passed: 1, failed: 2, skipped: ['vectors'] },
    })
  })

  test('says of each that failed file, name, place and message, and nothing of what passed', () => {
    const list = listFailures(readJestReport(report, 1).failures, 34)
    expect(list).toEqual([
      '- packages/x/test/y.test.ts › y b',
      '  y.test.ts:199: Error: expect(received).toBe(expected)',
      '  Expected: true',
      '  Received: false',
      '- packages/x/test/z.test.ts › does not run',
      '  Cannot find module',
    ])
  })

  test('takes no run for a good one that ended badly, whatever its tests say', () => {
    const none = { numPassedTests: 3, testResults: [] }
    expect(readJestReport(none, 0).failed).toBe(0)
    expect(readJestReport(none, 137)).toMatchObject({ passed: 3, failed: 1 })
  })

  test.each([1, 7, 20, 34, 500])('names %i in no more lines than there are', (count) => {
    const [, failure] = readJestReport(report, 1).failures as readonly Failure[]
    const list = listFailures(Array(count).fill(failure), 34)
    expect(list.length).toBeLessThanOrEqual(34)
    expect(list.filter((line: string) => line.startsWith('- packages/x'))).toHaveLength(
      Math.min(count, count > 34 ? 33 : 34),
    )
    if (count > 34) expect(list.at(-1)).toBe(`- and ${count - 33} more`)
  })
})
