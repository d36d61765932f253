import { encodeUtf8, epochSeconds } from '@fidecura/base'
import {
  createEvidence,
  type EvidenceId,
  type EvidenceStore,
  noteKeyOf,
  openLog,
  parseEvidenceProof,
  type ReaderState,
  verifyCheckpoint,
  verifyInclusion,
  type WitnessState,
} from '@fidecura/evidence'
import { type Did, generateSigner } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import { hashLeaf } from '../../evidence/src/merkle/hash.ts'
import { clockAt, noon } from './support.ts'

/** The ports of evidence, wherever they keep things. */
export interface EvidencePorts {
  readonly evidence: EvidenceStore
  readonly checkpoints: ReaderState
  readonly witness: (name: string) => WitnessState
}

export const origin = 'log.clinic.example/2026'
const logKey = await generateSigner({ algorithm: 'EdDSA' })
export const clinic = await generateSigner({ algorithm: 'EdDSA' })
export const bytes = encodeUtf8('a record')

/** A clinic that deposits into a log, with its things in the store. */
export async function at(store: EvidenceStore) {
  const log = await openLog({ origin, store, signer: logKey, cosigners: 'nobody' })
  const clock = clockAt(noon)
  return { log, evidence: createEvidence({ signer: clinic, log, store, clock }) }
}

/** What holds on every one of them. @param open - Each time an empty one. */
export function evidenceContract(where: string, open: () => Promise<EvidencePorts>): void {
  describe(`EvidenceStore ${where}`, () => {
    test('keeps deposits, versions and tombstones, and gives them back as they were', async () => {
      const { evidence: store } = await open()
      const { evidence, log } = await at(store)
      const subject = 'did:example:patient' as Did
      const retainUntil = epochSeconds(noon - 1)
      const first = { idempotencyKey: 'a', subject, retainUntil, mediaType: 'text/plain' }
      const { id } = await evidence.deposit(bytes, first)
      await evidence.update(id, encodeUtf8('more'), { idempotencyKey: 'b' })
      const [one, two] = await store.versions(id)
      expect(one).toMatchObject({
        id,
        number: 1,
        depositor: clinic.did,
        origin,
        index: 0,
        ...{
          subject,
          retainUntil,
          idempotencyKey: 'a',
          kind: 'deposit',
          previous: undefined,
          depositedAt: noon,
        },
      })
      expect(one?.content).toMatchObject({ size: bytes.length, mediaType: 'text/plain' })
      expect(two?.previous).toMatch(/^[\w-]{43}$/)
      expect(await store.findKey(clinic.did, 'b')).toEqual(two)
      expect(await store.findKey(clinic.did, 'c')).toBeUndefined()
      await evidence.erase(id)
      const after = await store.versions(id)
      expect(after.map(({ kind, number }) => `${kind} ${number}`).sort()).toEqual([
        'deposit 1',
        'deposit 2',
        'tombstone 1',
        'tombstone 2',
      ])
      for (const each of after) expect([each.content, each.subject]).toEqual([undefined, undefined])
      await log.close()
    })

    test('goes on from what was there, and proves what came before', async () => {
      const { evidence: store } = await open()
      const first = await at(store)
      const made = []
      for (let n = 0; n < 300; n++) {
        made.push(first.evidence.deposit(bytes, { idempotencyKey: `${n}` }))
      }
      const [one] = await Promise.all(made)
      const id = one?.id as EvidenceId
      await first.log.close()
      const second = await at(store)
      expect(await second.evidence.deposit(bytes, { idempotencyKey: 'x' })).toMatchObject({
        index: 300,
      })
      const proof = parseEvidenceProof(await second.evidence.proofOf(id, 1, 'depositor'))
      // By the checkpoint that covered it first, whichever of them that was.
      const { index, inclusion, checkpoint } = proof.log
      const key = await noteKeyOf(origin, 'log', logKey.publicKey)
      const { size, root } = await verifyCheckpoint(checkpoint, key)
      const leafHash = await hashLeaf(proof.entry)
      await verifyInclusion({ index, size, root, leafHash, proof: inclusion })
      expect(await second.log.proofs.inclusion(0, 301)).toHaveLength(9)
      expect(await store.readEntries(origin, 299, 400)).toHaveLength(2)
      expect(await store.readTile(origin, { level: 0, index: 1, width: 46 })).toBeUndefined()
      await second.log.close()
    })

    test('refuses a version twice, and a key twice, and takes in those beside them', async () => {
      const { evidence: store } = await open()
      const { evidence, log } = await at(store)
      const { id } = await evidence.deposit(bytes, { idempotencyKey: 'a' })
      const record = {
        kind: 'deposit',
        depositor: clinic.did,
        depositedAt: epochSeconds(noon),
      } as const
      const [other] = await store.versions(id)
      const again = { ...record, id, number: 1 }
      const sameKey = { ...record, id: other?.id as typeof id, number: 2, idempotencyKey: 'a' }
      const settled = await Promise.allSettled([
        log.add(bytes, again),
        log.add(bytes, sameKey),
        evidence.deposit(bytes, { idempotencyKey: 'b' }),
      ])
      expect(settled).toMatchObject([
        { reason: { code: 'evidence_version_conflict' } },
        { reason: { code: 'evidence_key_reused' } },
        { status: 'fulfilled', value: { index: 1 } },
      ])
      await log.close()
    })

    test('knows each key of each depositor among many asked for at once', async () => {
      const { evidence: store } = await open()
      const { evidence, log } = await at(store)
      const keys = Array.from({ length: 70 }, (_, n) => `"${n}',`)
      const made = keys
        .slice(0, 35)
        .map((idempotencyKey) => evidence.deposit(bytes, { idempotencyKey }))
      const ids = (await Promise.all(made)).map(({ id }) => id)
      const found = await Promise.all(keys.map((key) => store.findKey(clinic.did, key)))
      expect(found.map((kept) => kept?.id)).toEqual([...ids, ...Array(35).fill(undefined)])
      const other = 'did:example:another' as Did
      const theirs = await Promise.all(keys.map((key) => store.findKey(other, key)))
      expect(new Set(theirs)).toEqual(new Set([undefined]))
      await log.close()
    })

    test('lets one of two processes append that saw the same size', async () => {
      const { evidence: store } = await open()
      await store.append(origin, 0, [], [])
      const { log } = await at(store)
      const { evidence } = await at(store)
      await evidence.deposit(bytes, { idempotencyKey: 'a' })
      await log.close()
      const code = 'log_conflict'
      await expect(store.append(origin, 0, [], [])).rejects.toMatchObject({
        code,
        outcome: 'unknown',
      })
    })

    test('keeps the newest checkpoint, and none that is older', async () => {
      const { evidence: store } = await open()
      await store.append(origin, 0, [], [])
      await store.publish(origin, 0, 'zero')
      expect(await store.state(origin)).toEqual({ size: 0, checkpoint: 'zero' })
      await store.publish(origin, 7, 'seven')
      await store.publish(origin, 5, 'five')
      expect(await store.state(origin)).toMatchObject({ checkpoint: 'seven' })
      expect(await store.state('other')).toEqual({ size: 0, checkpoint: undefined })
    })

    test('keeps the checkpoint that covered an entry first, when newer ones come', async () => {
      const { evidence: store } = await open()
      await store.append(origin, 0, [], [])
      expect(await store.firstCovering(origin, 0)).toBeUndefined()
      await store.publish(origin, 3, 'three')
      expect(await store.firstCovering(origin, 2)).toBe('three')
      await store.publish(origin, 7, 'seven')
      expect(await store.firstCovering(origin, 2)).toBe('three')
      expect(await store.firstCovering(origin, 3)).toBe('seven')
      expect(await store.firstCovering(origin, 7)).toBeUndefined()
      expect(await store.firstCovering('other', 0)).toBeUndefined()
    })

    test('keeps holds, and who asked', async () => {
      const { evidence: store } = await open()
      const { evidence, log } = await at(store)
      const { id } = await evidence.deposit(bytes, { idempotencyKey: 'a' })
      await evidence.placeHold(id, 'court_order')
      const court = { reason: 'court_order', since: noon }
      expect(await store.holds(id)).toEqual([court])
      await evidence.placeHold(id, 'court_order')
      await evidence.placeHold(id, 'inquiry')
      expect(await store.holds(id)).toEqual([court, { reason: 'inquiry', since: noon }])
      await evidence.releaseHold(id, 'inquiry')
      expect(await store.holds(id)).toEqual([court])
      const none = { code: 'evidence_not_found' }
      await expect(evidence.releaseHold(id, 'inquiry')).rejects.toMatchObject(none)
      expect(await store.releaseHold(id, 'court_order')).toBe(true)
      expect(await store.holds(id)).toEqual([])
      await evidence.lookUp(id, 'depositor')
      const event = { id, reader: clinic.did, at: noon, outcome: 'permitted' }
      expect(await store.accesses(id)).toEqual([event])
      await log.close()
    })

    test('lets nobody bury or destroy what is held, nor hold or add to what is buried', async () => {
      const { evidence: store } = await open()
      const { evidence, log } = await at(store)
      const { id } = await evidence.deposit(bytes, { idempotencyKey: 'a' })
      await evidence.update(id, bytes, { idempotencyKey: 'b' })
      const about = { id, depositor: clinic.did, depositedAt: epochSeconds(noon) }
      const tombstone = { ...about, kind: 'tombstone', number: 1 } as const
      const next = { ...about, kind: 'deposit', number: 3 } as const
      await store.placeHold(id, { reason: 'court_order', since: epochSeconds(noon) })
      const held = { code: 'evidence_on_hold' }
      await expect(log.add(bytes, tombstone)).rejects.toMatchObject(held)
      await expect(store.destroy(id, [1])).rejects.toMatchObject(held)
      await store.releaseHold(id, 'court_order')
      await log.add(bytes, tombstone)
      const erased = { code: 'evidence_erased' }
      await expect(log.add(bytes, next)).rejects.toMatchObject(erased)
      const late = store.placeHold(id, { reason: 'court_order', since: epochSeconds(noon) })
      await expect(late).rejects.toMatchObject(erased)
      await store.destroy(id, [1])
      const contents = (await store.versions(id)).map(({ number, content }) => [number, !!content])
      expect(new Map(contents as [number, boolean][])).toEqual(
        new Map([
          [1, false],
          [2, true],
        ]),
      )
      await log.close()
    })

    test('shows every content that was not erased, page by page', async () => {
      const { evidence: store } = await open()
      const { evidence, log } = await at(store)
      const made = Array.from({ length: 520 }, (_, n) =>
        evidence.deposit(bytes, { idempotencyKey: `${n}` }),
      )
      const ids = (await Promise.all(made)).map(({ id }) => id)
      await evidence.update(ids[0] as EvidenceId, bytes, { idempotencyKey: 'u' })
      await evidence.erase(ids[1] as EvidenceId)
      const seen: string[] = []
      for await (const { id, number } of store.unerased()) seen.push(`${id} ${number}`)
      expect(new Set(seen).size).toBe(520)
      expect(seen).toHaveLength(520)
      expect(seen).not.toContain(`${ids[1]} 1`)
      await log.close()
    })

    test('lets a reader advance from what it has seen last alone', async () => {
      const { checkpoints } = await open()
      expect(await checkpoints.latest(origin)).toBeUndefined()
      const [seven, eight] = [
        { size: 7, text: 'seven' },
        { size: 8, text: 'eight' },
      ]
      expect(await checkpoints.advance(origin, seven, eight)).toBe(false)
      expect(await checkpoints.advance(origin, undefined, seven)).toBe(true)
      expect(await checkpoints.advance(origin, undefined, eight)).toBe(false)
      expect(await checkpoints.advance(origin, { ...seven, text: 'x' }, eight)).toBe(false)
      expect(await checkpoints.latest(origin)).toEqual(seven)
      expect(await checkpoints.advance(origin, seven, eight)).toBe(true)
      expect(await checkpoints.latest(origin)).toEqual(eight)
    })

    test('lets a witness advance from what it signed last alone', async () => {
      const state = (await open()).witness('w')
      const [one, two] = [
        { size: 1, root: 'a' },
        { size: 2, root: 'b' },
      ]
      expect(await state.latest(origin)).toBeUndefined()
      expect(await state.advance(origin, one, two)).toBe(false)
      expect(await state.advance(origin, undefined, one)).toBe(true)
      expect(await state.advance(origin, undefined, two)).toBe(false)
      expect(await state.advance(origin, { ...one, root: 'x' }, two)).toBe(false)
      expect(await state.advance(origin, one, two)).toBe(true)
      expect(await state.latest(origin)).toEqual(two)
    })
  })
}
