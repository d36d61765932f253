import { generateSigner, signJws } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import type { VerifierCacheOptions } from '../../src/index.ts'
import { createListReader } from '../../src/status/list-reader.ts'
import { createVerifierState } from '../../src/verifier-state.ts'
import { badge, createWorld, entryIn, issueBadge, join, verifierOf } from './world.ts'

const stateOf = (cache: VerifierCacheOptions) =>
  createVerifierState({ roots: [], resolve: createWorld().resolve, cache }, createListReader)

describe('a verifier keeps as much as it is told', () => {
  test.each<[VerifierCacheOptions, number]>([
    [{}, 1],
    [{ maxStatusBytes: 1 }, 2],
  ])('of status lists: with %j it asks %p times', async (cache, times) => {
    const world = createWorld()
    const [one, other] = [await join(world), await join(world)]
    const roots = [one, other].map(({ did }) => ({ did, types: [badge] }))
    const verifier = verifierOf(world, { roots, cache })
    const ofOne = await issueBadge(one, { status: entryIn(one, 3) })
    const ofOther = await issueBadge(other, { status: entryIn(other, 3) })
    for (const token of [ofOne, ofOther, ofOne]) await verifier.verifyCredential(token)
    expect(world.asked.get(one.list)).toBe(times)
  })

  test.each<[VerifierCacheOptions, boolean]>([
    [{}, true],
    [{ maxKeys: 1 }, false],
  ])('of keys: with %j', async (cache, kept) => {
    const { keys } = stateOf(cache)
    const [one, other] = [await generateSigner(), await generateSigner()]
    const before = await keys.keyOf(one.publicKey)
    await keys.keyOf(other.publicKey)
    expect((await keys.keyOf(one.publicKey)) === before).toBe(kept)
  })

  test.each<[VerifierCacheOptions, boolean]>([
    [{}, true],
    [{ maxHeaders: 1 }, false],
  ])('of headers: with %j', async (cache, kept) => {
    const { headers } = stateOf(cache)
    const segmentOf = async (typ: string) =>
      (await signJws({}, { signer: await generateSigner(), typ })).split('.')[0] ?? ''
    const [one, other] = [await segmentOf('one'), await segmentOf('other')]
    const before = headers.headerOf(one)
    headers.headerOf(other)
    expect(headers.headerOf(one) === before).toBe(kept)
  })
})
