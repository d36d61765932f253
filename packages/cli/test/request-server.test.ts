import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from '@jest/globals'
import { type RequestServer, startRequestServer } from '../src/request-server.ts'

const patienceMs = 30_000

let server: RequestServer
let socket: Socket

afterEach(async () => {
  socket.destroy()
  await server.close()
})

/** Open ends of connections in this process, of which each connection to itself has two. */
function ends(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap').length
}

describe('startRequestServer', () => {
  test('lets nobody keep a connection who asks and never reads', async () => {
    // More than systems hold for a connection, of which some hold 32 MiB at each end.
    const size = 100_000_000
    let endsWhenAsked = Number.NaN
    const answer = async (): Promise<Response> => {
      endsWhenAsked = ends()
      return new Response(new Uint8Array(size))
    }
    server = await startRequestServer({ host: '127.0.0.1', port: 0 }, answer, 100)
    socket = connect(Number(server.address.split(':').at(-1)), '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write('GET / HTTP/1.1\r\nhost: example\r\n\r\n')
    // It reads nothing until the server has let go of it, and then what had come by then.
    for (const from = performance.now(); performance.now() - from < patienceMs; ) {
      if (ends() < endsWhenAsked) break
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    let length = 0
    socket.on('data', (chunk: Uint8Array) => {
      length += chunk.length
    })
    await closed(socket)
    expect(length).toBeLessThan(size)
  })

  test('waits for nobody who asks drop by drop', async () => {
    const answer = async (): Promise<Response> => new Response()
    const server = await startRequestServer({ host: '127.0.0.1', port: 0 }, answer, 300)
    const socket = connect(Number(server.address.split(':').at(-1)), '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write('GET / HTTP/1.1\r\nx: ')
    // Never idle, and never at an end.
    const drops = setInterval(() => socket.write('x'), 50)
    let said = ''
    socket.setEncoding('latin1').on('data', (text) => {
      said += text
      clearInterval(drops)
    })
    await closed(socket)
    clearInterval(drops)
    expect(said).toMatch(/^HTTP\/1\.1 408 /)
    await server.close()
  })
})

/** However it ends: what was on its way may break it, which `once` of Node would take for a failure of the test. */
function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once('close', () => resolve()))
}
