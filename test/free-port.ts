import { once } from 'node:events'
import { createServer } from 'node:net'

/** Below those that a system hands out by itself: whoever listens or connects meanwhile gets none of these. */
const [first, last] = [12_000, 32_000] as const

/** A port of loopback that is free: what will listen there has it in its names before it does. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 100; tries++) {
    const port = first + Math.floor(Math.random() * (last - first))
    const server = createServer().listen(port, '127.0.0.1')
    try {
      await once(server, 'listening')
    } catch {
      // Somebody has it.
      continue
    }
    await new Promise((done) => server.close(done))
    return port
  }
  throw new Error('no port is free')
}
