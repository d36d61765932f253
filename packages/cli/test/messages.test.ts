import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { chinese } from '../src/messages/chinese.ts'
import { english } from '../src/messages/english.ts'
import { languageOf } from '../src/messages/messages.ts'

const packages = join(import.meta.dirname, '../..')
const files = [
  ...['base', 'identity', 'credentials', 'consent', 'evidence', 'chain', 'store'].map(
    (name) => `${name}/src/errors.ts`,
  ),
  'credentials/src/switch-error-codes.ts',
  'cli/src/usage-error.ts',
]

/** Every code that the sources document. */
const codes = files.flatMap((file) =>
  [...readFileSync(join(packages, file), 'utf8').matchAll(/^ {2}\| '([a-z0-9_]+)'/gm)].map(
    (match) => match[1] as string,
  ),
)

describe('the two catalogues', () => {
  test('say the same things', () => {
    const shape = (value: object): unknown =>
      Object.fromEntries(
        Object.entries(value).map(([name, member]) => [
          name,
          typeof member === 'object' ? shape(member) : typeof member,
        ]),
      )
    expect(shape(chinese)).toEqual(shape(english))
  })

  test('have Chinese words for every code', () => {
    expect(codes.length).toBeGreaterThan(150)
    const fallback = 'the English prose'
    const untold = codes.filter((code) =>
      chinese.error(code, fallback, undefined).includes(fallback),
    )
    expect(untold).toEqual([])
  })

  test('say in Chinese, too, what exactly is wrong with how a command was called', () => {
    const source = join(packages, 'cli/src')
    const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
    const said = files
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => [
        ...readFileSync(join(source, file), 'utf8').matchAll(
          /UsageError\(\s*'usage',\s*'([^']+)'/g,
        ),
      ])
    expect(said.length).toBeGreaterThan(5)
    for (const [, message = ''] of said) {
      expect(chinese.error('usage', message, undefined)).not.toContain('命令用法有误')
    }
  })

  test('name the place and the code in both languages', () => {
    expect(english.error('status_suspended', 'Suspended', 'a.jwt')).toBe(
      'Suspended: a.jwt (status_suspended)',
    )
    expect(chinese.error('status_suspended', 'Suspended', 'a.jwt')).toBe(
      '已停用：a.jwt（status_suspended）',
    )
    expect(english.problem('status_suspended', '/chain/0')).toBe(' (status_suspended, /chain/0)')
    expect(chinese.problem('status_suspended', '/chain/0')).toBe(
      '（已停用，status_suspended，/chain/0）',
    )
  })

  test.each([
    ['zh_CN.UTF-8', 'zh-CN'],
    ['zh', 'zh-CN'],
    ['en_GB.UTF-8', 'en'],
    ['C', 'en'],
    ['', 'en'],
  ])('are chosen by %s', (locale, language) => {
    expect(languageOf(locale)).toBe(language)
  })
})
