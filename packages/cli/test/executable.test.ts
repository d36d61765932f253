import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from '@jest/globals'
import { createDesk, passphrase } from './support.ts'

const bin = join(import.meta.dirname, '../bin/fidecura.js')
const flags = ['--conditions=@fidecura/source', '--experimental-strip-types', '--no-warnings']

/** Runs the executable itself, from source, in a process of its own. */
async function execute(
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const { PATH = '' } = process.env
  const env = { PATH, ...variables }
  const ran = promisify(execFile)(process.execPath, [...flags, bin, ...args], { env })
  ran.child.stdin?.end()
  return ran.then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
  )
}

describe('the executable', () => {
  test('makes a key, with the passphrase from the environment, and shows it again', async () => {
    const key = createDesk().path('doctor.key')
    const variables = { FIDECURA_PASSPHRASE: passphrase }
    const made = await execute(['keys', 'create', '--out', key, '--json'], variables)
    expect([made.code, made.stderr]).toEqual([0, ''])
    const { did } = JSON.parse(made.stdout)
    const shown = await execute(['keys', 'show', key, '--json'], variables)
    expect([shown.code, shown.stderr]).toEqual([0, ''])
    expect(JSON.parse(shown.stdout)).toMatchObject({ did })
  })

  test('leaves with each of the exit codes, and never with a stack trace', async () => {
    const desk = createDesk()
    const token = desk.write('bad.jwt', 'CANARY')
    const root = ['--root', 'did:web:board.invalid=licence']
    const no = await execute(['credential', 'verify', token, ...root], { LANG: 'zh_CN.UTF-8' })
    const usage = await execute(['credential', 'verify', '--sing'])
    const unknown = await execute(['did', 'resolve', 'did:web:board.invalid'])
    expect([no.code, usage.code, unknown.code]).toEqual([1, 2, 3])
    expect(no.stderr).toContain('正在核验')
    for (const { stdout, stderr } of [no, usage, unknown]) {
      expect(stdout).toBe('')
      expect(stderr).not.toMatch(/CANARY|\n\s+at /)
    }
  })
})
