import net from 'node:net'
import { epochSeconds, type JsonObject } from '@fidecura/base'
import {
  createDidDocument,
  type Did,
  digestOf,
  generateSigner,
  parseDid,
  parseDidDocument,
  type ResolvedDid,
  type Signer,
  signJws,
} from '@fidecura/identity'
import { afterEach, describe, expect, jest, test } from '@jest/globals'
import {
  type BundleMark,
  type BundleState,
  createVerifier,
  decodeCredential,
  issueCredential,
  issueStatusList,
  issueTrustBundle,
  issueTrustBundleDelta,
  openTrustBundle,
  type TrustBundle,
  type TrustBundleContent,
  trustBundleDeltaType,
} from '../../src/index.ts'

const noon = epochSeconds(1_795_000_000)
const after = (seconds: number) => epochSeconds(noon + seconds)
const badge = 'urn:example:badge:1'
const did = parseDid('did:web:hospital.example')
const url = 'https://hospital.example/status/1'
const hospital: Signer = await generateSigner({ did, fragment: 'k1' })
const [ministry, stranger] = [await generateSigner(), await generateSigner()]
const token = await issueCredential(
  {
    ...{ type: badge, subject: 'did:example:somebody', claims: {}, issuedAt: noon },
    ...{ validFrom: noon, validUntil: after(1_000_000) },
    status: { kind: 'token', list: url, index: 7 },
  },
  { signer: hospital, format: 'vc+jwt' },
)

afterEach(() => {
  jest.restoreAllMocks()
})

function documentOf(of: Did, resolvedAt = noon): ResolvedDid {
  const keys = [{ fragment: 'k1', jwk: hospital.publicKey }]
  const document = parseDidDocument(createDidDocument({ did: of, keys }), of)
  return { did: of, document, resolvedAt, history: 'unknown' }
}

async function listAt(seconds: number, isRevoked: boolean): Promise<string> {
  const entries = isRevoked ? [{ index: 7, value: 'revoked' as const }] : []
  const period = { issuedAt: after(seconds), validUntil: after(1_000_000) }
  return issueStatusList({ format: 'token', url, entries, ...period }, { signer: hospital })
}

const good = await listAt(0, false)
const bad = await listAt(100, true)
const content = (sequence: number, at: number, list = good): TrustBundleContent => ({
  sequence,
  issuedAt: after(at),
  documents: [documentOf(did, after(at))],
  lists: [{ url, token: list, fetchedAt: after(at) }],
  chain: ['accreditation'],
})
const bundle = await issueTrustBundle(content(1, 0), { signer: ministry })
const first = await issueTrustBundleDelta(content(2, 50), { signer: ministry, since: [bundle] })
const second = await issueTrustBundleDelta(content(3, 100, bad), {
  signer: ministry,
  since: [bundle, first],
})

function memory(): BundleState & { marks: Map<string, BundleMark> } {
  const marks = new Map<string, BundleMark>()
  return {
    marks,
    load: async (name) => marks.get(name),
    advance: async (name, mark) => {
      marks.set(name, mark)
      return true
    },
  }
}

const open = (deltas: readonly string[], state = memory(), now = after(110), base = bundle) =>
  openTrustBundle(base, { signer: ministry.did, state, now, purpose: 'live', deltas })

function judge(opened: TrustBundle, now = after(110)) {
  return createVerifier({
    roots: [{ did, types: [badge] }],
    resolve: opened.resolve,
    clock: () => now,
    status: opened.status,
    maxStatusAgeSeconds: 60,
  })
}

describe('deltas of a trust bundle', () => {
  test('make a list younger, then another one, and cost a line where nothing changed', async () => {
    expect(first.length).toBeLessThan(bundle.length / 2)
    const early = await open([first], memory(), after(60))
    expect(early).toMatchObject({ sequence: 2, issuedAt: after(50) })
    // Too old by the bundle alone, whose list was fetched sixty-one seconds ago.
    await expect(judge(early, after(61)).verifyCredential(token)).resolves.toBeDefined()
    const stale = await open([], memory(), after(60))
    await expect(judge(stale, after(61)).verifyCredential(token)).rejects.toMatchObject({
      outcome: 'unknown',
    })
    const late = await open([first, second])
    await expect(judge(late).verifyCredential(token)).rejects.toMatchObject({
      code: 'status_revoked',
    })
  })

  test('leave nothing of what is gone, and keep the chain that was signed last', async () => {
    const other = parseDid('did:web:other.example')
    const grown = { ...content(2, 50), documents: [documentOf(did), documentOf(other)], chain: [] }
    const growing = await issueTrustBundleDelta(grown, { signer: ministry, since: [bundle] })
    const shrunk = { ...content(3, 60), documents: [documentOf(did, after(60))], lists: [] }
    const shrinking = await issueTrustBundleDelta(shrunk, {
      signer: ministry,
      since: [bundle, growing],
    })
    const now = after(110)
    const opened = await open([growing])
    expect(opened.chain).toEqual([])
    await expect(opened.resolve(other, { at: now, now })).resolves.toBeDefined()
    const reopened = await open([growing, shrinking])
    await expect(reopened.resolve(other, { at: now, now })).rejects.toMatchObject({
      code: 'bundle_member_missing',
    })
    await expect(judge(reopened).verifyCredential(token)).rejects.toMatchObject({
      code: 'bundle_member_missing',
    })
  })

  test('cannot be left out again once they were seen', async () => {
    const state = memory()
    await open([first, second], state)
    expect([...state.marks.values()]).toEqual([{ sequence: 3, now: after(110) }])
    for (const deltas of [[], [first]]) {
      await expect(open(deltas, state)).rejects.toMatchObject({ code: 'bundle_rolled_back' })
    }
    await expect(open([first, second], state)).resolves.toBeDefined()
  })

  test.each([
    ['in another order', [second, first]],
    ['with a gap', [second]],
    ['twice', [first, first]],
  ])('are refused %s', async (_, deltas) => {
    await expect(open(deltas)).rejects.toMatchObject({ code: 'bundle_delta_mismatch' })
  })

  test('are refused on another bundle than they were made for', async () => {
    const twin = await issueTrustBundle(content(1, 0), { signer: ministry })
    await expect(open([first], memory(), after(110), twin)).rejects.toMatchObject({
      code: 'bundle_delta_mismatch',
    })
  })

  const payload = async (more: object = {}) =>
    ({
      version: 'urn:fidecura:trust-bundle-delta:1',
      iss: ministry.did,
      sequence: 2,
      iat: after(50),
      base: await digestOf(bundle),
      ...{ documents: [], lists: [], histories: [], seen: [], removed: [], chain: [] },
      ...more,
    }) as unknown as JsonObject
  const seen = (fetchedAt: number, name: string = url) => ({
    seen: [{ kind: 'lists', name, fetchedAt }],
  })

  test.each([
    ['that makes a member older', seen(noon - 1), 'bundle_delta_mismatch'],
    ['that makes a member younger than itself', seen(noon + 51), 'bundle_malformed'],
    [
      'about a member that is not there',
      seen(noon + 1, 'https://x.example'),
      'bundle_delta_mismatch',
    ],
    [
      'that takes away what is not there',
      { removed: [{ kind: 'documents', name: 'did:web:x.example' }] },
      'bundle_delta_mismatch',
    ],
    ['with the sequence of the bundle', { sequence: 1 }, 'bundle_delta_mismatch'],
    ['from before the bundle', { iat: noon - 1 }, 'bundle_delta_mismatch'],
    ['with roots', { roots: [] }, 'bundle_malformed'],
    ['of another version', { version: 'urn:fidecura:trust-bundle:1' }, 'bundle_malformed'],
    ['of another series', { iss: stranger.did }, 'bundle_untrusted'],
  ])('are refused: one %s', async (_, more, code) => {
    const delta = await signJws(await payload(more), {
      signer: ministry,
      typ: trustBundleDeltaType,
    })
    await expect(open([delta])).rejects.toMatchObject({ code })
  })

  test('are signed by the signer of the bundle, as deltas, and not too many', async () => {
    const forged = await signJws(await payload(), { signer: stranger, typ: trustBundleDeltaType })
    await expect(open([forged])).rejects.toMatchObject({ code: 'bundle_untrusted' })
    const mistyped = await signJws(await payload(), {
      signer: ministry,
      typ: 'fidecura-trust-bundle+jwt',
    })
    await expect(open([mistyped])).rejects.toMatchObject({ code: 'bundle_untrusted' })
    const many = Array.from({ length: 65 }, () => first)
    await expect(open(many)).rejects.toMatchObject({ code: 'bundle_malformed' })
  })

  test.each([
    ['with the sequence before', content(1, 50), ministry, 'bundle_malformed'],
    ['of an earlier instant', content(2, -1), ministry, 'bundle_malformed'],
    ['of somebody else’s bundle', content(2, 50), stranger, 'bundle_malformed'],
  ])('are not made %s', async (_, whole, signer, code) => {
    const made = issueTrustBundleDelta(whole, { signer, since: [bundle] })
    await expect(made).rejects.toMatchObject({ code })
  })
})

test('verification from a bundle asks nobody: no fetch, and not one connection of the process', async () => {
  const connect = jest.spyOn(net.Socket.prototype, 'connect').mockImplementation(() => {
    throw new Error('connected')
  })
  const fetched = jest.spyOn(globalThis, 'fetch').mockImplementation(() => {
    throw new Error('fetched')
  })
  const opened = await open([first, second])
  await expect(judge(opened).verifyCredential(token)).rejects.toMatchObject({
    code: 'status_revoked',
  })
  const fresh = await open([first], memory(), after(60))
  await judge(fresh, after(60)).verifyCredential(token)
  await decodeCredential(token)
  expect([connect.mock.calls, fetched.mock.calls]).toEqual([[], []])
  // That the doors are really shut is seen by trying them.
  expect(() => net.connect(9, '127.0.0.1')).toThrow('connected')
})
