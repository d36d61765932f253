import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { startNode } from '../../../test/leftovers.ts'
import { ended } from '../../../test/run-node.ts'
import { createDesk, passphraseIn } from './support.ts'

const bin = join(import.meta.dirname, '../bin/fidecura.js')

/** Runs the executable itself, from source, in a process of its own. */
async function execute(
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const { PATH = '' } = process.env
  const env = { PATH, ...variables }
  const { status, ...said } = await ended(startNode([bin, ...args], { env }))
  return { code: status ?? -1, ...said }
}

describe('the executable', () => {
  test('makes a key, with the passphrase from the environment, and shows it again', async () => {
    const key = createDesk().path('doctor.key')
    const variables = passphraseIn()
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

  test('serves status lists until it is told to end, and sees what other processes change', async () => {
    const desk = createDesk()
    const variables = passphraseIn()
    const list = 'https://board.example/status/1'
    const run = async (line: string) => {
      const { code, stdout } = await execute([...line.split(' '), '--json'], variables)
      expect([line, code]).toEqual([line, 0])
      return JSON.parse(stdout)
    }
    const { did } = await run(`keys create --out ${desk.path('board.key')}`)
    const own = `--key ${desk.path('board.key')} --store ${desk.path('board.sqlite')}`
    const claims = desk.write('claims.json', { grade: 1 })
    const about = `--type urn:example:badge:1 --subject ${did} --claims ${claims}`
    const token = desk.path('badge.jwt')
    const { id } = await run(`credential issue ${own} --list ${list} ${about} --out ${token}`)

    const args = [`status serve ${own} --list ${list} --listen 127.0.0.1:0 --json`.split(' ')]
    const child = startNode([bin, ...args.flat()], {
      env: { PATH: process.env['PATH'] ?? '', ...variables },
    })
    const closed = new Promise<unknown>((done) => child.once('close', (...how) => done(how)))
    let said = ''
    for await (const chunk of child.stdout
      .setEncoding('utf8')
      .iterator({ destroyOnReturn: false })) {
      said += chunk
      if (said.endsWith('}\n')) break
    }
    const { address } = JSON.parse(said)
    const verdict = async () => {
      for (const [path, file] of [
        ['/status/1', 'www/board.example/status/1.jwt'],
        ['/status/1/history', 'www/board.example/status/1/history.jwt'],
      ] as const) {
        const served = await fetch(`http://${address}${path}`)
        mkdirSync(dirname(desk.path(file)), { recursive: true })
        desk.write(file, await served.text())
      }
      const trust = ['--root', `${did}=urn:example:badge:1`, '--status-dir', desk.path('www')]
      const { stdout } = await execute(
        ['credential', 'verify', token, ...trust, '--json'],
        variables,
      )
      const { verdict: good, error } = JSON.parse(stdout)
      return good ?? error.code
    }
    expect(await verdict()).toBe('passed')
    await run(`credential suspend ${id} ${own}`)
    expect(await verdict()).toBe('status_suspended')
    child.kill('SIGTERM')
    expect(await closed).toEqual([0, null])
  })
})
