import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@jest/globals'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const run = (option: string) =>
  spawnSync(process.execPath, ['packages/chain/contracts/build.mjs', option], {
    cwd: root,
    encoding: 'utf8',
  })

test('the artefact is what the compiler makes of the sources', () => {
  const { stdout, status } = run('--check')
  expect([stdout, status]).toEqual(['the artefact is that of the sources\n', 0])
}, 60_000)

const require = createRequire(import.meta.url)
const forge = createRequire(require.resolve('@foundry-rs/forge/package.json'))
const machine = `${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}`
const hasForge = (() => {
  try {
    return existsSync(forge.resolve(`@foundry-rs/forge-${machine}/package.json`))
  } catch {
    return false
  }
})()

const name = 'the contract passes its own tests, costs what is written down, and is covered'
test(hasForge ? name : `skipped: ${name} (forge has no program for this machine)`, () => {
  if (!hasForge) return
  const { stdout, status } = run('--test')
  expect(stdout).toContain('14 tests passed, 0 failed')
  const row = stdout.split('\n').find((line) => /^\| CheckpointAnchor\.sol /.test(line)) ?? ''
  const [lines = 0, statements = 0, branches = 0] = [...row.matchAll(/([\d.]+)% \(/g)].map(
    ([, percent]) => Number(percent),
  )
  for (const percent of [lines, statements, branches]) expect(percent).toBeGreaterThanOrEqual(95)
  expect(status).toBe(0)
}, 240_000)
