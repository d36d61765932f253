import { existsSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { runNode } from './run-node.ts'
import { packageNames, readText } from './workspace-files.ts'

const files = ['README.md', 'README.zh-CN.md'] as const
const programsOf = (file: string): readonly string[] =>
  [...readText(file).matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((match) => match[1] as string)
const [verify = '', decide = '', vouch = ''] = programsOf('README.md')

/** What the text says that the programs are given. */
const given = [
  ['fetch', 'authority', 'clock', 'presentation', 'audience', 'nonce'],
  ['registers', 'attested', 'store', 'record', 'data', 'custodian'],
  ['file', 'signer', 'listUrl', 'contents'],
] as const

describe.each(files)('%s', (file) => {
  test('has three programs of at most ten lines', () => {
    const lines = programsOf(file).map((program) => program.trimEnd().split('\n').length)
    expect(lines).toHaveLength(3)
    expect(Math.max(...lines)).toBeLessThanOrEqual(10)
  })

  test('says what they are given', () => {
    const text = readText(file)
    expect(given.flat().filter((name) => !text.includes(`\`${name}\``))).toEqual([])
  })

  test('names the two commands', () => {
    expect(readText(file)).toMatch(/^ {4}npm start .*\n {4}npm test /m)
  })

  test('maps every package and no other', () => {
    const rows = [...readText(file).matchAll(/^\| \[`@fidecura\/([^`]+)`\]\(packages\/([^)]+)\)/gm)]
    expect(rows.map((row) => row[1]).toSorted()).toEqual([...packageNames].toSorted())
    expect(rows.filter((row) => row[1] !== row[2])).toEqual([])
  })

  test('leads to files that are there', () => {
    const links = [...readText(file).matchAll(/\]\((?!https?:)([^)#]+)\)/g)]
    const missing = links.map((link) => link[1] as string).filter((path) => !isThere(path))
    expect(missing).toEqual([])
  })
})

test('both READMEs carry the same programs', () => {
  expect(programsOf('README.zh-CN.md')).toEqual(programsOf('README.md'))
})

describe('the programs of the README', () => {
  test('verify a presentation and permit what the patient permits', async () => {
    const names = [...given[0], ...given[1]]
    const tell = 'console.log(verified.credentials.length, decision.kind)'
    expect(await run(names, [verify, decide, tell])).toEqual(ended('2 permit\n'))
  })

  test('refuse the presentation for another nonce', async () => {
    const refused = verify.replace('{ audience, nonce }', '{ audience, nonce: "another" }')
    const tell = ').catch(({ code }) => console.log(code))'
    const { stdout } = await run(given[0], [refused.trimEnd().replace(/\)$/, tell)])
    expect(stdout).toBe('presentation_nonce_wrong\n')
  })

  test('issue, suspend and publish', async () => {
    const names = [...given[2], 'clock']
    const tell = 'console.log([token, list, history].every((each) => each.includes(".")), id)'
    expect(await run(names, [vouch, tell])).toEqual(ended(/^true urn:uuid:[-0-9a-f]{36}\n$/))
  })
})

function run(names: readonly string[], parts: readonly string[]): ReturnType<typeof runNode> {
  const setting = `import { ${names.join(', ')} } from './readme/setting.ts'`
  const program = [setting, ...parts].join('\n')
  return runNode('test', ['--input-type=module-typescript', '--eval', program])
}

function ended(stdout: string | RegExp): object {
  const told = typeof stdout === 'string' ? stdout : expect.stringMatching(stdout)
  return { status: 0, stdout: told, stderr: '' }
}

function isThere(path: string): boolean {
  return existsSync(new URL(`../${path}`, import.meta.url))
}
