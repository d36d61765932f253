import { encodeUtf8 } from '@fidecura/base'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { type Did, generateSigner, type Signer } from '../../src/index.ts'
import { updateDidLog, type WrittenDidLog } from '../../src/index.webvh.ts'
import { parseDidLog } from '../../src/webvh/did-log-entry.ts'
import {
  create,
  day,
  type Entry,
  entriesOf,
  firstEntry,
  forge,
  location,
  logOf,
  multikeyOf,
  newKey,
  resolve,
} from './desk.ts'

let one: Signer
let two: Signer
let created: WrittenDidLog
let updated: WrittenDidLog

beforeAll(async () => {
  ;[one, two] = await Promise.all([newKey(), newKey()])
  created = await create(one)
  updated = await updateDidLog(created.log, { signer: one, versionTime: day(1) })
})

const refused = (log: string, code: string, did: Did = created.did): Promise<void> =>
  expect(resolve({ did, log })).rejects.toMatchObject({ code, outcome: 'failed' })

/** The log with its entries changed, and nothing signed anew. */
function tampered(change: (entries: Entry[]) => void): string {
  const entries = entriesOf(updated.log)
  change(entries)
  return logOf(entries)
}

describe('resolveDidLog refuses a log that was tampered with:', () => {
  test.each<[string, (entries: Entry[]) => void, string]>([
    [
      'a key put into the first document',
      ([first]) => {
        if (first) first.state['verificationMethod'] = []
      },
      'did_log_scid_wrong',
    ],
    [
      'another update key in the first entry',
      ([first]) => {
        if (first) first.parameters['updateKeys'] = [multikeyOf(two)]
      },
      'did_log_scid_wrong',
    ],
    [
      'a key put into a later document',
      (entries) => {
        const second = entries[1]
        if (second) second.state['verificationMethod'] = []
      },
      'did_log_hash_wrong',
    ],
    [
      'a later time made earlier',
      (entries) => {
        const second = entries[1]
        if (second) second.versionTime = second.versionTime.replace('Z', '.5Z')
      },
      'did_log_hash_wrong',
    ],
    ['the first entry left out', (entries) => void entries.shift(), 'did_log_malformed'],
    ['the entries in another order', (entries) => void entries.reverse(), 'did_log_malformed'],
    ['an entry twice', (entries) => void entries.push(entries[1] as Entry), 'did_log_malformed'],
    [
      'an entry twice, numbered on',
      (entries) => {
        const { versionId, ...rest } = entries[1] as Entry
        entries.push({ ...rest, versionId: versionId.replace('2-', '3-') })
      },
      'did_log_time_wrong',
    ],
    [
      'a proof left out',
      (entries) => {
        const second = entries[1]
        if (second) second.proof = []
      },
      'did_log_proof_invalid',
    ],
    [
      'the proof of another entry',
      (entries) => {
        const [first, second] = entries
        if (first && second) second.proof = first.proof
      },
      'did_log_proof_invalid',
    ],
    [
      'a good proof beside one that is not',
      (entries) => {
        const [first, second] = entries
        if (first && second) second.proof.push(first.proof[0] as Record<string, unknown>)
      },
      'did_log_proof_invalid',
    ],
    [
      'a member that nobody knows',
      (entries) => {
        Object.assign(entries[1] as Entry, { comment: 'hello' })
      },
      'did_log_malformed',
    ],
  ])('%s', async (_, change, code) => {
    await refused(tampered(change), code)
  })

  test.each<[string, (proof: Record<string, unknown>, key: string) => object]>([
    ['another cryptosuite', () => ({ cryptosuite: 'eddsa-rdfc-2022' })],
    ['another type', () => ({ type: 'Ed25519Signature2020' })],
    ['another purpose', () => ({ proofPurpose: 'authentication' })],
    ['no purpose', () => ({ proofPurpose: undefined })],
    [
      'a body of one key and the fragment of another',
      (_, key) => ({ verificationMethod: `did:key:${multikeyOf(two)}#${key}` }),
    ],
    [
      'a fragment of one key and the body of another',
      (_, key) => ({ verificationMethod: `did:key:${key}#${multikeyOf(two)}` }),
    ],
    ['no fragment', (_, key) => ({ verificationMethod: `did:key:${key}` })],
    ['a relative method', (_, key) => ({ verificationMethod: `#${key}` })],
    ['a method of another kind', () => ({ verificationMethod: 'did:web:clinic.example#key-1' })],
    ['an end', () => ({ expires: '2020-01-01T00:00:00Z' })],
    ['a context', () => ({ '@context': 'https://www.w3.org/ns/credentials/v2' })],
    ['a chain of proofs', () => ({ previousProof: 'urn:uuid:1' })],
    ['a creation that is no time', () => ({ created: 'yesterday' })],
    ['no signature', () => ({ proofValue: undefined })],
    [
      'a signature in another base',
      ({ proofValue }) => ({ proofValue: `u${String(proofValue).slice(1)}` }),
    ],
    ['half a signature', ({ proofValue }) => ({ proofValue: String(proofValue).slice(0, 40) })],
    ['a signature that never ends', () => ({ proofValue: `z${'1'.repeat(100_000)}` })],
    ['a later creation than was signed', () => ({ created: '2026-11-01T00:00:00Z' })],
  ])('a proof with %s', async (_, wrong) => {
    const log = tampered((entries) => {
      const second = entries[1]
      if (second === undefined) return
      const proof = second.proof[0] ?? {}
      const key = multikeyOf(one)
      second.proof = [JSON.parse(JSON.stringify({ ...proof, ...wrong(proof, key) }))]
    })
    await refused(log, 'did_log_proof_invalid')
  })

  test('a proof by a key that is no Ed25519 key', async () => {
    const es256 = multikeyOf(await generateSigner({ algorithm: 'ES256' }))
    const log = tampered((entries) => {
      Object.assign(entries[1]?.proof[0] ?? {}, { verificationMethod: `did:key:${es256}#${es256}` })
    })
    await refused(log, 'did_log_proof_invalid')
  })
})

describe('resolveDidLog takes', () => {
  test('null for none, as early implementations wrote it', async () => {
    const entry = firstEntry(one)
    const none = { nextKeyHashes: null, witness: null, watchers: null, ttl: null }
    Object.assign(entry.parameters, none)
    const { did, log } = await forge([], entry, one)
    await expect(resolve({ did, log })).resolves.toMatchObject({
      parameters: { nextKeyHashes: [], witness: undefined, watchers: [], ttl: 3600 },
    })
  })

  test('one proof that stands outside of a list', async () => {
    const [entry] = entriesOf(created.log)
    const log = logOf([{ ...entry, proof: entry?.proof[0] }])
    await expect(resolve({ did: created.did, log })).resolves.toBeDefined()
  })
})

describe('resolveDidLog refuses the log', () => {
  test('of another DID, of another place, and of a DID that is no did:webvh', async () => {
    const other = await create(two)
    await refused(other.log, 'did_document_mismatch')
    const elsewhere = created.did.replace('clinic', 'hospital') as Did
    await refused(created.log, 'did_document_mismatch', elsewhere)
    await refused(created.log, 'did_method_unsupported', 'did:web:clinic.example' as Did)
    await refused(created.log, 'did_malformed', `did:webvh:short:${location}` as Did)
  })
})

describe('parseDidLog', () => {
  const parse = (text: string, limits = {}) => parseDidLog(encodeUtf8(text), limits)

  test.each([
    ['nothing', ''],
    ['a line break', '\n'],
    ['what is no JSON', 'hello\n'],
    ['a list', '[]\n'],
    ['an empty line between two', 'X\n\n'],
    ['a byte-order mark', '\ufeffX'],
    ['a member named twice', '{"versionId":"1-a","versionId":"1-b"}'],
    ['deep nesting', `{"state":${'['.repeat(30)}${']'.repeat(30)}}`],
    ['two entries on a line', 'X X'],
  ])('refuses %s', (_, text) => {
    const log = text.replaceAll('X', created.log.trimEnd())
    expect(() => parse(log)).toThrow(expect.objectContaining({ code: 'did_log_malformed' }))
  })

  test('stops at its limits', () => {
    const { log } = updated
    expect(parse(log, { maxBytes: log.length, maxEntries: 2 })).toHaveLength(2)
    for (const limits of [{ maxBytes: log.length - 1 }, { maxEntries: 1 }]) {
      expect(() => parse(log, limits)).toThrow(
        expect.objectContaining({ code: 'did_log_too_large' }),
      )
    }
    expect(() => parse('\n'.repeat(400_000))).toThrow(
      expect.objectContaining({ code: 'did_log_too_large' }),
    )
    expect(() => parse(' '.repeat(600_000))).toThrow(
      expect.objectContaining({ code: 'did_log_too_large' }),
    )
  })

  test('takes a log whose last line has no end', () => {
    expect(parse(updated.log.trimEnd())).toHaveLength(2)
  })
})
