import { createHash } from 'node:crypto'
import { decodeHex } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Hash } from '../src/merkle/hash.ts'
import { consistencySpans, inclusionSpans, type Span } from '../src/merkle/proof-nodes.ts'
import { verifyConsistency } from '../src/merkle/verify-consistency.ts'
import { verifyInclusion } from '../src/merkle/verify-inclusion.ts'

// RFC 6962 §2.1 word for word, over a list.
const sha = (...parts: Uint8Array[]): Hash =>
  new Uint8Array(createHash('sha256').update(Buffer.concat(parts)).digest())
function mth(leaves: readonly Uint8Array[]): Hash {
  if (leaves.length === 0) return sha()
  const [only] = leaves
  if (leaves.length === 1 && only !== undefined) return sha(Uint8Array.of(0), only)
  let k = 1
  while (k * 2 < leaves.length) k *= 2
  return sha(Uint8Array.of(1), mth(leaves.slice(0, k)), mth(leaves.slice(k)))
}

const leavesOf = (size: number): readonly Uint8Array[] =>
  Array.from({ length: size }, (_, index) => new TextEncoder().encode(`entry ${index}`))
const hashOf = (leaves: readonly Uint8Array[], { start, end }: Span): Hash =>
  mth(leaves.slice(start, end))
const flip = (hash: Hash, bit: number): Hash =>
  hash.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))

function inclusionOf(index: number, size: number) {
  const leaves = leavesOf(size)
  const leafHash = mth(leaves.slice(index, index + 1))
  const proof = inclusionSpans(index, size).map((span) => hashOf(leaves, span))
  return { index, size, root: mth(leaves), leafHash, proof }
}

function consistencyOf(older: number, newer: number) {
  const leaves = leavesOf(newer)
  const head = (size: number) => ({ size, root: mth(leaves.slice(0, size)) })
  const proof = consistencySpans(older, newer).map((span) => hashOf(leaves, span))
  return [head(older), head(newer), proof] as const
}

describe('verifyInclusion', () => {
  test('takes every leaf of every tree of up to 65 leaves', async () => {
    for (let size = 1; size <= 65; size++) {
      for (let index = 0; index < size; index++) await verifyInclusion(inclusionOf(index, size))
    }
  })

  const invalid = { code: 'merkle_inclusion_invalid' }
  const malformed = { code: 'merkle_proof_malformed' }
  const claim = inclusionOf(5, 11)
  const other = sha(Uint8Array.of(7))
  test.each([
    ['another leaf', { leafHash: other }, invalid],
    ['another root', { root: other }, invalid],
    ['another place', { index: 4 }, invalid],
    // A size of the same shape is told apart by the checkpoint alone, which signs size and root together.
    ['a tree that is higher', { size: 17 }, invalid],
    ['a tree that is lower', { size: 8 }, invalid],
    ['a place behind the tree', { index: 11 }, invalid],
    ['a negative place', { index: -1 }, invalid],
    ['a place between two', { index: 5.5 }, invalid],
    ['a size that is no number', { size: Number.NaN }, invalid],
    ['a hash too many', { proof: [...claim.proof, other] }, invalid],
    ['a hash too few', { proof: claim.proof.slice(1) }, invalid],
    ['a short hash', { proof: [other.subarray(1), ...claim.proof.slice(1)] }, malformed],
    ['a short root', { root: other.subarray(1) }, malformed],
    ['more hashes than a tree is high', { proof: Array(65).fill(other) }, malformed],
  ])('refuses %s', async (_, change, code) => {
    await verifyInclusion(claim)
    await expect(verifyInclusion({ ...claim, ...change })).rejects.toMatchObject(code)
  })

  test('refuses a proof with any bit changed', async () => {
    const bits = fc.tuple(fc.nat(claim.proof.length - 1), fc.nat(255))
    await fc.assert(
      fc.asyncProperty(bits, async ([which, bit]) => {
        const proof = claim.proof.map((hash, at) => (at === which ? flip(hash, bit) : hash))
        await expect(verifyInclusion({ ...claim, proof })).rejects.toMatchObject(invalid)
      }),
      { numRuns: 200 },
    )
  })

  test('is never fooled by an inner node that is shown as a leaf', async () => {
    const leaves = leavesOf(4)
    const [left, right] = [mth(leaves.slice(0, 2)), mth(leaves.slice(2))]
    const entry = new Uint8Array([...left, ...right])
    const shown = { index: 0, size: 1, root: mth(leaves), leafHash: sha(Uint8Array.of(0), entry) }
    await expect(verifyInclusion({ ...shown, proof: [] })).rejects.toMatchObject(invalid)
  })
})

describe('verifyConsistency', () => {
  test('takes every pair of trees of up to 40 leaves', async () => {
    for (let newer = 0; newer <= 40; newer++) {
      for (let older = 0; older <= newer; older++)
        await verifyConsistency(...consistencyOf(older, newer))
    }
  })

  const invalid = { code: 'merkle_consistency_invalid' }
  const [older, newer, proof] = consistencyOf(6, 11)
  const other = sha(Uint8Array.of(7))
  test.each([
    ['a tree that shrank', newer, older, proof, invalid],
    ['another old root', { ...older, root: other }, newer, proof, invalid],
    ['another new root', older, { ...newer, root: other }, proof, invalid],
    ['another old size', { ...older, size: 5 }, newer, proof, invalid],
    ['no proof', older, newer, [], invalid],
    ['a hash too many', older, newer, [...proof, other], invalid],
    ['a hash too few', older, newer, proof.slice(0, -1), invalid],
    ['two trees of one size', older, { ...older, root: other }, [], invalid],
    ['a proof between equal trees', older, older, [other], invalid],
    ['an old size below zero', { ...older, size: -1 }, newer, proof, invalid],
    ['a root of nothing that is none', { size: 0, root: other }, newer, [], invalid],
    ['a short hash', older, newer, [other.subarray(1)], { code: 'merkle_proof_malformed' }],
  ])('refuses %s', async (_, old, now, hashes, code) => {
    await verifyConsistency(older, newer, proof)
    await expect(verifyConsistency(old, now, hashes)).rejects.toMatchObject(code)
  })

  test('refuses a history that was rewritten', async () => {
    const pairs = fc.tuple(fc.integer({ min: 1, max: 60 }), fc.nat(60), fc.nat(59))
    await fc.assert(
      fc.asyncProperty(pairs, async ([size, more, changed]) => {
        const [before, , hashes] = consistencyOf(size, size + more + 1)
        const leaves = [...leavesOf(size + more + 1)]
        leaves[changed % size] = new TextEncoder().encode('rewritten')
        const after = { size: size + more + 1, root: mth(leaves) }
        await expect(verifyConsistency(before, after, hashes)).rejects.toMatchObject(invalid)
      }),
      { numRuns: 200 },
    )
  })

  test('knows the root of nothing', async () => {
    // SHA-256 of no bytes, FIPS 180-4.
    const root = decodeHex('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
    await verifyConsistency({ size: 0, root: root as Hash }, newer, [])
  })
})
