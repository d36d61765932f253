import { epochSeconds } from '@fidecura/base'
import { createIssuer, createMemoryIssuedStore, type IssuedStore } from '@fidecura/credentials'
import { decodeJws, generateSigner } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import { clockAt, noon, openForTest, whereKept } from './support.ts'

const kept: readonly (readonly [string, () => Promise<{ readonly issued: IssuedStore }>])[] = [
  [whereKept(), () => openForTest()],
  ['in memory', async () => ({ issued: createMemoryIssuedStore() })],
]
const listUrl = 'https://hospital.example/status/1'
const wen = 'did:example:wen'
const why = { reason: 'lost', invalidFrom: epochSeconds(noon - 60) }

/** A batch of Wen's, among what others have; all on one list. */
async function office(open: () => Promise<{ readonly issued: IssuedStore }>, listSize = 131_072) {
  const { issued } = await open()
  const signer = await generateSigner()
  const revocation = 'by_issuer_key'
  const options = {
    signer,
    store: issued,
    clock: clockAt(noon),
    listUrl,
    listSize,
    revocation,
  } as const
  const issuer = createIssuer({ ...options, decoys: 5 })
  const holders = await Promise.all([1, 2, 3].map(() => generateSigner()))
  const validUntil = epochSeconds(noon + 3600 * 48)
  const validFrom = epochSeconds(noon)
  const contents = { type: 'urn:example:badge:1', claims: {}, validFrom, validUntil }
  const holderKeys = holders.map(({ publicKey }) => publicKey)
  const batch = await issuer.issueBatch(contents, { format: 'vc+jwt', holderKeys, about: wen })
  const other = await issuer.issue(
    { ...contents, subject: 'did:example:lin' },
    { format: 'vc+jwt' },
  )
  const indexOf = async (id: string) => (await issued.find(signer.did, id))?.status?.index as number
  const own = await Promise.all(batch.map(({ id }) => indexOf(id)))
  const history = async () => {
    const { payload } = decodeJws((await issuer.publish()).history, { maxBytes: 1_000_000 })
    return JSON.parse(new TextDecoder().decode(payload)).changes as readonly {
      readonly index: number
      readonly value: string
      readonly at: number
    }[]
  }
  const bad = async () => {
    const values = new Map((await history()).map(({ index, value }) => [index, value]))
    return [...values].filter(([, value]) => value !== 'valid').map(([index]) => index)
  }
  return { issued, issuer, batch, own, other: await indexOf(other.id), history, bad }
}

describe.each(kept)('an act on a batch %s', (_kind, open) => {
  test('finds all of a batch by whom the issuer knows it to be of', async () => {
    const { issuer, batch } = await office(open)
    const { count, credentials } = await issuer.preview({ subject: wen })
    expect(count).toBe(3)
    expect(credentials.map(({ id }) => id).sort()).toEqual(batch.map(({ id }) => id).sort())
    for (const { token } of batch) {
      const { payload } = decodeJws(token, { maxBytes: 100_000 })
      expect(new TextDecoder().decode(payload)).not.toContain(wen)
    }
  })

  test('comes among decoys that nothing tells from it, and says what it did itself', async () => {
    const { issuer, own, other, history } = await office(open)
    const act = await issuer.suspendAll({ subject: wen }, why)
    expect(act).toMatchObject({ matched: 3, changed: 3 })
    const changes = await history()
    expect(changes.length).toBeGreaterThanOrEqual(18)
    expect(changes.length).toBeLessThanOrEqual(23)
    const indices = changes.map(({ index }) => index)
    expect(new Set(indices).size).toBe(changes.length)
    expect(indices).toEqual(expect.arrayContaining(own))
    expect(indices).not.toContain(other)
    for (const { index: _, ...said } of changes) {
      expect(said).toEqual({ ...why, value: 'suspended', at: noon })
    }
  })

  test('is published in the order of indices, not in that of what was done', async () => {
    const { issuer, history } = await office(open)
    await issuer.suspendAll({ subject: wen }, why)
    const indices = (await history()).map(({ index }) => index)
    expect(indices).toEqual([...indices].sort((one, other) => one - other))
  })

  test('is undone with its decoys, which nobody counts', async () => {
    const { issuer, bad } = await office(open)
    const { id } = await issuer.suspendAll({ subject: wen }, why)
    expect(await issuer.undo(id)).toMatchObject({ undone: { reinstated: 3 } })
    expect(await bad()).toEqual([])
  })

  test('is revoked with decoys that stay as it does', async () => {
    const { issuer, own, bad } = await office(open)
    const act = await issuer.revokeAll({ subject: wen }, why)
    expect(act.changed).toBe(3)
    expect(await bad()).toEqual(expect.arrayContaining(own))
    expect((await bad()).length).toBeGreaterThanOrEqual(18)
  })

  test('of more than a hundred has decoys for a hundred', async () => {
    const { issuer, issued, bad } = await office(open)
    const validFrom = epochSeconds(noon)
    const common = { type: 'urn:example:pass:1', subject: 'did:example:x', claims: {}, validFrom }
    for (let n = 0; n < 120; n++) {
      const validUntil = epochSeconds(noon + 3600)
      await issuer.issue({ ...common, validUntil }, { format: 'vc+jwt' })
    }
    const act = await issuer.suspendAll({ type: 'urn:example:pass:1' })
    expect(act).toMatchObject({ matched: 120, changed: 120 })
    const count = (await bad()).length
    expect(count).toBeGreaterThanOrEqual(620)
    expect(count).toBeLessThanOrEqual(625)
    expect(await issued.lastSequence(listUrl)).toBe(count)
  })

  test.each([
    ['all', 4, 3],
    ['some', 6, 5],
  ])('turns off what is meant where %s of a list is used', async (_, listSize, count) => {
    const { issuer, issued, batch, own } = await office(open, listSize)
    const bad = async () => [...new Set((await issued.changesOf(listUrl)).map((one) => one.index))]
    await issuer.suspend(batch[0]?.id as string, why)
    expect(await bad()).toContain(own[0])
    const act = await issuer.suspendAll({ subject: wen }, { reason: 'other' })
    expect(act).toMatchObject({ changed: 3 })
    expect(await bad()).toHaveLength(count)
    expect(await bad()).toEqual(expect.arrayContaining(own))
  })

  test('a decoy of one change says what the change says', async () => {
    const { issuer, batch, history } = await office(open)
    await issuer.suspend(batch[0]?.id as string, why)
    const changes = await history()
    expect(changes).toHaveLength(6)
    for (const { index: _, ...said } of changes) {
      expect(said).toEqual({ ...why, value: 'suspended', at: noon })
    }
  })
})
