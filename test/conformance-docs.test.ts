import { expect, test } from '@jest/globals'
import { filesIn, readText } from './workspace-files.ts'

const root = JSON.parse(readText('package.json')) as { readonly scripts: Record<string, string> }
const commands = [...readText('docs/conformance.md').matchAll(/`npm run (?:-s )?([^`]+)`/g)].map(
  ([, command = '']) => command,
)

test('every command that docs/conformance.md names is a script', () => {
  const names = commands.map((command) => command.split(' ')[0] ?? '')
  expect(names.filter((name) => root.scripts[name] === undefined)).toEqual([])
})

test('every path that it gives to jest leads to tests', () => {
  const tests = [...filesIn('packages'), ...filesIn('test')].filter((path) =>
    /\/test\/.*\.test\.ts$|^test\/.*\.test\.ts$/.test(path),
  )
  const paths = commands
    .filter((command) => command.startsWith('jest -- '))
    .flatMap((command) => command.slice('jest -- '.length).split(' '))
    .filter((path) => path !== '…')
  expect(paths.length).toBeGreaterThan(20)
  expect(paths.filter((path) => !tests.some((name) => name.includes(path)))).toEqual([])
})

test('every test that a clause of OpenID4VCI is shown by is there, under its title', () => {
  const [, part = ''] = readText('docs/conformance.md').split('## OpenID4VCI 1.0, clause by clause')
  const [table = ''] = part.split('\n## ')
  const shown = [...table.matchAll(/`(packages[^`]+\.test\.ts)`: ([^|]+?)(?=<br>| \|$)/gm)]
  expect(shown.length).toBeGreaterThan(40)
  const missing = shown.filter(([, file = '', title]) => !readText(file).includes(`'${title}'`))
  expect(missing.map(([all]) => all)).toEqual([])
})
