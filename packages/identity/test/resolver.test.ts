import { inspect } from 'node:util'
import { type EpochSeconds, epochSeconds } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import {
  createResolver,
  type Did,
  didKeyOf,
  generateSigner,
  IdentityError,
  parseDid,
  parseDidDocument,
  type ResolveDid,
  type ResolvedDid,
  type ResolvedDidOfNow,
  resolveDidKey,
} from '../src/index.ts'

const now = epochSeconds(1_800_000_000)
const later = (seconds: number): EpochSeconds => epochSeconds(now + seconds)
const did = parseDid('did:test:one')

function resolvedOf(
  one: Did,
  resolvedAt: EpochSeconds,
  history: ResolvedDidOfNow['history'],
): ResolvedDid {
  const service = [{ id: '#pad', type: 'Pad', serviceEndpoint: 'x'.repeat(100) }]
  return { did: one, document: parseDidDocument({ id: one, service }, one), resolvedAt, history }
}

/** A method that counts what it was asked. */
function methodOf(history: ResolvedDidOfNow['history'] = 'unknown') {
  const asked: Did[] = []
  const resolve: ResolveDid = async (one, options) => {
    asked.push(one)
    return resolvedOf(one, options.now, history)
  }
  return { asked, resolve }
}

/** A method that answers when the test says so. */
function heldMethod() {
  const calls: {
    readonly signal: AbortSignal | undefined
    readonly answer: (resolved: ResolvedDid) => void
    readonly fail: (error: unknown) => void
  }[] = []
  const resolve: ResolveDid = (_, { signal }) =>
    new Promise((answer, fail) => calls.push({ signal, answer, fail }))
  return { calls, resolve }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('createResolver', () => {
  test('finds the method by its name', async () => {
    const resolve = createResolver({ methods: { key: resolveDidKey } })
    const { publicKey } = await generateSigner()
    const one = didKeyOf(publicKey)
    await expect(resolve(one, { at: now, now })).resolves.toMatchObject({ did: one })
  })

  test.each([
    ['a method nobody gave it', 'did:other:one', 'did_method_unsupported'],
    ['a method named as a member of every object', 'did:constructor:one', 'did_method_unsupported'],
    ['what is no DID', 'test:one', 'did_malformed'],
    ['a DID URL', 'did:test:one#key', 'did_malformed'],
  ])('rejects %s, and does not throw', async (_, text, code) => {
    const resolve = createResolver({ methods: { test: methodOf().resolve } })
    const pending = resolve(text as Did, { at: now, now })
    await expect(pending).rejects.toMatchObject({ code, outcome: 'failed' })
  })

  test('names the method that nobody gave it, as far as a name goes', async () => {
    const resolve = createResolver({ methods: {} })
    const webvh = resolve(parseDid('did:webvh:one'), { at: now, now })
    await expect(webvh).rejects.toMatchObject({ place: 'webvh' })
    const endless = resolve(parseDid(`did:${'a'.repeat(400)}:one`), { at: now, now })
    await expect(endless).rejects.toMatchObject({ place: 'a'.repeat(16) })
  })

  test('asks for an instant', async () => {
    const resolve = createResolver({ methods: { test: methodOf().resolve } })
    // @ts-expect-error - without any options
    await expect(resolve(did)).rejects.toMatchObject({ code: 'instant_malformed' })
  })

  test('refuses an answer about another DID', async () => {
    const other = parseDid('did:test:two')
    const wrong: readonly ResolvedDid[] = [
      resolvedOf(other, now, 'unknown'),
      { ...resolvedOf(other, now, 'unknown'), did },
      { ...resolvedOf(did, now, 'unknown'), did: other },
    ]
    for (const answer of wrong) {
      const resolve = createResolver({ methods: { test: async () => answer } })
      await expect(resolve(did, { at: now, now })).rejects.toMatchObject({
        code: 'did_document_mismatch',
      })
    }
  })

  test('calls unknown what a foreign method throws, and does not repeat it', async () => {
    const resolve = createResolver({
      methods: {
        test: () => {
          throw new TypeError('canary')
        },
      },
    })
    const error = await resolve(did, { at: now, now }).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'did_unreachable', outcome: 'unknown' })
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('canary')
  })
})

describe('the cache of createResolver', () => {
  test('gives the same frozen object, and asks once', async () => {
    const { asked, resolve: method } = methodOf()
    const resolve = createResolver({ methods: { test: method } })
    const first = await resolve(did, { at: now, now })
    const second = await resolve(did, { at: now, now: later(300) })
    expect(second).toBe(first)
    expect(Object.isFrozen(second.document) && Object.isFrozen(second)).toBe(true)
    expect(asked).toHaveLength(1)
  })

  test.each([
    ['older than its age', 301],
    ['from beyond its age in the future, the clock having been set back', -301],
  ])('asks anew for a document %s', async (_, seconds) => {
    const { asked, resolve: method } = methodOf()
    const resolve = createResolver({ methods: { test: method } })
    await resolve(did, { at: now, now })
    const { resolvedAt } = await resolve(did, { at: now, now: later(seconds) })
    expect({ resolvedAt, asked: asked.length }).toEqual({ resolvedAt: later(seconds), asked: 2 })
  })

  test('takes its age from the options', async () => {
    const { asked, resolve: method } = methodOf()
    const resolve = createResolver({ methods: { test: method }, cache: { maxAgeSeconds: 10 } })
    for (const seconds of [0, 10, 11]) await resolve(did, { at: now, now: later(seconds) })
    expect(asked).toHaveLength(2)
  })

  test('counts the age from when the document was seen, not from when it was asked for', async () => {
    let calls = 0
    const resolve = createResolver({
      methods: {
        test: async () => {
          calls++
          return resolvedOf(did, later(-1000), 'unknown')
        },
      },
    })
    for (let i = 0; i < 3; i++) await resolve(did, { at: now, now })
    expect(calls).toBe(3)
  })

  test('never lets an immutable document age', async () => {
    const { asked, resolve: method } = methodOf('immutable')
    const resolve = createResolver({ methods: { test: method } })
    const first = await resolve(did, { at: now, now })
    expect(await resolve(did, { at: now, now: later(1e9) })).toBe(first)
    expect(asked).toHaveLength(1)
  })

  test('does not remember a failure', async () => {
    const { calls, resolve: method } = heldMethod()
    const resolve = createResolver({ methods: { test: method } })
    for (const code of ['did_not_found', 'did_unreachable'] as const) {
      const pending = resolve(did, { at: now, now })
      await settled()
      calls.at(-1)?.fail(new IdentityError(code, 'made up for the test'))
      await expect(pending).rejects.toMatchObject({ code })
    }
    const pending = resolve(did, { at: now, now })
    await settled()
    calls.at(-1)?.answer(resolvedOf(did, now, 'unknown'))
    await expect(pending).resolves.toMatchObject({ did })
    expect(calls).toHaveLength(3)
  })

  test('holds no more entries than it may, and keeps those in use', async () => {
    const { asked, resolve: method } = methodOf('immutable')
    const resolve = createResolver({ methods: { test: method }, cache: { maxEntries: 8 } })
    const used = parseDid('did:test:used')
    await resolve(used, { at: now, now })
    for (let i = 0; i < 100; i++) {
      await resolve(used, { at: now, now })
      await resolve(parseDid(`did:test:${i}`), { at: now, now })
    }
    expect(asked.filter((one) => one === used)).toHaveLength(1)
    asked.length = 0
    for (let i = 0; i < 100; i++) await resolve(parseDid(`did:test:${i}`), { at: now, now })
    expect(asked.length).toBeGreaterThanOrEqual(92)
  })

  test('makes room even when every entry is in use', async () => {
    const { asked, resolve: method } = methodOf('immutable')
    const resolve = createResolver({ methods: { test: method }, cache: { maxEntries: 4 } })
    const dids = [0, 1, 2, 3].map((i) => parseDid(`did:test:${i}`))
    for (const one of [...dids, ...dids]) await resolve(one, { at: now, now })
    const newcomer = parseDid('did:test:new')
    for (let i = 0; i < 2; i++) await resolve(newcomer, { at: now, now })
    expect(asked.filter((one) => one === newcomer)).toHaveLength(1)
  })

  test('holds no more bytes than it may', async () => {
    const { asked, resolve: method } = methodOf('immutable')
    const bytes = JSON.stringify(resolvedOf(did, now, 'immutable').document).length
    const all = ['one', 'two', 'six'].map((name) => parseDid(`did:test:${name}`))
    const twice = async (maxBytes: number): Promise<number> => {
      asked.length = 0
      const resolve = createResolver({ methods: { test: method }, cache: { maxBytes } })
      for (const one of [...all, ...all]) await resolve(one, { at: now, now })
      return asked.length
    }
    expect(await twice(3 * bytes)).toBe(3)
    expect(await twice(3 * bytes - 1)).toBeGreaterThan(3)
    expect(await twice(bytes - 1)).toBe(6)
  })

  test('holds nothing where it may hold no entries', async () => {
    const { asked, resolve: method } = methodOf('immutable')
    const resolve = createResolver({ methods: { test: method }, cache: { maxEntries: 0 } })
    for (let i = 0; i < 2; i++) await resolve(did, { at: now, now })
    expect(asked).toHaveLength(2)
  })

  test('answers from memory in well under the time of a signature', async () => {
    const resolve = createResolver({ methods: { test: methodOf('immutable').resolve } })
    await resolve(did, { at: now, now })
    const options = { at: now, now }
    const best = Math.min(
      ...Array.from({ length: 20 }, () => {
        const started = process.hrtime.bigint()
        for (let i = 0; i < 10_000; i++) void resolve(did, options)
        return Number(process.hrtime.bigint() - started) / 10_000
      }),
    )
    // Nanoseconds; about 30 on an idle machine.
    expect(best).toBeLessThan(2000)
  })
})

describe('a flight of createResolver', () => {
  test('is shared by those who ask at the same time', async () => {
    const { calls, resolve: method } = heldMethod()
    const resolve = createResolver({ methods: { test: method } })
    const pending = [1, 2, 3].map(() => resolve(did, { at: now, now }))
    await settled()
    expect(calls).toHaveLength(1)
    calls[0]?.answer(resolvedOf(did, now, 'unknown'))
    const [first, ...others] = await Promise.all(pending)
    for (const other of others) expect(other).toBe(first)
  })

  test('goes on for the others when one of them leaves', async () => {
    const { calls, resolve: method } = heldMethod()
    const resolve = createResolver({ methods: { test: method } })
    const controller = new AbortController()
    const staying = new AbortController()
    const leaver = resolve(did, { at: now, now, signal: controller.signal })
    const stayer = resolve(did, { at: now, now, signal: staying.signal })
    await settled()
    controller.abort()
    await expect(leaver).rejects.toMatchObject({ code: 'aborted', outcome: 'unknown' })
    expect(calls[0]?.signal?.aborted).toBe(false)
    calls[0]?.answer(resolvedOf(did, now, 'unknown'))
    await expect(stayer).resolves.toMatchObject({ did })
  })

  test('is stopped when the last one leaves, and the next to ask begins anew', async () => {
    const { calls, resolve: method } = heldMethod()
    const resolve = createResolver({ methods: { test: method } })
    const controllers = [new AbortController(), new AbortController()]
    const pending = controllers.map(({ signal }) => resolve(did, { at: now, now, signal }))
    await settled()
    for (const controller of controllers) controller.abort()
    for (const one of pending) await expect(one).rejects.toMatchObject({ code: 'aborted' })
    expect(calls[0]?.signal?.aborted).toBe(true)
    const next = resolve(did, { at: now, now })
    await settled()
    expect(calls).toHaveLength(2)
    calls[1]?.answer(resolvedOf(did, now, 'unknown'))
    await expect(next).resolves.toMatchObject({ did })
  })

  test('is not begun for a caller who has left already', async () => {
    const { calls, resolve: method } = heldMethod()
    const resolve = createResolver({ methods: { test: method } })
    const pending = resolve(did, { at: now, now, signal: AbortSignal.abort() })
    await expect(pending).rejects.toMatchObject({ code: 'aborted', outcome: 'unknown' })
    expect(calls).toHaveLength(0)
  })

  test('is not forgotten when one that it replaced lands', async () => {
    const { calls, resolve: method } = heldMethod()
    const resolve = createResolver({ methods: { test: method } })
    const early = resolve(did, { at: now, now })
    const late = resolve(did, { at: now, now: later(301) })
    await settled()
    calls[0]?.answer(resolvedOf(did, now, 'unknown'))
    await early
    const another = resolve(did, { at: now, now: later(301) })
    await settled()
    expect(calls).toHaveLength(2)
    calls[1]?.answer(resolvedOf(did, later(301), 'unknown'))
    expect(await another).toBe(await late)
  })

  test('is not shared with a caller for whom its answer would be too old', async () => {
    const { calls, resolve: method } = heldMethod()
    const resolve = createResolver({ methods: { test: method } })
    const early = resolve(did, { at: now, now })
    const late = resolve(did, { at: now, now: later(301) })
    await settled()
    expect(calls).toHaveLength(2)
    calls[1]?.answer(resolvedOf(did, later(301), 'unknown'))
    const fresh = await late
    // The slow first answer must not put the old document back.
    calls[0]?.answer(resolvedOf(did, now, 'unknown'))
    await early
    expect(await resolve(did, { at: now, now: later(301) })).toBe(fresh)
    expect(calls).toHaveLength(2)
  })
})
