import { epochSeconds } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import { createDidCache, type DidCache } from '../src/did-cache.ts'
import { type Did, parseDid, parseDidDocument, type ResolvedDid } from '../src/index.ts'

const now = epochSeconds(1_800_000_000)
const didOf = (i: number): Did => parseDid(`did:test:${String(i).padStart(3, '0')}`)

function resolvedOf(did: Did, padding = 100): ResolvedDid {
  const service = [{ id: '#pad', type: 'Pad', serviceEndpoint: 'x'.repeat(padding) }]
  const document = parseDidDocument({ id: did, service }, did)
  return Object.freeze({ did, document, resolvedAt: now, history: 'immutable' })
}

const bytes = JSON.stringify(resolvedOf(didOf(0)).document).length

function held(cache: DidCache): number[] {
  return Array.from({ length: 200 }, (_, i) => i).filter(
    (i) => cache.get(didOf(i), now, now) !== undefined,
  )
}

describe('createDidCache', () => {
  test('holds as many bytes as it may, however many have come and gone', () => {
    const cache = createDidCache({ maxBytes: 3 * bytes })
    for (let i = 0; i < 200; i++) cache.put(resolvedOf(didOf(i)))
    expect(held(cache)).toEqual([197, 198, 199])
  })

  test('holds no more bytes than it may when those that leave were in use', () => {
    const cache = createDidCache({ maxBytes: 3 * bytes })
    for (let i = 0; i < 200; i++) {
      // What is asked for is in use, and stays for another round.
      expect(held(cache).length).toBeLessThanOrEqual(3)
      cache.put(resolvedOf(didOf(i)))
    }
    expect(held(cache)).toHaveLength(3)
  })

  test('counts a document that replaces another once', () => {
    const cache = createDidCache({ maxBytes: 2 * bytes })
    cache.put(resolvedOf(didOf(0)))
    for (let i = 0; i < 5; i++) cache.put(resolvedOf(didOf(1)))
    expect(held(cache)).toEqual([0, 1])
  })

  test('does not clear itself for a document that it could not hold', () => {
    const cache = createDidCache({ maxBytes: 2 * bytes })
    cache.put(resolvedOf(didOf(0)))
    cache.put(resolvedOf(didOf(1), 2 * bytes))
    expect(held(cache)).toEqual([0])
  })
})
