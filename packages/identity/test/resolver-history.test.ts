import { type EpochSeconds, epochSeconds } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import {
  createResolver,
  type Did,
  IdentityError,
  parseDid,
  parseDidDocument,
  type ResolveDid,
  type ResolvedDid,
} from '../src/index.ts'

const now = epochSeconds(1_800_000_000)
const ago = (seconds: number): EpochSeconds => epochSeconds(now - seconds)
const did = parseDid('did:test:one')

function versionOf(
  one: Did,
  from: EpochSeconds,
  until: EpochSeconds | undefined,
  resolvedAt: EpochSeconds,
  maxAgeSeconds?: number,
): ResolvedDid {
  const service = [
    { id: '#since', type: 'Since', serviceEndpoint: `https://since.example/${from}` },
  ]
  return {
    did: one,
    document: parseDidDocument({ id: one, service }, one),
    resolvedAt,
    history: 'known',
    validFrom: from,
    ...(until === undefined ? {} : { validUntil: until }),
    ...(maxAgeSeconds === undefined ? {} : { maxAgeSeconds }),
  }
}

/** A DID that changed at these instants; counts the questions. */
function methodOf(changes: readonly EpochSeconds[], maxAgeSeconds?: number) {
  const asked: EpochSeconds[] = []
  const resolve: ResolveDid = async (one, { at, now: present }) => {
    asked.push(at)
    await new Promise((soon) => setImmediate(soon))
    const i = changes.findLastIndex((change) => change <= at)
    if (i < 0) throw new IdentityError('did_version_not_found', 'made up for the test')
    return versionOf(one, changes[i] as EpochSeconds, changes[i + 1], present, maxAgeSeconds)
  }
  return { asked, resolve }
}

const changes = [ago(3000), ago(2000), ago(1000)]
const sinceOf = ({ document }: ResolvedDid): string => document.services[0]?.endpoints[0] ?? ''

describe('createResolver, of a DID with history,', () => {
  test('answers with the document of the instant, from memory as well', async () => {
    const { asked, resolve: method } = methodOf(changes)
    const resolve = createResolver({ methods: { test: method } })
    for (let round = 0; round < 3; round++) {
      for (const [at, since] of [
        [ago(2500), ago(3000)],
        [ago(2000), ago(2000)],
        [ago(1001), ago(2000)],
        [ago(1000), ago(1000)],
        [now, ago(1000)],
      ] as const) {
        expect(sinceOf(await resolve(did, { at, now }))).toBe(`https://since.example/${since}`)
      }
    }
    expect(asked).toEqual([ago(2500), ago(2000), ago(1000)])
  })

  test('gives callers of one moment the document of the instant each asked about', async () => {
    const { asked, resolve: method } = methodOf(changes)
    const resolve = createResolver({ methods: { test: method } })
    const instants = [ago(2500), ago(2400), ago(1500), now, ago(1), ago(1400)]
    const answers = await Promise.all(instants.map((at) => resolve(did, { at, now })))
    expect(answers.map(sinceOf)).toEqual(
      [3000, 3000, 2000, 1000, 1000, 2000].map((since) => `https://since.example/${ago(since)}`),
    )
    // One for each version, not one for each caller.
    expect(asked).toHaveLength(3)
  })

  test('shares one request among those who ask about one time, with no memory at all', async () => {
    const { asked, resolve: method } = methodOf(changes)
    const resolve = createResolver({ methods: { test: method }, cache: { maxEntries: 0 } })
    await Promise.all([ago(2500), ago(2400), ago(2300)].map((at) => resolve(did, { at, now })))
    expect(asked).toHaveLength(1)
  })

  test('does not hand one caller the refusal of the instant of another', async () => {
    const resolve = createResolver({ methods: { test: methodOf(changes).resolve } })
    const early = resolve(did, { at: ago(9000), now })
    const late = resolve(did, { at: now, now })
    await expect(early).rejects.toMatchObject({ code: 'did_version_not_found' })
    await expect(late).resolves.toMatchObject({ validFrom: ago(1000) })
  })

  test('hands every caller a refusal that has to do with no instant', async () => {
    let calls = 0
    const resolve = createResolver({
      methods: {
        test: async () => {
          calls++
          throw new IdentityError('did_not_found', 'made up for the test')
        },
      },
    })
    const pending = [now, ago(1), ago(2)].map((at) => resolve(did, { at, now }))
    for (const one of pending) await expect(one).rejects.toMatchObject({ code: 'did_not_found' })
    expect(calls).toBe(1)
  })

  test('forgets the present document once a newer look was taken at the past', async () => {
    const rotated = [...changes]
    const { asked, resolve: method } = methodOf(rotated)
    const resolve = createResolver({ methods: { test: method } })
    await resolve(did, { at: now, now })
    rotated.push(ago(5))
    await resolve(did, { at: ago(1500), now })
    await expect(resolve(did, { at: now, now })).resolves.toMatchObject({ validFrom: ago(5) })
    expect(asked).toHaveLength(3)
  })

  test('looks anew at the past, too, when the look has aged', async () => {
    const { asked, resolve: method } = methodOf(changes)
    const resolve = createResolver({ methods: { test: method } })
    for (const seconds of [0, 300, 301]) {
      await resolve(did, { at: ago(1500), now: epochSeconds(now + seconds) })
    }
    expect(asked).toHaveLength(2)
  })

  test.each([
    ['the time that its controller asks for, where that is shorter', 10, 11],
    ['its own, where that is shorter', 3600, 301],
  ])('remembers for %s', async (_, maxAgeSeconds, tooLate) => {
    const { asked, resolve: method } = methodOf(changes, maxAgeSeconds)
    const resolve = createResolver({ methods: { test: method } })
    for (const seconds of [0, tooLate - 1, tooLate]) {
      const present = epochSeconds(now + seconds)
      await resolve(did, { at: present, now: present })
    }
    expect(asked).toHaveLength(2)
  })

  test('refuses the document of another instant', async () => {
    const wrong = versionOf(did, ago(3000), ago(2000), now)
    const resolve = createResolver({ methods: { test: async () => wrong } })
    await expect(resolve(did, { at: now, now })).rejects.toMatchObject({
      code: 'did_document_mismatch',
    })
  })

  test('holds few versions of one DID, and no more bytes than it may', async () => {
    const many = Array.from({ length: 100 }, (_, i) => ago(10_000 - i * 100))
    const { asked, resolve: method } = methodOf(many)
    const bytes = JSON.stringify(versionOf(did, ago(100), undefined, now).document).length
    for (const [maxBytes, held] of [
      [1_000_000, 8],
      [bytes + 10, 1],
    ] as const) {
      const resolve = createResolver({ methods: { test: method }, cache: { maxBytes } })
      for (const at of many) await resolve(did, { at, now })
      asked.length = 0
      for (const at of many.toReversed().slice(0, held)) await resolve(did, { at, now })
      expect(asked).toHaveLength(0)
      await resolve(did, { at: many[50] as EpochSeconds, now })
      expect(asked).toHaveLength(1)
    }
  })
})
