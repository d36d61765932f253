import { encodeUtf8, epochSeconds, type Fetch } from '@fidecura/base'
import {
  createCosigners,
  createEvidence,
  createMemoryEvidenceStore,
  createMemoryWitnessState,
  createWitness,
  createWitnessHandler,
  type EvidenceId,
  noteKeyOf,
  openLog,
  type TreeHead,
  type VerifiedEvidence,
  verifyCheckpoint,
  verifyEvidence,
} from '@fidecura/evidence'
import { createCommonResolver, generateSigner } from '@fidecura/identity'
import { beforeAll, describe, expect, test } from '@jest/globals'
import {
  type AnchorProofOptions,
  anchorProofOf,
  assertEvidenceAnchored,
} from '../src/anchor-proof.ts'

const origin = 'log.hospital.example/2026'
const now = epochSeconds(1_800_000_000)
const ed25519 = { algorithm: 'EdDSA' } as const
const resolve = createCommonResolver({ fetch: async () => new Response(null, { status: 404 }) })

/** A log of five deposits and its witness, who both sign whatever they are told to. */
async function hospital(words: string) {
  const [signer, own, clinic] = [
    await generateSigner(ed25519),
    await generateSigner(ed25519),
    await generateSigner(ed25519),
  ]
  const key = await noteKeyOf(origin, 'log', signer.publicKey)
  const clock = () => now
  const witness = await createWitness({
    ...{ name: 'w.example', signer: own, logs: [key], clock, state: createMemoryWitnessState() },
  })
  const answer = createWitnessHandler(witness)
  const fetch: Fetch = (to, init) => answer(new Request(to, init as RequestInit))
  const watched = { key: witness.key, operator: 'w', url: 'https://w.example' }
  const policy = { witnesses: [watched], quorum: 1 }
  const cosigners = createCosigners({ ...policy, fetch, clock })
  const store = createMemoryEvidenceStore()
  const log = await openLog({ origin, store, signer, cosigners })
  const evidence = createEvidence({ signer: clinic, log, store, clock })
  const ids: EvidenceId[] = []
  const deposit = async (n: number): Promise<void> => {
    const call = { idempotencyKey: `${n}` }
    ids.push((await evidence.deposit(encodeUtf8(`${words} ${n}`), call)).id)
  }
  for (let n = 0; n < 5; n++) await deposit(n)
  const verified = async (n: number): Promise<VerifiedEvidence> =>
    verifyEvidence(await evidence.proofOf(ids[n] as EvidenceId, 1, 'depositor'), {
      ...{ content: encodeUtf8(`${words} ${n}`), logs: [key], witnesses: policy, resolve, now },
    })
  const head = () => verifyCheckpoint(log.published()?.text ?? '', key)
  return { log, deposit, verified, head }
}

let at: Awaited<ReturnType<typeof hospital>>
let anchor: TreeHead
let file: string
let evidence: readonly VerifiedEvidence[]
beforeAll(async () => {
  at = await hospital('record')
  anchor = await at.head()
  file = await proofOf([0, 3])
  // The log goes on; what is anchored stays.
  await at.deposit(5)
  evidence = [await at.verified(0), await at.verified(3)]
})

const proofOf = (indices: readonly number[], more: Partial<AnchorProofOptions> = {}) =>
  anchorProofOf({ origin, anchor, indices, proofs: at.log.proofs, ...more })

const changed = (change: object): string => JSON.stringify({ ...JSON.parse(file), ...change })

describe('anchorProofOf', () => {
  test('has nothing to say of what came after the anchor', async () => {
    await expect(proofOf([5])).rejects.toMatchObject({ code: 'log_index_unknown' })
  })

  test('asks for no proof any more once nobody waits', async () => {
    const asked: number[] = []
    const caller = new AbortController()
    const inclusion: AnchorProofOptions['proofs']['inclusion'] = async (index) => {
      asked.push(index)
      caller.abort()
      return []
    }
    const stopped = proofOf([0, 1, 2], { proofs: { inclusion }, signal: caller.signal })
    await expect(stopped).rejects.toMatchObject({ code: 'aborted', outcome: 'unknown' })
    expect(asked).toEqual([0])
  })
})

describe('assertEvidenceAnchored', () => {
  test('holds evidence to what a chain has, though its own checkpoint is a later one', async () => {
    await assertEvidenceAnchored(file, { evidence, anchor })
    await assertEvidenceAnchored(file, { evidence: evidence.slice(1), anchor })
  })

  test('refuses what the log and all of its witnesses made up since', async () => {
    const forged = await hospital('forged')
    const { proofs } = forged.log
    const made = [await forged.verified(3)]
    for (const theirs of [file, await proofOf([3], { proofs, anchor: await forged.head() })]) {
      const held = assertEvidenceAnchored(theirs, { evidence: made, anchor })
      await expect(held).rejects.toMatchObject({ code: 'anchor_mismatch' })
    }
  })

  test.each([
    ['another root', () => ({ ...anchor, root: anchor.root.map((byte) => byte ^ 1) })],
    ['another size', () => ({ ...anchor, size: anchor.size + 1 })],
    ['nothing anchored', () => ({ size: 0, root: new Uint8Array(32) })],
  ])('refuses %s', async (_, other) => {
    const held = assertEvidenceAnchored(file, { evidence, anchor: other() })
    await expect(held).rejects.toMatchObject({ code: 'anchor_mismatch' })
  })

  test('refuses a proof of another log, of which the chain has the same tree', async () => {
    const other = await proofOf([0, 3], { origin: 'log.other.example' })
    const held = assertEvidenceAnchored(other, { evidence, anchor })
    await expect(held).rejects.toMatchObject({ code: 'anchor_mismatch' })
  })

  test('does not know of an entry that the proof says nothing of', async () => {
    const held = assertEvidenceAnchored(await proofOf([0]), { evidence, anchor })
    await expect(held).rejects.toMatchObject({ code: 'anchor_behind', outcome: 'unknown' })
  })

  test('says nothing where nothing was handed in', async () => {
    const held = assertEvidenceAnchored(file, { evidence: [], anchor })
    await expect(held).rejects.toMatchObject({ code: 'anchor_behind', outcome: 'unknown' })
  })

  test('takes nothing that was not verified', async () => {
    const copies = evidence.map((each) => structuredClone(each))
    const held = assertEvidenceAnchored(file, { evidence: copies, anchor })
    await expect(held).rejects.toMatchObject({ code: 'evidence_not_verified' })
  })

  test.each([
    ['no JSON', () => '{'],
    ['another version', () => changed({ version: 'urn:fidecura:anchor-proof:2' })],
    ['a member more', () => changed({ more: 1 })],
    ['no origin', () => changed({ origin: 1 })],
    ['no size', () => changed({ size: -1 })],
    ['no entries', () => changed({ entries: {} })],
    ['no place', () => changed({ entries: [{ index: 0.5, inclusion: [] }] })],
    [
      'a member more in an entry',
      () => changed({ entries: [{ index: 0, inclusion: [], more: 1 }] }),
    ],
    ['no hashes', () => changed({ entries: [{ index: 0, inclusion: 'x' }] })],
    ['what is no hash', () => changed({ entries: [{ index: 0, inclusion: ['!'] }] })],
    ['bytes as a list', () => changed({ entries: [{ index: 0, inclusion: [[1]] }] })],
    [
      'more hashes than a tree is high',
      () => changed({ entries: [{ index: 0, inclusion: Array(65).fill('AA') }] }),
    ],
  ])('refuses a file with %s', async (_, made) => {
    const held = assertEvidenceAnchored(made(), { evidence, anchor })
    await expect(held).rejects.toMatchObject({ code: 'anchor_proof_malformed' })
  })

  test('refuses a change of any character of a hash', async () => {
    const first = file.indexOf('inclusion')
    for (let place = first; place < file.length; place++) {
      const character = file[place] as string
      if (!/[A-Za-z0-9_-]/.test(character)) continue
      const other = file.slice(0, place) + (character === 'A' ? 'B' : 'A') + file.slice(place + 1)
      const held = assertEvidenceAnchored(other, { evidence, anchor })
      await expect(held).rejects.toMatchObject({ code: expect.stringMatching(/^anchor_/) })
    }
  })
})
