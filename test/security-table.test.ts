import { existsSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { readText } from './workspace-files.ts'

interface Row {
  readonly first: string
  /** Codes that it is said to be refused with. */
  readonly codes: readonly string[]
  readonly check: string
  readonly tests: readonly { readonly file: string; readonly name: string }[]
}

const rows: readonly Row[] = readText('SECURITY.md')
  .split('\n')
  .filter((line) => /^\| (?!---)/.test(line) && line.includes('.test.ts`'))
  .map((line) => {
    const cells = line.split('|').map((cell) => cell.trim())
    const [here = '', check = '', tests = ''] = cells.slice(-4, -1)
    return {
      first: cells[1] ?? '',
      codes: [...here.matchAll(/`([a-z]+(?:_[a-z]+)+)`/g)].map((match) => match[1] as string),
      check: check.replaceAll('`', ''),
      tests: tests.split('<br>').map((cell) => {
        const [, file = '', name = ''] = /^`([^`]+)`: (.+)$/.exec(cell) ?? []
        return { file, name }
      }),
    }
  })

/** Of the story: which step expects which code. */
const attacks = [
  ...['attacks', 'attacks-on-evidence']
    .map((name) => readText(`packages/cli/src/story/${name}.ts`))
    .join()
    .matchAll(/refused\(\s*'(attack_\w+)',\s*'(\w+)'/g),
].map(([, step, code]) => [step as string, code as string] as const)

test('the tables name every attack of the story, with the code that it expects', () => {
  const told = rows.filter(({ first }) => first.startsWith('attack_'))
  expect(told.map(({ first, codes }) => [first, ...codes]).toSorted()).toEqual(
    attacks.map((attack) => [...attack]).toSorted(),
  )
  const steps = [...readText('packages/cli/src/story/messages.ts').matchAll(/'(attack_\w+)'/g)]
  expect(steps.map((match) => match[1]).toSorted()).toEqual(
    attacks.map(([step]) => step).toSorted(),
  )
})

describe.each(rows.map((row) => [row.first, row] as const))('%s', (_, { codes, check, tests }) => {
  test('is stopped by a file that is there', () => {
    expect(existsSync(new URL(`../${check}`, import.meta.url))).toBe(true)
  })

  test('is shown by tests that are there, under these names', () => {
    const missing = tests.filter(({ file, name }) => {
      const there = file !== '' && existsSync(new URL(`../${file}`, import.meta.url))
      return !there || !readText(file).includes(`'${name}'`)
    })
    expect(missing).toEqual([])
  })

  test('is refused with codes that these tests expect', () => {
    const text = tests.map(({ file }) => readText(file)).join('\n')
    expect(codes.filter((code) => !text.includes(`'${code}'`))).toEqual([])
  })
})
