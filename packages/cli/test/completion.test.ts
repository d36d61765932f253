import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { Command } from 'commander'
import { runProcess } from '../../../test/run-node.ts'
import { commandTree } from '../src/completion/command-tree.ts'
import { completionScript, shells } from '../src/completion/scripts.ts'
import { createDesk } from './support.ts'

const folder = mkdtempSync(join(tmpdir(), 'fidecura-completion-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function scriptOf(shell: string): Promise<string> {
  const path = join(folder, shell)
  writeFileSync(path, (await createDesk().yes(['completion', shell])).stdout)
  return path
}

/** What bash offers once these words were typed, the last of them not to its end. */
async function offered(...words: readonly string[]): Promise<readonly string[]> {
  const program = [
    'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _fidecura',
    'for word in "$' + '{COMPREPLY[@]}"; do echo "$word"; done',
  ].join('; ')
  const args = ['-c', program, 'bash', await scriptOf('bash'), 'fidecura', ...words]
  const { status, stdout, stderr } = await runProcess('bash', args, { cwd: folder })
  expect([status, stderr]).toEqual([0, ''])
  return stdout.trim().split('\n')
}

describe('fidecura completion', () => {
  test('completes commands, what is below them, options, and the words that they take', async () => {
    expect(await offered('cred')).toEqual(['credential'])
    expect(await offered('trust', '')).toEqual(
      expect.arrayContaining(['add', 'list', 'pin', 'remove', '--json']),
    )
    expect(await offered('credential', 'check', '--ro')).toEqual(['--root'])
    expect(await offered('keys', 'show', '--lang', '')).toEqual(['en', 'zh-CN'])
    expect(await offered('consent', 'request', 's')).toEqual(['sign'])
    expect(await offered('at', 'staff', 'su')).toEqual(['suspend'])
  })

  test('leaves what an option takes to the shell, also where it is called like a command', async () => {
    writeFileSync(join(folder, 'trust.json'), '')
    expect(await offered('credential', 'check', '--chain', 'tru')).toEqual(['trust.json'])
    expect(await offered('keys', 'create', '--out', 'trust', '--al')).toEqual(['--algorithm'])
  })

  test.each(shells)('prints what %s reads, where it is installed', async (shell) => {
    const path = await scriptOf(shell)
    const found = ['/usr/bin', '/bin', '/usr/local/bin'].map((at) => join(at, shell))
    const program = found.find((each) => existsSync(each))
    // Where the shell is not there its script is made all the same, and names every command.
    const { stdout } = await createDesk().yes(['completion', shell, '--json'])
    for (const name of ['incident', 'doctor', 'samples', 'at']) expect(stdout).toContain(name)
    if (program === undefined) return
    const { status, stderr } = await runProcess(program, ['-n', path])
    expect([status, stderr]).toEqual([0, ''])
  })

  test('completes in fish, where it is installed', async () => {
    const path = await scriptOf('fish')
    if (!existsSync('/usr/bin/fish')) return
    const asked = async (line: string): Promise<readonly string[]> => {
      const program = `source $argv[1]; complete -C "${line}"`
      const { stdout } = await runProcess('/usr/bin/fish', ['--no-config', '-c', program, path])
      return stdout.split('\n').map((each) => each.split('\t')[0] ?? '')
    }
    expect(await asked('fidecura trust p')).toContain('pin')
    expect(await asked('fidecura at staff su')).toContain('suspend')
    expect(await asked('fidecura credential check --ro')).toContain('--root')
    expect(await asked('fidecura keys show --lang z')).toContain('zh-CN')
  })

  test('completes in zsh, where it is installed', async () => {
    const path = await scriptOf('zsh')
    if (!existsSync('/usr/bin/zsh')) return
    const asked = async (...words: readonly string[]): Promise<readonly string[]> => {
      // What its own completion system would show, as words and numbers of lines.
      const shown =
        '_describe() { print -l -- $known }; compadd() { print -l -- "$@" }; _files() { print files }'
      const program = `compdef() { : }; source $1; ${shown}; shift; words=("$@"); CURRENT=$#; _fidecura`
      const args = ['-f', '-c', program, 'zsh', path, 'fidecura', ...words]
      const { stdout, stderr } = await runProcess('/usr/bin/zsh', args)
      expect(stderr).toBe('')
      return stdout.split('\n').map((each) => each.split(':')[0] ?? '')
    }
    expect(await asked('at', 'staff', '')).toEqual(expect.arrayContaining(['import', 'suspend']))
    expect(await asked('at', 'requests', 'sign', '--')).toContain('--without-purpose')
    expect(await asked('keys', 'show', '--lang', '')).toEqual(['--', 'en', 'zh-CN', ''])
    expect(await asked('keys', 'create', '--out', '')).toEqual(['files', ''])
  })

  test('has no word that a shell would run', () => {
    const program = new Command('fidecura')
    program.command('one').description('it\'s `id` $(id) \\ [x]:y; "z"').option('--a', '$HOME')
    for (const shell of shells) {
      const script = completionScript(shell, commandTree(program))
      const said = script.split('\n').filter((line) => line.includes('it s'))
      for (const line of said) expect(line).toMatch(/'[^'`$\\"]*it s id \(id\) x y z[^'`$\\"]*'/)
      // bash shows no descriptions.
      expect(said.length > 0).toBe(shell !== 'bash')
      expect(script).not.toContain('$HOME')
    }
  })

  test('knows no other shell', async () => {
    const { code, json } = await createDesk().run(['completion', 'cmd', '--json'])
    expect([code, json]).toMatchObject([2, { error: { code: 'usage' } }])
  })
})
