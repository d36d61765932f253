import { once } from 'node:events'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { type JsonObject, systemClock } from '@fidecura/base'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { startNode } from '../../../test/leftovers.ts'
import { selfMadeCertificate } from '../../../test/vc-api/self-made-certificate.ts'
import { type AtWorld, createAtWorld } from './at-world.ts'
import { passphraseIn } from './support.ts'

const bin = join(import.meta.dirname, '../bin/fidecura.js')
/** The name server of a hospital's own network, which has this name alone. */
const names = `data:text/javascript,${encodeURIComponent(`
  import dns from 'node:dns'
  import { syncBuiltinESMExports } from 'node:module'
  dns.lookup = (name, options, done) => done(null, [{ address: '127.0.0.1', family: 4 }])
  syncBuiltinESMExports()
`)}`

let server: Server
let world: AtWorld
let url: string
let authority: string

beforeAll(async () => {
  const { cert, key } = selfMadeCertificate('hospital.example')
  server = createServer({ cert, key })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `https://hospital.example:${(server.address() as AddressInfo).port}`
  url = `${origin}/riverside`
  world = await createAtWorld({ origin, clock: systemClock })
  server.on('request', async (request, response) => {
    const { method = 'GET', headers } = request
    const body = method === 'GET' ? {} : { body: await text(request) }
    const asked = new Request(`${origin}${request.url}`, {
      method,
      headers: headers as never,
      ...body,
    })
    const answer = await world.handle(asked, '127.0.0.1')
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text())
  })
  authority = world.desk.write('authority.pem', cert)
  await world.newPerson('ada')
})
afterAll(async () => {
  server.closeAllConnections()
  await new Promise((closed) => server.close(closed))
  await world?.close()
})

/** In a process of its own, over a network as it is. */
async function whoami(
  more: readonly string[],
  variables: Readonly<Record<string, string>>,
): Promise<readonly [code: number, json: JsonObject]> {
  const named = ['--url', url, '--key', world.desk.path('ada.key'), '--json']
  const child = startNode(['--import', names, bin, 'at', 'whoami', ...named, ...more], {
    env: { PATH: process.env['PATH'] ?? '', ...passphraseIn(), ...variables },
  })
  const closed = once(child, 'close')
  const [said, [code]] = await Promise.all([text(child.stdout), closed])
  return [code as number, JSON.parse(said) as JsonObject]
}

describe('fidecura at, over TLS', () => {
  test('reaches a hospital inside of one’s own network, by an authority of its own', async () => {
    const [code, json] = await whoami(['--inside'], { NODE_EXTRA_CA_CERTS: authority })
    expect([code, json]).toMatchObject([
      0,
      { did: expect.stringMatching(/^did:key:/), records: [] },
    ])
  })

  test.each<[string, readonly string[], boolean]>([
    ['whose certificate nobody vouches for', ['--inside'], false],
    ['at a private address that nobody meant', [], true],
  ])('reaches no hospital %s', async (_, more, isVouchedFor) => {
    const trusted = isVouchedFor ? { NODE_EXTRA_CA_CERTS: authority } : {}
    const [code, json] = await whoami(more, trusted as Record<string, string>)
    expect([code, json]).toMatchObject([3, { error: { code: 'server_unreachable' } }])
  })
})
