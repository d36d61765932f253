import { spawnSync } from 'node:child_process'
import { chmodSync, symlinkSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { describe, expect, test } from '@jest/globals'
import { createDesk, passphrase, passphraseIn, terminal } from './support.ts'

describe('fidecura keeps passphrases out of argv and of what it prints', () => {
  test('takes one from a file', async () => {
    const desk = createDesk()
    const file = desk.write('passphrase', `${passphrase}\n`)
    const did = await desk.newKey('doctor.key')
    const show = ['keys', 'show', desk.path('doctor.key'), '--passphrase-file', file, '--json']
    const { code, json } = await desk.run(show, { variables: {} })
    expect([code, json]).toMatchObject([0, { did }])
  })

  test('asks for one on a terminal, on stderr, without showing it', async () => {
    const desk = createDesk()
    const did = await desk.newKey('doctor.key')
    const show = ['keys', 'show', desk.path('doctor.key'), '--json']
    const run = await desk.run(show, { variables: {}, stdin: terminal(`${passphrase}\r`) })
    expect([run.code, run.json]).toMatchObject([0, { did }])
    expect(run.stderr).toContain('Passphrase of the key file')
    expect(run.stdout + run.stderr).not.toContain(passphrase)
  })

  test('wants one where there is nobody to ask', async () => {
    const desk = createDesk()
    await desk.newKey('doctor.key')
    const show = ['keys', 'show', desk.path('doctor.key'), '--json']
    const { code, json } = await desk.run(show, { variables: {} })
    expect([code, json]).toMatchObject([
      2,
      { error: { code: 'passphrase_missing', place: 'FIDECURA_PASSPHRASE_FILE' } },
    ])
  })

  test('takes the file that a variable names, standard input, and a pipe', async () => {
    const desk = createDesk()
    await desk.newKey('doctor.key')
    const show = ['keys', 'show', desk.path('doctor.key')]
    expect(await desk.run(show, { variables: passphraseIn() })).toMatchObject({ code: 0 })
    const stdin = Readable.from([`${passphrase}\n`])
    const typed = [...show, '--passphrase-file', '-']
    expect(await desk.run(typed, { variables: {}, stdin })).toMatchObject({ code: 0 })
    const pipe = desk.path('pipe')
    expect(spawnSync('mkfifo', ['-m', '600', pipe]).status).toBe(0)
    const writing = writeFile(pipe, `${passphrase}\n`)
    const piped = await desk.run([...show, '--passphrase-file', pipe], { variables: {} })
    await writing
    expect(piped).toMatchObject({ code: 0 })
  })

  test('takes none from a variable, which whatever is started from here would have', async () => {
    const desk = createDesk()
    await desk.newKey('doctor.key')
    const show = ['keys', 'show', desk.path('doctor.key')]
    const variables = { FIDECURA_PASSPHRASE: passphrase }
    const { code, stdout, stderr } = await desk.run(show, { variables })
    expect([code, stderr]).toEqual([2, expect.stringContaining('(passphrase_in_environment)')])
    expect(stderr).toContain('FIDECURA_PASSPHRASE_FILE names it')
    expect(stdout + stderr).not.toContain(passphrase)
    const { json } = await desk.run([...show, '--json'], { variables })
    expect(json).toMatchObject({ error: { code: 'passphrase_in_environment' } })
  })

  test('takes none from a file that others may read', async () => {
    const desk = createDesk()
    await desk.newKey('doctor.key')
    const file = desk.write('open', passphrase)
    const show = ['keys', 'show', desk.path('doctor.key'), '--passphrase-file', file, '--json']
    for (const mode of [0o604, 0o660]) {
      chmodSync(file, mode)
      const { code, json } = await desk.run(show, { variables: {} })
      expect([code, json]).toMatchObject([2, { error: { code: 'secret_file_open', place: file } }])
    }
  })

  test('heeds the modes of the file that a link leads to, as Kubernetes lays secrets out', async () => {
    const desk = createDesk()
    await desk.newKey('doctor.key')
    const data = desk.write('..data', passphrase)
    const link = desk.path('passphrase')
    symlinkSync('..data', link)
    const show = ['keys', 'show', desk.path('doctor.key'), '--passphrase-file', link, '--json']
    chmodSync(data, 0o400)
    expect(await desk.run(show, { variables: {} })).toMatchObject({ code: 0 })
    chmodSync(data, 0o444)
    const { code, json } = await desk.run(show, { variables: {} })
    expect([code, json]).toMatchObject([2, { error: { code: 'secret_file_open', place: link } }])
  })

  test('refuses a wrong one without repeating it', async () => {
    const desk = createDesk()
    await desk.newKey('doctor.key')
    const variables = passphraseIn('WRONG-CANARY')
    const run = await desk.run(['keys', 'show', desk.path('doctor.key')], { variables })
    expect(run.code).toBe(1)
    expect(run.stderr).toContain('(key_file_passphrase_wrong)')
    expect(run.stdout + run.stderr).not.toContain('CANARY')
  })

  test.each([
    ['as an option', '--passphrase', 'SECRET-CANARY'],
    ['as a value joined to an option', '--passphrase=SECRET-CANARY', undefined],
    ['as a stray argument', 'SECRET-CANARY', undefined],
  ])('has no place for one %s, and does not repeat it', async (_, ...typed) => {
    const desk = createDesk()
    await desk.newKey('doctor.key')
    const extra = typed.filter((arg) => arg !== undefined)
    for (const more of [[], ['--json']]) {
      const show = ['keys', 'show', desk.path('doctor.key'), ...extra, ...more]
      const { code, stdout, stderr } = await desk.run(show)
      expect(code).toBe(2)
      expect(stdout + stderr).not.toContain('CANARY')
    }
  })
})
