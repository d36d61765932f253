import { createServer, type Server, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { allowLoopbackHttp, type Fetch, fetchBytes } from '@fidecura/base'
import { createGuardedFetch, type LookupAddresses } from '@fidecura/base/node'
import { afterEach, describe, expect, test } from '@jest/globals'

// Every trick that leads a fetch inside, or holds it there, by name. What is allowed is in http.test.ts.

const options = { accept: '*/*', timeoutMs: 5_000, maxBytes: 524_288 }
const addressRefused = { code: 'http_address_refused', outcome: 'failed' }

/** A name server of the attacker's: answers in turn, the last answer for ever. */
function nameServer(...answers: readonly (readonly string[])[]) {
  const asked: string[] = []
  const lookup: LookupAddresses = (hostname, _, callback) => {
    const addresses = answers[Math.min(asked.push(hostname), answers.length) - 1] ?? []
    const family = (address: string): number => (address.includes(':') ? 6 : 4)
    callback(
      null,
      addresses.map((address) => ({ address, family: family(address) })),
    )
  }
  return { asked, lookup }
}

describe('a name of createGuardedFetch', () => {
  test.each([
    ['loopback', '127.0.0.1'],
    ['the end of loopback', '127.255.255.254'],
    ['this host', '0.0.0.0'],
    ['this network', '0.1.2.3'],
    ['a private network of class A', '10.255.0.1'],
    ['a private network of class B', '172.16.0.1'],
    ['the end of that', '172.31.255.254'],
    ['a private network of class C', '192.168.0.1'],
    ['shared address space of carriers', '100.64.0.1'],
    ['the end of that', '100.127.255.254'],
    ['link-local', '169.254.1.1'],
    ['the metadata service of a cloud', '169.254.169.254'],
    ['IETF assignments', '192.0.0.8'],
    ['NAT64 discovery', '192.0.0.170'],
    ['documentation', '192.0.2.1'],
    ['more documentation', '198.51.100.1'],
    ['the third documentation', '203.0.113.1'],
    ['the relays of 6to4', '192.88.99.1'],
    ['benchmarks', '198.18.0.1'],
    ['the end of benchmarks', '198.19.255.254'],
    ['multicast', '224.0.0.251'],
    ['reserved', '240.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['nothing, in IPv6', '::'],
    ['loopback, in IPv6', '::1'],
    ['loopback, mapped', '::ffff:127.0.0.1'],
    ['a private network, mapped, in hex', '::ffff:a00:1'],
    ['a public address, mapped', '::ffff:93.184.215.14'],
    ['loopback, compatible', '::127.0.0.1'],
    ['loopback, translated', '::ffff:0:127.0.0.1'],
    ['a private network behind NAT64', '64:ff9b::10.0.0.1'],
    ['loopback behind NAT64', '64:ff9b::7f00:1'],
    ['a private network behind local NAT64', '64:ff9b:1::a00:1'],
    ['the end of local NAT64', '64:ff9b:1:ffff:ffff:ffff:10.0.0.1'],
    ['the discard prefix', '100::1'],
    ['loopback in Teredo', '2001:0:4136:e378:8000:63bf:80ff:fffe'],
    ['benchmarks, in IPv6', '2001:2::1'],
    ['cryptographic names', '2001:20::1'],
    ['documentation, in IPv6', '2001:db8::1'],
    ['a private network in 6to4', '2002:a00:1::1'],
    ['loopback in 6to4', '2002:7f00:1::1'],
    ['the second documentation, in IPv6', '3fff::1'],
    ['segment routing', '5f00::1'],
    ['a unique local address', 'fd00:ec2::254'],
    ['the other half of unique local', 'fc00::1'],
    ['link-local, in IPv6', 'fe80::1'],
    ['link-local, with a zone', 'fe80::1%lo'],
    ['site-local', 'fec0::1'],
    ['multicast, in IPv6', 'ff02::1'],
    ['what is no address', 'localhost'],
  ])('must not lead to %s (%s)', async (_, address) => {
    const { asked, lookup } = nameServer([address])
    const fetch = createGuardedFetch({ lookup })
    await expect(
      fetchBytes('https://clinic.example/', { ...options, fetch }),
    ).rejects.toMatchObject(addressRefused)
    expect(asked).toEqual(['clinic.example'])
  })

  test.each([
    ['one private address among public ones', ['93.184.215.14', '10.0.0.1']],
    ['a private address before public ones', ['::1', '2620:4f:8000::1']],
    ['no address', []],
  ])('must not lead to %s', async (_, addresses) => {
    const { lookup } = nameServer(addresses)
    const fetch = createGuardedFetch({ lookup })
    await expect(
      fetchBytes('https://clinic.example/', { ...options, fetch }),
    ).rejects.toMatchObject(addressRefused)
  })

  test('is looked up once, so that a second answer leads nowhere', async () => {
    const { port, connections } = await listen(() => undefined)
    // A public address that is made to be sent what nobody wants: RFC 7535.
    const { asked, lookup } = nameServer(['2620:4f:8000::1'], ['127.0.0.1'])
    const fetch = createGuardedFetch({ lookup })
    const url = `https://rebind.example:${port}/`
    await expect(fetchBytes(url, { ...options, fetch, timeoutMs: 200 })).rejects.toMatchObject({
      outcome: 'unknown',
    })
    expect(asked).toHaveLength(1)
    // The answer that was for the connection is now for the next check, and fails it.
    await expect(fetchBytes(url, { ...options, fetch })).rejects.toMatchObject(addressRefused)
    expect(connections).toHaveLength(0)
  })

  test('passes on nothing that a name server says', async () => {
    const lookup: LookupAddresses = (_, __, callback) => callback(new Error('canary'), [])
    const fetch = createGuardedFetch({ lookup })
    const error = await fetchBytes('https://clinic.example/', { ...options, fetch }).catch(String)
    expect(error).toContain('No connection')
    expect(error).not.toContain('canary')
  })
})

describe('an address of createGuardedFetch', () => {
  test.each([
    ['in short', 'https://127.1/'],
    ['as one number', 'https://2130706433/'],
    ['as one number in hex', 'https://0x7f000001/'],
    ['as one number in octal', 'https://017700000001/'],
    ['in octal', 'https://0177.0.0.01/'],
    ['in hex', 'https://0x7f.0x0.0x0.0x1/'],
    ['in several bases', 'https://0x7f.0.1/'],
    ['in escapes', 'https://%31%32%37.0.0.1/'],
    ['in full-width digits', 'https://\uff11\uff12\uff17.0.0.1/'],
    ['in circles', 'https://\u2460\u2461\u2466.\u24ea.\u24ea.\u2460/'],
    ['with an ideographic dot', 'https://127\u30020\u30020\u30021/'],
    ['with a dot at the end', 'https://127.0.0.1./'],
    ['behind backslashes', 'https:\\\\127.0.0.1\\'],
    ['behind one slash', 'https:/127.0.0.1/'],
    ['between tabs', 'https://127.0.\t0.1/'],
    ['mapped to IPv6', 'https://[::ffff:127.0.0.1]/'],
    ['mapped to IPv6, at length', 'https://[0:0:0:0:0:ffff:7f00:1]/'],
    ['compatible with IPv6', 'https://[::127.0.0.1]/'],
    ['behind NAT64', 'https://[64:ff9b::127.0.0.1]/'],
    ['in 6to4', 'https://[2002:7f00:1::]/'],
    ['of IPv6', 'https://[::1]/'],
    ['of IPv6, at length', 'https://[0000:0000:0000:0000:0000:0000:0000:0001]/'],
  ])('is known for loopback %s', async (_, url) => {
    const { asked, lookup } = nameServer(['93.184.215.14'])
    const fetch = createGuardedFetch({ lookup })
    await expect(fetchBytes(url, { ...options, fetch })).rejects.toMatchObject(addressRefused)
    expect(asked).toEqual([])
  })
})

describe('fetchBytes asks nobody', () => {
  test.each([
    ['plain http', 'http://clinic.example/'],
    ['another protocol', 'ftp://clinic.example/'],
    ['a WebSocket', 'wss://clinic.example/'],
    ['a file', 'file:///etc/passwd'],
    ['data', 'data:application/json,{}'],
    ['a script', 'javascript:1'],
    ['a blob', 'blob:https://clinic.example/1'],
    ['a user name', 'https://user@clinic.example/'],
    ['a password', 'https://user:pass@clinic.example/'],
    ['a name that looks like the host', 'https://clinic.example@evil.example/'],
    ['an escaped name and password', 'https://user%3Apass@clinic.example/'],
    ['a fragment', 'https://clinic.example/did.json#key-1'],
    ['an empty fragment', 'https://clinic.example/#'],
    ['an escaped at sign in the host', 'https://clinic.example%40evil.example/'],
    ['a zone', 'https://[fe80::1%25eth0]/'],
    ['a port beyond 65535', 'https://clinic.example:65536/'],
    ['a space in the host', 'https://clinic .example/'],
    ['no host', 'https://'],
    ['a host of 24,000 letters', `https://${'Clinic.e'.repeat(3000)}/`],
    ['no protocol', '//clinic.example/'],
  ])('about %s', async (_, url) => {
    let calls = 0
    const fetch: Fetch = async () => {
      calls++
      return new Response('{}')
    }
    await expect(fetchBytes(url, { ...options, fetch })).rejects.toMatchObject({
      code: 'http_url_refused',
      outcome: 'failed',
    })
    expect(calls).toBe(0)
  })
})

const servers: { readonly server: Server; readonly connections: Socket[] }[] = []

afterEach(async () => {
  for (const { server, connections } of servers.splice(0)) {
    for (const socket of connections) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  }
})

/** A host of the attacker's, below HTTP. */
async function listen(answer: (socket: Socket) => void) {
  const connections: Socket[] = []
  const server = createServer((socket) => {
    connections.push(socket)
    socket.on('error', () => undefined)
    socket.once('data', () => answer(socket))
  })
  servers.push({ server, connections })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  return { port, connections }
}

/** Writes for as long as somebody listens. */
function forever(text: string, everyMs: number): (socket: Socket) => void {
  return (socket) => {
    const timer = setInterval(() => {
      if (socket.writableLength < 1_000_000) socket.write(text)
    }, everyMs)
    socket.on('close', () => clearInterval(timer))
  }
}

const ok = 'HTTP/1.1 200 OK\r\n'
const chunked = 'Transfer-Encoding: chunked\r\n\r\n'
const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`

function after(head: string, go: (socket: Socket) => void): (socket: Socket) => void {
  return (socket) => {
    socket.write(head)
    go(socket)
  }
}

const redirect =
  (status: number, location: string) =>
  (socket: Socket): void => {
    socket.write(`HTTP/1.1 ${status} Odd\r\nLocation: ${location}\r\nContent-Length: 0\r\n\r\n`)
  }

describe('a server that createGuardedFetch reached', () => {
  test.each<[string, (socket: Socket) => void, string]>([
    ['sends its headers byte by byte', after(ok, forever('x', 5)), 'http_timeout'],
    ['says that the answer is to come', forever('HTTP/1.1 103 Hints\r\n\r\n', 1), 'http_timeout'],
    [
      'sends its body byte by byte',
      after(`${ok}${chunked}`, forever('1\r\nx\r\n', 5)),
      'http_timeout',
    ],
    ['says nothing', () => undefined, 'http_timeout'],
    [
      'sends headers without end',
      after(ok, forever(`A: ${'x'.repeat(4096)}\r\n`, 1)),
      'http_unreachable',
    ],
    ['sends chunks without end', after(`${ok}${chunked}`, forever(chunk, 1)), 'http_too_large'],
    [
      'sends more than the limit and says so',
      after(`${ok}Content-Length: 600000\r\n\r\n`, (socket) => socket.write('x'.repeat(600_000))),
      'http_too_large',
    ],
    [
      'sends without saying how much',
      after(`${ok}\r\n`, forever('x'.repeat(65_536), 1)),
      'http_too_large',
    ],
    [
      'says more than it sends',
      (socket) => socket.end(`${ok}Content-Length: 100\r\n\r\nhalf`),
      'http_unreachable',
    ],
    [
      'ends between chunks',
      (socket) => socket.end(`${ok}${chunked}1\r\nx\r\n`),
      'http_unreachable',
    ],
    [
      'names two lengths',
      (socket) => socket.end(`${ok}Content-Length: 2\r\nContent-Length: 9\r\n\r\n{}`),
      'http_unreachable',
    ],
    [
      'names a length and chunks',
      (socket) => socket.end(`${ok}Content-Length: 2\r\n${chunked}0\r\n\r\n`),
      'http_unreachable',
    ],
    [
      'speaks something else',
      (socket) => socket.end('220 mail.example ESMTP\r\n'),
      'http_unreachable',
    ],
    ['leaves without an answer', (socket) => socket.end(), 'http_unreachable'],
    [
      'switches to another protocol',
      (socket) =>
        socket.write('HTTP/1.1 101 Go\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n'),
      'http_unreachable',
    ],
    [
      'resets the content and goes on',
      after(`HTTP/1.1 205 R\r\n${chunked}`, forever(chunk, 1)),
      'http_status',
    ],
    ['has a part only', after(`HTTP/1.1 206 P\r\n${chunked}`, forever(chunk, 1)), 'http_status'],
    ['has no such status', (socket) => socket.write('HTTP/1.1 999 Odd\r\n\r\n'), 'http_status'],
    [
      'has a body with its error',
      after(`HTTP/1.1 500 E\r\n${chunked}`, forever(chunk, 1)),
      'http_status',
    ],
    ['moved for good', redirect(301, 'https://other.example/'), 'http_redirect_refused'],
    [
      'moved to the metadata service',
      redirect(302, 'http://169.254.169.254/'),
      'http_redirect_refused',
    ],
    ['moved to loopback', redirect(303, 'https://127.0.0.1/'), 'http_redirect_refused'],
    ['moved to itself, for ever', redirect(307, '/'), 'http_redirect_refused'],
    ['moved to a file', redirect(308, 'file:///etc/passwd'), 'http_redirect_refused'],
    ['has choices', redirect(300, '/other'), 'http_redirect_refused'],
    ['did not change', redirect(304, '/'), 'http_redirect_refused'],
  ])('and that %s', async (_, answer, code) => {
    const { port, connections } = await listen(answer)
    const origin = `http://127.0.0.1:${port}`
    const doors = { [allowLoopbackHttp]: [origin] }
    const fetch = createGuardedFetch(doors)
    const timeoutMs = code === 'http_timeout' ? 100 : 5_000
    await expect(
      fetchBytes(`${origin}/`, { ...options, ...doors, fetch, timeoutMs }),
    ).rejects.toMatchObject({ code })
    // Asked once, and let go: nobody can make us hold a connection or read on.
    expect(connections).toHaveLength(1)
    const [socket] = connections
    if (socket?.destroyed === false) {
      socket.resume()
      await new Promise((resolve) => socket.once('close', resolve))
    }
  })

  test('and that sends a megabyte in a kilobyte gets that kilobyte read', async () => {
    const packed = gzipSync(Buffer.alloc(1_000_000))
    const head = `${ok}Content-Encoding: gzip\r\nContent-Length: ${packed.length}\r\n\r\n`
    const { port } = await listen((socket) =>
      socket.end(Buffer.concat([Buffer.from(head), packed])),
    )
    const origin = `http://127.0.0.1:${port}`
    const doors = { [allowLoopbackHttp]: [origin] }
    const fetch = createGuardedFetch(doors)
    const bytes = await fetchBytes(`${origin}/`, { ...options, ...doors, fetch })
    expect(Buffer.from(bytes).equals(packed)).toBe(true)
  })
})
