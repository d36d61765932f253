import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import {
  allowLoopbackHttp,
  BaseError,
  type EpochSeconds,
  epochSeconds,
  type Fetch,
  type JsonObject,
} from '@fidecura/base'
import { createGuardedFetch } from '@fidecura/base/node'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import {
  createDidDocument,
  createDidWebResolver,
  createKeyCache,
  createResolver,
  type Did,
  decodeJws,
  generateSigner,
  parseDid,
  type ResolveDid,
  type Signer,
  signJws,
  verifyDidJws,
} from '../src/index.ts'

const now = epochSeconds(1_800_000_000)
const later = (seconds: number): EpochSeconds => epochSeconds(now + seconds)

let server: Server
let did: Did
let origin: string
let answer: RequestListener
let requests: { path: string | undefined; accept: string | undefined }[]

beforeAll(async () => {
  server = createServer((request, response) => {
    requests.push({ path: request.url, accept: request.headers.accept })
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  origin = `http://127.0.0.1:${port}`
  did = parseDid(`did:web:127.0.0.1%3A${port}:clinic`)
})

beforeEach(() => {
  requests = []
})

afterAll(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

function webResolver(options: { timeoutMs?: number; maxBytes?: number } = {}): ResolveDid {
  const door = { [allowLoopbackHttp]: [origin] }
  return createDidWebResolver({ fetch: createGuardedFetch(door), ...options, ...door })
}

const resolve = (): ReturnType<ResolveDid> => webResolver()(did, { at: now, now })

function serve(body: JsonObject | string, status = 200): void {
  answer = (_, response) => {
    response.writeHead(status, { 'content-type': 'application/did+json' })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  }
}

function documentOf({ publicKey }: Signer): JsonObject {
  return createDidDocument({ did, keys: [{ fragment: 'key-1', jwk: publicKey }] })
}

describe('createDidWebResolver', () => {
  test('fetches the document from the path that the DID names', async () => {
    const signer = await generateSigner({ did, fragment: 'key-1' })
    serve(documentOf(signer))
    const resolved = await resolve()
    expect(resolved.document.verificationMethods[0]?.publicKey).toEqual(signer.publicKey)
    expect(resolved).toMatchObject({ did, resolvedAt: now, history: 'unknown' })
    expect(Object.isFrozen(resolved)).toBe(true)
    expect(requests.map(({ path }) => path)).toEqual(['/clinic/did.json'])
    expect(requests[0]?.accept).toContain('application/did+json')
  })

  test.each([
    [404, 'did_not_found', 'failed'],
    [410, 'did_not_found', 'failed'],
    [500, 'did_unreachable', 'unknown'],
    [503, 'did_unreachable', 'unknown'],
    [403, 'did_unreachable', 'unknown'],
    [204, 'did_unreachable', 'unknown'],
  ])('answers status %d with %s', async (status, code, outcome) => {
    const signer = await generateSigner({ did, fragment: 'key-1' })
    serve(status === 204 ? '' : documentOf(signer), status)
    await expect(resolve()).rejects.toMatchObject({ code, outcome })
  })

  test('follows no redirect, not even to itself', async () => {
    answer = (_, response) => {
      response.writeHead(302, { location: `${origin}/clinic/did.json` })
      response.end()
    }
    await expect(resolve()).rejects.toMatchObject({ code: 'did_not_found', outcome: 'failed' })
    expect(requests).toHaveLength(1)
  })

  test.each([
    ['what is no JSON', '<html></html>'],
    ['a member named twice', '{"id":"a","id":"b"}'],
    ['a byte-order mark', '\ufeff{}'],
    ['deep nesting', `${'['.repeat(40)}${']'.repeat(40)}`],
    ['a document without id', '{}'],
    ['more bytes than the limit', `{"a":"${'x'.repeat(70_000)}"}`],
  ])('refuses %s', async (_, body) => {
    serve(body)
    await expect(resolve()).rejects.toMatchObject({
      code: 'did_document_malformed',
      outcome: 'failed',
    })
  })

  test('refuses a document that nests more deeply than any does', async () => {
    serve(`{"id":"${did}","extra":${'['.repeat(14)}${']'.repeat(14)}}`)
    await expect(resolve()).resolves.toBeDefined()
    serve(`{"id":"${did}","extra":${'['.repeat(16)}${']'.repeat(16)}}`)
    await expect(resolve()).rejects.toMatchObject({ code: 'did_document_malformed' })
  })

  test.each(['http_address_refused', 'http_url_refused', 'http_redirect_refused'] as const)(
    'counts a fetch that ends in %s as a failure, which trying again does not help',
    async (code) => {
      const fetch: Fetch = async () => {
        throw new BaseError(code, 'made up for the test')
      }
      const web = createDidWebResolver({ fetch })
      await expect(web(parseDid('did:web:clinic.example'), { at: now, now })).rejects.toMatchObject(
        {
          code: 'did_not_found',
          outcome: 'failed',
          cause: { code },
        },
      )
    },
  )

  test('takes the limit of bytes from its options', async () => {
    const body = JSON.stringify({ id: did, extra: 'x'.repeat(500) })
    serve(body)
    await expect(
      webResolver({ maxBytes: body.length })(did, { at: now, now }),
    ).resolves.toBeDefined()
    await expect(
      webResolver({ maxBytes: body.length - 1 })(did, { at: now, now }),
    ).rejects.toMatchObject({ code: 'did_document_malformed' })
  })

  test('refuses the document of another DID', async () => {
    serve({ id: 'did:web:stranger.example' })
    await expect(resolve()).rejects.toMatchObject({
      code: 'did_document_mismatch',
      outcome: 'failed',
    })
  })

  test('refuses a deactivated DID', async () => {
    serve({ ...documentOf(await generateSigner({ did, fragment: 'key-1' })), deactivated: true })
    await expect(resolve()).rejects.toMatchObject({ code: 'did_deactivated', outcome: 'failed' })
  })

  test('says unknown when nobody answers in time', async () => {
    answer = () => undefined
    await expect(webResolver({ timeoutMs: 50 })(did, { at: now, now })).rejects.toMatchObject({
      code: 'did_unreachable',
      outcome: 'unknown',
    })
  })

  test('says unknown when the connection breaks off', async () => {
    answer = (request) => request.socket.destroy()
    await expect(resolve()).rejects.toMatchObject({ code: 'did_unreachable', outcome: 'unknown' })
  })

  test('says unknown when the body breaks off', async () => {
    answer = (request, response) => {
      response.writeHead(200, { 'content-length': '1000' })
      response.write('{', () => request.socket.destroy())
    }
    await expect(resolve()).rejects.toMatchObject({ code: 'did_unreachable', outcome: 'unknown' })
  })

  test('says unknown when nobody listens', async () => {
    const spare = createServer()
    await new Promise<void>((resolve) => spare.listen(0, '127.0.0.1', resolve))
    const { port } = spare.address() as AddressInfo
    await new Promise((resolve) => spare.close(resolve))
    const door = { [allowLoopbackHttp]: [`http://127.0.0.1:${port}`] }
    const closed = createDidWebResolver({ fetch: createGuardedFetch(door), ...door })
    await expect(
      closed(parseDid(`did:web:127.0.0.1%3A${port}`), { at: now, now }),
    ).rejects.toMatchObject({ code: 'did_unreachable', outcome: 'unknown' })
  })

  test('stops at the signal of the caller', async () => {
    answer = () => undefined
    const controller = new AbortController()
    const pending = webResolver()(did, { at: now, now, signal: controller.signal })
    setTimeout(() => controller.abort(), 20)
    await expect(pending).rejects.toMatchObject({ code: 'aborted', outcome: 'unknown' })
  })

  test('fetches nothing over http without the door, of resolver and of fetch alike', async () => {
    serve(documentOf(await generateSigner({ did, fragment: 'key-1' })))
    const door = { [allowLoopbackHttp]: [origin] }
    const withoutDoor = createDidWebResolver({ fetch: createGuardedFetch(door) })
    await expect(withoutDoor(did, { at: now, now })).rejects.toMatchObject({
      code: 'did_malformed',
    })
    const guarded = createDidWebResolver({ fetch: createGuardedFetch(), ...door })
    await expect(guarded(did, { at: now, now })).rejects.toMatchObject({
      code: 'did_not_found',
      outcome: 'failed',
    })
    expect(requests).toEqual([])
  })

  test('says nothing of what it was given or got', async () => {
    serve('{"canary": canary}')
    const error = await resolve().catch((reason: unknown) => reason)
    const shown = inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true })
    expect(shown).not.toContain('canary')
    expect(shown).not.toContain(String(new URL(origin).port))
  })

  test('asks with what the guarded fetch is told to send, and no more', async () => {
    const sent: unknown[] = []
    const fetch: Fetch = async (url, { headers, redirect }) => {
      sent.push({ url, headers: Object.keys(headers), redirect })
      return new Response('{}', { status: 404 })
    }
    const web = createDidWebResolver({ fetch })
    await expect(web(parseDid('did:web:clinic.example:a'), { at: now, now })).rejects.toMatchObject(
      { code: 'did_not_found' },
    )
    expect(sent).toEqual([
      { url: 'https://clinic.example/a/did.json', headers: ['accept'], redirect: 'manual' },
    ])
  })
})

describe('a key of a did:web', () => {
  test('is dead once the document that replaces it is seen, under the same id', async () => {
    const old = await generateSigner({ did, fragment: 'key-1' })
    const fresh = await generateSigner({ did, fragment: 'key-1' })
    const cached = createResolver({
      methods: { web: webResolver() },
      cache: { maxAgeSeconds: 300 },
    })
    const keyCache = createKeyCache()
    const typ = 'test+jwt'
    const [oldToken, freshToken] = await Promise.all(
      [old, fresh].map((signer) => signJws({ hello: 'world' }, { signer, typ })),
    )
    const verify = (token: string | undefined, at: EpochSeconds): Promise<unknown> =>
      verifyDidJws(decodeJws(token ?? ''), {
        issuer: did,
        typ,
        relationship: 'assertionMethod',
        resolve: cached,
        at,
        now: at,
        keyCache,
      })

    serve(documentOf(old))
    await expect(verify(oldToken, now)).resolves.toMatchObject({ keyId: `${did}#key-1` })
    serve(documentOf(fresh))
    await expect(verify(oldToken, later(300))).resolves.toMatchObject({ resolvedAt: now })
    expect(requests).toHaveLength(1)
    await expect(verify(freshToken, later(301))).resolves.toMatchObject({ resolvedAt: later(301) })
    await expect(verify(oldToken, later(301))).rejects.toMatchObject({
      code: 'jws_signature_invalid',
    })
    // Nor does it come back for somebody whose clock is behind.
    await expect(verify(oldToken, now)).rejects.toMatchObject({ code: 'jws_signature_invalid' })
  })

  test('is dead once the document is gone', async () => {
    const signer = await generateSigner({ did, fragment: 'key-1' })
    const cached = createResolver({ methods: { web: webResolver() } })
    serve(documentOf(signer))
    await expect(cached(did, { at: now, now })).resolves.toBeDefined()
    serve('', 404)
    for (const at of [later(301), now]) {
      await expect(cached(did, { at, now: at })).rejects.toMatchObject({ code: 'did_not_found' })
    }
  })

  test('is not vouched for by an old document while the network is down', async () => {
    const signer = await generateSigner({ did, fragment: 'key-1' })
    const cached = createResolver({ methods: { web: webResolver() } })
    serve(documentOf(signer))
    await expect(cached(did, { at: now, now })).resolves.toBeDefined()
    serve('', 503)
    await expect(cached(did, { at: later(301), now: later(301) })).rejects.toMatchObject({
      code: 'did_unreachable',
      outcome: 'unknown',
    })
  })
})
