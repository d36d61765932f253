import { type EpochSeconds, encodeUtf8, epochSeconds } from '@fidecura/base'
import { importVerificationKey, type ResolveDid, verifySignature } from '@fidecura/identity'
import { createDidWebvhResolver } from '@fidecura/identity/webvh'
import {
  createDidWebvhProvider,
  createMemorySignerStore,
  createSignerKms,
  type MethodsOf,
  signerOfIdentifier,
} from '@fidecura/veramo'
import { beforeEach, describe, expect, test } from '@jest/globals'
import { createAgent } from '@veramo/core'
import type { IIdentifier, TAgent } from '@veramo/core-types'
import { DIDManager, MemoryDIDStore } from '@veramo/did-manager'
import { KeyManager, MemoryKeyStore } from '@veramo/key-manager'

const start = epochSeconds(1_800_000_000)
const data = encodeUtf8('what is to be signed')
let now: EpochSeconds
let logs: Map<string, string>
let resolve: ResolveDid
let agent: TAgent<MethodsOf<(KeyManager | DIDManager)[]>>
const clock = (): EpochSeconds => now

beforeEach(() => {
  now = start
  logs = new Map()
  // One log is all there is, wherever it is asked for.
  const fetch = async (url: string) => {
    const [log] = url.endsWith('/did.jsonl') ? logs.values() : []
    return new Response(log ?? '', { status: log === undefined ? 404 : 200 })
  }
  resolve = createDidWebvhResolver({ fetch })
  const kms = { signers: createSignerKms({ name: 'signers', store: createMemorySignerStore() }) }
  const store = {
    read: async (did: string) => logs.get(did),
    write: async (did: string, log: string) => void logs.set(did, log),
  }
  const provider = createDidWebvhProvider({ kms: 'signers', clock, logs: store })
  const plugins = [
    new KeyManager({ store: new MemoryKeyStore(), kms }),
    new DIDManager({
      store: new MemoryDIDStore(),
      defaultProvider: 'did:webvh',
      providers: { 'did:webvh': provider },
    }),
  ]
  agent = createAgent<MethodsOf<typeof plugins>>({ plugins })
})

const create = (): Promise<IIdentifier> => agent.didManagerCreate({ alias: 'clinic.example:board' })
const signerOf = ({ did }: IIdentifier, keyRef?: string) =>
  signerOfIdentifier(
    did,
    { agent },
    keyRef === undefined ? { resolve, clock } : { resolve, clock, keyRef },
  )

describe('createDidWebvhProvider', () => {
  test('makes a DID that signs with its first key', async () => {
    const made = await create()
    expect(made.did).toMatch(/^did:webvh:Qm\w{44}:clinic\.example:board$/)
    const signer = await signerOf(made)
    expect(signer.keyId).toBe(`${made.did}#${made.keys[0]?.kid}`)
    const key = await importVerificationKey(signer.publicKey)
    expect(await verifySignature(key, data, await signer.sign(data))).toBe(true)
  })

  test('keeps the key of the log out of the document', async () => {
    const made = await create()
    expect(made.keys).toHaveLength(2)
    await expect(signerOf(made, made.controllerKeyId)).rejects.toMatchObject({
      code: 'key_not_in_document',
    })
  })

  test('changes keys, and remembers what they were', async () => {
    const made = await create()
    const [first] = made.keys
    now = epochSeconds(start + 10)
    const second = await agent.keyManagerCreate({ kms: 'signers', type: 'Ed25519' })
    await agent.didManagerAddKey({ did: made.did, key: second })
    now = epochSeconds(start + 20)
    await agent.didManagerRemoveKey({ did: made.did, kid: first?.kid ?? '' })
    const changed = await agent.didManagerGet({ did: made.did })
    expect((await signerOf(changed)).keyId).toBe(`${made.did}#${second.kid}`)
    const idsAt = async (at: EpochSeconds) => {
      const { document } = await resolve(made.did as never, { at, now })
      return document.verificationMethods.map(({ id }) => id.split('#')[1])
    }
    expect(await idsAt(start)).toEqual([first?.kid])
    expect(await idsAt(epochSeconds(start + 10))).toEqual([first?.kid, second.kid])
    expect(await idsAt(now)).toEqual([second.kid])
  })

  test('ends a DID that is deleted', async () => {
    const made = await create()
    now = epochSeconds(start + 10)
    await agent.didManagerDelete({ did: made.did })
    await expect(resolve(made.did as never, { at: now, now })).rejects.toMatchObject({
      code: 'did_deactivated',
    })
    await expect(agent.keyManagerGet({ kid: made.controllerKeyId ?? '' })).rejects.toThrow()
  })

  test.each<[string, string, (made: IIdentifier) => Promise<unknown>]>([
    ['without an alias', 'identifier_alias_missing', () => agent.didManagerCreate({})],
    ['of an address', 'did_malformed', () => agent.didManagerCreate({ alias: '127.0.0.1' })],
    [
      'losing the key of its log',
      'operation_unsupported',
      ({ did, controllerKeyId = '' }) => agent.didManagerRemoveKey({ did, kid: controllerKeyId }),
    ],
    [
      'with a log that is lost',
      'identifier_log_missing',
      ({ did }) => {
        logs.clear()
        return agent.didManagerDelete({ did })
      },
    ],
    [
      'with a second change in one second',
      'did_log_time_wrong',
      ({ did, keys }) => agent.didManagerRemoveKey({ did, kid: keys[0]?.kid ?? '' }),
    ],
    [
      'given a service',
      'operation_unsupported',
      ({ did }) =>
        agent.didManagerAddService({
          did,
          service: { id: '#a', type: 'A', serviceEndpoint: 'https://a.example' },
        }),
    ],
  ])('refuses one %s', async (_, code, call) => {
    const made = await create()
    await expect(call(made)).rejects.toMatchObject({ code })
  })
})
