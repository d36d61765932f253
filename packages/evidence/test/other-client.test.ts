import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto'
import { epochSeconds } from '@fidecura/base'
import { generateSigner } from '@fidecura/identity'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { createLogHandler } from '../src/http/log-handler.ts'
import { openLog } from '../src/log/log.ts'
import { createMemoryLogStore } from '../src/log/memory-log-store.ts'
import type { Cosigners } from '../src/log/publisher.ts'
import { cosign } from '../src/note/cosignature.ts'
import { served } from './served.ts'

// A client of C2SP tlog-tiles, tlog-checkpoint, signed-note and tlog-cosignature as those texts describe it,
// of which no line is ours: it knows an address, two names and two keys.

const sha256 = (...parts: readonly Uint8Array[]): Buffer =>
  createHash('sha256').update(Buffer.concat(parts)).digest()

interface KnownKey {
  readonly name: string
  /** 32 bytes. */
  readonly key: Buffer
}

/** signed-note: `SHA-256(name || 0x0A || signature type || public key)[:4]`. */
const keyIdOf = ({ name, key }: KnownKey, type: number): Buffer =>
  sha256(Buffer.from(`${name}\n`), Buffer.of(type), key).subarray(0, 4)

function publicKeyOf(key: Buffer): KeyObject {
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: key.toString('base64url') }
  return createPublicKey({ key: jwk, format: 'jwk' })
}

/** signed-note: what follows the key id in the line of a signature. */
function signatureOf(note: string, key: KnownKey, type: number): Buffer {
  for (const line of note.slice(note.indexOf('\n\n') + 2).split('\n')) {
    const [dash, name, base64 = ''] = line.split(' ')
    const bytes = Buffer.from(base64, 'base64')
    const isTheirs = dash === '—' && name === key.name
    if (isTheirs && bytes.subarray(0, 4).equals(keyIdOf(key, type))) return bytes.subarray(4)
  }
  throw new Error('Not signed')
}

/** tlog-checkpoint, with the signature of its log and the cosignature of a witness. */
function readCheckpoint(note: string, log: KnownKey, witness: KnownKey) {
  const body = note.slice(0, note.indexOf('\n\n') + 1)
  const own = signatureOf(note, log, 1)
  expect(verify(null, Buffer.from(body), publicKeyOf(log.key), own)).toBe(true)
  const timed = signatureOf(note, witness, 4)
  const time = timed.readBigUInt64BE()
  const message = Buffer.from(`cosignature/v1\ntime ${time}\n${body}`)
  expect(verify(null, message, publicKeyOf(witness.key), timed.subarray(8))).toBe(true)
  const [origin, size, root = ''] = body.split('\n')
  expect(origin).toBe(log.name)
  return { size: Number(size), root: Buffer.from(root, 'base64'), time: Number(time) }
}

/** tlog-tiles: all but the last three digits are marked, and less than 256 wide is partial. */
function tilePathOf(level: string, index: number, width: number): string {
  const padded = `${index}`.padStart(Math.ceil(`${index}`.length / 3) * 3, '0')
  const [last = '', ...others] = (padded.match(/.../g) ?? []).reverse()
  const path = [...others.reverse().map((group) => `x${group}`), last].join('/')
  return `tile/${level}/${path}${width === 256 ? '' : `.p/${width}`}`
}

/** tlog-tiles: each entry behind its length in two bytes. */
function entriesOf(bundle: Buffer): Buffer[] {
  const entries: Buffer[] = []
  for (let at = 0; at < bundle.length; ) {
    const length = bundle.readUInt16BE(at)
    entries.push(bundle.subarray(at + 2, at + 2 + length))
    at += 2 + length
  }
  return entries
}

const chunksOf = <T>(all: readonly T[], width: number): (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / width) }, (_, n) =>
    all.slice(n * width, n * width + width),
  )

/** RFC 6962 §2.1, over hashes of leaves. */
function rootOf(hashes: readonly Buffer[]): Buffer {
  let row = hashes
  while (row.length > 1) {
    row = chunksOf(row, 2).map(([left, right]) =>
      right === undefined ? (left as Buffer) : sha256(Buffer.of(1), left as Buffer, right),
    )
  }
  return row[0] as Buffer
}

const origin = 'log.clinic.example/2026'
const now = epochSeconds(1_790_000_000)
// Past one whole tile of tiles.
const count = 256 * 256 + 300
const entryOf = (n: number): string => `entry ${n}`

let server: Awaited<ReturnType<typeof served>>
let log: KnownKey
let witness: KnownKey
beforeAll(async () => {
  const [signer, own] = [
    await generateSigner({ algorithm: 'EdDSA' }),
    await generateSigner({ algorithm: 'EdDSA' }),
  ]
  const known = (name: string, { x }: { readonly x?: string }): KnownKey => ({
    name,
    key: Buffer.from(x ?? '', 'base64url'),
  })
  log = known(origin, signer.publicKey)
  witness = known('w.example', own.publicKey)
  const cosigners: Cosigners = {
    cosign: async ({ text }) => [await cosign(text, { name: 'w.example', signer: own, at: now })],
  }
  const store = createMemoryLogStore<null>()
  const limits = { maxBatch: count, maxWaiting: count }
  const opened = await openLog({ origin, store, signer, cosigners, ...limits })
  const entries = Array.from({ length: count }, (_, n) => Buffer.from(entryOf(n)))
  await Promise.all(entries.map((entry) => opened.add(entry, null)))
  const handle = createLogHandler({ origin, store, published: opened.published })
  server = await served((request) => handle(request, new URL(request.url).pathname.slice(1)))
}, 60_000)
afterAll(() => server.close())

async function get(path: string): Promise<Buffer> {
  const answer = await fetch(`${server.origin}/${path}`)
  expect([path, answer.status]).toEqual([path, 200])
  return Buffer.from(await answer.arrayBuffer())
}

/** Every tile of a level, whole ones and the one at the edge. */
async function levelOf(level: string, nodes: number): Promise<Buffer[]> {
  const tiles: Buffer[] = []
  for (let index = 0; index * 256 < nodes; index++) {
    tiles.push(await get(tilePathOf(level, index, Math.min(256, nodes - index * 256))))
  }
  return tiles
}

test('a log is read whole by a client that knows the specifications alone', async () => {
  const note = (await get('checkpoint')).toString()
  const { size, root, time } = readCheckpoint(note, log, witness)
  expect([size, time]).toEqual([count, now])
  const entries = (await levelOf('entries', size)).flatMap(entriesOf)
  expect(entries.map(String)).toEqual(Array.from({ length: count }, (_, n) => entryOf(n)))

  let hashes = entries.map((entry) => sha256(Buffer.of(0), entry))
  expect(rootOf(hashes).equals(root)).toBe(true)
  // Each level holds the roots of the whole tiles below it.
  for (let level = 0; hashes.length > 0; level++) {
    const tiles = await levelOf(`${level}`, hashes.length)
    expect(Buffer.concat(tiles).equals(Buffer.concat(hashes))).toBe(true)
    hashes = chunksOf(hashes, 256)
      .filter(({ length }) => length === 256)
      .map(rootOf)
  }
}, 60_000)
