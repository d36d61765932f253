import {
  decodeHex,
  decodeUtf8,
  type EpochSeconds,
  encodeBase64url,
  encodeUtf8,
  epochSeconds,
} from '@fidecura/base'
import { type Did, digestOf, generateSigner, proveTime, type ResolveDid } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import { commitmentOf, hmacSha256 } from '../src/deposit/commitment.ts'
import { decodeDepositEntry, signDepositEntry } from '../src/deposit/deposit-entry.ts'
import { newEvidenceId } from '../src/deposit/evidence-id.ts'
import type { EvidenceProof } from '../src/deposit/evidence-proof.ts'
import { formatEvidenceProof, parseEvidenceProof } from '../src/deposit/evidence-proof.ts'
import type { EvidenceStore } from '../src/deposit/evidence-store.ts'
import { createMemoryEvidenceStore } from '../src/deposit/memory-evidence-store.ts'
import { createEvidenceTimeProofVerifier } from '../src/deposit/time-proof.ts'
import {
  assertVerifiedEvidence,
  type VerifiedEvidence,
  verifyEvidence,
} from '../src/deposit/verify-evidence.ts'
import { noteKeyOf } from '../src/note/note-key.ts'
import { noon, scene } from './scene.ts'

const bytes = encodeUtf8('{"resourceType":"Observation","value":6.0}')
const idempotencyKey = 'first'

async function deposited(changes: Parameters<typeof scene>[0] = {}) {
  const place = await scene(changes)
  const made = await place.evidence.deposit(bytes, {
    idempotencyKey,
    mediaType: 'application/fhir+json',
  })
  const file = await place.evidence.proofOf(made.id, 1, 'depositor')
  const { trust, resolve } = place
  const verify = (proof = file, more: object = {}): Promise<VerifiedEvidence> =>
    verifyEvidence(proof, { content: bytes, ...trust, resolve, now: noon, ...more })
  return { ...place, made, file, verify }
}

describe('deposit', () => {
  test('gives an evidence id and a proof that needs nobody of us', async () => {
    const { made, verify, signer, log } = await deposited()
    const verified = await verify()
    expect(verified).toMatchObject({
      id: made.id,
      number: 1,
      depositor: signer.did,
      origin: log.origin,
      index: 0,
      existedBy: noon,
      digest: await digestOf(bytes),
      size: bytes.length,
      mediaType: 'application/fhir+json',
      previous: undefined,
    })
    expect(() => assertVerifiedEvidence(verified)).not.toThrow()
    const code = 'evidence_not_verified'
    expect(() => assertVerifiedEvidence({ ...verified })).toThrow(expect.objectContaining({ code }))
  })

  test('puts nothing into the log but a depositor and a commitment', async () => {
    const { store, log, signer, made, file } = await deposited()
    const [entry] = await store.readEntries(log.origin, 0, 1)
    const { commitment } = decodeDepositEntry(entry as Uint8Array)
    const { jws } = decodeDepositEntry(entry as Uint8Array)
    expect(JSON.parse(decodeUtf8(jws.payload))).toEqual({ iss: signer.did, commitment })
    const { content } = parseEvidenceProof(file)
    for (const secret of [made.id, content.digest, content.salt]) {
      expect(decodeUtf8(entry as Uint8Array)).not.toContain(secret)
    }
  })

  test('gives the same bytes another commitment each time', async () => {
    const { evidence, store, log } = await deposited()
    await evidence.deposit(bytes, { idempotencyKey: 'second' })
    const entries = await store.readEntries(log.origin, 0, 2)
    const [first, second] = entries.map((entry) => decodeDepositEntry(entry).commitment)
    expect(first).not.toBe(second)
  })

  test('makes no second deposit under a key, also when both come at once', async () => {
    const { evidence, made, store, log } = await deposited()
    const again = { idempotencyKey, mediaType: 'application/fhir+json' }
    expect(await evidence.deposit(bytes, again)).toEqual(made)
    const call = { idempotencyKey: 'twice' }
    const both = await Promise.all([evidence.deposit(bytes, call), evidence.deposit(bytes, call)])
    expect(both[0]).toEqual(both[1])
    expect(await store.state(log.origin)).toMatchObject({ size: 2 })
  })

  test.each([
    ['other bytes', encodeUtf8('other'), {}],
    ['another media type', bytes, { mediaType: 'text/plain' }],
    ['another retention', bytes, { retainUntil: noon }],
    ['another subject', bytes, { subject: 'did:example:other' as Did }],
  ])('refuses a key that was used for %s', async (_, content, more) => {
    const { evidence } = await deposited()
    const call = { idempotencyKey, mediaType: 'application/fhir+json', ...more }
    const code = 'evidence_key_reused'
    await expect(evidence.deposit(content, call)).rejects.toMatchObject({ code })
  })

  test.each([
    ['no key', { idempotencyKey: '' }, 'evidence_key_missing'],
    ['a key with a space', { idempotencyKey: 'a b' }, 'evidence_key_missing'],
    ['no media type', { idempotencyKey: 'x', mediaType: 'fhir' }, 'evidence_content_malformed'],
    [
      'a subject that is no DID',
      { idempotencyKey: 'x', subject: 'patient 1' as Did },
      'evidence_content_malformed',
    ],
    [
      'a retention that is no instant',
      { idempotencyKey: 'x', retainUntil: Number.NaN as EpochSeconds },
      'instant_malformed',
    ],
  ])('refuses %s', async (_, call, code) => {
    const { evidence } = await scene()
    await expect(evidence.deposit(bytes, call)).rejects.toMatchObject({ code })
  })

  test.each([
    ['that is none', { digest: 'x', size: 1 }],
    ['in a second spelling', { digest: `${'A'.repeat(42)}B`, size: 1 }],
    ['of a negative size', { digest: 'A'.repeat(43), size: -1 }],
  ])('refuses a digest %s', async (_, content) => {
    const { evidence } = await scene()
    const code = 'evidence_content_malformed'
    await expect(evidence.deposit(content, { idempotencyKey })).rejects.toMatchObject({ code })
  })
})

describe('proofOf', () => {
  test('proves the time of the deposit, by the key of then, however late it is asked for', async () => {
    const { evidence, made, verify, setTime, resolve } = await deposited()
    const later = epochSeconds(noon + 10_000_000)
    setTime(later)
    await evidence.deposit(bytes, { idempotencyKey: 'later' })
    // The depositor exchanged its key since.
    const exchanged: ResolveDid = async (did, options) => {
      const resolved = await resolve(did, options)
      const relationships = { ...resolved.document.relationships, assertionMethod: [] }
      const document = { ...resolved.document, relationships }
      return options.at === noon ? resolved : { ...resolved, document }
    }
    const file = await evidence.proofOf(made.id, 1, 'depositor')
    const verified = await verify(file, { resolve: exchanged, now: later })
    expect(verified).toMatchObject({ existedBy: noon, index: 0 })
  })
})

describe('update', () => {
  test('links a version to the one before', async () => {
    const { evidence, made, verify, trust, resolve } = await deposited()
    const next = encodeUtf8('corrected')
    await evidence.update(made.id, next, { idempotencyKey: 'second' })
    const file = await evidence.proofOf(made.id, 2, 'depositor')
    const second = await verifyEvidence(file, { content: next, ...trust, resolve, now: noon })
    expect(second).toMatchObject({ id: made.id, number: 2 })
    expect(second.previous).toBe((await verify()).leafHash)
  })

  test('lets one of two win that come at once, and tells the other', async () => {
    const { evidence, made } = await deposited()
    const both = await Promise.allSettled(
      ['a', 'b'].map((key) => evidence.update(made.id, encodeUtf8(key), { idempotencyKey: key })),
    )
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const code = 'evidence_version_conflict'
    const refused = both.find(({ status }) => status === 'rejected')
    expect(refused).toMatchObject({ reason: { code } })
    const stale = { idempotencyKey: 'c', after: 1 }
    await expect(evidence.update(made.id, bytes, stale)).rejects.toMatchObject({ code })
  })

  test('refuses what is not there, and what another depositor has', async () => {
    const { evidence, made, log, store, clock } = await deposited()
    const code = 'evidence_not_found'
    const call = { idempotencyKey: 'second' }
    await expect(evidence.update(newEvidenceId(), bytes, call)).rejects.toMatchObject({ code })
    const signer = await generateSigner({ algorithm: 'EdDSA' })
    const { evidence: other } = await scene({ signer, log, store, clock })
    await expect(other.update(made.id, bytes, call)).rejects.toMatchObject({ code })
    await expect(other.erase(made.id)).rejects.toMatchObject({ code })
    await expect(other.placeHold(made.id, 'court')).rejects.toMatchObject({ code })
    await expect(other.lookUp(made.id, 'depositor')).rejects.toMatchObject({ code })
  })
})

describe('verifyEvidence', () => {
  test('refuses a change of any byte of the proof file', async () => {
    const { file, verify } = await deposited()
    const text = encodeUtf8(file)
    const accepted: number[] = []
    for (let at = 0; at < text.length; at++) {
      const changed = text.slice()
      changed[at] = (changed[at] as number) ^ 1
      // A space for a line end, or the other way round, is the same JSON.
      const proof = new TextDecoder().decode(changed)
      const isSame = () => JSON.stringify(JSON.parse(proof)) === JSON.stringify(JSON.parse(file))
      const outcome = await verify(proof).then(
        () => 'accepted',
        (error: { readonly outcome: string }) => error.outcome,
      )
      if (outcome === 'accepted' && !isSame()) accepted.push(at)
      else if (outcome !== 'accepted') expect(outcome).toBe('failed')
    }
    expect(accepted).toEqual([])
  })

  test('finds which key of a log that had several has signed', async () => {
    const { verify, file, trust } = await deposited()
    const other = await generateSigner({ algorithm: 'EdDSA' })
    const [log] = trust.logs
    const before = await noteKeyOf(log?.name ?? '', 'log', other.publicKey)
    for (const logs of [
      [before, ...trust.logs],
      [...trust.logs, before],
    ]) {
      expect(await verify(file, { logs })).toMatchObject({ index: 0 })
    }
    const code = 'note_not_signed'
    await expect(verify(file, { logs: [before] })).rejects.toMatchObject({ code })
  })

  const forge = async (
    file: string,
    change: (proof: EvidenceProof) => EvidenceProof | Promise<EvidenceProof>,
  ): Promise<string> => formatEvidenceProof(await change(parseEvidenceProof(file)))

  test('refuses other bytes', async () => {
    const { verify, file } = await deposited()
    const code = 'evidence_content_mismatch'
    await expect(verify(file, { content: encodeUtf8('other') })).rejects.toMatchObject({ code })
    const { content } = parseEvidenceProof(file)
    const longer = { digest: content.digest, size: content.size + 1 }
    await expect(verify(file, { content: longer })).rejects.toMatchObject({ code })
  })

  test.each([
    ['another id', (proof: EvidenceProof) => ({ ...proof, id: newEvidenceId() })],
    [
      'another number, and a version before it',
      (proof: EvidenceProof) => ({ ...proof, number: 2, previous: proof.content.digest }),
    ],
    [
      'another media type',
      (proof: EvidenceProof) => ({
        ...proof,
        content: { ...proof.content, mediaType: 'text/plain' },
      }),
    ],
    [
      'another salt',
      (proof: EvidenceProof) => ({
        ...proof,
        content: { ...proof.content, salt: proof.content.digest },
      }),
    ],
  ])('refuses %s than the entry commits to', async (_, change) => {
    const place = await deposited()
    const forged = await forge(place.file, change)
    const code = 'evidence_commitment_mismatch'
    await expect(place.verify(forged)).rejects.toMatchObject({ code })
  })

  test.each([
    ['a version 0', { number: 0, previous: 'A'.repeat(43) }],
    ['a second version without one before it', { number: 2 }],
    ['a first version with one before it', { previous: 'A'.repeat(43) }],
  ])('refuses %s, whoever committed to it', async (_, change) => {
    const place = await deposited()
    const forged = await forge(place.file, (proof) => ({ ...proof, ...change }))
    const code = 'evidence_proof_malformed'
    await expect(place.verify(forged)).rejects.toMatchObject({ code })
  })

  test('refuses an entry that somebody else made for the same bytes', async () => {
    const place = await deposited()
    const other = await generateSigner({ algorithm: 'EdDSA' })
    const forged = await forge(place.file, async (proof) => {
      const { commitment } = decodeDepositEntry(proof.entry)
      return { ...proof, entry: await signDepositEntry(commitment, { signer: other }) }
    })
    const code = 'merkle_inclusion_invalid'
    await expect(place.verify(forged)).rejects.toMatchObject({ code })
  })

  test('refuses an entry in the log under the name of a depositor who did not sign it', async () => {
    const place = await deposited()
    const { log, signer } = place
    // The log takes anything in: the name in it must be proven.
    const other = await generateSigner({ algorithm: 'EdDSA' })
    const { digest, size } = parseEvidenceProof(place.file).content
    const id = newEvidenceId()
    const salt = new Uint8Array(32).fill(1)
    const commitment = await commitmentOf(salt, { digest, size, id, number: 1 })
    const posing = { ...other, did: signer.did }
    const entry = await signDepositEntry(commitment, { signer: posing })
    const { index, checkpoint } = await log.add(entry, {
      kind: 'deposit',
      id,
      number: 1,
      depositor: signer.did,
      depositedAt: noon,
    })
    const proof = formatEvidenceProof({
      id,
      number: 1,
      content: { digest, size, salt: encodeBase64url(salt) },
      previous: undefined,
      entry,
      log: {
        index,
        inclusion: await log.proofs.inclusion(index, checkpoint.size),
        checkpoint: checkpoint.text,
      },
    })
    await expect(place.verify(proof)).rejects.toMatchObject({
      code: 'jws_issuer_mismatch',
    })
  })

  test('refuses logs and witnesses that the caller did not name', async () => {
    const { verify, file, trust } = await deposited()
    const other = await generateSigner({ algorithm: 'EdDSA' })
    const stranger = {
      key: await noteKeyOf('witness.example', 'witness', other.publicKey),
      operator: 'x',
    }
    const named = { witnesses: [stranger], quorum: 1 }
    await expect(verify(file, { witnesses: named })).rejects.toMatchObject({
      code: 'witness_quorum_missing',
    })
    const log = await noteKeyOf(trust.logs[0]?.name as string, 'log', other.publicKey)
    await expect(verify(file, { logs: [log] })).rejects.toMatchObject({ code: 'note_not_signed' })
    const elsewhere = await noteKeyOf('log.other.example', 'log', other.publicKey)
    await expect(verify(file, { logs: [elsewhere] })).rejects.toMatchObject({
      code: 'checkpoint_origin_mismatch',
    })
  })

  test('refuses an instant that is yet to come', async () => {
    const { verify, file } = await deposited()
    const before = { now: epochSeconds(noon - 1) }
    await expect(verify(file, before)).rejects.toMatchObject({ code: 'checkpoint_from_future' })
  })
})

describe('createEvidenceTimeProofVerifier', () => {
  const token = 'a.b.c'
  const provenBy = async (changes: { readonly deposit?: string } = {}) => {
    const { evidence, trust } = await scene()
    const call = { idempotencyKey: 'token' }
    const { id } = await evidence.deposit(encodeUtf8(changes.deposit ?? token), call)
    const proof = await evidence.proofOf(id, 1, 'depositor')
    return { proof, trust, verify: createEvidenceTimeProofVerifier(trust) }
  }

  test('says when a token existed', async () => {
    const { proof, verify } = await provenBy()
    expect(await proveTime(token, { proof, verify, now: noon })).toMatchObject({ existedBy: noon })
  })

  test('says nothing of another token', async () => {
    const { proof, verify } = await provenBy({ deposit: 'a.b.d' })
    const code = 'evidence_content_mismatch'
    await expect(proveTime(token, { proof, verify, now: noon })).rejects.toMatchObject({ code })
  })

  test('says nothing by a proof that was opened for another token', async () => {
    const { proof, verify } = await provenBy({ deposit: 'a.b.d' })
    const opened = parseEvidenceProof(proof)
    const content = { ...opened.content, digest: await digestOf(token) }
    const forged = formatEvidenceProof({ ...opened, content })
    const code = 'evidence_commitment_mismatch'
    await expect(proveTime(token, { proof: forged, verify, now: noon })).rejects.toMatchObject({
      code,
    })
  })

  test('says nothing where witnesses did not sign', async () => {
    const { proof, trust } = await provenBy()
    const other = await generateSigner({ algorithm: 'EdDSA' })
    const stranger = {
      key: await noteKeyOf('w.example', 'witness', other.publicKey),
      operator: 'w',
    }
    const verify = createEvidenceTimeProofVerifier({
      ...trust,
      witnesses: { witnesses: [stranger], quorum: 1 },
    })
    const code = 'witness_quorum_missing'
    await expect(proveTime(token, { proof, verify, now: noon })).rejects.toMatchObject({ code })
  })
})

describe('erase', () => {
  test('destroys what opens the commitments, and leaves a tombstone for each version', async () => {
    const { evidence, made, store, log, verify } = await deposited()
    await evidence.update(made.id, encodeUtf8('more'), { idempotencyKey: 'second' })
    await evidence.erase(made.id)
    await evidence.erase(made.id)
    const code = 'evidence_erased'
    await expect(evidence.proofOf(made.id, 1, 'depositor')).rejects.toMatchObject({ code })
    const { versions } = await evidence.lookUp(made.id, 'depositor')
    expect(versions.map(({ content }) => content)).toEqual([undefined, undefined])
    expect(await store.state(log.origin)).toMatchObject({ size: 4 })
    const more = { idempotencyKey: 'third' }
    await expect(evidence.update(made.id, bytes, more)).rejects.toMatchObject({ code })
    await expect(
      evidence.deposit(bytes, { idempotencyKey, mediaType: 'application/fhir+json' }),
    ).rejects.toMatchObject({ code })
    // What was given out before stays good.
    expect(await verify()).toMatchObject({ id: made.id })
  })

  test('is refused under a legal hold, and possible after it', async () => {
    const { evidence, made } = await deposited()
    await evidence.placeHold(made.id, 'court_order')
    expect(await evidence.lookUp(made.id, 'depositor')).toMatchObject({ isOnHold: true })
    await expect(evidence.erase(made.id)).rejects.toMatchObject({ code: 'evidence_on_hold' })
    await evidence.releaseHold(made.id, 'court_order')
    await evidence.erase(made.id)
  })

  test('is refused until the law allows it', async () => {
    const { evidence, setTime } = await scene()
    const retainUntil = epochSeconds(noon + 10)
    const { id } = await evidence.deposit(bytes, { idempotencyKey, retainUntil })
    await expect(evidence.erase(id)).rejects.toMatchObject({ code: 'evidence_retained' })
    setTime(retainUntil)
    await evidence.erase(id)
  })

  test('refuses a hold whose reason is a sentence', async () => {
    const { evidence, made } = await deposited()
    const code = 'evidence_hold_malformed'
    await expect(evidence.placeHold(made.id, 'Mr. X asked')).rejects.toMatchObject({ code })
  })
})

describe('replayErasures', () => {
  test('erases again what a backup brought back, and nothing else', async () => {
    const store = createMemoryEvidenceStore()
    const place = await scene({ store })
    const kept = await place.evidence.deposit(bytes, { idempotencyKey: 'kept' })
    const gone = await place.evidence.deposit(bytes, { idempotencyKey: 'gone' })
    const backup = await store.versions(gone.id)
    await place.evidence.erase(gone.id)
    const restored: EvidenceStore = {
      ...store,
      async *unerased() {
        yield* store.unerased()
        yield* backup
      },
    }
    const { evidence } = await scene({
      store: restored,
      log: place.log,
      signer: place.signer,
      clock: place.clock,
    })
    async function* mirror() {
      yield encodeUtf8('an entry of another kind')
      yield* await store.readEntries(place.log.origin, 0, 100)
    }
    const { resolve } = place
    const replayed = await evidence.replayErasures(mirror(), { resolve })
    expect(replayed).toEqual({ erased: 1, left: 0 })
    expect(await evidence.lookUp(kept.id, 'depositor')).toMatchObject({
      versions: [{ content: { size: bytes.length } }],
    })
    expect((await store.versions(gone.id)).every(({ content }) => content === undefined)).toBe(true)
  })
})

describe('hmacSha256', () => {
  // RFC 4231 §4.2, §4.3 and §4.4.
  test.each([
    [
      '0b'.repeat(20),
      '4869205468657265',
      'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
    ],
    [
      '4a656665',
      '7768617420646f2079612077616e7420666f72206e6f7468696e673f',
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    ],
    [
      'aa'.repeat(20),
      'dd'.repeat(50),
      '773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe',
    ],
  ])('gives the published digest under %s', async (key, message, digest) => {
    const hex = (text: string): Uint8Array => decodeHex(text) as Uint8Array
    expect(new Uint8Array(await hmacSha256(hex(key), hex(message)))).toEqual(hex(digest))
  })
})

describe('commitmentOf', () => {
  test('refuses a salt that could be guessed', async () => {
    const version = { id: newEvidenceId(), number: 1, digest: 'A'.repeat(43), size: 0 }
    const code = 'evidence_salt_malformed'
    for (const length of [0, 31, 33]) {
      await expect(commitmentOf(new Uint8Array(length), version)).rejects.toMatchObject({ code })
    }
  })
})
