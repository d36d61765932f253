import { allowLoopbackHttp, epochSeconds } from '@fidecura/base'
import { generateSigner } from '@fidecura/identity'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { createLogHandler } from '../src/http/log-handler.ts'
import { type Log, openLog } from '../src/log/log.ts'
import { createMemoryLogStore } from '../src/log/memory-log-store.ts'
import type { Cosigners } from '../src/log/publisher.ts'
import { cosign } from '../src/note/cosignature.ts'
import { noteKeyOf } from '../src/note/note-key.ts'
import { createLogReader, type LogReaderOptions } from '../src/reader/log-reader.ts'
import { createMemoryReaderState } from '../src/reader/reader-state.ts'
import { served } from './served.ts'

const origin = 'log.clinic.example/2026'
const signer = await generateSigner({ algorithm: 'EdDSA' })
const log = await noteKeyOf(origin, 'log', signer.publicKey)
const own = await generateSigner({ algorithm: 'EdDSA' })
const witness = { key: await noteKeyOf('w.example', 'witness', own.publicKey), operator: 'w' }
const witnesses = { witnesses: [witness], quorum: 1 }
const now = epochSeconds(1_790_000_000)
const entryOf = (n: number): Uint8Array => new TextEncoder().encode(`entry ${n}`)

// Signs whatever it is shown: what is left is the reader's own memory.
const careless: Cosigners = {
  cosign: async ({ text }) => [await cosign(text, { name: 'w.example', signer: own, at: now })],
}

type Handler = (request: Request) => Promise<Response>

async function logOf(entries: readonly number[]) {
  const store = createMemoryLogStore<number>()
  const opened: Log<number> = await openLog({ origin, store, signer, cosigners: careless })
  await Promise.all(entries.map((n) => opened.add(entryOf(n), n)))
  const handle = createLogHandler({ origin, store, published: opened.published })
  const handler: Handler = (request) => handle(request, new URL(request.url).pathname.slice(1))
  return { opened, handler }
}

let current: Handler
let server: Awaited<ReturnType<typeof served>>
beforeAll(async () => {
  server = await served((request) => current(request))
})
afterAll(() => server.close())

function readerOf(changes: Partial<LogReaderOptions> = {}) {
  const { origin: url, fetch, door } = server
  const state = createMemoryReaderState()
  return createLogReader({ url, log, witnesses, fetch, state, ...door, ...changes })
}
const upTo = (count: number): readonly number[] => [...Array(count).keys()]

describe('createLogReader', () => {
  test('proves entries over HTTP, and follows the log as it grows', async () => {
    const { opened, handler } = await logOf(upTo(300))
    current = handler
    const reader = readerOf()
    const first = await reader.update()
    expect(first).toMatchObject({ size: 300, existedBy: now })
    for (const index of [0, 255, 256, 299]) {
      // The right half of the tree has 44 leaves, the left one 256.
      const proof = await reader.prove(entryOf(index), index, first)
      expect(proof.length).toBeGreaterThan(index < 256 ? 8 : 3)
    }
    await Promise.all(upTo(40).map((n) => opened.add(entryOf(300 + n), n)))
    expect(await reader.update()).toMatchObject({ size: 340 })
    expect(await reader.update()).toMatchObject({ size: 340 })
  })

  test('refuses an entry that is another', async () => {
    current = (await logOf(upTo(5))).handler
    const reader = readerOf()
    const checkpoint = await reader.update()
    const code = 'merkle_inclusion_invalid'
    await expect(reader.prove(entryOf(9), 2, checkpoint)).rejects.toMatchObject({ code })
    const outside = { code: 'log_index_unknown' }
    await expect(reader.prove(entryOf(5), 5, checkpoint)).rejects.toMatchObject(outside)
  })

  test.each([
    ['that goes on otherwise', [0, 1, 9, 3, 4, 5, 6, 7]],
    ['of the same size', [0, 1, 2, 3, 9]],
    ['that is shorter', [0, 1, 2, 3]],
  ])('notices a history %s, and keeps the one that it has seen', async (_, entries) => {
    const honest = await logOf(upTo(5))
    current = honest.handler
    const reader = readerOf()
    await reader.update()
    current = (await logOf(entries)).handler
    await expect(reader.update()).rejects.toMatchObject({ code: 'log_split_view' })
    await expect(reader.update()).rejects.toMatchObject({ code: 'log_split_view' })
    current = honest.handler
    expect(await reader.update()).toMatchObject({ size: 5 })
  })

  /** Two calls that both see what was there before, whatever each is shown. */
  async function atOnce(one: Handler, two: Handler) {
    current = (await logOf(upTo(2))).handler
    const state = createMemoryReaderState()
    let together = async (): Promise<void> => undefined
    const slow = {
      ...state,
      latest: async (name: string) => {
        const seen = await state.latest(name)
        await together()
        return seen
      },
    }
    await readerOf({ state }).update()
    let arrived = 0
    let open = (): void => undefined
    const both = new Promise<void>((resolve) => {
      open = resolve
    })
    together = async () => {
      if (++arrived === 2) open()
      await both
    }
    return Promise.allSettled(
      [one, two].map((handler) => {
        const fetch: LogReaderOptions['fetch'] = (url, { headers }) =>
          handler(new Request(url, { headers }))
        return readerOf({ state: slow, fetch }).update()
      }),
    )
  }

  test('proves nothing by a checkpoint that it did not verify itself', async () => {
    const { handler } = await logOf(upTo(5))
    current = handler
    const checkpoint = await readerOf().update()
    const copy = { ...checkpoint }
    const code = 'evidence_not_verified'
    for (const other of [copy, checkpoint]) {
      await expect(readerOf().prove(entryOf(2), 2, other)).rejects.toMatchObject({ code })
    }
  })

  test('notices two histories that two calls are shown at once', async () => {
    const [one, two] = [await logOf([0, 1, 2]), await logOf([0, 1, 9, 9])]
    const smaller: Handler = (request) =>
      (request.url.includes('/tile/0/000.p/4') ? two : one).handler(request)
    for (const handlers of [[smaller, two.handler] as const, [two.handler, smaller] as const]) {
      const settled = await atOnce(...handlers)
      const refused = settled.filter(({ status }) => status === 'rejected')
      expect(refused).toMatchObject([{ reason: { code: 'log_split_view' } }])
    }
  })

  test('calls nobody a liar who is seen at two sizes at once', async () => {
    const [one, two] = [await logOf(upTo(3)), await logOf(upTo(4))]
    const smaller: Handler = (request) =>
      (request.url.includes('/tile/') ? two : one).handler(request)
    for (const handlers of [[smaller, two.handler] as const, [two.handler, smaller] as const]) {
      const settled = await atOnce(...handlers)
      expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled'])
    }
  })

  test('refuses tiles that are not those of the checkpoint', async () => {
    const { handler } = await logOf(upTo(5))
    const other = (await logOf([0, 1, 2, 9, 4])).handler
    current = (request) => (request.url.includes('/tile/') ? other : handler)(request)
    const reader = readerOf()
    const checkpoint = await reader.update()
    const code = 'merkle_inclusion_invalid'
    await expect(reader.prove(entryOf(2), 2, checkpoint)).rejects.toMatchObject({ code })
  })

  test('takes no network that fails for a log that lies', async () => {
    const { opened, handler } = await logOf(upTo(5))
    current = handler
    const reader = readerOf()
    await reader.update()
    await opened.add(entryOf(5), 5)
    current = async (request) =>
      request.url.includes('/tile/') ? new Response(null, { status: 503 }) : handler(request)
    const outcome = 'unknown'
    await expect(reader.update()).rejects.toMatchObject({ code: 'http_status', outcome })
  })

  test('refuses a checkpoint that no witness signed', async () => {
    const store = createMemoryLogStore<number>()
    const alone = await openLog({ origin, store, signer, cosigners: 'nobody' })
    await alone.add(entryOf(0), 0)
    const handle = createLogHandler({ origin, store, published: alone.published })
    current = (request) => handle(request, new URL(request.url).pathname.slice(1))
    const code = 'witness_quorum_missing'
    await expect(readerOf().update()).rejects.toMatchObject({ code, outcome: 'failed' })
  })

  test('refuses to be made without witnesses', () => {
    const nobody = { witnesses: [], quorum: 0 }
    const code = 'witness_policy_invalid'
    expect(() => readerOf({ witnesses: nobody })).toThrow(expect.objectContaining({ code }))
  })

  test('reaches loopback only through the door that is named', async () => {
    const reader = readerOf({ [allowLoopbackHttp]: [] })
    await expect(reader.update()).rejects.toMatchObject({ code: 'http_url_refused' })
  })
})

describe('createLogHandler', () => {
  const get = async (path: string, method = 'GET', count = 300) => {
    const { handler } = await logOf(upTo(count))
    return handler(new Request(`http://localhost/${path}`, { method }))
  }

  test('serves whole tiles, the beginning of others, and entries', async () => {
    const bytes = async (path: string) => (await (await get(path)).arrayBuffer()).byteLength
    expect(await bytes('tile/0/000')).toBe(256 * 32)
    expect(await bytes('tile/0/001.p/44')).toBe(44 * 32)
    expect(await bytes('tile/0/001.p/3')).toBe(3 * 32)
    expect(await bytes('tile/1/000.p/1')).toBe(32)
    expect(await bytes('tile/entries/001.p/44')).toBe(44 * (2 + 9))
  })

  test.each([
    ['tile/0/001', 404],
    ['tile/0/001.p/45', 404],
    ['tile/1/000.p/2', 404],
    ['tile/entries/001.p/45', 404],
    ['tile/9/000', 404],
    ['tile/0/x', 404],
    ['', 404],
    ['../checkpoint/..', 404],
  ])('has no %j', async (path, status) => {
    expect((await get(path)).status).toBe(status)
  })

  test('takes nothing from anybody', async () => {
    expect((await get('checkpoint', 'POST')).status).toBe(405)
  })

  test('shows nothing that is not published', async () => {
    const store = createMemoryLogStore<number>()
    const waiting: Cosigners = { cosign: () => new Promise(() => undefined) }
    const opened = await openLog({ origin, store, signer, cosigners: waiting })
    const signal = AbortSignal.timeout(50)
    const code = 'aborted'
    await expect(opened.add(entryOf(0), 0, { signal })).rejects.toMatchObject({ code })
    const handle = createLogHandler({ origin, store, published: opened.published })
    const request = new Request('http://localhost/')
    expect((await handle(request, 'tile/0/000.p/1')).status).toBe(404)
    expect((await handle(request, 'checkpoint')).status).toBe(404)
  })
})
