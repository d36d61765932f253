import { inspect } from 'node:util'
import { BaseError, epochSeconds, type Fetch, type JsonObject } from '@fidecura/base'
import { beforeAll, describe, expect, test } from '@jest/globals'
import {
  createResolver,
  type Did,
  decodeJws,
  parseDid,
  type ResolveDid,
  type Signer,
  signJws,
  verifyDidJws,
} from '../../src/index.ts'
import {
  addWitnessProofs,
  createDidWebvhResolver,
  fetchDidWebvh,
  signWitnessProof,
  updateDidLog,
  type WrittenDidLog,
} from '../../src/index.webvh.ts'
import { create, day, documentWith, entriesOf, logOf, newKey, now } from './desk.ts'

const logUrl = 'https://clinic.example/dids/board/did.jsonl'
const witnessUrl = 'https://clinic.example/dids/board/did-witness.json'

let one: Signer
let two: Signer
let created: WrittenDidLog

beforeAll(async () => {
  ;[one, two] = await Promise.all([newKey(), newKey()])
  created = await create(one)
})

/** A host that serves these files, and counts. */
function host(files: Readonly<Record<string, string | number>>) {
  const asked: string[] = []
  const fetch: Fetch = async (url) => {
    asked.push(url)
    const answer = files[url] ?? 404
    return typeof answer === 'number' ? new Response('', { status: answer }) : new Response(answer)
  }
  return { asked, fetch }
}

const resolveOn = (
  { fetch }: { readonly fetch: Fetch },
  did: Did = created.did,
): ReturnType<ResolveDid> => createDidWebvhResolver({ fetch })(did, { at: now, now })

describe('createDidWebvhResolver', () => {
  test('reads the log where the DID says, and nothing else', async () => {
    const server = host({ [logUrl]: created.log })
    await expect(resolveOn(server)).resolves.toMatchObject({
      did: created.did,
      document: { id: created.did },
      resolvedAt: now,
      history: 'known',
      validFrom: day(0),
      maxAgeSeconds: 3600,
    })
    expect(server.asked).toEqual([logUrl])
  })

  test('reads the proofs of witnesses where the log names some', async () => {
    const witness = { threshold: 1, witnesses: [two.did] }
    const watched = await create(one, { witness })
    const proof = await signWitnessProof(watched.versionId, { signer: two, created: day(1) })
    const file = addWitnessProofs(undefined, watched.versionId, [proof])
    const server = host({ [logUrl]: watched.log, [witnessUrl]: file })
    await expect(resolveOn(server, watched.did)).resolves.toMatchObject({ did: watched.did })
    expect(server.asked).toEqual([logUrl, witnessUrl])
    for (const [answer, code, outcome] of [
      [404, 'did_not_found', 'failed'],
      [503, 'did_unreachable', 'unknown'],
      ['[]', 'did_log_witnesses_missing', 'failed'],
    ] as const) {
      const other = host({ [logUrl]: watched.log, [witnessUrl]: answer })
      await expect(resolveOn(other, watched.did)).rejects.toMatchObject({ code, outcome })
    }
  })

  test.each([
    [404, 'did_not_found', 'failed'],
    [410, 'did_not_found', 'failed'],
    [302, 'did_not_found', 'failed'],
    [500, 'did_unreachable', 'unknown'],
    [403, 'did_unreachable', 'unknown'],
  ])('answers status %d with %s', async (status, code, outcome) => {
    await expect(resolveOn(host({ [logUrl]: status }))).rejects.toMatchObject({ code, outcome })
  })

  test.each([
    ['a network that is down', 'did_unreachable', 'unknown', new TypeError('canary')],
    [
      'a name that leads inside',
      'did_not_found',
      'failed',
      new BaseError('http_address_refused', 'made up for the test'),
    ],
  ])('tells %s apart', async (_, code, outcome, error) => {
    const fetch: Fetch = () => Promise.reject(error)
    const thrown = await resolveOn({ fetch }).catch((reason: unknown) => reason)
    expect(thrown).toMatchObject({ code, outcome })
    expect(inspect(thrown, { depth: 9, showHidden: true })).not.toContain('canary')
  })

  test.each([
    ['an address', '127.0.0.1'],
    ['an address in one number', '2130706433'],
    ['an address in hex', '0x7f.1'],
    ['an address in escapes', '127%2E0%2E0%2E1'],
    ['an IPv6 address', '%5B%3A%3A1%5D'],
    ['a name without a dot', 'localhost'],
    ['a dot at the end', 'clinic.example.'],
    ['a fragment in escapes', 'clinic.example%23.evil.example'],
    ['a name and password', 'user%3Apass%40clinic.example'],
    ['dots that climb', 'clinic.example:..:..:secret'],
    ['dots in escapes', 'clinic.example:%2e%2E:secret'],
    ['a slash in escapes', 'clinic.example:a%2f..%2fsecret'],
    ['an empty part', 'clinic.example::a'],
    ['port 0', 'clinic.example%3A0'],
    ['a port in small letters behind an address', '10.0.0.1%3a80'],
  ])('refuses %s before any request', async (_, place) => {
    const server = host({})
    const scid = created.did.split(':')[2]
    await expect(resolveOn(server, `did:webvh:${scid}:${place}` as Did)).rejects.toMatchObject({
      code: 'did_malformed',
      outcome: 'failed',
    })
    expect(server.asked).toEqual([])
  })

  test('stops at its limits', async () => {
    const long = await updateDidLog(created.log, { signer: one, versionTime: day(1) })
    const { fetch } = host({ [logUrl]: long.log })
    for (const limits of [{ maxEntries: 1 }, { maxBytes: long.log.length - 1 }]) {
      const resolve = createDidWebvhResolver({ fetch, ...limits })
      await expect(resolve(created.did, { at: now, now })).rejects.toMatchObject({
        code: 'did_log_too_large',
        outcome: 'failed',
      })
    }
    const endless = host({ [logUrl]: `${created.log}${' '.repeat(600_000)}` })
    await expect(resolveOn(endless)).rejects.toMatchObject({ code: 'did_log_too_large' })
  })

  test('waits no longer than it may, and no longer than the caller', async () => {
    const never: Fetch = () => new Promise(() => undefined)
    const impatient = createDidWebvhResolver({ fetch: never, timeoutMs: 20 })
    await expect(impatient(created.did, { at: now, now })).rejects.toMatchObject({
      code: 'did_unreachable',
      outcome: 'unknown',
    })
    const controller = new AbortController()
    const { signal } = controller
    const pending = createDidWebvhResolver({ fetch: never })(created.did, { at: now, now, signal })
    controller.abort()
    await expect(pending).rejects.toMatchObject({ code: 'aborted', outcome: 'unknown' })
  })

  test('takes keys without controller for those of the DID, and no key with another', async () => {
    for (const [controller, code] of [
      [undefined, undefined],
      ['did:web:other.example', 'key_relationship_wrong'],
    ] as const) {
      const written = await create(one, {
        document: (did) => {
          const document = documentWith(one)(did)
          const [method] = document['verificationMethod'] as readonly JsonObject[]
          const { controller: _, ...bare } = method ?? {}
          const named = controller === undefined ? bare : { ...bare, controller }
          return { ...document, verificationMethod: [named] }
        },
      })
      const typ = 'test+jwt'
      const signer = await boardKey(written.did, one)
      const jws = decodeJws(await signJws({ hello: 'world' }, { signer, typ }))
      const resolve = createDidWebvhResolver(host({ [logUrl]: written.log }))
      const relationship = 'assertionMethod' as const
      const verification = verifyDidJws(jws, {
        issuer: written.did,
        typ,
        relationship,
        resolve,
        at: now,
        now,
      })
      await (code === undefined
        ? expect(verification).resolves.toBeDefined()
        : expect(verification).rejects.toMatchObject({ code }))
    }
  })

  test('asks no host anew for as long as the controller allows, where that is little', async () => {
    const hasty = await create(one, { ttl: 10 })
    const server = host({ [logUrl]: hasty.log })
    const resolve = createResolver({ methods: { webvh: createDidWebvhResolver(server) } })
    for (const seconds of [0, 10, 11]) {
      const present = epochSeconds(now + seconds)
      await resolve(hasty.did, { at: present, now: present })
    }
    expect(server.asked).toHaveLength(2)
  })
})

/** The same key under its name in the DID's document. */
async function boardKey(did: Did, signer: Signer): Promise<Signer> {
  const keyId = `${did}#key-1`
  return { ...signer, did, keyId: keyId as Signer['keyId'] }
}

describe('fetchDidWebvh', () => {
  test('finds versions by id, number and time', async () => {
    const updated = await updateDidLog(created.log, { signer: one, versionTime: day(1) })
    const server = host({ [logUrl]: updated.log })
    for (const [version, number] of [
      [{ versionId: created.versionId }, 1],
      [{ versionNumber: 2 }, 2],
      [{ at: day(0) }, 1],
    ] as const) {
      const resolution = await fetchDidWebvh(created.did, { version, now }, server)
      expect(resolution.versionNumber).toBe(number)
    }
  })

  test('is not taken in by the log of another, served in its place', async () => {
    const other = await create(two)
    const server = host({ [logUrl]: other.log })
    await expect(
      fetchDidWebvh(created.did, { version: { at: now }, now }, server),
    ).rejects.toMatchObject({ code: 'did_document_mismatch' })
    const mixed = host({ [logUrl]: logOf([...entriesOf(created.log), ...entriesOf(other.log)]) })
    await expect(
      fetchDidWebvh(created.did, { version: { at: now }, now }, mixed),
    ).rejects.toMatchObject({ code: 'did_log_malformed' })
  })

  test('rejects, and does not throw, for a DID of another method', async () => {
    const pending = fetchDidWebvh(
      parseDid('did:web:clinic.example'),
      { version: { at: now }, now },
      host({}),
    )
    await expect(pending).rejects.toMatchObject({ code: 'did_method_unsupported' })
  })
})
