import { createServer } from 'node:net'
import { allowPrivateHttps, createGuardedFetch } from '@fidecura/base/node'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'

let calls = 0
const server = createServer((socket) => {
  calls++
  socket.destroy()
})
let port = 0
beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  port = (server.address() as { readonly port: number }).port
})
afterAll(() => new Promise((done) => server.close(done)))

const init = { headers: {}, redirect: 'manual', signal: new AbortController().signal } as const

const fetchOf = (origin: string) =>
  createGuardedFetch({
    [allowPrivateHttps]: [origin],
    lookup: (_, __, done) => done(null, [{ address: '127.0.0.1', family: 4 }]),
  })

describe('createGuardedFetch for one origin inside', () => {
  test('connects to the address of that origin, wherever it lies', async () => {
    const origin = `https://hospital.example:${port}`
    await expect(fetchOf(origin)(`${origin}/x`, init)).rejects.toBeDefined()
    expect(calls).toBe(1)
  })

  test.each([
    ['another name', 'https://evil.example', 'http_address_refused'],
    ['another port', 'https://hospital.example:1', 'http_address_refused'],
    ['an address', 'https://127.0.0.1', 'http_address_refused'],
    ['the same without TLS', 'http://hospital.example', 'http_url_refused'],
  ])('refuses %s inside', async (_, origin, code) => {
    const before = calls
    const fetch = fetchOf(`https://hospital.example:${port}`)
    const address = origin.endsWith(':1') ? origin : `${origin}:${port}`
    const asked = async () => fetch(`${address}/x`, init)
    await expect(asked()).rejects.toMatchObject({ code })
    expect(calls).toBe(before)
  })

  test('never speaks without TLS, also where that origin was named', async () => {
    const before = calls
    const origin = `http://hospital.example:${port}`
    const asked = async () => fetchOf(origin)(`${origin}/x`, init)
    await expect(asked()).rejects.toMatchObject({ code: 'http_url_refused' })
    expect(calls).toBe(before)
  })
})
