import { createHash } from 'node:crypto'
import { decodeHex, encodeHex } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import { emptyEdge, growTree } from '../src/log/tree-edge.ts'
import { createTreeProofs } from '../src/log/tree-proofs.ts'
import { type Hash, hashLeaf } from '../src/merkle/hash.ts'
import { verifyConsistency } from '../src/merkle/verify-consistency.ts'
import { verifyInclusion } from '../src/merkle/verify-inclusion.ts'

type Leaves = readonly Uint8Array[]

// RFC 6962 word for word, over whole lists, and sharing nothing with what is tested.
const sha256 = (...parts: readonly Uint8Array[]): Hash =>
  new Uint8Array(createHash('sha256').update(Buffer.concat(parts)).digest())

/** The largest power of two smaller than n. */
function split(n: number): number {
  let k = 1
  while (2 * k < n) k *= 2
  return k
}

/** §2.1. */
function mth(d: Leaves): Hash {
  if (d.length === 0) return sha256()
  if (d.length === 1) return sha256(Uint8Array.of(0), d[0] as Uint8Array)
  const k = split(d.length)
  return sha256(Uint8Array.of(1), mth(d.slice(0, k)), mth(d.slice(k)))
}

/** §2.1.1. */
function path(m: number, d: Leaves): readonly Hash[] {
  if (d.length === 1) return []
  const k = split(d.length)
  return m < k
    ? [...path(m, d.slice(0, k)), mth(d.slice(k))]
    : [...path(m - k, d.slice(k)), mth(d.slice(0, k))]
}

/** §2.1.2. */
function subproof(m: number, d: Leaves, isWhole: boolean): readonly Hash[] {
  if (m === d.length) return isWhole ? [] : [mth(d)]
  const k = split(d.length)
  return m <= k
    ? [...subproof(m, d.slice(0, k), isWhole), mth(d.slice(k))]
    : [...subproof(m - k, d.slice(k), false), mth(d.slice(0, k))]
}

const leavesOf = (count: number): Leaves =>
  Array.from({ length: count }, (_, at) => Uint8Array.of(at, at >> 8))

/** Proofs by what a log makes them with. */
async function ours(leaves: Leaves) {
  const hashes = await Promise.all(leaves.map(hashLeaf))
  const { edge, tiles } = await growTree(await emptyEdge(), hashes)
  const readTile = async ({ level, index }: { level: number | 'entries'; index: number }) => {
    const tile = tiles.find(({ id }) => id.level === level && id.index === index)
    return tile?.hashes as Uint8Array
  }
  return { ...edge, hashes, proofs: createTreeProofs({ readTile }) }
}

// Each in a tree of its own shape, and one beyond the first tile.
const sizes = [...Array.from({ length: 34 }, (_, n) => n + 1), 63, 64, 65, 255, 256, 257, 300]

describe('a tree of RFC 6962', () => {
  // Leaves and roots of the reference implementation's own test, certificate-transparency, merkle_tree_test.cc.
  const published: readonly (readonly [string, string])[] = [
    ['', '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d'],
    ['00', 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125'],
    ['10', 'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77'],
    ['2021', 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7'],
    ['3031', '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4'],
    ['40414243', '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef'],
    ['5051525354555657', 'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c'],
    [
      '606162636465666768696a6b6c6d6e6f',
      '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
    ],
  ]
  const entries = published.map(([entry]) => decodeHex(entry) as Uint8Array)

  test.each(published.map(([, root], at) => [at + 1, root] as const))(
    'has the published root with %s leaves',
    async (count, root) => {
      expect(encodeHex((await ours(entries.slice(0, count))).root)).toBe(root)
      expect(encodeHex(mth(entries.slice(0, count)))).toBe(root)
    },
  )

  test.each(sizes)(
    'of %s leaves gives the paths of the definition, each of which is taken',
    async (size) => {
      const leaves = leavesOf(size)
      const { root, hashes, proofs } = await ours(leaves)
      expect(root).toEqual(mth(leaves))
      const step = size > 40 ? 17 : 1
      for (let index = 0; index < size; index += step) {
        const proof = path(index, leaves)
        expect(await proofs.inclusion(index, size)).toEqual(proof)
        await verifyInclusion({ index, size, root, leafHash: hashes[index] as Hash, proof })
      }
      for (let older = 1; older <= size; older += step) {
        const proof = subproof(older, leaves, true)
        expect(await proofs.consistency(older, size)).toEqual(proof)
        await verifyConsistency(headOf(leaves, older), { size, root }, proof)
      }
    },
  )
})

const headOf = (leaves: Leaves, size: number) => ({ size, root: mth(leaves.slice(0, size)) })

/** What somebody could make of a proof without finding a collision. */
function* bent(proof: readonly Hash[]): Generator<readonly Hash[]> {
  const stranger = sha256(Uint8Array.of(9, 9, 9))
  for (let at = 0; at <= proof.length; at++) {
    yield [...proof.slice(0, at), stranger, ...proof.slice(at)]
    if (at === proof.length) return
    yield [...proof.slice(0, at), ...proof.slice(at + 1)]
    yield proof.with(at, stranger)
    const next = proof[at + 1]
    if (next !== undefined) yield proof.with(at, next).with(at + 1, proof[at] as Hash)
  }
}

const smallSizes = Array.from({ length: 17 }, (_, n) => n + 1)

describe('verifyInclusion', () => {
  const refused = { code: 'merkle_inclusion_invalid' }

  test.each(smallSizes)('refuses every other place, leaf and path in %s leaves', async (size) => {
    const leaves = leavesOf(size)
    const root = mth(leaves)
    for (let index = 0; index < size; index++) {
      const proof = path(index, leaves)
      const leafHash = mth([leaves[index] as Uint8Array])
      for (let other = 0; other <= size; other++) {
        if (other === index) continue
        const claim = { index: other, size, root, leafHash, proof }
        await expect(verifyInclusion(claim)).rejects.toMatchObject(refused)
      }
      const claim = { index, size, root, leafHash, proof }
      await expect(
        verifyInclusion({ ...claim, leafHash: root.map((b) => b ^ 1) }),
      ).rejects.toMatchObject(refused)
      for (const changed of bent(proof)) {
        await expect(verifyInclusion({ ...claim, proof: changed })).rejects.toMatchObject(refused)
      }
    }
  })
})

describe('verifyConsistency', () => {
  const refused = { code: 'merkle_consistency_invalid' }

  test.each(smallSizes)('refuses every other tree and proof up to %s leaves', async (size) => {
    const leaves = leavesOf(size)
    const newer = headOf(leaves, size)
    const rewritten = headOf(leaves.with(0, Uint8Array.of(9)), size)
    for (let older = 1; older <= size; older++) {
      const proof = subproof(older, leaves, true)
      const before = headOf(leaves, older)
      await expect(verifyConsistency(before, rewritten, proof)).rejects.toMatchObject(refused)
      for (let other = 1; other <= size; other++) {
        if (other === older) continue
        const wrong = { size: older, root: mth(leaves.slice(0, other)) }
        await expect(verifyConsistency(wrong, newer, proof)).rejects.toMatchObject(refused)
      }
      for (const changed of bent(proof)) {
        await expect(verifyConsistency(before, newer, changed)).rejects.toMatchObject(refused)
      }
    }
  })
})
