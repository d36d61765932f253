import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, test } from '@jest/globals'
import { startRequestServer } from '../src/request-server.ts'

describe('startRequestServer', () => {
  test('lets nobody keep a connection who asks and never reads', async () => {
    // More than systems hold for a connection, of which some hold 32 MiB at each end.
    const size = 100_000_000
    const answer = async (): Promise<Response> => new Response(new Uint8Array(size))
    const server = await startRequestServer({ host: '127.0.0.1', port: 0 }, answer, 100)
    const socket = connect(Number(server.address.split(':').at(-1)), '127.0.0.1')
    socket.on('error', () => undefined)
    const asked = Date.now()
    socket.write('GET / HTTP/1.1\r\nhost: example\r\n\r\n')
    // It reads nothing for longer than the server waits, and then what had come by then.
    await new Promise((resolve) => setTimeout(resolve, 1000))
    let length = 0
    socket.on('data', (chunk: Uint8Array) => {
      length += chunk.length
    })
    await once(socket, 'close')
    expect(length).toBeLessThan(size)
    expect(Date.now() - asked).toBeLessThan(10_000)
    await server.close()
  })
})
