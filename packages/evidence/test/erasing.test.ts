import { decodeBase64url, encodeUtf8, epochSeconds } from '@fidecura/base'
import { generateSigner, IdentityError, type ResolveDid, type Signer } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import { tombstoneOf } from '../src/deposit/commitment.ts'
import { signDepositEntry } from '../src/deposit/deposit-entry.ts'
import { createEvidence } from '../src/deposit/evidence.ts'
import type { EvidenceId } from '../src/deposit/evidence-id.ts'
import { parseEvidenceProof } from '../src/deposit/evidence-proof.ts'
import { openLog } from '../src/log/log.ts'
import { noon, scene } from './scene.ts'

const bytes = encodeUtf8('a record')
const later = epochSeconds(noon + 1000)
const ed25519 = { algorithm: 'EdDSA' } as const

/** Lets something happen before a tombstone goes to the log, or once it is in it. */
async function meanwhile(when: 'before' | 'after') {
  const place = await scene()
  const { id } = await place.evidence.deposit(bytes, { idempotencyKey: 'first' })
  let happens = async (): Promise<unknown> => undefined
  const log = {
    ...place.log,
    add: async (...args: Parameters<typeof place.log.add>) => {
      const isTombstone = args[1].kind === 'tombstone'
      if (isTombstone && when === 'before') await happens()
      const added = await place.log.add(...args)
      if (isTombstone && when === 'after') await happens()
      return added
    },
  }
  const { signer, store, clock } = place
  const evidence = createEvidence({ signer, log, store, clock })
  const erasing = async (event: () => Promise<unknown>): Promise<unknown> => {
    const outcome: unknown[] = []
    happens = async () => {
      if (outcome.length > 0) return
      outcome.push(undefined)
      outcome[0] = await event().catch((error: { readonly code: string }) => error.code)
    }
    await evidence.erase(id)
    return outcome[0]
  }
  const second = { idempotencyKey: 'second', retainUntil: later }
  return { ...place, evidence, id, erasing, add: () => evidence.update(id, bytes, second) }
}

describe('erase', () => {
  test('destroys nothing under a hold that came while it was under way', async () => {
    const { evidence, id, erasing, store, log } = await meanwhile('before')
    const erased = erasing(() => evidence.placeHold(id, 'court_order'))
    await expect(erased).rejects.toMatchObject({ code: 'evidence_on_hold' })
    await evidence.proofOf(id, 1, 'depositor')
    expect(await store.state(log.origin)).toMatchObject({ size: 1 })
  })

  test('tells whoever comes with a hold too late', async () => {
    const { evidence, id, erasing } = await meanwhile('after')
    expect(await erasing(() => evidence.placeHold(id, 'court_order'))).toBe('evidence_erased')
    expect(await evidence.lookUp(id, 'depositor')).toMatchObject({ isOnHold: false })
    const late = evidence.placeHold(id, 'court_order')
    await expect(late).rejects.toMatchObject({ code: 'evidence_erased' })
  })

  test('destroys no version that came while it was under way and must be kept', async () => {
    const { evidence, id, erasing, add } = await meanwhile('before')
    await expect(erasing(add)).rejects.toMatchObject({ code: 'evidence_retained' })
    await evidence.proofOf(id, 2, 'depositor')
  })

  test('takes in no version of what has a tombstone', async () => {
    const { erasing, add } = await meanwhile('after')
    expect(await erasing(add)).toBe('evidence_erased')
  })

  test('is refused until the last of several holds is released', async () => {
    const { evidence } = await scene()
    const { id } = await evidence.deposit(bytes, { idempotencyKey: 'first' })
    await evidence.placeHold(id, 'court_order')
    await evidence.placeHold(id, 'inquiry')
    await evidence.releaseHold(id, 'inquiry')
    await expect(evidence.erase(id)).rejects.toMatchObject({ code: 'evidence_on_hold' })
    const again = evidence.releaseHold(id, 'inquiry')
    await expect(again).rejects.toMatchObject({ code: 'evidence_not_found' })
    await evidence.releaseHold(id, 'court_order')
    await evidence.erase(id)
  })
})

describe('replayErasures', () => {
  /** What a backup brings back, and the tombstone that somebody makes with the salt of a proof file. */
  async function restored(call: object = {}) {
    const place = await scene()
    const { id } = await place.evidence.deposit(bytes, { idempotencyKey: 'first', ...call })
    const { content } = parseEvidenceProof(await place.evidence.proofOf(id, 1, 'depositor'))
    const commitment = await tombstoneOf(decodeBase64url(content.salt), { id, number: 1 })
    const replay = async (signer: Signer, resolve: ResolveDid = place.resolve) => {
      const entry = await signDepositEntry(commitment, { signer })
      async function* mirror() {
        yield entry
      }
      return place.evidence.replayErasures(mirror(), { resolve })
    }
    const isThere = async () => (await place.store.versions(id as EvidenceId))[0]?.content
    return { ...place, id, replay, isThere }
  }

  test('erases by what the depositor signed', async () => {
    const { signer, replay, isThere } = await restored()
    expect(await replay(signer)).toEqual({ erased: 1, left: 0 })
    expect(await isThere()).toBeUndefined()
  })

  test.each([
    ['another depositor of the log', (thief: Signer) => thief],
    [
      'somebody under the name of the depositor',
      (thief: Signer, { did, keyId }: Signer) => ({ ...thief, did, keyId }),
    ],
  ])('erases nothing by a tombstone of %s', async (_, by) => {
    const { signer, replay, isThere } = await restored()
    expect(await replay(by(await generateSigner(ed25519), signer))).toEqual({ erased: 0, left: 1 })
    expect(await isThere()).toBeDefined()
  })

  test('erases nothing that is held, or that the law has kept', async () => {
    const held = await restored()
    await held.evidence.placeHold(held.id, 'court_order')
    expect(await held.replay(held.signer)).toEqual({ erased: 0, left: 1 })
    expect(await held.isThere()).toBeDefined()
    const retained = await restored({ retainUntil: later })
    expect(await retained.replay(retained.signer)).toEqual({ erased: 0, left: 1 })
    expect(await retained.isThere()).toBeDefined()
  })

  test('takes a tombstone by a key that was exchanged since', async () => {
    const { signer, replay, resolve, setTime } = await restored()
    setTime(later)
    const asOf: ResolveDid = async (did, options) => {
      const resolved = await resolve(did, options)
      const relationships = { ...resolved.document.relationships, assertionMethod: [] }
      const document = { ...resolved.document, relationships }
      return options.at === noon ? resolved : { ...resolved, document }
    }
    expect(await replay(signer, asOf)).toEqual({ erased: 1, left: 0 })
  })

  test('erases nothing where it is unknown whose key it was', async () => {
    const { signer, replay, isThere } = await restored()
    const failing: ResolveDid = async () => {
      throw new IdentityError('did_unreachable', 'No network', { outcome: 'unknown' })
    }
    await expect(replay(signer, failing)).rejects.toMatchObject({ outcome: 'unknown' })
    expect(await isThere()).toBeDefined()
  })
})

describe('deposit', () => {
  test('again, a year later, waits for the log that it is in', async () => {
    const { store, signer, clock, log, evidence } = await scene()
    const down = {
      cosign: async () => {
        throw new Error('down')
      },
    }
    const origin = 'log.clinic.example/2025'
    const logSigner = await generateSigner(ed25519)
    const old = await openLog({ origin, store, signer: logSigner, cosigners: down })
    const before = createEvidence({ signer, log: old, store, clock })
    const call = { idempotencyKey: 'first' }
    await expect(before.deposit(bytes, call)).rejects.toThrow('down')
    // At the same place of another log there is something else, which witnesses did sign.
    await evidence.deposit(encodeUtf8('other'), { idempotencyKey: 'other' })
    await expect(evidence.deposit(bytes, call)).rejects.toMatchObject({ code: 'log_not_open' })
    const both = createEvidence({ signer, log, earlierLogs: [old], store, clock })
    await expect(both.deposit(bytes, call)).rejects.toThrow('down')
    await old.close()
  })
})
