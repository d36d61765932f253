import { epochSeconds } from '@fidecura/base'
import { decodeJws, generateSigner, resolveDidKey, type Signer } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import {
  createIssuer,
  createMemoryIssuedStore,
  createMemoryStatusSource,
  createStatusReader,
  createVerifier,
  decodeCredential,
  issueCredential,
  issueStatusList,
  parseStatusAggregation,
  type StatusEntry,
  type StatusListContent,
  writeStatusAggregation,
} from '../../src/index.ts'

const noon = epochSeconds(1_800_000_000)
const url = 'https://hospital.example/status/1'
const signer: Signer = await generateSigner()
const period = { url, issuedAt: noon, validUntil: epochSeconds(noon + 600) }
const resolve = resolveDidKey
const context = { issuer: signer.did, now: noon, maxAgeSeconds: 60 }
const utf8 = new TextEncoder()

async function read(contents: StatusListContent, entry: StatusEntry) {
  const token = await issueStatusList(contents, { signer })
  const source = createMemoryStatusSource({ lists: [{ url, token, fetchedAt: noon }] })
  return createStatusReader({ source, resolve }).read(entry, context)
}

describe('a token status list', () => {
  test.each([1, 2, 4, 8] as const)('of %p bits an entry says the same', async (bits) => {
    const index = 131_071
    const contents = { format: 'token', bits, ...period } as const
    const entry = { kind: 'token', list: url, index } as const
    expect(await read(contents, entry)).toMatchObject({ value: 'valid' })
    const revoked = { ...contents, entries: [{ index, value: 'revoked' as const }] }
    expect(await read(revoked, entry)).toMatchObject({ value: 'revoked' })
    expect(await read(revoked, { ...entry, index: index - 1 })).toMatchObject({ value: 'valid' })
    const suspended = { ...contents, entries: [{ index, value: 'suspended' as const }] }
    if (bits > 1) expect(await read(suspended, entry)).toMatchObject({ value: 'suspended' })
    else {
      await expect(read(suspended, entry)).rejects.toMatchObject({ code: 'status_value_undefined' })
    }
  })

  test('of a million entries is made, signed and read', async () => {
    const size = 1_000_000
    const entries = [0, 999_999].map((index) => ({ index, value: 'revoked' as const }))
    const contents = { format: 'token', size, entries, ...period } as const
    expect(await read(contents, { kind: 'token', list: url, index: 999_999 })).toMatchObject({
      value: 'revoked',
    })
    expect(await read(contents, { kind: 'token', list: url, index: 500_000 })).toMatchObject({
      value: 'valid',
    })
    await expect(read(contents, { kind: 'token', list: url, index: size })).rejects.toMatchObject({
      code: 'status_index_out_of_range',
    })
  })

  test('is made in no other number of bits', async () => {
    const contents = { format: 'token', bits: 3 as never, ...period } as const
    await expect(issueStatusList(contents, { signer })).rejects.toMatchObject({
      code: 'status_list_malformed',
      place: 'bits',
    })
  })
})

describe('a list of lists', () => {
  test('is read as it was written', () => {
    const lists = [url, `${url}0`]
    expect(parseStatusAggregation(utf8.encode(writeStatusAggregation(lists)))).toEqual(lists)
  })

  test.each([
    '[]',
    '{}',
    '{"status_lists":"x"}',
    '{"status_lists":["x"]}',
    '{"status_lists":[1]}',
    'x',
  ])('is not read from %s', (text) => {
    expect(() => parseStatusAggregation(utf8.encode(text))).toThrow(
      expect.objectContaining({ code: 'status_list_malformed' }),
    )
  })
})

describe('a status message', () => {
  const messages = ['in order', 'address changed', 'card reissued', 'call us']
  const entry: StatusEntry = {
    kind: 'bitstring',
    list: url,
    index: 9,
    purpose: 'message',
    messages,
  }
  const list = (status: number, more: object = {}) =>
    ({
      ...{ format: 'bitstring', purpose: 'message', bits: 2, ...period },
      messages: [{ index: 9, status }],
      ...more,
    }) as StatusListContent

  test('says what the credential says that the value means', async () => {
    expect(await read(list(2), entry)).toMatchObject({ value: 'valid', message: 'card reissued' })
    const none = await read(list(0), entry)
    expect([none.value, none.message]).toEqual(['valid', undefined])
  })

  test('is refused where list and entry do not fit', async () => {
    const revocation = { format: 'bitstring', purpose: 'revocation', ...period } as const
    await expect(read(revocation, entry)).rejects.toMatchObject({ code: 'status_purpose_mismatch' })
    await expect(read(list(4), entry)).rejects.toMatchObject({ code: 'status_value_undefined' })
    const far = { ...entry, index: 131_072 }
    await expect(read(list(1), far)).rejects.toMatchObject({ code: 'status_index_out_of_range' })
  })

  const credential = (status: StatusEntry) =>
    issueCredential(
      {
        ...{ type: 'urn:example:badge:1', subject: 'did:example:1', claims: {}, issuedAt: noon },
        ...{ validFrom: noon, validUntil: period.validUntil, status },
      },
      { signer, format: 'vc+jwt' },
    )

  test('travels in a credential, and is for a person to judge, neither good nor bad', async () => {
    const token = await credential(entry)
    const decoded = await decodeCredential(token)
    expect(decoded.credential.status).toEqual([entry])
    const verify = async (status: number) => {
      const lists = [
        { url, token: await issueStatusList(list(status), { signer }), fetchedAt: noon },
      ]
      return createVerifier({
        roots: [{ did: signer.did, types: ['urn:example:badge:1'] }],
        resolve,
        clock: () => noon,
        status: createMemoryStatusSource({ lists }),
      }).verifyCredential(token)
    }
    await expect(verify(0)).resolves.toBeDefined()
    await expect(verify(3)).rejects.toMatchObject({ code: 'status_message', outcome: 'unknown' })
  })

  const statusOf = (jws: string) =>
    JSON.parse(new TextDecoder().decode(decodeJws(jws).payload)).credentialStatus[0]

  test('is written as the standard has it', async () => {
    expect(statusOf(await credential(entry))).toMatchObject({
      statusPurpose: 'message',
      statusSize: 2,
      statusMessage: messages.map((message, n) => ({ status: `0x${n}`, message })),
    })
  })

  test.each([
    ['too few', messages.slice(1), 'status_type_unsupported'],
    ['an empty one', ['a', ''], 'credential_malformed'],
  ])('is not taken with %s', async (_, wrong, code) => {
    const token = credential({ ...entry, messages: wrong })
    await expect(token.then((made) => decodeCredential(made))).rejects.toMatchObject({ code })
  })
})

describe('decoys', () => {
  test('go bad with a credential, on indices that no credential ever gets', async () => {
    const store = createMemoryIssuedStore()
    const clock = () => noon
    const issuer = createIssuer({ signer, store, clock, listUrl: url, decoys: 5 })
    const contents = { type: 'urn:example:badge:1', subject: 'did:example:1', claims: {} }
    const validity = { validFrom: noon, validUntil: period.validUntil }
    const { id } = await issuer.issue({ ...contents, ...validity }, { format: 'vc+jwt' })
    await issuer.suspend(id)
    const changes = await store.changesOf(url)
    expect(changes).toHaveLength(6)
    expect(new Set(changes.map(({ index }) => index)).size).toBe(6)
    const own = (await store.find(signer.did, id))?.status?.index
    expect(changes.filter(({ index }) => index === own)).toHaveLength(1)
    await issuer.reinstate(id)
    expect(await store.changesOf(url)).toHaveLength(7)
    await expect(issuer.publish()).resolves.toMatchObject({ sequence: 7 })
  })
})
