import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { epochSeconds } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import {
  createResolver,
  type Did,
  didKeyOf,
  generateSigner,
  parseDid,
  parseDidDocument,
  type ResolveDid,
  resolveDidKey,
} from '../src/index.ts'

// What somebody can do to a resolver by asking for many DIDs.

// `npm run fuzz -- --parser createResolver --cases 1000000` asks for a million.
const many = Number(process.env['FIDECURA_FUZZ_RUNS'] ?? 100_000)

const now = epochSeconds(1_800_000_000)
const options = Object.freeze({ at: now, now })
const roots = [1, 2, 3].map((n) => parseDid(`did:web:root-${n}.example`))
const didOf = (n: number): Did => `did:web:attacker-${n}.example` as Did

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

function heapUsed(): number {
  collect()
  return process.memoryUsage().heapUsed
}

const served = parseDidDocument(
  {
    id: 'did:web:clinic.example',
    service: [{ id: '#pad', type: 'Pad', serviceEndpoint: 'x'.repeat(200) }],
  },
  parseDid('did:web:clinic.example'),
)

/** Serves everybody, and counts what it was asked about `watched`. */
function host(watched: readonly Did[]) {
  const asked: Did[] = []
  const web: ResolveDid = async (did, { now: resolvedAt }) => {
    if (watched.includes(did)) asked.push(did)
    const document = Object.freeze({ ...served, id: did })
    return Object.freeze({ did, document, resolvedAt, history: 'unknown' })
  }
  return { asked, web }
}

describe('createResolver, asked for very many DIDs', () => {
  test('takes no more memory than its limits allow, and forgets no pinned root', async () => {
    const { asked, web } = host(roots)
    const resolve = createResolver({ methods: { web }, pinned: roots })
    const rootDocuments = await Promise.all(roots.map((root) => resolve(root, options)))
    const askFor = async (from: number, to: number): Promise<void> => {
      for (let n = from; n < to; n++) await resolve(didOf(n), options)
    }
    // Until the cache is full, it may grow.
    await askFor(0, 10_000)
    const before = heapUsed()
    await askFor(10_000, 10_000 + many)
    const grown = heapUsed() - before
    // One entry more for each DID would take ten times as much.
    expect(grown).toBeLessThan(10_000_000)
    for (const [i, root] of roots.entries()) {
      expect(await resolve(root, options)).toBe(rootDocuments[i])
    }
    expect(asked).toEqual(roots)
  })
})

describe('a pinned DID', () => {
  const [root] = roots as [Did]

  test('stays where others have to go, though nobody asks for it', async () => {
    for (const cache of [{ maxEntries: 2 }, { maxEntries: 0 }, { maxBytes: 100 }]) {
      const { asked, web } = host([root])
      const pinned = createResolver({ methods: { web }, cache, pinned: [root] })
      const others = createResolver({ methods: { web }, cache })
      for (const resolve of [pinned, others]) {
        await resolve(root, options)
        for (let n = 0; n < 10; n++) await resolve(didOf(n), options)
        await resolve(root, options)
      }
      // Once by the resolver that pins it, twice by the other.
      expect(asked).toHaveLength(3)
    }
  })

  test('leaves the others the room that is theirs', async () => {
    const { asked, web } = host([didOf(0), didOf(1)])
    const resolve = createResolver({ methods: { web }, cache: { maxEntries: 2 }, pinned: roots })
    for (let i = 0; i < 3; i++) {
      for (const did of [...roots, didOf(0), didOf(1)]) await resolve(did, options)
    }
    expect(asked).toHaveLength(2)
  })

  test('ages like every other, so that a key that was replaced is dead', async () => {
    const { asked, web } = host([root])
    const resolve = createResolver({ methods: { web }, pinned: [root] })
    await resolve(root, options)
    await resolve(root, { at: now, now: epochSeconds(now + 300) })
    expect(asked).toHaveLength(1)
    const { resolvedAt } = await resolve(root, { at: now, now: epochSeconds(now + 301) })
    expect({ resolvedAt, asked: asked.length }).toEqual({ resolvedAt: now + 301, asked: 2 })
  })
})

describe('createResolver, asked for DIDs whose host never answers', () => {
  /** Hosts of attackers hang; others answer. */
  function hangingHosts() {
    const signals: AbortSignal[] = []
    const { web: honest } = host([])
    const web: ResolveDid = (did, instants) => {
      if (!did.includes('attacker')) return honest(did, instants)
      if (instants.signal !== undefined) signals.push(instants.signal)
      return new Promise(() => undefined)
    }
    return { signals, web }
  }

  test('stops at its limit, says unknown, and still finds pinned roots', async () => {
    const { signals, web } = hangingHosts()
    const resolve = createResolver({ methods: { web }, maxFlights: 100, pinned: roots })
    const refused = []
    for (let n = 0; n < 1000; n++) refused.push(resolve(didOf(n), options).catch((e) => e.code))
    expect(await Promise.all(refused.slice(100))).toEqual(Array(900).fill('did_unreachable'))
    expect(signals).toHaveLength(100)
    const other = resolve(parseDid('did:web:clinic.example'), options)
    await expect(other).rejects.toMatchObject({ code: 'did_unreachable', outcome: 'unknown' })
    for (const root of roots) {
      await expect(resolve(root, options)).resolves.toMatchObject({ did: root })
    }
  })

  test('has room again once those who asked have left', async () => {
    const { signals, web } = hangingHosts()
    const resolve = createResolver({ methods: { web }, maxFlights: 1 })
    const controller = new AbortController()
    const pending = resolve(didOf(0), { ...options, signal: controller.signal })
    controller.abort()
    await expect(pending).rejects.toMatchObject({ code: 'aborted' })
    expect(signals[0]?.aborted).toBe(true)
    const clinic = parseDid('did:web:clinic.example')
    await expect(resolve(clinic, options)).resolves.toMatchObject({ did: clinic })
  })

  test('keeps nobody out whose method is another one', async () => {
    const { web } = hangingHosts()
    const methods = { web, key: resolveDidKey }
    const resolve = createResolver({ methods, maxFlights: 4 })
    for (let n = 0; n < 8; n++) resolve(didOf(n), options).catch(() => undefined)
    const { did } = await generateSigner()
    await expect(resolve(did, options)).resolves.toMatchObject({ did })
    const clinic = resolve(parseDid('did:web:clinic.example'), options)
    await expect(clinic).rejects.toMatchObject({ code: 'did_unreachable' })
  })

  test('takes more at once of those that need no network', async () => {
    const signers = await Promise.all(Array.from({ length: 60 }, () => generateSigner()))
    const dids = signers.map(({ publicKey }) => didKeyOf(publicKey))
    const resolve = createResolver({ methods: { key: resolveDidKey }, maxFlights: 8 })
    const resolved = await Promise.all(dids.map((did) => resolve(did, options)))
    expect(resolved.map(({ did }) => did)).toEqual(dids)
  })
})

describe('one DID that a thousand ask for at once', () => {
  test('is looked for once, and a failure is told to all and remembered by nobody', async () => {
    let calls = 0
    const resolve = createResolver({
      methods: {
        web: async () => {
          calls++
          throw new Error('down')
        },
      },
      pinned: roots,
    })
    const [root] = roots as [Did]
    for (const round of [1, 2]) {
      const all = Array.from({ length: 1000 }, () => resolve(root, options).catch((e) => e.outcome))
      expect(new Set(await Promise.all(all))).toEqual(new Set(['unknown']))
      expect(calls).toBe(round)
    }
  })
})
