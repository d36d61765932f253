import { type Fetch, type JsonObject, parseDateTime } from '@fidecura/base'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { createDesk, createTemplateDesk, type Desk, noon } from './support.ts'

const hour = 3600
let template: string

/** Makes a key file and what `keys show --json` prints of it. */
async function newPublicKey(desk: Desk, name: string, ...more: string[]): Promise<string> {
  const did = await desk.newKey(`${name}.key`, ...more)
  const { stdout } = await desk.yes(['keys', 'show', desk.path(`${name}.key`), '--json'])
  desk.write(`${name}.json`, stdout)
  return did
}

beforeAll(async () => {
  const desk = createTemplateDesk()
  for (const name of ['update', 'next', 'third', 'witness']) {
    await newPublicKey(desk, name, '--algorithm', 'EdDSA')
  }
  await newPublicKey(desk, 'wallet')
  template = desk.folder
})

/** A desk with a DID on it, and the keys above. */
async function createBoard(
  ...more: string[]
): Promise<{ readonly desk: Desk; readonly did: string }> {
  const desk = createDesk(template)
  const create = ['did', 'webvh', 'create', 'board.example', '--key', desk.path('update.key')]
  const options = more.map((value) => (value.endsWith('.json') ? desk.path(value) : value))
  const { json } = await desk.yes([
    ...create,
    ...options,
    '--out',
    desk.path('did.jsonl'),
    '--json',
  ])
  desk.clock.advance(hour)
  return { desk, did: json['did'] as string }
}

const command = (desk: Desk, verb: string, key: string, ...more: string[]): string[] => [
  ...['did', 'webvh', verb, desk.path('did.jsonl'), '--key', desk.path(key), '--json'],
  ...more.map((value) => (value.endsWith('.json') ? desk.path(value) : value)),
]

const resolveLog = (desk: Desk, did: string, ...more: string[]): string[] => [
  ...['did', 'webvh', 'resolve', did, '--log', desk.path('did.jsonl'), '--json'],
  ...more.map((value) => (value.endsWith('.json') ? desk.path(value) : value)),
]

describe('fidecura did webvh', () => {
  test('goes from the first entry to the last, and finds each version again', async () => {
    const { desk, did } = await createBoard('--ttl', '60')
    expect(did).toMatch(/^did:webvh:Qm\w{44}:board\.example$/)
    await newPublicKey(desk, 'board', '--did', did, '--fragment', 'key-1')
    const update = await desk.yes(
      command(desk, 'update', 'update.key', '--document-key', 'board.json'),
    )
    expect(update.json).toMatchObject({ did, versionId: expect.stringMatching(/^2-Qm/) })
    desk.clock.advance(hour)
    await desk.yes(command(desk, 'rotate', 'update.key', '--update-key', 'next.json'))
    desk.clock.advance(hour)
    await desk.yes(command(desk, 'deactivate', 'next.key'))

    const first = await desk.yes(resolveLog(desk, did, '--version-number', '1'))
    expect(first.json).toMatchObject({
      did,
      versionNumber: 1,
      document: { id: did, verificationMethod: [] },
      parameters: { deactivated: true, ttl: 60 },
    })
    expect(parseDateTime(first.json['validFrom'])).toBe(noon)
    expect(parseDateTime(first.json['validUntil'])).toBe(noon + hour)
    for (const more of [
      ['--version-id', update.json['versionId'] as string],
      ['--at', first.json['validUntil'] as string],
    ]) {
      const { json } = await desk.yes(resolveLog(desk, did, ...more))
      expect(json).toMatchObject({
        versionNumber: 2,
        document: { verificationMethod: [{ id: `${did}#key-1`, controller: did }] },
      })
    }
    const now = await desk.run(resolveLog(desk, did))
    expect([now.code, now.json]).toMatchObject([1, { error: { code: 'did_deactivated' } }])
    const early = ['--at', '2020-01-01T00:00:00Z']
    const { code, json } = await desk.run(resolveLog(desk, did, ...early))
    expect([code, json]).toMatchObject([1, { error: { code: 'did_version_not_found' } }])
  })

  test('prints the log, and one document, for people and pipes', async () => {
    const desk = createDesk(template)
    const create = ['did', 'webvh', 'create', 'board.example:a', '--key', desk.path('update.key')]
    const { stdout } = await desk.yes(create)
    const entry = JSON.parse(stdout) as { state: { id: string } }
    expect(stdout.split('\n')).toHaveLength(2)
    desk.write('did.jsonl', stdout)
    const shown = await desk.yes(resolveLog(desk, entry.state.id).filter((arg) => arg !== '--json'))
    expect(JSON.parse(shown.stdout)).toMatchObject({ id: entry.state.id })
    const { json } = await desk.yes([...create, '--json'])
    expect(json).toMatchObject({ did: entry.state.id, log: stdout })
  })

  test('lets only keys take over that were committed to', async () => {
    const { desk, did } = await createBoard('--next-key', 'next.json')
    for (const key of ['update.key', 'third.key']) {
      const { code, json } = await desk.run(command(desk, 'rotate', key))
      expect([code, json]).toMatchObject([1, { error: { code: 'did_log_key_unauthorized' } }])
    }
    await desk.yes(command(desk, 'rotate', 'next.key', '--next-key', 'third.json'))
    desk.clock.advance(hour)
    await desk.yes(command(desk, 'update', 'third.key', '--next-key', 'update.json'))
    const { json } = await desk.yes(resolveLog(desk, did))
    expect(json).toMatchObject({ versionNumber: 3 })
  })

  test('asks for witnesses, and lets them vouch for what goes on from what they kept', async () => {
    const witness = JSON.parse(createDeskReader('witness.json')) as JsonObject
    const { desk, did } = await createBoard('--witness', witness['did'] as string)
    const refused = await desk.run(resolveLog(desk, did))
    expect([refused.code, refused.json]).toMatchObject([
      1,
      { error: { code: 'did_log_witnesses_missing' } },
    ])
    const vouch = command(desk, 'witness', 'witness.key', '--proofs', 'did-witness.json')
    await desk.yes(vouch)
    await desk.yes(resolveLog(desk, did, '--witnesses', 'did-witness.json'))
    desk.write('kept.jsonl', desk.read('did.jsonl'))
    await desk.yes(command(desk, 'update', 'update.key', '--ttl', '5'))
    await desk.yes([...vouch, '--known', desk.path('kept.jsonl')])
    await desk.yes(resolveLog(desk, did, '--witnesses', 'did-witness.json'))

    desk.write('other.jsonl', desk.read('did.jsonl'))
    desk.write('did.jsonl', desk.read('kept.jsonl'))
    await desk.yes(command(desk, 'update', 'update.key', '--ttl', '6'))
    const { code, json } = await desk.run([...vouch, '--known', desk.path('other.jsonl')])
    expect([code, json]).toMatchObject([1, { error: { code: 'did_log_hash_wrong' } }])
  })

  test('moves a portable DID', async () => {
    const { desk, did } = await createBoard('--portable')
    const move = ['--location', 'hospital.example:board']
    const { json } = await desk.yes(command(desk, 'update', 'update.key', ...move))
    expect(json['did']).toBe(did.replace('board.example', 'hospital.example:board'))
    const { desk: other } = await createBoard()
    const refused = await other.run(command(other, 'update', 'update.key', ...move))
    expect([refused.code, refused.json]).toMatchObject([
      1,
      { error: { code: 'did_log_move_refused' } },
    ])
  })

  test('takes a whole document from a file', async () => {
    const { desk, did } = await createBoard()
    const service = [{ id: '#hours', type: 'Hours', serviceEndpoint: 'https://board.example/h' }]
    desk.write('document.json', { id: did, service })
    await desk.yes(command(desk, 'update', 'update.key', '--document', 'document.json'))
    const { json } = await desk.yes(resolveLog(desk, did))
    expect(json['document']).toMatchObject({ id: did, service: [service[0], {}, {}] })
  })

  test('leaves the log as it is when it cannot write the entry', async () => {
    const { desk } = await createBoard()
    const before = desk.read('did.jsonl')
    for (const [args, code] of [
      [command(desk, 'update', 'next.key'), 'did_log_key_unauthorized'],
      [command(desk, 'update', 'wallet.key'), 'key_type_unsupported'],
      [command(desk, 'update', 'update.key', '--ttl', 'soon'), 'usage'],
      [command(desk, 'update', 'update.key', '--threshold', '1'), 'usage'],
    ] as const) {
      const { json } = await desk.run(args)
      expect(json).toMatchObject({ error: { code } })
      expect(desk.read('did.jsonl')).toBe(before)
    }
  })

  test('says which file and which line is wrong', async () => {
    const { desk, did } = await createBoard()
    await desk.yes(command(desk, 'update', 'update.key', '--ttl', '9'))
    desk.write('did.jsonl', desk.read('did.jsonl').replace('"ttl":9', '"ttl":8'))
    const { code, stderr } = await desk.run(resolveLog(desk, did).filter((arg) => arg !== '--json'))
    expect(code).toBe(1)
    expect(stderr).toContain(`${desk.path('did.jsonl')} /2/versionId (did_log_hash_wrong)`)
    const chinese = await desk.run(
      resolveLog(desk, did).filter((arg) => arg !== '--json'),
      {
        language: 'zh-CN',
      },
    )
    expect(chinese.stderr).toContain('DID 日志的条目与其版本编号不符')
  })

  test('does not overwrite a log by making another', async () => {
    const { desk } = await createBoard()
    const create = ['did', 'webvh', 'create', 'board.example', '--key', desk.path('update.key')]
    const { code, json } = await desk.run([...create, '--out', desk.path('did.jsonl'), '--json'])
    expect([code, json]).toMatchObject([2, { error: { code: 'file_exists' } }])
  })

  test('fetches the log where there is no file, here and in did resolve', async () => {
    const { desk, did } = await createBoard()
    const asked: string[] = []
    const fetch: Fetch = async (url) => {
      asked.push(url)
      return new Response(desk.read('did.jsonl'))
    }
    const resolve = ['did', 'webvh', 'resolve', did, '--version-number', '1', '--json']
    expect((await desk.yes(resolve, { fetch })).json).toMatchObject({ did })
    const plain = await desk.yes(['did', 'resolve', did, '--json'], { fetch })
    expect(plain.json).toMatchObject({ document: { id: did }, history: 'known' })
    const url = 'https://board.example/.well-known/did.jsonl'
    expect(asked).toEqual([url, url])
    const { code, json } = await desk.run(resolve)
    expect([code, json]).toMatchObject([3, { error: { code: 'did_unreachable' } }])
  })

  test.each([
    ['two kinds of version', ['--version-number', '1', '--version-id', '1-Qm']],
    ['a time without zone', ['--at', '2026-11-01T00:00:00']],
    ['a number that is none', ['--version-number', 'two']],
  ])('refuses %s', async (_, more) => {
    const { desk, did } = await createBoard()
    const { code, json } = await desk.run(resolveLog(desk, did, ...more))
    expect([code, json]).toMatchObject([2, { error: { code: 'usage' } }])
  })
})

/** What the template holds, for reading before a desk is made of it. */
function createDeskReader(name: string): string {
  return createDesk(template).read(name)
}
