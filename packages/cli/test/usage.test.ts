import { parsePublicJwk, thumbprintOf } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import { createDesk } from './support.ts'

const commands: readonly (readonly string[])[] = [
  [],
  ['keys'],
  ...['create', 'show'].map((verb) => ['keys', verb]),
  ['did'],
  ...['resolve', 'document', 'webvh'].map((verb) => ['did', verb]),
  ...['create', 'update', 'rotate'].map((verb) => ['did', 'webvh', verb]),
  ...['deactivate', 'witness', 'resolve'].map((verb) => ['did', 'webvh', verb]),
  ['credential'],
  ...['issue', 'nonce', 'present', 'check', 'verify'].map((verb) => ['credential', verb]),
  ...['suspend', 'undo', 'reinstate', 'publish'].map((verb) => ['credential', verb]),
  ...['order', 'revoke'].map((verb) => ['credential', verb]),
  ['impact'],
  ['status'],
  ...['serve', 'subscribe', 'unsubscribe', 'subscribers'].map((verb) => ['status', verb]),
  ['bundle'],
  ...['create', 'delta', 'fetch'].map((verb) => ['bundle', verb]),
  ['trust'],
  ...['add', 'list', 'pin', 'remove'].map((verb) => ['trust', verb]),
  ['doctor'],
  ['completion'],
  ['incident'],
  ...['report', 'approve'].map((verb) => ['incident', verb]),
  ['samples'],
  ...['make', 'serve', 'check'].map((verb) => ['samples', verb]),
  ['consent'],
  ...['sign', 'register', 'stamp', 'attest'].map((verb) => ['consent', verb]),
  ...['agree', 'ratify', 'narrow', 'notices', 'what-if', 'diff'].map((verb) => ['consent', verb]),
  ...['verify', 'decide', 'withdraw'].map((verb) => ['consent', verb]),
  ...['notify', 'recipients', 'acknowledge'].map((verb) => ['consent', verb]),
  ['consent', 'contradictions'],
  ...['list', 'verify'].map((verb) => ['consent', 'contradictions', verb]),
  ['consent', 'inbox'],
  ...['add', 'list', 'confirm', 'dispute', 'amend'].map((verb) => ['consent', 'inbox', verb]),
  ['consent', 'request'],
  ...['sign', 'answer', 'refuse', 'verify'].map((verb) => ['consent', 'request', verb]),
  ['consent', 'break-glass'],
  ['consent', 'break-glass', 'request'],
  ['entry'],
  ...['sign', 'confirm', 'verify'].map((verb) => ['entry', verb]),
  ['evidence'],
  ...['deposit', 'update', 'show', 'proof'].map((verb) => ['evidence', verb]),
  ...['verify', 'report', 'erase', 'hold'].map((verb) => ['evidence', verb]),
  ['log'],
  ...['key', 'serve'].map((verb) => ['log', verb]),
  ['witness'],
  ...['key', 'serve'].map((verb) => ['witness', verb]),
  ['story'],
  ['story', 'check'],
]

const named = commands.map((command) => [command.join(' ') || '(nothing)', command] as const)

/** Columns of a terminal, where a Chinese character takes two. */
const columnsOf = (line: string): number =>
  line.replace(/[\u3000-\u30ff\u3400-\u9fff\uff00-\uff60]/gu, '##').length

describe('fidecura --help', () => {
  test.each(named)('shows an example of %s, and no http door', async (_, command) => {
    const { code, stdout, stderr } = await createDesk().run([...command, '--help'])
    expect(code).toBe(0)
    expect(stderr).toBe('')
    expect(stdout).toContain(`\nExample:\n  fidecura ${command.join(' ')}`)
    expect(stdout).not.toMatch(/http:|loopback|insecure/i)
    for (const line of stdout.split('\n').filter((text) => /^ {2}-/.test(text))) {
      expect(line).toMatch(/^ {2}(-h, )?--[a-z-]+( <[a-z=.-]+>)?( {2,}\S|$)/)
    }
  })

  test.each(named)('says all of %s in Chinese, too', async (_, command) => {
    const { code, stdout } = await createDesk().run([...command, '--lang', 'zh-CN', '--help'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^用法：fidecura/)
    expect(stdout).toContain(`\n示例：\n  fidecura ${command.join(' ')}`)
    const before = stdout.slice(0, stdout.indexOf('\n示例：'))
    // Whoever adds a command or an option adds words for it in messages/chinese-…-help.ts.
    const entries = before.split(/\n(?= {2}\S)/).slice(1)
    expect(entries.filter((entry) => !/ {2}.*\p{Script=Han}/su.test(entry))).toEqual([])
    expect(before.split('\n')[2]).toMatch(/\p{Script=Han}/u)
    expect(before.match(/^选项：$/gm)).toHaveLength(1)
    expect(before).not.toMatch(/\b(default|choices|Options|Commands|Usage|display help)\b/)
  })

  test.each(named)('keeps %s within a terminal of 80 columns', async (_, command) => {
    for (const language of ['en', 'zh-CN'] as const) {
      const { stdout } = await createDesk().run([...command, '--help'], { language })
      expect(stdout.split('\n').filter((line) => columnsOf(line) > 80)).toEqual([])
    }
  })

  test.each([[[]], [['credential']]])('is shown for %j alone, on stderr', async (args) => {
    const { code, stdout, stderr } = await createDesk().run(args)
    const { stdout: help } = await createDesk().run([...args, '--help'])
    expect([code, stdout, stderr]).toEqual([2, '', help])
  })

  test('names what cannot be left out before what can', async () => {
    const { stdout } = await createDesk().run(['credential', 'issue', '--help'])
    expect(stdout).toMatch(/\nRequired:\n( {2}.*\n)+\nOptions:\n/)
    expect(stdout.split('\nOptions:')[0]).toContain('--claims <file>')
    expect(stdout.split('\nOptions:')[0]).not.toContain('--out <file>')
  })

  test.each([
    ['--lang zh-CN', ['--lang', 'zh-CN'], 'en', '用法：'],
    ['--lang=zh-CN', ['--lang=zh-CN'], 'en', '用法：'],
    ['a Chinese environment', [], 'zh-CN', '用法：'],
    ['--lang en in it', ['--lang', 'en'], 'zh-CN', 'Usage: '],
  ] as const)('follows %s', async (_, args, language, begin) => {
    const { stdout } = await createDesk().run(['--help', ...args], { language })
    expect(stdout.startsWith(begin)).toBe(true)
  })
})

describe('fidecura, used wrongly,', () => {
  test.each([
    ['an unknown command', ['sing'], '', 'No such command'],
    ['an unknown command of a group', ['credential', 'sing'], ' credential', 'No such command'],
    [
      'a command that is misspelt',
      ['credential', 'isue'],
      ' credential',
      'No such command (usage)\nIt takes: issue',
    ],
    ['an unknown option', ['keys', 'show', 'x', '--sing'], ' keys show', 'No such option'],
    [
      'an option that is misspelt',
      ['keys', 'show', 'x', '--passphrase-fil', 'y'],
      ' keys show',
      'No such option (usage)\nIt takes: --passphrase-file',
    ],
    [
      'an option that is missing',
      ['keys', 'create'],
      ' keys create',
      'This is missing: --out <file>',
    ],
    ['an argument that is missing', ['did', 'resolve'], ' did resolve', 'This is missing: did'],
    [
      'an argument too many',
      ['keys', 'show', 'x', 'y'],
      ' keys show',
      'More arguments than this command takes',
    ],
    [
      'a value that is missing',
      ['keys', 'create', '--out'],
      ' keys create',
      'This is missing: --out <file>',
    ],
    [
      'a language nobody has',
      ['keys', 'show', 'x', '--lang', 'tlh'],
      '',
      'Not a value that this option takes: --lang (usage)\nIt takes: en, zh-CN',
    ],
    [
      'a type nobody has',
      ['credential', 'verify', '-', '--root', 'did:web:a.example=license'],
      ' credential verify',
      'takes: --root (usage)\nIt takes: licence, role,',
    ],
  ])('says %s, where to read on, and leaves with 2', async (_, args, command, text) => {
    const desk = createDesk()
    const { code, stdout, stderr } = await desk.run(args)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain(text)
    expect(stderr).toContain(`\nSee fidecura${command} --help\n`)
    const json = await desk.run([...args, '--json'])
    if (args.at(-1) !== '--out') {
      expect([json.code, json.json]).toMatchObject([
        2,
        { error: { code: 'usage', outcome: 'failed' } },
      ])
    }
  })

  test('speaks Chinese to a Chinese environment', async () => {
    const { stderr } = await createDesk().run(['sing'], { language: 'zh-CN' })
    expect(stderr).toContain('请参阅 fidecura --help')
    const asked = await createDesk().run(['keys', 'create', '--lang', 'zh-CN'])
    expect(asked.stderr).toContain('缺少：--out <file>（usage）')
  })

  test('names what an option takes, and nothing of what was typed', async () => {
    const args = ['keys', 'show', 'x', '--lang', "CANARY'. Allowed choices are CANARY."]
    const { stderr } = await createDesk().run(args)
    expect(stderr).toContain('It takes: en, zh-CN')
    const option = await createDesk().run(['keys', 'show', 'x', '--CANARY'])
    const { json } = await createDesk().run([...args, '--json'])
    expect(json).toEqual({
      error: { code: 'usage', outcome: 'failed', place: '--lang', takes: ['en', 'zh-CN'] },
    })
    expect(stderr + option.stderr).not.toContain('CANARY')
    const nobody = await createDesk().run(['sing'], { variables: { npm_lifecycle_event: 'start' } })
    expect(nobody.stderr).toContain('See npm start -- --help')
  })
})

describe('fidecura keys show', () => {
  test.each([
    ['en', 'DID', 'Public key'],
    ['zh-CN', 'DID', '公钥'],
  ] as const)('names what it prints in %s', async (language, did, publicKey) => {
    const desk = createDesk()
    const made = await desk.newKey('doctor.key')
    const { stdout } = await desk.run(['keys', 'show', desk.path('doctor.key')], { language })
    expect(stdout.split('\n')[0]).toBe(`${did}: ${made}`)
    expect(stdout).toContain(`${publicKey}: {"kty":"EC"`)
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
    // What an accreditation of a hosted DID must name.
    const { publicKey, thumbprint } = shown.json
    expect(thumbprint).toBe(await thumbprintOf(parsePublicJwk(publicKey)))
    const key = desk.write('board.json', shown.json)
    const { json } = await desk.yes(['did', 'document', did, '--key', key, '--json'])
    expect(json).toMatchObject({ id: did, verificationMethod: [{ id: `${did}#key-1` }] })
  })
})
