import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { allowLoopbackHttp, epochSeconds, type Fetch } from '@fidecura/base'
import { createGuardedFetch } from '@fidecura/base/node'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import {
  createCommonResolver,
  createDidDocument,
  type Did,
  generateSigner,
  parseDid,
  type ResolveDid,
  type Signer,
} from '../src/index.ts'

const now = epochSeconds(1_800_000_000)
const instants = Object.freeze({ at: now, now })

let server: Server
let door: { readonly [allowLoopbackHttp]: readonly string[] }
let clinic: Signer
let requests = 0

beforeAll(async () => {
  server = createServer((_, response) => {
    requests++
    const keys = [{ fragment: 'key-1', jwk: clinic.publicKey }]
    response.end(JSON.stringify(createDidDocument({ did: clinic.did, keys })))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  door = Object.freeze({ [allowLoopbackHttp]: Object.freeze([`http://127.0.0.1:${port}`]) })
  const did = parseDid(`did:web:127.0.0.1%3A${port}:clinic`)
  clinic = await generateSigner({ did, fragment: 'key-1' })
})

afterAll(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

const noNetwork: Fetch = async () => {
  throw new Error('Nobody may be asked')
}

describe('createCommonResolver', () => {
  test.each(['key', 'jwk'] as const)('resolves did:%s without network', async (method) => {
    const { did, publicKey } = await generateSigner({ method })
    const { document } = await createCommonResolver({ fetch: noNetwork })(did, instants)
    expect(document.verificationMethods[0]?.publicKey).toEqual(publicKey)
  })

  test('fetches did:web, and remembers it', async () => {
    const resolve = createCommonResolver({ fetch: createGuardedFetch(door), ...door })
    requests = 0
    const first = await resolve(clinic.did, instants)
    expect(first.document.verificationMethods[0]?.publicKey).toEqual(clinic.publicKey)
    expect(await resolve(clinic.did, instants)).toBe(first)
    expect(requests).toBe(1)
  })

  test('remembers no longer than it is told', async () => {
    const cache = { maxAgeSeconds: 10 }
    const resolve = createCommonResolver({ fetch: createGuardedFetch(door), ...door, cache })
    requests = 0
    await resolve(clinic.did, instants)
    const later = epochSeconds(now + 11)
    await resolve(clinic.did, { at: later, now: later })
    expect(requests).toBe(2)
  })

  test('refuses plain http without the door', async () => {
    const resolve = createCommonResolver({ fetch: createGuardedFetch(door) })
    await expect(resolve(clinic.did, instants)).rejects.toMatchObject({ code: 'did_malformed' })
  })

  test('says that nobody answered when the network is down', async () => {
    await expect(
      createCommonResolver({ fetch: noNetwork })(parseDid('did:web:clinic.example'), instants),
    ).rejects.toMatchObject({ code: 'did_unreachable', outcome: 'unknown' })
  })

  test('refuses other methods, unless it is given one', async () => {
    const did: Did = parseDid('did:example:clinic')
    const method: ResolveDid = async () => ({
      did,
      document: { id: did, verificationMethods: [], relationships: noKeys, services: [] },
      resolvedAt: now,
      history: 'unknown',
    })
    await expect(createCommonResolver({ fetch: noNetwork })(did, instants)).rejects.toMatchObject({
      code: 'did_method_unsupported',
    })
    const resolve = createCommonResolver({ fetch: noNetwork, methods: { example: method } })
    expect((await resolve(did, instants)).did).toBe(did)
  })
})

const noKeys = {
  authentication: [],
  assertionMethod: [],
  capabilityInvocation: [],
  capabilityDelegation: [],
  keyAgreement: [],
}
