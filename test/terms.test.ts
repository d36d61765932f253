import { describe, expect, test } from '@jest/globals'
import { chinese as chineseCommand } from '../packages/cli/src/messages/chinese.ts'
import { english as englishCommand } from '../packages/cli/src/messages/english.ts'
import { englishStory } from '../packages/cli/src/story/messages-en.ts'
import { chineseStory } from '../packages/cli/src/story/messages-zh.ts'
import { english } from '../packages/consent/src/explain/catalogue-en.ts'
import { chinese } from '../packages/consent/src/explain/catalogue-zh.ts'
import { nameOf } from '../packages/consent/src/explain/code-names.ts'
import { consentCodeSystems } from '../packages/consent/src/terms.ts'
import { english as englishChain } from '../packages/credentials/src/explain/catalogue-en.ts'
import { chinese as chineseChain } from '../packages/credentials/src/explain/catalogue-zh.ts'
import { reportWords } from '../packages/evidence/src/explain/words.ts'
import { filesIn, readText } from './workspace-files.ts'

const catalogues = {
  chain: [englishChain, chineseChain],
  consent: [english, chinese],
  command: [englishCommand, chineseCommand],
  evidence: [reportWords.en, reportWords['zh-CN']],
  story: [englishStory, chineseStory],
} as const

const cellsOf = (line: string): readonly string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim())
const tables = readText('docs/terms.md')
  .split(/^## /m)
  .map((part) => part.split('\n').filter((line) => /^\| (?!---|English|word)/.test(line)))
const terms = (tables[0] ?? []).map((line) => {
  const [word = '', zh = '', where = ''] = cellsOf(line)
  return { word, zh, places: [...where.matchAll(/`([^`]+)`/g)].map((match) => match[1] as string) }
})
const unused = (tables[1] ?? []).map((line) => cellsOf(line)[0] as string)

/** Everything that Chinese readers are shown or told, file by file. */
const chineseFiles = [
  ...filesIn('packages').filter((path) => /\/src\/.*\.ts$/.test(path)),
  ...filesIn('.').filter((path) => path.endsWith('.zh-CN.md')),
].filter((path) => /\p{Script=Han}/u.test(readText(path)))

/** A message in both languages; what it is told is left open. */
function messagesAt(place: string): readonly [english: string, chinese: string] {
  if (place === 'readme') return [readText('README.md'), readText('README.zh-CN.md')]
  const [name = '', ...path] = place.split('.')
  if (name === 'codes') {
    const coding = { system: consentCodeSystems.actReason, code: path[0] ?? '' }
    return [nameOf(coding, 'en'), nameOf(coding, 'zh-CN')]
  }
  if (name === 'errors') {
    const [code = ''] = path
    return [code.replaceAll('_', ' '), chineseCommand.problem(code, undefined)]
  }
  const [inEnglish, inChinese] = catalogues[name as keyof typeof catalogues]
  return [messageAt(inEnglish, path), messageAt(inChinese, path)]
}

function messageAt(catalogue: unknown, path: readonly string[]): string {
  let value = catalogue
  for (const name of path) value = (value as Record<string, unknown>)[name]
  return typeof value === 'function' ? String(value(filler, filler, filler)) : String(value)
}

const filler = 'ZZ'

test('docs/terms.md has words to test', () => {
  expect(terms.length).toBeGreaterThan(30)
  expect(unused.length).toBeGreaterThan(5)
  expect(chineseFiles.length).toBeGreaterThan(5)
})

describe.each(terms)('the term $word', ({ word, zh, places }) => {
  test('is used in both languages where it is spoken of', () => {
    const wrong = places.filter((place) => {
      const [inEnglish, inChinese] = messagesAt(place)
      // Words bend: withdrawal and withdrawn, deny and denied.
      const stem = word.toLowerCase().replace(/(al|e|y)$/, '')
      return !inEnglish.toLowerCase().includes(stem) || !inChinese.includes(zh)
    })
    expect(wrong).toEqual([])
  })

  test('is spoken of where the table says so, or nowhere', () => {
    if (places.length > 0) return
    const screens = chineseFiles.filter((path) => path.startsWith('packages/'))
    expect(screens.filter((path) => readText(path).includes(zh))).toEqual([])
  })
})

test.each(unused)('the word %s is not used', (word) => {
  expect(chineseFiles.filter((path) => readText(path).includes(word))).toEqual([])
})

describe.each(Object.entries(catalogues))('the catalogues of %s', (_, [inEnglish, inChinese]) => {
  test('say the same things', () => {
    expect(namesIn(inChinese)).toEqual(namesIn(inEnglish))
  })

  test('leave nothing empty', () => {
    const empty = (catalogue: unknown): readonly string[] =>
      namesIn(catalogue).filter((name) => messageAt(catalogue, name.split('.')).trim() === '')
    expect(empty(inEnglish)).toEqual([])
    expect(empty(inChinese)).toEqual([])
  })

  test('pass on what they are told, in both languages alike', () => {
    const told = (catalogue: unknown): readonly string[] =>
      namesIn(catalogue).map((name) => {
        const open = messageAt(catalogue, name.split('.')).includes(filler)
        return `${name} ${open}`
      })
    expect(told(inChinese)).toEqual(told(inEnglish))
  })
})

/** Names of all messages, at any depth, in order of the alphabet. */
function namesIn(catalogue: unknown, place = ''): readonly string[] {
  if (typeof catalogue !== 'object' || catalogue === null) return [place]
  return Object.entries(catalogue)
    .flatMap(([name, member]) => namesIn(member, place === '' ? name : `${place}.${name}`))
    .toSorted()
}
