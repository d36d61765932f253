import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeUtf8, isJsonObject, type JsonValue } from '@fidecura/base'
import { decodeJws, sha256 } from '@fidecura/identity'
import { openStore } from '@fidecura/store'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { birthDate, names } from '../src/story/cast.ts'
import { record } from '../src/story/vouch.ts'
import { createTemplateDesk, noon } from './support.ts'

/** Something that nobody may find, and what it is called when somebody does. */
interface Secret {
  readonly name: string
  /** In every way in which it could stand there. */
  readonly forms: readonly string[]
}

/** Bytes that anybody can get, one character each, and what they are called. */
type Traces = ReadonlyMap<string, string>

const origin = /^log\.hospital\.example\/\d{4}$/

/** Which secrets are where. */
function found(traces: Traces, secrets: readonly Secret[]): readonly string[] {
  return secrets.flatMap(({ name, forms }) =>
    [...traces].flatMap(([place, text]) =>
      forms.some((form) => text.toLowerCase().includes(form.toLowerCase()))
        ? [`${name} in ${place}`]
        : [],
    ),
  )
}

/** A digest as bytes, and as each text that people write it in. */
function formsOf(bytes: Uint8Array): readonly string[] {
  const buffer = Buffer.from(bytes)
  const base64 = buffer.toString('base64').replace(/=+$/, '')
  return [
    buffer.toString('latin1'),
    buffer.toString('hex'),
    base64,
    buffer.toString('base64url'),
    ...twice(base64),
  ]
}

/** In base64, as a text within a text is; at each of three places in the other one, and without its edges. */
function twice(text: string): readonly string[] {
  return [0, 1, 2].map((before) => {
    const bytes = Buffer.from('\0'.repeat(before) + text)
    const whole = bytes.toString('base64url')
    return whole.slice(Math.ceil((before * 4) / 3), Math.floor((bytes.length * 4) / 3))
  })
}

const textForms = (text: string): readonly string[] => [
  Buffer.from(text).toString('latin1'),
  Buffer.from(text).toString('hex'),
  ...twice(text),
]

/** Every string in a document of JSON, whatever its name. */
function stringsIn(value: JsonValue): readonly string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap((member) => stringsIn(member as JsonValue))
}

/** What is kept of the story, and what it made known. */
async function playedStory() {
  const desk = createTemplateDesk()
  desk.clock.advance(Math.floor(Date.now() / 1000) - noon)
  const { json } = await desk.yes(['story', '--json', '--out', desk.path('story')])
  const folder = desk.path('story')
  const files = Object.keys((json['artefacts'] as { files: object }).files)
  const read = (path: string): Buffer => readFileSync(join(folder, path))
  const log = JSON.parse(read('public/log.json').toString()) as {
    readonly checkpoint: string
    readonly entries: readonly string[]
    readonly tiles: Readonly<Record<string, string>>
  }
  const chain = JSON.parse(read('public/chain.json').toString()) as {
    readonly calldata: readonly string[]
    readonly events: readonly { readonly topics: readonly string[]; readonly data: string }[]
  }
  return { folder, files, read, log, chain }
}

const fromBase64url = (text: string): string => Buffer.from(text, 'base64url').toString('latin1')

type Played = Awaited<ReturnType<typeof playedStory>>

function tracesOf({ log, chain }: Pick<Played, 'log' | 'chain'>): Map<string, string> {
  const bytes = (hex: string): string =>
    Buffer.from(hex.replace(/^0x/, ''), 'hex').toString('latin1')
  const traces = new Map([['checkpoint', log.checkpoint]])
  for (const [at, entry] of log.entries.entries()) {
    traces.set(`entry ${at}`, entry)
    const [header = '', payload = ''] = entry.split('.').map((part) => fromBase64url(part))
    traces.set(`entry ${at}, decoded`, `${header}${payload}`)
  }
  for (const [path, hashes] of Object.entries(log.tiles)) traces.set(`tile ${path}`, bytes(hashes))
  for (const [at, input] of chain.calldata.entries()) traces.set(`calldata ${at}`, bytes(input))
  for (const [at, { topics, data }] of chain.events.entries()) {
    traces.set(`event ${at}`, bytes([...topics, data].map((hex) => hex.slice(2)).join('')))
  }
  return traces
}

async function secretsOf({ files, read }: Played): Promise<readonly Secret[]> {
  const secrets: Secret[] = [
    ...Object.entries(names)
      .filter(([who]) => ['patient', 'doctorA', 'doctorB'].includes(who))
      .map(([who, name]) => ({ name: `name of ${who}`, forms: textForms(name) })),
    { name: 'date of birth', forms: textForms(birthDate) },
    { name: 'record number', forms: textForms(record.value) },
    { name: 'record system', forms: textForms(record.system) },
  ]
  const own = files.filter((path) => !path.startsWith('public/') && path !== 'manifest.json')
  for (const path of own) {
    const bytes = read(path)
    const whole = await sha256(bytes)
    const line = await sha256(Buffer.from(bytes.toString().trim()))
    secrets.push({ name: `digest of ${path}`, forms: [...formsOf(whole), ...formsOf(line)] })
    for (const name of identifiersIn(bytes.toString())) {
      secrets.push({ name: `${name.slice(0, 12)} of ${path}`, forms: textForms(name) })
    }
    if (!path.endsWith('.proof.json')) continue
    const { id, content } = JSON.parse(bytes.toString())
    secrets.push({ name: `evidence id of ${path}`, forms: textForms(id) })
    secrets.push({ name: `evidence id of ${path}, bytes`, forms: formsOf(idBytes(id)) })
    for (const kept of ['salt', 'digest']) {
      const forms = formsOf(Buffer.from(content[kept], 'base64url'))
      secrets.push({ name: `${kept} in ${path}`, forms })
    }
  }
  return secrets
}

/** Of patients and doctors, credentials, statements and entries, in whatever a token carries. */
function identifiersIn(text: string): ReadonlySet<string> {
  const parts = text.split(/[\s".~:,]+/).filter((part) => /^[A-Za-z0-9_-]{16,}$/.test(part))
  const decoded = parts.map((part) => Buffer.from(part, 'base64url').toString())
  const pattern = /did:(?:key|jwk):[A-Za-z0-9_-]+|urn:uuid:[0-9a-f-]{36}/g
  return new Set([text, ...decoded].flatMap((each) => each.match(pattern) ?? []))
}

/** Crockford's base32, without the check symbol. */
function idBytes(id: string): Uint8Array {
  const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
  let value = 0n
  for (const symbol of id.slice(3, 29)) value = value * 32n + BigInt(alphabet.indexOf(symbol))
  return Buffer.from(value.toString(16).padStart(32, '0'), 'hex')
}

let played: Played
let traces: Map<string, string>
let secrets: readonly Secret[]

beforeAll(async () => {
  played = await playedStory()
  traces = tracesOf(played)
  secrets = await secretsOf(played)
}, 60_000)

describe('what a whole story makes known', () => {
  test('is looked at whole: all that the log has, and all that was sent to the chain', async () => {
    const { log, chain, folder } = played
    const store = await openStore(join(folder, 'stores/hospital.sqlite'))
    const [name = '', size] = log.checkpoint.split('\n')
    expect(name).toMatch(origin)
    const { evidence } = store
    const kept = await evidence.readEntries(name, 0, 1000)
    const { size: grown } = await evidence.state(name)
    await store.close()
    expect(kept.map(decodeUtf8)).toEqual(log.entries)
    expect([log.entries.length, grown]).toEqual([Number(size), Number(size)])
    // Eight deposits that the archive keeps, a letter with its tombstone, and a backdated entry.
    expect(log.entries.length).toBe(11)
    // The contract, its publisher and one anchor; and the events of these.
    expect(chain.calldata.length).toBe(3)
    expect(chain.events.length).toBeGreaterThan(1)
    const files = readdirSync(join(folder, 'evidence'))
    expect(files.filter((name) => name.endsWith('.proof.json')).length).toBe(8)
  })

  test('has no name, date of birth, identifier, evidence id, salt or plain digest in it', () => {
    expect(secrets.length).toBeGreaterThan(80)
    expect(found(traces, secrets)).toEqual([])
  })

  test('names a depositor and a commitment in each entry, and nothing else', () => {
    for (const entry of played.log.entries) {
      const { payload } = decodeJws(entry)
      const members = JSON.parse(decodeUtf8(payload)) as JsonValue
      expect(isJsonObject(members) && Object.keys(members).toSorted()).toEqual([
        'commitment',
        'iss',
      ])
      expect(stringsIn(members)).toContainEqual(expect.stringMatching(/^did:web:.*:hospital$/))
    }
  })
})

describe('a look at it', () => {
  const digestOf = (path: string) => sha256(played.read(path))
  const entryWith = (members: object): string =>
    ['{}', JSON.stringify(members)].map((part) => Buffer.from(part).toString('base64url')).join('.')

  test.each([
    ['a name in an entry', () => ({ entry: entryWith({ iss: names.patient }) })],
    ['a date of birth in an entry', () => ({ entry: entryWith({ born: birthDate }) })],
    ['a record number in an entry', () => ({ entry: entryWith({ record: record.value }) })],
    ['the DID of a patient in an entry', () => ({ entry: entryWith({ sub: patientDid() }) })],
    ['an evidence id in an entry', () => ({ entry: entryWith({ id: idOf('entry') }) })],
    [
      'a digest in base64url in an entry',
      async () => ({
        entry: entryWith({
          c: Buffer.from(await digestOf('entry/entry.jwt')).toString('base64url'),
        }),
      }),
    ],
    [
      'a digest in base64 in an entry',
      async () => ({
        entry: entryWith({
          c: Buffer.from(await digestOf('consent/statement.jwt')).toString('base64'),
        }),
      }),
    ],
    [
      'a digest in hex in an entry',
      async () => ({
        entry: entryWith({ c: Buffer.from(await digestOf('entry/entry.jwt')).toString('hex') }),
      }),
    ],
    [
      'a digest in a tile',
      async () => ({ tile: Buffer.from(await digestOf('consent/withdrawal.jwt')).toString('hex') }),
    ],
    [
      'a digest in calldata',
      async () => ({
        calldata: Buffer.from(await digestOf('entry/observation.fhir.json')).toString('hex'),
      }),
    ],
    [
      'an evidence id in calldata',
      () => ({ calldata: Buffer.from(idBytes(idOf('entry'))).toString('hex') }),
    ],
    ['a name in an event', () => ({ event: Buffer.from(names.doctorA).toString('hex') })],
  ] as const)('finds %s', async (_, plant) => {
    const planted: { entry?: string; tile?: string; calldata?: string; event?: string } =
      await plant()
    const { log, chain } = played
    // An honest one with the planted one behind it, for a look that stops at the first.
    const { entry, tile = '', calldata, event } = planted
    const entries = entry === undefined ? log.entries : [...log.entries, entry]
    const more = tracesOf({
      log: { ...log, entries, tiles: { '0/0': `${Object.values(log.tiles)[0]}${tile}` } },
      chain: {
        calldata: calldata === undefined ? chain.calldata : [...chain.calldata, `0x${calldata}`],
        events:
          event === undefined
            ? chain.events
            : [...chain.events, { topics: [], data: `0x${event}` }],
      },
    })
    expect(found(more, secrets)).not.toEqual([])
  })

  const idOf = (name: string): string =>
    JSON.parse(played.read(`evidence/${name}.proof.json`).toString()).id
  const patientDid = (): string => {
    const { payload } = decodeJws(played.read('consent/statement.jwt').toString())
    return JSON.parse(decodeUtf8(payload)).issuer
  }
})
