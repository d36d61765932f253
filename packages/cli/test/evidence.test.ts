import { existsSync, readdirSync } from 'node:fs'
import { allowLoopbackHttp, encodeUtf8, type Fetch, type JsonObject } from '@fidecura/base'
import { createGuardedFetch } from '@fidecura/base/node'
import {
  createLogReader,
  createMemoryLogStore,
  createMemoryReaderState,
  openLog,
  parseNoteKey,
} from '@fidecura/evidence'
import { openKeyFile } from '@fidecura/identity/node'
import { openStore } from '@fidecura/store'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type Serving, serving } from './serving.ts'
import { createTemplateDesk, passphrase, passphraseIn, type Run, secretFile } from './support.ts'

const origin = 'log.clinic.example/2026'
const operators = ['university', 'patients'] as const
const desk = createTemplateDesk()
const at = (name: string): string => desk.path(name)
const variables = { ...passphraseIn(), FIDECURA_LOG_PASSPHRASE_FILE: secretFile(passphrase) }
const witnesses = new Map<string, Serving>()
const keys = new Map<string, string>()

/** The names that the trust file has, where the witnesses really are: a web server in front of each. */
const fetch: Fetch = (url, init) => {
  const { hostname, pathname } = new URL(url)
  const there = witnesses.get(hostname)
  return there === undefined
    ? Promise.reject(new TypeError('nobody there'))
    : globalThis.fetch(`${there.url}${pathname}`, init as RequestInit)
}

const run = (line: string, more: Parameters<typeof desk.run>[1] = {}): Promise<Run> =>
  desk.run([...line.split(' '), '--json'], { variables, fetch, ...more })
const yes = async (line: string): Promise<JsonObject> => {
  const { code, json } = await run(line)
  expect([line, code, json]).toEqual([line, 0, json])
  return json
}
const no = async (line: string): Promise<unknown> => {
  const { code, json } = await run(line)
  const { error } = json as { error: { code: string } }
  return [code, error.code]
}

const place = () =>
  `--key ${at('ward.key')} --store ${at('log.sqlite')} --log-key ${at('log.key')} --trust ${at('trust.json')}`
const trusting = (trust = 'trust.json') => `--trust ${at(trust)}`

const startWitness = (operator: string): Promise<Serving> =>
  serving([
    ...['witness', 'serve', '--key', at(`${operator}.key`), '--name', `${operator}.example`],
    ...['--log', keys.get('log') ?? '', '--store', at(`${operator}.sqlite`)],
    ...(existsSync(at(`${operator}.sqlite`)) ? [] : ['--new']),
    ...['--listen', '127.0.0.1:0', '--split-views', at(`split-${operator}`)],
  ])

const trustFile = (changes: JsonObject = {}): JsonObject => ({
  logs: [keys.get('log') ?? ''],
  witnesses: operators.map((operator) => ({
    key: keys.get(operator) ?? '',
    operator,
    url: `https://${operator}.example`,
  })),
  quorum: 2,
  ...changes,
})

beforeAll(async () => {
  // The processes of the witnesses look at a real clock, so the deposits must, too.
  desk.clock.advance(Math.floor(Date.now() / 1000) - desk.clock.now())
  await desk.newKey('ward.key')
  await desk.newKey('log.key', '--algorithm', 'EdDSA')
  const { key } = await yes(`log key --key ${at('log.key')} --origin ${origin}`)
  keys.set('log', key as string)
  for (const operator of operators) {
    await desk.newKey(`${operator}.key`, '--algorithm', 'EdDSA')
    const named = `--key ${at(`${operator}.key`)} --name ${operator}.example`
    keys.set(operator, (await yes(`witness key ${named}`))['key'] as string)
    const started = await startWitness(operator)
    witnesses.set(`${operator}.example`, started)
    expect(started.json['key']).toBe(keys.get(operator))
  }
  desk.write('trust.json', trustFile())
  desk.write('note.txt', 'a note')
}, 120_000)

afterAll(async () => {
  for (const witness of witnesses.values()) expect(await witness.stop()).toEqual([0, null])
})

async function deposited(name: string, more = ''): Promise<{ id: string; proof: string }> {
  const proof = at(`${name}.proof.json`)
  const line = `evidence deposit ${desk.write(name, `this is ${name}`)} ${place()} --proof ${proof}`
  const { id } = await yes(`${line}${more}`)
  return { id: id as string, proof }
}

/** Witnesses sign by a real clock, and this one stands still: nobody believes an instant that is yet to come. */
function seeWhatWitnessesSaw(): void {
  desk.clock.advance(Math.floor(Date.now() / 1000) - desk.clock.now())
}

/** The one that most tests look at. */
async function proven(): Promise<{ id: string; proof: string }> {
  first ??= deposited('proven.txt', ' --media-type text/plain')
  const found = await first
  seeWhatWitnessesSaw()
  return found
}

let first: Promise<{ id: string; proof: string }> | undefined

async function published(): Promise<{ readonly size: number }> {
  const store = await openStore(at('log.sqlite'))
  const { size } = await store.evidence.state(origin)
  await store.close()
  return { size }
}

describe('fidecura evidence', () => {
  test('deposits a file with witnesses of other processes, and proves it without any', async () => {
    const { id, proof } = await proven()
    const line = `evidence verify ${at('proven.txt')} --proof ${proof} ${trusting()}`
    // Nobody is asked anything.
    const { code, json } = await run(line, { fetch: () => Promise.reject(new TypeError('none')) })
    const found = { verdict: 'passed', id, number: 1, origin, index: 0, size: 18 }
    expect([code, json]).toMatchObject([0, found])
    const { did } = await yes(`keys show ${at('ward.key')}`)
    expect(json['depositor']).toBe(did)
  })

  test('deposits with witnesses of this very machine, over http', async () => {
    const local = operators.map((operator) => ({
      ...{ operator, key: keys.get(operator) ?? '' },
      url: witnesses.get(`${operator}.example`)?.url ?? '',
    }))
    desk.write('local.json', trustFile({ witnesses: local }))
    const line = `evidence deposit ${desk.write('local.txt', 'here')} ${place()}`
    const nobody = { fetch: () => Promise.reject(new TypeError('none')) }
    const { code } = await run(line.replace('trust.json', 'local.json'), nobody)
    expect(code).toBe(0)
    seeWhatWitnessesSaw()
  })

  test.each([
    'http://university.example',
    'http://192.0.2.7:8482',
    'https://me:secret@university.example',
    'not an address',
  ])('asks no witness at %s', async (url) => {
    const key = keys.get('university') ?? ''
    const named = [{ key, operator: 'university', url }]
    desk.write('plain.json', trustFile({ witnesses: named, quorum: 1 }))
    const asked: string[] = []
    const line = `evidence deposit ${at('note.txt')} ${place()}`.replace('trust.json', 'plain.json')
    const { code, json } = await run(line, {
      fetch: (to) => {
        asked.push(to)
        return Promise.reject(new TypeError('none'))
      },
    })
    const error = { code: 'file_unexpected', place: expect.stringContaining('/witnesses/0/url') }
    expect([code, json, asked]).toMatchObject([2, { error }, []])
  })

  test.each([
    ['other bytes', 'evidence_content_mismatch', {}, 'note.txt'],
    ['a log that was not named', 'checkpoint_origin_mismatch', { logs: [] }],
    ['a quorum that nobody can meet', 'witness_policy_invalid', { quorum: 3 }],
  ])('refuses %s', async (_, code, changes, file = 'proven.txt') => {
    const { proof } = await proven()
    desk.write('other.json', trustFile(changes))
    const line = `evidence verify ${at(file)} --proof ${proof} ${trusting('other.json')}`
    expect(await no(line)).toEqual([1, code])
  })

  test('counts no witness but those that were named, whoever signed', async () => {
    const { proof } = await proven()
    const { key } = await yes(`witness key --key ${at('log.key')} --name stranger.example`)
    const [known] = trustFile()['witnesses'] as readonly JsonObject[]
    const stranger = { key: key as string, operator: 'stranger' }
    desk.write('stranger.json', trustFile({ witnesses: [known ?? {}, stranger] }))
    const line = `evidence verify ${at('proven.txt')} --proof ${proof} ${trusting('stranger.json')}`
    expect(await no(line)).toEqual([1, 'witness_quorum_missing'])
  })

  test.each([
    ['a member that nobody knows', { quorom: 1 }, ''],
    ['no quorum', { quorum: '2' }, '/quorum'],
    ['no logs', { logs: 'all' }, '/logs'],
    ['a witness without an operator', { witnesses: [{ key: 'k' }] }, '/witnesses/0/operator'],
  ])('takes no file of trust with %s', async (_, changes, where) => {
    const { proof } = await proven()
    const path = desk.write('wrong.json', trustFile(changes as JsonObject))
    const { code, json } = await run(
      `evidence verify ${at('proven.txt')} --proof ${proof} --trust ${path}`,
    )
    expect([code, json]).toMatchObject([2, { error: { code: 'file_unexpected' } }])
    expect((json['error'] as JsonObject)['place']).toContain(where)
  })

  test('says it in Chinese, too', async () => {
    const { proof } = await proven()
    const args = ['evidence', 'verify', '--proof', proof, '--trust', at('trust.json')]
    const language = 'zh-CN'
    const good = await desk.run([...args, at('proven.txt')], { fetch, variables, language })
    expect([good.code, good.stdout]).toEqual([0, expect.stringContaining('是，原文未经篡改')])
    const bad = await desk.run([...args, at('note.txt')], { fetch, variables, language })
    expect([bad.code, bad.stderr]).toEqual([1, expect.stringContaining('与存证的原文不符')])
  })

  test('makes one deposit under one key, and refuses it for something else', async () => {
    const line = `evidence deposit ${at('note.txt')} ${place()} --idempotency-key order-7`
    const first = await yes(line)
    expect(await yes(line)).toEqual(first)
    const other = desk.write('other.txt', 'another note')
    const again = `evidence deposit ${other} ${place()} --idempotency-key order-7`
    expect(await no(again)).toEqual([1, 'evidence_key_reused'])
  })

  test('keeps versions, tells of them, and lets nobody pass over one', async () => {
    const { id } = await deposited('versions.txt')
    const second = desk.write('versions-2.txt', 'another version')
    const update = `evidence update ${id} ${second} ${place()} --after 1`
    expect(await yes(update)).toMatchObject({ id, number: 2 })
    expect(await no(update)).toEqual([1, 'evidence_version_conflict'])
    const { versions, isOnHold } = await yes(`evidence show ${id} ${place()}`)
    expect([versions, isOnHold]).toMatchObject([[{ number: 1 }, { number: 2, size: 15 }], false])
    const proof = at('versions-2.proof.json')
    await yes(`evidence proof ${id} --number 2 --out ${proof} ${place()}`)
    seeWhatWitnessesSaw()
    const found = await yes(`evidence verify ${second} --proof ${proof} ${trusting()}`)
    expect(found).toMatchObject({ id, number: 2, previous: expect.any(String) })
    // As somebody reads it from paper.
    const spelt = id.toUpperCase().replace('EV-', 'EV ')
    const { code } = await desk.run(['evidence', 'show', spelt, ...place().split(' ')], {
      variables,
      fetch,
    })
    expect(code).toBe(0)
    expect(await no(`evidence show ${id.slice(0, -1)} ${place()}`)).toEqual([
      1,
      'evidence_id_malformed',
    ])
  })

  test.each([
    ['en', 'Report of evidence'],
    ['zh-CN', '存证'],
  ])('writes a report in %s', async (language, title) => {
    const { id, proof } = await proven()
    const out = at(`report-${language}.html`)
    const args = `--proof ${proof} ${trusting()} --out ${out} --lang ${language}`
    await yes(`evidence report ${at('proven.txt')} ${args}`)
    const html = desk.read(`report-${language}.html`)
    expect(html).toContain(`<html lang="${language}">`)
    for (const text of [title, id, 'openssl']) expect(html).toContain(text)
  })

  test('erases nothing that is held, and then all of it; old proofs stay good', async () => {
    const { id, proof } = await deposited('erased.txt')
    const { code, json } = await run(`evidence hold ${id} ${place()}`)
    expect([code, json]).toMatchObject([2, { error: { code: 'usage', place: '--reason <code>' } }])
    await yes(`evidence hold ${id} ${place()} --reason court_order`)
    expect(await yes(`evidence show ${id} ${place()}`)).toMatchObject({ isOnHold: true })
    expect(await no(`evidence erase ${id} ${place()} --yes`)).toEqual([1, 'evidence_on_hold'])
    await yes(`evidence hold ${id} ${place()} --reason court_order --release`)
    expect(await no(`evidence erase ${id} ${place()}`)).toEqual([2, 'confirmation_missing'])
    await yes(`evidence erase ${id} ${place()} --yes`)
    expect(await yes(`evidence show ${id} ${place()}`)).toMatchObject({
      versions: [{ number: 1, erased: true }],
    })
    expect(await no(`evidence proof ${id} ${place()}`)).toEqual([1, 'evidence_erased'])
    seeWhatWitnessesSaw()
    await yes(`evidence verify ${at('erased.txt')} --proof ${proof} ${trusting()}`)
  })

  test('is not erased before the law allows it', async () => {
    const { id } = await deposited('retained.txt', ' --retain-until 2099-01-01T00:00:00Z')
    expect(await no(`evidence erase ${id} ${place()} --yes`)).toEqual([1, 'evidence_retained'])
  })

  test('signs as no other log than its key is of', async () => {
    const line = `evidence deposit ${at('note.txt')} ${place()}`.replace(
      'log.key',
      'university.key',
    )
    const { code, json } = await run(line)
    expect([code, json]).toMatchObject([2, { error: { code: 'usage' } }])
  })

  test('acknowledges nothing that too few witnesses signed, and goes on once they do', async () => {
    const down = 'university.example'
    expect(await witnesses.get(down)?.stop('SIGKILL')).toEqual([null, 'SIGKILL'])
    const line = `evidence deposit ${at('note.txt')} ${place()} --idempotency-key while-down`
    expect(await no(line)).toEqual([3, 'witness_quorum_missing'])
    // It remembers what it signed before it was killed, and goes on from there.
    witnesses.set(down, await startWitness('university'))
    expect(await yes(line)).toMatchObject({ number: 1 })
  }, 60_000)
})

describe('fidecura witness serve', () => {
  test('forgets nothing by mistake: a store is made when asked for, and never instead of another', async () => {
    const own = `--key ${at('university.key')} --name university.example`
    const line = `witness serve ${own} --log ${keys.get('log')} --listen 127.0.0.1:0`
    expect(await no(`${line} --store ${at('mistyped.sqlite')}`)).toEqual([2, 'file_unreadable'])
    await proven()
    const again = `${line} --store ${at('university.sqlite')} --new`
    expect(await no(again)).toEqual([2, 'file_exists'])
  })

  test('signs no second history, and keeps what proves that there is one', async () => {
    await proven()
    const logKey = await parseNoteKey(keys.get('log') ?? '')
    const signer = await openKeyFile(at('log.key'), { passphrase })
    const { size } = await published()
    const store = createMemoryLogStore<null>()
    const fork = await openLog({ origin: logKey.name, store, signer, cosigners: 'nobody' })
    for (let index = 0; index < size; index++) await fork.add(encodeUtf8(`${index}`), null)
    const text = fork.published()?.text ?? ''
    const url = `${witnesses.get('patients.example')?.url}/add-checkpoint`
    const answer = await globalThis.fetch(url, { method: 'POST', body: `old ${size}\n\n${text}` })
    expect([answer.status, await answer.text()]).toEqual([409, `${size}\n`])
    expect(readdirSync(at('split-patients')).length).toBe(1)
    const [file = ''] = readdirSync(at('split-patients'))
    expect(desk.read(`split-patients/${file}`)).toBe(text)
  })
})

describe('fidecura log serve', () => {
  const serve = () =>
    serving([
      ...['log', 'serve', '--store', at('log.sqlite'), '--log', keys.get('log') ?? ''],
      ...['--listen', '127.0.0.1:0'],
    ])

  test('shows anybody a log that goes on, to whoever believes only the witnesses', async () => {
    await proven()
    const served = await serve()
    const door = { [allowLoopbackHttp]: [served.url] }
    const reader = createLogReader({
      url: served.url,
      log: await parseNoteKey(keys.get('log') ?? ''),
      witnesses: {
        witnesses: await Promise.all(
          operators.map(async (operator) => ({
            operator,
            key: await parseNoteKey(keys.get(operator) ?? ''),
          })),
        ),
        quorum: 2,
      },
      fetch: createGuardedFetch(door),
      state: createMemoryReaderState(),
      ...door,
    })
    const before = await reader.update()
    await deposited('while-served.txt')
    const after = await reader.update()
    expect(after.size).toBe(before.size + 1)
    const posted = await globalThis.fetch(`${served.url}/checkpoint`, { method: 'POST' })
    expect(posted.status).toBe(405)
    expect((await globalThis.fetch(`${served.url}/tile/0/000.p/${after.size + 1}`)).status).toBe(
      404,
    )
    expect(await served.stop()).toEqual([0, null])
  })

  test('does not begin with a key that did not sign the log', async () => {
    await proven()
    const { key } = await yes(`log key --key ${at('university.key')} --origin ${origin}`)
    const line = `log serve --store ${at('log.sqlite')} --log ${key} --listen 127.0.0.1:0`
    expect(await no(line)).toEqual([1, 'note_not_signed'])
  })
})

describe('fidecura evidence verify --bundle', () => {
  test('asks a trust bundle whose key it was, where nobody can be reached', async () => {
    const { did } = await yes(`keys create --did did:web:ward.example --out ${at('web.key')}`)
    desk.write('web.json', await yes(`keys show ${at('web.key')}`))
    const document = await yes(`did document ${did} --key ${at('web.json')}`)
    const online: Fetch = async (url, init) =>
      url.startsWith('https://ward.example/')
        ? new Response(JSON.stringify(document))
        : fetch(url, init)
    desk.write('web.txt', 'From the ward on the web')
    const own = place().replace('ward.key', 'web.key')
    const proof = at('web.proof.json')
    const deposit = `evidence deposit ${at('web.txt')} ${own} --proof ${proof}`
    expect((await run(deposit, { fetch: online })).code).toBe(0)
    seeWhatWitnessesSaw()
    const bundle = `bundle create --key ${at('ward.key')} --did ${did} --out ${at('bundle.jwt')}`
    expect((await run(bundle, { fetch: online })).code).toBe(0)
    const line = `evidence verify ${at('web.txt')} --proof ${proof} ${trusting()}`
    expect(await no(line)).toEqual([3, 'did_unreachable'])
    const { did: signer } = await yes(`keys show ${at('ward.key')}`)
    const offline = `--bundle ${at('bundle.jwt')} --bundle-signer ${signer}`
    const found = await yes(`${line} ${offline} --store ${at('clinic.sqlite')}`)
    expect(found).toMatchObject({ verdict: 'passed', depositor: did })
    const half = await run(`${line} ${offline}`)
    expect(half.json).toMatchObject({ error: { code: 'usage', place: '--store' } })
  })
})
