import type { JsonObject } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import { canonicalQuads, parseQuads } from '../src/canonical-quads.ts'
import { document, sign, subject } from './samples.ts'

const about = (related: JsonObject | JsonObject[]): JsonObject => ({
  ...document,
  credentialSubject: { ...subject, related },
})
const times = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i))
const tree = (depth: number, width: number): JsonObject =>
  depth === 0 ? { limit: 1 } : { related: times(width, () => tree(depth - 1, width)) }

describe('sign, and so verify', () => {
  test.each<[string, string, JsonObject]>([
    [
      'too deep',
      'document_too_large',
      about(times(30, String).reduce<JsonObject>((related) => ({ related }), { limit: 1 })),
    ],
    ['of too many values', 'document_too_large', about({ room: times(2001, String) as never })],
    ['of branches that look alike', 'document_too_complex', about(tree(8, 2))],
    ['of two stars that look alike', 'document_too_complex', about([tree(1, 450), tree(1, 450)])],
  ])('refuses a document %s, in little time', async (_, code, unsigned) => {
    const start = performance.now()
    await expect(sign(unsigned)).rejects.toMatchObject({ code })
    // A hundred times what it takes, for a busy machine.
    expect(performance.now() - start).toBeLessThan(20_000)
  })

  test('takes a document with many things that are alike, where their order cannot matter', async () => {
    await expect(sign(about(times(200, () => ({ limit: 1 }))))).resolves.toBeDefined()
  })
})

describe('canonicalQuads', () => {
  test('refuses a graph in which each node looks like each other', async () => {
    const nodes = times(10, (i) => `_:n${i}`)
    const clique = nodes.flatMap((a) =>
      nodes.filter((b) => a !== b).map((b) => `${a} <urn:example:knows> ${b} .\n`),
    )
    const quads = parseQuads(clique.join(''))
    await expect(canonicalQuads(quads, { digest: 'SHA-256' })).rejects.toMatchObject({
      code: 'document_too_complex',
    })
  })
  test('refuses more quads than the limit, which lists in a document can make', async () => {
    const quads = (count: number): readonly object[] =>
      parseQuads(times(count, (i) => `<urn:x:a> <urn:x:b> "${i}" .\n`).join(''))
    await expect(canonicalQuads(quads(2001), { digest: 'SHA-256' })).rejects.toMatchObject({
      code: 'document_too_large',
    })
    await canonicalQuads(quads(2000), { digest: 'SHA-256' })
  })
})
