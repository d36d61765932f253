import { describe, expect, test } from '@jest/globals'
import { createDesk, passphrase, terminal } from './support.ts'

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
      { error: { code: 'passphrase_missing', place: 'FIDECURA_PASSPHRASE' } },
    ])
  })

  test('refuses a wrong one without repeating it', async () => {
    const desk = createDesk()
    await desk.newKey('doctor.key')
    const variables = { FIDECURA_PASSPHRASE: 'WRONG-CANARY' }
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
