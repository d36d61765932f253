import { epochSeconds, type JsonObject } from '@fidecura/base'
import {
  type Did,
  generateSigner,
  parseDid,
  parseDidDocument,
  type ResolvedDid,
  type Signer,
  signJws,
} from '@fidecura/identity'
import { beforeEach, describe, expect, test } from '@jest/globals'
import type { BundleMark, BundleState } from '../../src/bundle/bundle-state.ts'
import { issueTrustBundle, type TrustBundleContent } from '../../src/bundle/issue-trust-bundle.ts'
import { type OpenTrustBundleOptions, openTrustBundle } from '../../src/bundle/open-trust-bundle.ts'
import { issueStatusHistory } from '../../src/status/issue-status-history.ts'
import { issueStatusList } from '../../src/status/issue-status-list.ts'
import { createStatusReader } from '../../src/status/status-reader.ts'

const noon = epochSeconds(1_795_000_000)
const after = (seconds: number) => epochSeconds(noon + seconds)
const url = 'https://cardiology.example/status/1'
const web = parseDid('did:web:cardiology.example')
const department: Signer = await generateSigner({ did: web, fragment: 'k1' })
const ministry: Signer = await generateSigner()
const stranger: Signer = await generateSigner()

function resolved(signer: Signer, resolvedAt = after(-30)): ResolvedDid {
  const document = parseDidDocument(
    {
      id: signer.did,
      verificationMethod: [
        {
          id: signer.keyId,
          type: 'JsonWebKey',
          controller: signer.did,
          publicKeyJwk: { ...signer.publicKey },
        },
        { id: `${signer.did}#odd`, type: 'OddKey2040', controller: signer.did },
      ],
      assertionMethod: [signer.keyId],
    },
    signer.did,
  )
  return { did: signer.did, document, resolvedAt, history: 'unknown' }
}

const list = await issueStatusList(
  {
    format: 'token',
    url,
    size: 131_072,
    entries: [{ index: 7, value: 'suspended' }],
    issuedAt: after(-40),
    validUntil: after(1_000_000),
  },
  { signer: department },
)
const history = await issueStatusHistory(
  { url, changes: [{ index: 7, value: 'suspended', at: after(-50) }], issuedAt: after(-40) },
  { signer: department },
)

const content: TrustBundleContent = Object.freeze({
  sequence: 5,
  issuedAt: noon,
  documents: [resolved(department), resolved(ministry)],
  lists: [{ url, token: list, fetchedAt: after(-20) }],
  histories: [{ url, token: history, fetchedAt: after(-20) }],
  chain: ['accreditation'],
})

function issue(overrides: Partial<TrustBundleContent> = {}, signer = ministry): Promise<string> {
  return issueTrustBundle({ ...content, ...overrides }, { signer })
}

function memoryState(): BundleState {
  const marks = new Map<string, BundleMark>()
  return {
    load: async (bundle) => marks.get(bundle),
    async advance(bundle, mark) {
      const kept = marks.get(bundle)
      if (kept !== undefined && (mark.sequence < kept.sequence || mark.now < kept.now)) return false
      marks.set(bundle, mark)
      return true
    },
  }
}

let state: BundleState
beforeEach(() => {
  state = memoryState()
})

function open(token: string, overrides: Partial<OpenTrustBundleOptions> = {}) {
  return openTrustBundle(token, {
    signer: ministry.did,
    state,
    now: noon,
    purpose: 'live',
    ...overrides,
  })
}

describe('a trust bundle', () => {
  test('hands out what it carries, each member at its own age', async () => {
    const bundle = await open(await issue())
    expect(bundle).toMatchObject({
      signer: ministry.did,
      sequence: 5,
      issuedAt: noon,
      chain: ['accreditation'],
    })
    expect(bundle).not.toHaveProperty('asKnownAt')
    expect(Object.isFrozen(bundle)).toBe(true)
    const at = { at: noon, now: noon }
    const answer = await bundle.resolve(web, at)
    expect(answer).toMatchObject({ did: web, resolvedAt: after(-30), history: 'unknown' })
    expect(answer.document.relationships.assertionMethod).toEqual([department.keyId])
    expect((await bundle.resolve(web, at)).document).toBe(answer.document)
    await expect(bundle.resolve(stranger.did, at)).resolves.toMatchObject({ history: 'immutable' })
    const asked = { now: noon, maxAgeSeconds: 60 }
    await expect(bundle.status.list(url, asked)).resolves.toEqual({
      token: list,
      fetchedAt: after(-20),
    })
  })

  test('lets a status reader answer without network, as long as its list is fresh', async () => {
    const { resolve, status: source } = await open(await issue())
    const reader = createStatusReader({ source, resolve })
    const entry = { kind: 'token', list: url, index: 7 } as const
    const context = { issuer: web, maxAgeSeconds: 60 }
    await expect(reader.read(entry, { ...context, now: noon })).resolves.toMatchObject({
      value: 'suspended',
      fetchedAt: after(-20),
    })
    const past = { ...context, now: noon, at: after(-51) }
    await expect(reader.readAsOf(entry, past)).resolves.toMatchObject({
      value: 'valid',
      nextBadAt: after(-50),
    })
    const late = reader.read(entry, { ...context, now: after(41) })
    await expect(late).rejects.toMatchObject({ code: 'status_list_stale', outcome: 'unknown' })
  })

  test('knows nothing of what it does not carry', async () => {
    const { resolve, status } = await open(await issue())
    const missing = { code: 'bundle_member_missing', outcome: 'unknown' }
    const other = parseDid('did:web:other.example')
    await expect(resolve(other, { at: noon, now: noon })).rejects.toMatchObject(missing)
    const asked = { now: noon, maxAgeSeconds: 60 }
    await expect(status.list('https://other.example/1', asked)).rejects.toMatchObject(missing)
    await expect(status.history?.('https://other.example/1', asked)).rejects.toMatchObject({
      code: 'status_history_unavailable',
      outcome: 'unknown',
    })
  })

  test('takes a document for unknown once it is older than a day, or as the caller says', async () => {
    const stale = { code: 'bundle_member_stale', outcome: 'unknown' }
    const at = noon
    const { resolve } = await open(await issue())
    await expect(resolve(web, { at, now: after(86_370) })).resolves.toBeDefined()
    await expect(resolve(web, { at, now: after(86_371) })).rejects.toMatchObject(stale)
    for (const maxDocumentAgeSeconds of [29, Number.NaN]) {
      const strict = await open(await issue(), { maxDocumentAgeSeconds })
      await expect(strict.resolve(web, { at, now: noon })).rejects.toMatchObject(stale)
    }
    const old = await open(await issue(), { purpose: 'archive', now: after(1_000_000) })
    await expect(old.resolve(web, { at, now: after(1_000_000) })).resolves.toBeDefined()
  })

  test('opened as an archive says as of when it knows', async () => {
    const bundle = await open(await issue(), { purpose: 'archive', now: after(1_000_000) })
    expect(bundle.asKnownAt).toBe(noon)
  })
})

test('neither a bundle nor a history is signed with a fraction of a second', async () => {
  const fraction = { code: 'instant_malformed', place: 'issuedAt' }
  await expect(issue({ issuedAt: after(0.5) })).rejects.toMatchObject(fraction)
  await expect(
    issueStatusHistory({ url, changes: [], issuedAt: after(0.5) }, { signer: department }),
  ).rejects.toMatchObject(fraction)
})

describe('the signer of a bundle', () => {
  test('is the one whom the caller pins, by DID or by key', async () => {
    await expect(open(await issue(), { signer: ministry.publicKey })).resolves.toBeDefined()
    const token = await issue({}, stranger)
    const untrusted = { code: 'bundle_untrusted', outcome: 'failed' }
    await expect(open(token)).rejects.toMatchObject(untrusted)
    await expect(open(token, { signer: ministry.publicKey })).rejects.toMatchObject(untrusted)
    await expect(open(token, { signer: stranger.did })).resolves.toBeDefined()
  })

  test('cannot be a DID that only the bundle itself could resolve', async () => {
    const token = await issue({}, department)
    await expect(open(token, { signer: web })).rejects.toMatchObject({ code: 'bundle_untrusted' })
    const pinned = open(token, { signer: department.publicKey })
    await expect(pinned).resolves.toMatchObject({ signer: web })
  })

  test('cannot be borrowed', async () => {
    const forger: Signer = { ...stranger, did: ministry.did, keyId: ministry.keyId }
    const token = await issue({}, forger)
    await expect(open(token)).rejects.toMatchObject({ code: 'bundle_untrusted' })
  })

  test('signed a bundle, not another kind of token', async () => {
    const token = await signJws(payloadOf(await issue()), { signer: ministry, typ: 'vc+jwt' })
    await expect(open(token)).rejects.toMatchObject({ code: 'bundle_untrusted' })
  })

  test('is the one that the payload names', async () => {
    const payload = { ...payloadOf(await issue()), iss: stranger.did }
    const token = await signBundle(payload)
    await expect(open(token)).rejects.toMatchObject({ code: 'bundle_untrusted' })
  })
})

describe('rolling back', () => {
  test('is refused for the sequence', async () => {
    await open(await issue({ sequence: 6 }))
    await expect(open(await issue())).rejects.toMatchObject({
      code: 'bundle_rolled_back',
      outcome: 'failed',
    })
    await expect(open(await issue({ sequence: 6 }))).resolves.toBeDefined()
    await expect(open(await issue(), { purpose: 'archive' })).resolves.toBeDefined()
    await expect(open(await issue())).rejects.toMatchObject({ code: 'bundle_rolled_back' })
  })

  test.each(['live', 'archive'] as const)(
    'is refused for the clock, opened as %s',
    async (purpose) => {
      await open(await issue(), { purpose, now: after(10) })
      await expect(open(await issue(), { purpose, now: after(9) })).rejects.toMatchObject({
        code: 'bundle_clock_rolled_back',
        outcome: 'failed',
      })
      await expect(open(await issue(), { purpose, now: after(10.5) })).resolves.toBeDefined()
    },
  )

  test('is seen from the bundle itself if it is of the future', async () => {
    await expect(open(await issue(), { now: after(-61) })).rejects.toMatchObject({
      code: 'bundle_clock_rolled_back',
    })
    await expect(open(await issue(), { now: after(-60) })).resolves.toBeDefined()
  })

  test('is refused for a clock that is set back after opening', async () => {
    const { resolve, status } = await open(await issue())
    const refused = { code: 'bundle_clock_rolled_back', outcome: 'failed' }
    const now = after(-61)
    await expect(resolve(web, { at: now, now })).rejects.toMatchObject(refused)
    await expect(status.list(url, { now, maxAgeSeconds: 60 })).rejects.toMatchObject(refused)
    await expect(status.history?.(url, { now, maxAgeSeconds: 60 })).rejects.toMatchObject(refused)
  })

  test('is not made possible by a clock that gives nothing', async () => {
    await open(await issue(), { now: after(100) })
    const nothing = Number.NaN as typeof noon
    for (const purpose of ['live', 'archive'] as const) {
      await expect(open(await issue(), { now: nothing, purpose })).rejects.toMatchObject({
        code: 'instant_malformed',
      })
    }
    await expect(state.load(ministry.did)).resolves.toMatchObject({ now: after(100) })
    const { resolve, status } = await open(await issue(), { now: after(100) })
    const refused = { code: 'bundle_clock_rolled_back' }
    await expect(resolve(web, { at: noon, now: nothing })).rejects.toMatchObject(refused)
    await expect(status.list(url, { now: nothing, maxAgeSeconds: 60 })).rejects.toMatchObject(
      refused,
    )
  })

  test('is refused by a state that keeps what is no number', async () => {
    const broken = {
      load: async () => ({ sequence: 1, now: Number.NaN as typeof noon }),
      advance: async () => true,
    }
    await expect(open(await issue(), { state: broken })).rejects.toMatchObject({
      code: 'bundle_clock_rolled_back',
    })
  })

  test('of one signer is no matter of another', async () => {
    await open(await issue({ sequence: 9 }, stranger), { signer: stranger.did })
    await expect(open(await issue())).resolves.toBeDefined()
  })

  test('is looked for again when another process was faster', async () => {
    let calls = 0
    const overtaken: BundleState = {
      load: (bundle) => state.load(bundle),
      async advance(bundle, mark) {
        if (calls++ === 0) await state.advance(bundle, { sequence: 6, now: noon })
        return state.advance(bundle, mark)
      },
    }
    const late = open(await issue(), { state: overtaken })
    await expect(late).rejects.toMatchObject({ code: 'bundle_rolled_back' })
  })

  test.each<[string, Partial<BundleState>]>([
    ['read', { load: () => Promise.reject(new Error('disk')) }],
    ['written', { advance: () => Promise.reject(new Error('disk')) }],
    ['moved on', { advance: async () => false }],
  ])('opens nothing if the state cannot be %s', async (_, broken) => {
    const opened = open(await issue(), { state: { ...state, ...broken } })
    await expect(opened).rejects.toMatchObject({ code: 'bundle_state_failed', outcome: 'unknown' })
  })
})

describe('a malformed bundle', () => {
  const altered = (members: object) => (payload: JsonObject) => ({ ...payload, ...members })

  test.each<[string, (payload: JsonObject) => JsonObject, string]>([
    ['of another version', altered({ version: 'urn:fidecura:trust-bundle:2' }), 'version'],
    ['that brings roots', altered({ roots: [{ did: stranger.did, types: ['*'] }] }), 'members'],
    ['without an issuer', ({ iss: _, ...p }) => p, 'iss'],
    ['without a sequence', ({ sequence: _, ...p }) => p, 'sequence'],
    ['with half a sequence', altered({ sequence: 1.5 }), 'sequence'],
    ['without a date', ({ iat: _, ...p }) => p, 'iat'],
    ['without documents', ({ documents: _, ...p }) => p, 'documents'],
    [
      'with a document that is text',
      altered({ documents: [{ did: web, document: 'x', fetchedAt: noon }] }),
      'documents/0',
    ],
    [
      'with a document of nobody',
      altered({ documents: [{ did: 'x', document: {}, fetchedAt: noon }] }),
      'documents/0',
    ],
    [
      'with a list younger than itself',
      altered({ lists: [{ url, token: list, fetchedAt: after(1) }] }),
      'lists/0',
    ],
    ['with a list without age', altered({ lists: [{ url, token: list }] }), 'lists/0'],
    [
      'with a history without token',
      altered({ histories: [{ url, fetchedAt: noon }] }),
      'histories/0',
    ],
    ['with a link that is no text', altered({ chain: [7] }), 'chain/0'],
  ])('is refused %s', async (_, change, place) => {
    const token = await signBundle(change(payloadOf(await issue())))
    await expect(open(token)).rejects.toMatchObject({ code: 'bundle_malformed', place })
  })

  test('is refused before anything is remembered', async () => {
    await expect(open(await signBundle({ sequence: 9 }))).rejects.toMatchObject({
      code: 'bundle_malformed',
    })
    await expect(open(await issue())).resolves.toBeDefined()
  })

  test.each(['', 'x', 'a.b', 'a.b.c'])('is refused when it is %j', async (token) => {
    await expect(open(token)).rejects.toMatchObject({ code: 'bundle_malformed' })
  })

  test('is not made', async () => {
    const kept = { url, token: list, fetchedAt: after(1) }
    const { did, document } = resolved(department)
    const past = { history: 'known', validFrom: after(-9), validUntil: after(-1) } as const
    const ofThePast = { did, document, resolvedAt: noon, ...past }
    for (const [place, overrides] of [
      ['sequence', { sequence: -1 }],
      ['documents', { documents: [resolved(department, after(1))] }],
      ['documents', { documents: [ofThePast] }],
      ['lists', { lists: [kept] }],
      ['histories', { histories: [kept] }],
    ] as const) {
      await expect(issue(overrides)).rejects.toMatchObject({ code: 'bundle_malformed', place })
    }
  })

  test('hands out no document about another DID', async () => {
    const documents = [{ did: web, document: { id: 'did:web:other.example' }, fetchedAt: noon }]
    const bundle = await open(await signBundle(altered({ documents })(payloadOf(await issue()))))
    await expect(bundle.resolve(web as Did, { at: noon, now: noon })).rejects.toMatchObject({
      code: 'did_document_mismatch',
    })
  })
})

function signBundle(payload: JsonObject): Promise<string> {
  return signJws(payload, { signer: ministry, typ: 'fidecura-trust-bundle+jwt' })
}

function payloadOf(token: string): JsonObject {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
}
