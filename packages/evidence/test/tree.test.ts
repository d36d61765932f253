import { sha256 } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import { edgeOf, emptyEdge, growTree, type TreeEdge } from '../src/log/tree-edge.ts'
import { createTreeProofs } from '../src/log/tree-proofs.ts'
import { type Hash, hashChildren } from '../src/merkle/hash.ts'
import { verifyConsistency } from '../src/merkle/verify-consistency.ts'
import { verifyInclusion } from '../src/merkle/verify-inclusion.ts'
import { type TileId, tilePath } from '../src/tiles/tile-path.ts'

async function mth(leaves: readonly Hash[]): Promise<Hash> {
  if (leaves.length === 0) return sha256(new Uint8Array(0))
  if (leaves.length === 1) return leaves[0] as Hash
  let k = 1
  while (k * 2 < leaves.length) k *= 2
  return hashChildren(await mth(leaves.slice(0, k)), await mth(leaves.slice(k)))
}

const hashOf = async (index: number): Promise<Hash> => sha256(new TextEncoder().encode(`${index}`))

/** Keeps the longest of every tile, as a server does. */
function keeper() {
  const tiles = new Map<string, Uint8Array>()
  const nameOf = (id: TileId): string => tilePath({ ...id, width: 256 })
  let reads = 0
  return {
    keep: (id: TileId, hashes: Uint8Array) => tiles.set(nameOf(id), hashes),
    readTile: async (id: TileId) => {
      reads++
      return (tiles.get(nameOf(id)) as Uint8Array).slice(0, id.width * 32)
    },
    reads: () => reads,
  }
}

async function grown(steps: readonly number[]) {
  const { keep, readTile, reads } = keeper()
  const leaves: Hash[] = []
  let edge: TreeEdge = await emptyEdge()
  const heads: TreeEdge[] = [edge]
  for (const step of steps) {
    const added: Hash[] = []
    for (let n = 0; n < step; n++) added.push(await hashOf(leaves.length + n))
    leaves.push(...added)
    const next = await growTree(edge, added)
    for (const tile of next.tiles) keep(tile.id, tile.hashes)
    edge = next.edge
    heads.push(edge)
  }
  return { edge, heads, leaves, readTile, reads }
}

// One by one, across edges of tiles, several tiles in one step, and a second level of tiles.
const steps = [1, 1, 1, 250, 3, 1, 600, 0, 255, 1, 64_000, 1500]

describe('growTree', () => {
  test('gives the root of RFC 6962 at every size', async () => {
    const { heads, leaves } = await grown(steps.slice(0, 10))
    for (const { size, root } of heads) expect(root).toEqual(await mth(leaves.slice(0, size)))
  })

  test('goes on from what was kept as from what was in memory', async () => {
    const { edge, readTile } = await grown(steps)
    const opened = await edgeOf(edge.size, readTile)
    expect(opened).toEqual(edge)
    const leaf = await hashOf(edge.size)
    expect(await growTree(opened, [leaf])).toEqual(await growTree(edge, [leaf]))
  })

  test('leaves what it was given as it was', async () => {
    const edge = await emptyEdge()
    const before = structuredClone(edge)
    await growTree(edge, [await hashOf(0)])
    expect(edge).toEqual(before)
  })
})

describe('edgeOf', () => {
  test('refuses tiles that are too short', async () => {
    const { edge, readTile } = await grown([300])
    const short = edgeOf(edge.size, async (id) => (await readTile(id)).slice(32))
    await expect(short).rejects.toMatchObject({ code: 'tile_malformed' })
  })
})

describe('createTreeProofs', () => {
  test('proves leaves of every size that there was', async () => {
    const { heads, leaves, readTile } = await grown(steps)
    const proofs = createTreeProofs({ readTile, maxTiles: 7 })
    for (const { size, root } of heads) {
      for (const index of [0, 1, 255, 256, 511, size >> 1, size - 2, size - 1]) {
        if (index < 0 || index >= size) continue
        const proof = await proofs.inclusion(index, size)
        await verifyInclusion({ index, size, root, leafHash: leaves[index] as Hash, proof })
      }
    }
  })

  test('proves every size that there was to be the beginning of every later one', async () => {
    const { heads, readTile } = await grown(steps)
    const proofs = createTreeProofs({ readTile })
    for (const older of heads) {
      for (const newer of heads) {
        if (older.size > newer.size) continue
        await verifyConsistency(older, newer, await proofs.consistency(older.size, newer.size))
      }
    }
  })

  test('reads a tile once while it is kept, and again when it has grown', async () => {
    const { readTile, reads } = await grown([256, 10])
    const proofs = createTreeProofs({ readTile })
    await proofs.inclusion(3, 266)
    const first = reads()
    await proofs.inclusion(200, 266)
    expect(reads()).toBe(first)
    await proofs.inclusion(3, 260)
    expect(reads()).toBe(first)
  })

  test.each([
    ['a leaf behind the tree', 266, 266],
    ['a negative one', -1, 266],
    ['one of nothing', 0, 0],
    ['half a leaf', 0.5, 266],
  ])('knows no %s', async (_, index, size) => {
    const { readTile } = await grown([256, 10])
    const proofs = createTreeProofs({ readTile })
    const code = 'log_index_unknown'
    await expect(proofs.inclusion(index, size)).rejects.toMatchObject({ code })
  })

  test('knows no tree that shrank', async () => {
    const proofs = createTreeProofs({ readTile: async () => new Uint8Array(0) })
    await expect(proofs.consistency(2, 1)).rejects.toMatchObject({ code: 'log_index_unknown' })
  })
})
