import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import {
  allowLoopbackHttp,
  assertAllowedUrl,
  type BaseError,
  decodeUtf8,
  type Fetch,
  type FetchBytesOptions,
  fetchBytes,
  postForAnswer,
} from '@fidecura/base'
import { createGuardedFetch } from '@fidecura/base/node'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'

const routes: Record<string, (response: ServerResponse, request: IncomingMessage) => void> = {
  '/ok': (response) => response.end('fine'),
  '/headers': (response, request) => response.end(JSON.stringify(request.headers)),
  '/said': (response, request) => {
    let said = `${request.method} ${request.headers['content-type']} `
    request.on('data', (chunk) => {
      said += chunk
    })
    request.on('end', () => response.end(said))
  },
  '/proven': (response, request) => {
    response.writeHead(401, { 'dpop-nonce': 'n-1', 'set-cookie': 'a=b' })
    response.end(request.headers['dpop'])
  },
  '/redirect': (response) => response.writeHead(302, { location: '/ok' }).end(),
  '/missing': (response) => response.writeHead(404).end('no such canary'),
  '/gone': (response) => response.writeHead(410).end(),
  '/broken': (response) => response.writeHead(500).end('canary'),
  '/empty': (response) => response.writeHead(204).end(),
  '/odd': (response) => response.writeHead(299).end('odd'),
  '/large': (response) => response.end('x'.repeat(2_000_000)),
  // The answer begins at once and never ends.
  '/slow': (response) => response.writeHead(200).write('a'),
  '/silent': () => undefined,
  '/cut': (response) => {
    response.writeHead(200, { 'content-length': '100' })
    response.write('half', () => response.destroy())
  },
}

let server: Server
let origin: string

beforeAll(async () => {
  server = createServer((request, response) => routes[request.url ?? '']?.(response, request))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterAll(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

/** Through the door, unless told otherwise. */
function get(path: string, options: Partial<FetchBytesOptions> = {}): Promise<Uint8Array> {
  const fetch = createGuardedFetch({ [allowLoopbackHttp]: [origin] })
  const all = { fetch, accept: 'text/plain', [allowLoopbackHttp]: [origin], ...options }
  return fetchBytes(origin + path, Object.freeze(all))
}

function refusal(code: string, outcome: 'failed' | 'unknown'): object {
  return { code, outcome }
}

describe('fetchBytes', () => {
  test('gets the bytes', async () => {
    expect(decodeUtf8(await get('/ok'))).toBe('fine')
  })

  test('calls a fetch as browsers want theirs to be called', async () => {
    let calledOn: unknown = 'nothing'
    const fetch: FetchBytesOptions['fetch'] = async function (this: unknown) {
      calledOn = this
      return new Response('fine')
    }
    await fetchBytes('https://a.example/', { fetch, accept: '*/*' })
    expect(calledOn).toBeUndefined()
  })

  test('sends what it was asked to accept, no compression and nothing of its own', async () => {
    const headers = JSON.parse(decodeUtf8(await get('/headers')))
    expect(headers).toEqual({
      accept: 'text/plain',
      'accept-encoding': 'identity',
      connection: 'close',
      host: origin.slice('http://'.length),
    })
  })

  test.each([
    ['a redirect', '/redirect', 'http_redirect_refused', 'failed'],
    ['404', '/missing', 'http_not_found', 'failed'],
    ['410', '/gone', 'http_not_found', 'failed'],
    ['500', '/broken', 'http_status', 'unknown'],
    ['204', '/empty', 'http_status', 'unknown'],
    ['299', '/odd', 'http_status', 'unknown'],
    ['more bytes than a MiB', '/large', 'http_too_large', 'failed'],
    ['a body that breaks off', '/cut', 'http_unreachable', 'unknown'],
  ] as const)('refuses %s', async (_, path, code, outcome) => {
    await expect(get(path)).rejects.toMatchObject(refusal(code, outcome))
  })

  test('takes as many bytes as it is told to, and not one more', async () => {
    expect(await get('/ok', { maxBytes: 4 })).toHaveLength(4)
    const tooLarge = refusal('http_too_large', 'failed')
    await expect(get('/ok', { maxBytes: 3 })).rejects.toMatchObject(tooLarge)
  })

  test.each([
    ['a body that never ends', '/slow'],
    ['an answer that never begins', '/silent'],
  ])('does not wait for %s', async (_, path) => {
    const timeout = refusal('http_timeout', 'unknown')
    await expect(get(path, { timeoutMs: 50 })).rejects.toMatchObject(timeout)
  })

  test.each([
    ['before it began', '/ok', 0],
    ['while it waits for an answer', '/silent', 30],
    ['while it reads the body', '/slow', 30],
  ])('stops when the caller says so, %s', async (_, path, afterMs) => {
    const signal = afterMs === 0 ? AbortSignal.abort() : AbortSignal.timeout(afterMs)
    await expect(get(path, { signal })).rejects.toMatchObject(refusal('aborted', 'unknown'))
  })

  test('does not wait for a fetch that ignores the signal', async () => {
    const fetch: Fetch = () => new Promise(() => undefined)
    const timeout = refusal('http_timeout', 'unknown')
    await expect(get('/ok', { fetch, timeoutMs: 20 })).rejects.toMatchObject(timeout)
  })

  test('does not wait for a body that ignores the signal', async () => {
    const fetch: Fetch = async () => new Response(new ReadableStream({ pull: () => forever }))
    const timeout = refusal('http_timeout', 'unknown')
    await expect(get('/ok', { fetch, timeoutMs: 20 })).rejects.toMatchObject(timeout)
  })

  test('sees a redirect that a browser hides', async () => {
    const hidden = { type: 'opaqueredirect', status: 0, body: null } as Response
    await expect(get('/ok', { fetch: async () => hidden })).rejects.toMatchObject(
      refusal('http_redirect_refused', 'failed'),
    )
  })

  test('calls a closed port unreachable', async () => {
    const closed = await freeOrigin()
    const fetch = createGuardedFetch({ [allowLoopbackHttp]: [closed] })
    const options = { fetch, accept: '*/*', [allowLoopbackHttp]: [closed] }
    await expect(fetchBytes(`${closed}/`, options)).rejects.toMatchObject(
      refusal('http_unreachable', 'unknown'),
    )
  })

  test('passes on nothing of a foreign error', async () => {
    const fetch: Fetch = () => Promise.reject(new TypeError('canary'))
    const error = await get('/ok', { fetch }).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'http_unreachable' })
    expect((error as BaseError).cause).toBeUndefined()
    expect((error as BaseError).stack).not.toContain('canary')
  })

  test('needs the door at both ends for http on loopback', async () => {
    const closed = { [allowLoopbackHttp]: [] }
    await expect(get('/ok', closed)).rejects.toMatchObject(refusal('http_url_refused', 'failed'))
    const fetch = createGuardedFetch()
    await expect(get('/ok', { fetch })).rejects.toMatchObject(refusal('http_url_refused', 'failed'))
  })
})

describe('assertAllowedUrl', () => {
  test.each([
    'https://hospital.example/.well-known/did.json',
    'https://hospital.example:8443/',
    'http://127.0.0.1:8080/a',
    'http://[::1]:8080/a',
  ])('lets %s pass', (url) => {
    const doors = ['http://127.0.0.1:8080', 'http://[::1]:8080']
    expect(() => assertAllowedUrl(url, { [allowLoopbackHttp]: doors })).not.toThrow()
  })

  test.each([
    ['plain http', 'http://hospital.example/'],
    ['a loopback origin that is not listed', 'http://127.0.0.1:8081/'],
    ['localhost, which a resolver may lead elsewhere', 'http://localhost:8080/'],
    ['a public host, though it is listed', 'http://hospital.example:8080/'],
    ['a user name', 'https://ward@hospital.example/'],
    ['a password', 'https://:secret@hospital.example/'],
    ['a user name at the door', 'http://ward@127.0.0.1:8080/'],
    ['a file', 'file:///etc/hosts'],
    ['data', 'data:text/plain,a'],
    ['a path', '/did.json'],
    ['nothing', ''],
  ])('refuses %s', (_, url) => {
    const doors = ['http://127.0.0.1:8080', 'http://localhost:8080', 'http://hospital.example:8080']
    expect(() => assertAllowedUrl(url, { [allowLoopbackHttp]: doors })).toThrow(
      expect.objectContaining(refusal('http_url_refused', 'failed')),
    )
  })
})

describe('createGuardedFetch', () => {
  test.each([
    ['a name that leads to loopback', 'https://localhost/'],
    ['loopback', 'https://127.0.0.1/'],
    ['loopback in short', 'https://127.1/'],
    ['loopback as one number', 'https://2130706433/'],
    ['loopback in hexadecimal', 'https://0x7f.0.0.1/'],
    ['IPv6 loopback', 'https://[::1]/'],
    ['loopback, mapped to IPv6', 'https://[::ffff:127.0.0.1]/'],
    ['a private address, mapped to IPv6', 'https://[::ffff:a00:1]/'],
    ['a private address, translated to IPv6', 'https://[64:ff9b::a00:1]/'],
    ['a private address, in 6to4', 'https://[2002:a00:1::]/'],
    ['this host', 'https://0.0.0.0/'],
    ['no address', 'https://[::]/'],
    ['a private network', 'https://10.0.0.1/'],
    ['the next private network', 'https://172.31.255.255/'],
    ['the third private network', 'https://192.168.1.1/'],
    ['shared address space', 'https://100.64.0.1/'],
    ['the metadata service of a cloud', 'https://169.254.169.254/'],
    ['a link-local address', 'https://[fe80::1]/'],
    ['a unique local address', 'https://[fd00::1]/'],
    ['multicast', 'https://224.0.0.1/'],
    ['broadcast', 'https://255.255.255.255/'],
    ['documentation', 'https://[2001:db8::1]/'],
  ])('refuses %s', async (_, url) => {
    const options = { fetch: createGuardedFetch(), accept: '*/*', timeoutMs: 5_000 }
    await expect(fetchBytes(url, options)).rejects.toMatchObject(
      refusal('http_address_refused', 'failed'),
    )
  })

  test.each(['600 Odd', '099 Odd', '999 Odd'])(
    'says unknown of a status that is none, %s, and lets nothing escape the call',
    async (line) => {
      const odd = createTcpServer((socket) => {
        socket.once('data', () => socket.end(`HTTP/1.1 ${line}\r\nContent-Length: 0\r\n\r\n`))
      })
      await new Promise<void>((resolve) => odd.listen(0, '127.0.0.1', resolve))
      const doors = [`http://127.0.0.1:${(odd.address() as AddressInfo).port}`]
      const fetch = createGuardedFetch({ [allowLoopbackHttp]: doors })
      const options = { fetch, accept: '*/*', timeoutMs: 5_000, [allowLoopbackHttp]: doors }
      await expect(fetchBytes(`${doors[0]}/`, options)).rejects.toMatchObject(
        refusal('http_status', 'unknown'),
      )
      await new Promise((resolve) => odd.close(resolve))
    },
  )

  test('is the one check that keeps a fetch off loopback', async () => {
    const secure = origin.replace('http:', 'https:')
    // Ours lets https pass, whatever the address: only the guard refuses.
    expect(() => assertAllowedUrl(secure)).not.toThrow()
    await expect(
      fetchBytes(secure, { fetch: createGuardedFetch(), accept: '*/*' }),
    ).rejects.toMatchObject(refusal('http_address_refused', 'failed'))
  })
})

describe('postForAnswer', () => {
  const post = (path: string, headers: Readonly<Record<string, string>> = {}) => {
    const fetch = createGuardedFetch({ [allowLoopbackHttp]: [origin] })
    const options = { fetch, accept: '*/*', contentType: 'text/plain', headers }
    return postForAnswer(origin + path, 'asked', { ...options, [allowLoopbackHttp]: [origin] })
  }

  test.each([
    ['/said', 200, 'POST text/plain asked'],
    ['/broken', 500, 'canary'],
    ['/missing', 404, 'no such canary'],
    ['/empty', 204, ''],
  ])('gives the answer of %s, whatever it is', async (path, status, body) => {
    const answer = await post(path)
    expect(answer.status).toBe(status)
    expect(decodeUtf8(answer.body)).toBe(body)
  })

  test('sends headers of the protocol, and shows those of the answer but no cookies', async () => {
    const answer = await post('/proven', { dpop: 'proof' })
    expect(decodeUtf8(answer.body)).toBe('proof')
    expect(answer.header('DPoP-Nonce')).toBe('n-1')
    expect(answer.header('set-cookie')).toBeNull()
  })

  test('follows nobody elsewhere', async () => {
    await expect(post('/redirect')).rejects.toMatchObject(
      refusal('http_redirect_refused', 'failed'),
    )
  })
})

const forever = new Promise<void>(() => undefined)

async function freeOrigin(): Promise<string> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return `http://127.0.0.1:${port}`
}
