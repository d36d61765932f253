import { createServer } from 'node:http'
import { epochSeconds } from '@fidecura/base'
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import type Provider from 'oidc-provider'
import { createWorld, signIn, type World } from './world.ts'

/** Where nobody of the outside has any business, which counts who connects. */
const inside = createServer((_, outgoing) => void outgoing.writeHead(204).end())
inside.on('connection', () => {
  visits++
})
let visits = 0
let world: World
beforeEach(async () => {
  visits = 0
  await new Promise<void>((done) => {
    inside.listen(0, '127.0.0.1', done)
  })
})
afterEach(async () => {
  await world.end()
  inside.closeAllConnections()
  await new Promise((done) => {
    inside.close(done)
  })
})
const insideUrl = (): string => {
  const at = inside.address()
  return `http://127.0.0.1:${typeof at === 'object' && at !== null ? at.port : 0}/`
}

describe('what a bridge reaches for', () => {
  test('is where a platform is told, by the fetch that it was given, and never where that leads on to', async () => {
    const asked: string[] = []
    world = await createWorld({
      bridge: {
        async fetch(url, init) {
          asked.push(`${init?.method} ${init?.redirect} ${url}`)
          return await world.fetch(url, init)
        },
      },
    })
    await signIn(world, await world.patient())
    world.clinic.sendsOnTo = insideUrl()
    world.state.revoked.push(11)
    world.state.ahead += 2
    expect(await world.bridge.sweep()).toEqual({ live: 0, ended: 0, untold: 1 })
    expect(asked).toEqual([`POST manual ${world.platforms[0]?.backchannelLogoutUri}`])
    expect([visits, world.told]).toEqual([0, []])
  })

  test('is no place inside, by whatever name a platform has it', async () => {
    // The guard of the bridge's own stands alone here: nobody has looked at where the address leads.
    const backchannelLogoutUri = insideUrl().replace('http:', 'https:')
    world = await createWorld({ backchannelLogoutUri })
    await signIn(world, await world.patient())
    world.state.revoked.push(11)
    world.state.ahead += 2
    expect(await world.bridge.sweep()).toEqual({ live: 0, ended: 0, untold: 1 })
    expect(visits).toBe(0)
  })

  test('is nothing that a platform is described by', async () => {
    const said = jest.spyOn(console, 'warn').mockImplementation(() => undefined)
    world = await createWorld()
    const { documents } = world.store
    const { issuer, signer, secret, clock } = world.options
    const { createProvider } = await import('../src/create-provider.ts')
    const { createAccounts } = await import('../src/accounts.ts')
    const { createSignIns } = await import('../src/sign-ins.ts')
    const { idTokenKeyOf } = await import('../src/id-token-key.ts')
    const { secretsOf } = await import('../src/secrets.ts')
    const secrets = secretsOf(secret)
    const provider: Provider = createProvider({
      ...{ issuer, documents, secrets, clock, signInSeconds: 60 },
      key: await idTokenKeyOf(signer),
      accounts: createAccounts(documents, secrets, clock),
      signIns: createSignIns(documents, secrets, clock, 60),
      clients: [
        {
          ...{ client_id: 'clinic', redirect_uris: ['https://clinic.example/'] },
          ...{
            token_endpoint_auth_method: 'private_key_jwt',
            jwks_uri: 'https://clinic.example/keys',
          },
          ...{ response_types: ['code'], grant_types: ['authorization_code'] },
          ...{ id_token_signed_response_alg: 'ES256', scope: 'openid patient' },
        },
      ],
    })
    const asked = jest.spyOn(globalThis, 'fetch')
    const header = { alg: 'ES256', kid: 'none' }
    const now = epochSeconds(clock())
    const claims = { iss: 'clinic', sub: 'clinic', aud: issuer, jti: 'j', iat: now, exp: now + 60 }
    const [head, body] = [header, claims].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    )
    const platform = createServer(provider.callback())
    await new Promise<void>((done) => {
      platform.listen(0, '127.0.0.1', done)
    })
    const at = platform.address()
    const port = typeof at === 'object' && at !== null ? at.port : 0
    const answer = await fetch(`http://127.0.0.1:${port}/token`, {
      method: 'POST',
      body: new URLSearchParams({
        ...{ grant_type: 'authorization_code', code: 'c', redirect_uri: 'https://clinic.example/' },
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: `${head}.${body}.${Buffer.alloc(64).toString('base64url')}`,
      }),
    })
    platform.closeAllConnections()
    platform.close()
    // Its keys could not be had.
    expect(await answer.json()).toMatchObject({ error: 'invalid_client' })
    // This very request alone.
    expect(asked.mock.calls.map(([url]) => String(url))).toEqual([`http://127.0.0.1:${port}/token`])
    asked.mockRestore()
    said.mockRestore()
  })
})
