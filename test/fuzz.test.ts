import { CodedError } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import { type Parser, type ParserResult, runParser } from './fuzz/run-parser.ts'
import { suites } from './fuzz/suites.ts'
import { runNode } from './run-node.ts'
import { filesIn, packageNames, readText } from './workspace-files.ts'

// `npm run fuzz` tries 100,000 cases for each parser, with another seed every time. In a process of its
// own, for in a test runner's realm it takes three times as long.
const run = await runNode('.', ['test/fuzz/run.ts', '--cases', '500', '--seed', '1', '--json'])
const { results } = JSON.parse(run.stdout) as { readonly results: readonly ParserResult[] }

describe('whatever it is given, in at most 50 ms of CPU and without a word of it in the error,', () => {
  test.each(results)('$name returns or throws an error of ours', (result) => {
    expect(result.failures).toEqual([])
    // Else the cases would be so wrong, or so right, that they show nothing.
    expect(result.accepted).toBeGreaterThan(0)
    expect(result.codes.length).toBeGreaterThan(0)
  })
})

class PlantedError extends CodedError<'planted'> {
  static override readonly name = 'PlantedError'
}

/** Whatever comes first is slow, and always is: each failure is tried again and again. */
function slowOnce(ms: number): (text: string) => unknown {
  let slow: string | undefined
  return (text) => {
    slow ??= text
    if (text === slow) busy(ms)
  }
}

function busy(ms: number): void {
  const from = process.threadCpuUsage()
  while (process.threadCpuUsage(from).user < ms * 1000) JSON.stringify('busy')
}

describe('runParser', () => {
  const planted = (parse: (text: string) => unknown): Promise<ParserResult> => {
    const sample = '{"a":"b"}'
    const parser: Parser = {
      name: 'planted',
      grammar: 'json',
      samples: [sample],
      parse: (input) => {
        const text = Buffer.from(input).toString()
        return text === sample ? undefined : parse(text)
      },
    }
    return runParser(parser, { seed: 1, cases: 200 })
  }

  test.each<[string, (text: string) => unknown, string]>([
    ['what is no error of ours', (text) => JSON.parse(`${text}}`), 'no error of ours'],
    ['such an error that comes later', async (text) => JSON.parse(`${text}}`), 'no error of ours'],
    ['a thrown text', () => Promise.reject('text'), 'no error of ours'],
    [
      'an error that repeats the input in its message',
      (text) => {
        throw new PlantedError('planted', text)
      },
      'says what it was given',
    ],
    [
      'an error that repeats the input in its place',
      (text) => {
        throw new PlantedError('planted', 'Planted', { place: text })
      },
      'says what it was given',
    ],
    ['work that takes too long', slowOnce(60), 'ms of CPU'],
  ])('finds %s', async (_, parse, what) => {
    const { failures } = await planted(parse)
    expect(failures[0]?.what).toContain(what)
  })

  test('finds nothing where there is nothing', async () => {
    const result = await planted(() => {
      throw new PlantedError('planted', 'Planted')
    })
    expect(result).toMatchObject({ codes: ['planted'], failures: [] })
    expect(result.refused).toBeGreaterThan(150)
  })
})

test('the nightly run tries every file that asks how many cases to try', () => {
  const asking = packageNames
    .flatMap((name) => filesIn(`packages/${name}/test`))
    .filter((path) => readText(path).includes("process.env['FIDECURA_FUZZ_RUNS']"))
  expect(suites.map(({ file }) => file).toSorted()).toEqual(asking.toSorted())
})
