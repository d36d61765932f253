import { fileURLToPath } from 'node:url'
import { expect, test } from '@jest/globals'
import { runProcess } from './run-node.ts'
import { filesIn, packageNames, readText } from './workspace-files.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Runs a file of tests as they are all run, but in a run of its own. */
function runTests(file: string) {
  const config = {
    rootDir: root,
    testMatch: [`<rootDir>/${file}`],
    extensionsToTreatAsEsm: ['.ts'],
    testEnvironment: '<rootDir>/tools/jest-environment.mjs',
    transform: { '\\.ts$': '<rootDir>/tools/strip-types.mjs' },
  }
  const jest = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js']
  return runProcess(process.execPath, [...jest, '--ci', '--config', JSON.stringify(config)], {
    cwd: root,
  })
}

const isThere = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('a test that fails leaves no process that it has started, nor any that this one has', async () => {
  const { status, stdout, stderr } = await runTests('test/leftovers/leaves-processes.ts')
  const said = stdout + stderr
  expect([status, /Expected: "that"/.test(said)]).toEqual([1, true])
  const pids = /left: (\d+) (\d+)/.exec(said)?.slice(1).map(Number) ?? []
  expect(pids.map(isThere)).toEqual([false, false])
  // Whatever else cannot be ended, or never ends.
  expect(said.indexOf('ended: after everything')).toBeGreaterThan(said.indexOf('cleaned up'))
}, 60_000)

test('no test starts a process in any other way', () => {
  const own = ['test/leftovers.ts', 'test/chromium.ts']
  const starts =
    /(?<![.\w])(?:spawn|execFile|exec|fork)\(|promisify\(exec|\.launch(?:Persistent\w+|Server)?\(/
  const others = [...packageNames.map((name) => `packages/${name}/test`), 'test']
    .flatMap(filesIn)
    .filter((path) => path.endsWith('.ts') && !own.includes(path))
    // Programs of their own, which end with what they have started.
    .filter((path) => !/^test\/(?:scale|sweep)\//.test(path))
    .filter((path) => /from '(?:node:child_process|playwright-core)'/.test(readText(path)))
    .filter((path) => starts.test(readText(path)))
  expect(others).toEqual([])
})
