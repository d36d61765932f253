import { describe, expect, test } from '@jest/globals'
import { createDesk } from './support.ts'

const commands: readonly (readonly string[])[] = [
  [],
  ['keys'],
  ['keys', 'create'],
  ['keys', 'show'],
  ['did'],
  ['did', 'resolve'],
  ['did', 'document'],
  ['credential'],
  ...['issue', 'check', 'verify', 'suspend', 'reinstate', 'revoke', 'publish'].map((verb) => [
    'credential',
    verb,
  ]),
  ['consent'],
  ...['sign', 'verify', 'decide', 'withdraw'].map((verb) => ['consent', verb]),
]

describe('fidecura --help', () => {
  test.each(commands.map((command) => [command.join(' ') || '(nothing)', command] as const))(
    'shows an example of %s, and no http door',
    async (_, command) => {
      const { code, stdout, stderr } = await createDesk().run([...command, '--help'])
      expect(code).toBe(0)
      expect(stderr).toBe('')
      expect(stdout).toContain(`\nExample:\n  fidecura ${command.join(' ')}`)
      expect(stdout).not.toMatch(/http:|loopback|insecure/i)
      for (const line of stdout.split('\n').filter((text) => /^ {2}-/.test(text))) {
        expect(line).toMatch(/^ {2}(-h, )?--[a-z-]+( <[a-z=.-]+>)?( {2,}\S|$)/)
      }
    },
  )
})

describe('fidecura, used wrongly,', () => {
  test.each([
    ['an unknown command', ['sing'], 'no such command'],
    ['an unknown command of a group', ['credential', 'sing'], 'no such command'],
    ['an unknown option', ['keys', 'show', 'x', '--sing'], 'no such option'],
    ['an option that is missing', ['keys', 'create'], "required option '--out <file>'"],
    ['an argument that is missing', ['did', 'resolve'], "missing required argument 'did'"],
    ['a value that is missing', ['keys', 'create', '--out'], "option '--out <file>'"],
    [
      'a language nobody has',
      ['keys', 'show', 'x', '--lang', 'tlh'],
      'not what this command takes',
    ],
  ])('says %s and leaves with 2', async (_, args, text) => {
    const desk = createDesk()
    const { code, stdout, stderr } = await desk.run(args)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain(text)
    expect(stderr).toContain('See fidecura --help')
    const json = await desk.run([...args, '--json'])
    if (args.at(-1) !== '--out') {
      expect([json.code, json.json]).toEqual([2, { error: { code: 'usage', outcome: 'failed' } }])
    }
  })

  test('speaks Chinese to a Chinese environment', async () => {
    const { stderr } = await createDesk().run(['sing'], { language: 'zh-CN' })
    expect(stderr).toContain('请参阅 fidecura --help')
  })
})

describe('fidecura did', () => {
  test('prints the document of a DID that is made of its key', async () => {
    const desk = createDesk()
    const did = await desk.newKey('doctor.key')
    const { json } = await desk.yes(['did', 'resolve', did, '--json'])
    expect(json).toMatchObject({ document: { id: did }, history: 'immutable' })
  })

  test('says that it could not look, where there is no network', async () => {
    const resolve = ['did', 'resolve', 'did:web:board.example', '--json']
    const { code, json } = await createDesk().run(resolve)
    expect([code, json]).toMatchObject([3, { error: { code: 'did_unreachable' } }])
  })

  test('opens no door to plain http on loopback', async () => {
    const asked: string[] = []
    const { code, json } = await createDesk().run(
      ['did', 'resolve', 'did:web:127.0.0.1%3A8080', '--json'],
      {
        fetch: async (url) => {
          asked.push(url)
          throw new TypeError('refused')
        },
      },
    )
    expect(asked.filter((url) => !url.startsWith('https:'))).toEqual([])
    expect(code).not.toBe(0)
    expect(json).toHaveProperty('error')
  })

  test('writes the document that a did:web host serves', async () => {
    const desk = createDesk()
    const did = await desk.newKey('board.key', '--did', 'did:web:board.example')
    const shown = await desk.yes(['keys', 'show', desk.path('board.key'), '--json'])
    const key = desk.write('board.json', shown.json)
    const { json } = await desk.yes(['did', 'document', did, '--key', key, '--json'])
    expect(json).toMatchObject({ id: did, verificationMethod: [{ id: `${did}#key-1` }] })
  })
})
