import { encodeUtf8, type JsonObject } from '@fidecura/base'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { type Did, generateSigner, type Signer } from '../../src/index.ts'
import { rotateDidLog, updateDidLog, type WrittenDidLog } from '../../src/index.webvh.ts'
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

describe('resolveDidLog refuses what the holder of a key wrote against the rules:', () => {
  const second = (parameters: object, more: Partial<Entry> = {}) => ({
    versionTime: '2026-12-01T00:00:00Z',
    parameters,
    state: entriesOf(created.log)[0]?.state ?? {},
    ...more,
  })
  const rule = (threshold: unknown, ...ids: string[]) => ({
    witness: { threshold, witnesses: ids.map((id) => ({ id })) },
  })

  test('nothing, where it kept to them: what the others below are measured by', async () => {
    const first = await forge([], firstEntry(one), one)
    await expect(resolve(first)).resolves.toBeDefined()
    const { did, log } = await forge(entriesOf(created.log), second({}), one)
    await expect(resolve({ did, log })).resolves.toMatchObject({ versionNumber: 2 })
  })

  test.each<[string, object]>([
    ['another method', { method: 'did:webvh:0.5' }],
    ['a method to come', { method: 'did:webvh:1.1' }],
    ['no method', { method: undefined }],
    ['no identifier', { scid: undefined }],
    ['an identifier that is no digest', { scid: 'abc' }],
    ['no update keys', { updateKeys: undefined }],
    ['an empty list of update keys', { updateKeys: [] }],
    ['update keys that are no list', { updateKeys: 'z6Mk' }],
    ['a parameter that nobody knows', { prerotation: true }],
    ['a parameter named as a member of every object', { constructor: 1 }],
    ['a word for yes', { portable: 'true' }],
    ['a word for a number', { ttl: '60' }],
    ['a time to live beyond the limit', { ttl: 2 ** 31 + 1 }],
    ['a fraction for a time to live', { ttl: 1.5 }],
    ['nothing for yes or no', { deactivated: null }],
    ['more hashes than anybody needs', { nextKeyHashes: Array.from({ length: 65 }, () => 'Qm') }],
  ])('a first entry with %s', async (_, wrong) => {
    const entry = firstEntry(one)
    Object.assign(entry.parameters, wrong)
    entry.parameters = JSON.parse(JSON.stringify(entry.parameters))
    const { did, log } = await forge([], entry, one)
    await refused(log, 'did_log_parameter_wrong', did)
  })

  test.each<[string, () => object]>([
    ['a threshold of none', () => rule(0, two.did)],
    ['a threshold below none', () => rule(-1, two.did)],
    ['a threshold of one and a half', () => rule(1.5, two.did, one.did)],
    ['a threshold that is a word', () => rule('1', two.did)],
    ['a threshold that nobody can reach', () => rule(2, two.did)],
    ['no witnesses', () => rule(1)],
    ['one witness twice', () => rule(2, two.did, two.did)],
    ['a witness of another method', () => rule(1, 'did:web:witness.example')],
    ['a witness that is no key', () => rule(1, 'did:key:z6Mk')],
    [
      'a witness with a weight',
      () => ({ witness: { threshold: 1, witnesses: [{ id: two.did, weight: 2 }] } }),
    ],
    ['a rule with more to it', () => ({ witness: { ...rule(1, two.did).witness, selfWeight: 1 } })],
    ['a threshold alone', () => ({ witness: { threshold: 1 } })],
    ['an identifier for the second time', () => ({ scid: created.did.split(':')[2] })],
    ['the right to move, which it did not have', () => ({ portable: true })],
    ['an older method', () => ({ method: 'did:webvh:0.5' })],
  ])('a later entry with %s', async (_, wrong) => {
    const { did, log } = await forge(entriesOf(created.log), second(wrong()), one)
    await refused(log, 'did_log_parameter_wrong', did)
  })

  test.each<[string, () => Partial<Entry>, string]>([
    [
      'of the same instant as the first',
      () => ({ versionTime: entriesOf(created.log)[0]?.versionTime ?? '' }),
      'did_log_time_wrong',
    ],
    ['of before the first', () => ({ versionTime: '2020-01-01T00:00:00Z' }), 'did_log_time_wrong'],
    ['of the future', () => ({ versionTime: '2027-01-16T00:00:00Z' }), 'did_log_time_wrong'],
    ['in another zone', () => ({ versionTime: '2026-12-01T00:00:00+08:00' }), 'did_log_malformed'],
    ['in no zone', () => ({ versionTime: '2026-12-01T00:00:00' }), 'did_log_malformed'],
    [
      'of a day that no calendar has',
      () => ({ versionTime: '2026-11-31T00:00:00Z' }),
      'did_log_malformed',
    ],
    [
      'with a digest of its own making',
      () => ({ versionId: `2-Qm${'1'.repeat(44)}` }),
      'did_log_hash_wrong',
    ],
    [
      'that leaves out a number',
      () => ({ versionId: `3-Qm${'1'.repeat(44)}` }),
      'did_log_malformed',
    ],
    [
      'with zeros before its number',
      () => ({ versionId: `02-Qm${'1'.repeat(44)}` }),
      'did_log_malformed',
    ],
    ['without a digest', () => ({ versionId: '2-' }), 'did_log_malformed'],
    [
      'with the document of another DID of its identifier',
      () => ({ state: { id: created.did.replace(location, 'other.example') } }),
      'did_log_move_refused',
    ],
    [
      'with the document of another identifier',
      () => ({ state: { id: created.did.replace(/Qm\w+/, `Qm${'2'.repeat(44)}`) } }),
      'did_log_scid_wrong',
    ],
    ['with a document without id', () => ({ state: {} }), 'did_log_malformed'],
    [
      'with a document of a DID with a fragment',
      () => ({ state: { id: `${created.did}#key-1` } }),
      'did_log_malformed',
    ],
  ])('a later entry %s', async (_, wrong, code) => {
    const { log } = await forge(entriesOf(created.log), second({}, wrong()), one)
    await refused(log, code)
  })

  test('the document of another identifier in the first entry', async () => {
    const entry = firstEntry(one)
    entry.state['id'] = `did:webvh:Qm${'2'.repeat(44)}:${location}`
    const { did, log } = await forge([], entry, one)
    await refused(log, 'did_log_scid_wrong', did)
  })

  test('a first entry that spells its identifier out in one place and not in another', async () => {
    const entry = firstEntry(one)
    entry.state['note'] = '{SCID}'
    const { did, log } = await forge([], entry, one)
    const scid = did.split(':')[2] ?? ''
    const [first] = entriesOf(log)
    // The same identifier comes out of either, so only the ambiguity itself can be refused.
    const twin = { ...firstEntry(one), state: { ...first?.state, note: '{SCID}' } }
    const parameters = { ...twin.parameters, scid }
    await refused(await signedAs(scid, { ...twin, parameters }, one), 'did_log_scid_wrong', did)
  })

  test.each([
    ['a slash in escapes', 'clinic.example:a%2Fb'],
    ['dots that climb', 'clinic.example:..:secret'],
    ['dots in escapes', 'clinic.example:%2e%2e'],
    ['an address', '10.0.0.1'],
    ['an address in escapes', '127%2E0%2E0%2E1'],
    ['an address behind a port in small letters', '127.0.0.1%3a8080'],
    ['a name and password', 'user%40clinic.example'],
  ])('a place with %s', async (_, place) => {
    const entry = firstEntry(one)
    entry.state['id'] = `did:webvh:{SCID}:${place}`
    const { did, log } = await forge([], entry, one)
    await refused(log, 'did_malformed', did)
    // Nor does it pass where the log is good, and the DID that is asked for is not.
    const scid = created.did.split(':')[2]
    await refused(created.log, 'did_malformed', `did:webvh:${scid}:${place}` as Did)
  })

  test('a move of a portable DID that does not say where from', async () => {
    const portable = await create(one, { portable: true })
    const state = { id: portable.did.replace(location, 'other.example') }
    const moved = await forge(entriesOf(portable.log), second({}, { state }), one)
    await refused(moved.log, 'did_log_move_refused', moved.did)
    const honest = { ...state, alsoKnownAs: [portable.did] }
    const said = await forge(entriesOf(portable.log), second({}, { state: honest }), one)
    await expect(resolve(said)).resolves.toBeDefined()
  })

  test('a move under another identifier', async () => {
    const portable = await create(one, { portable: true })
    const id = portable.did.replace(/Qm\w+/, created.did.split(':')[2] ?? '')
    const state = { id, alsoKnownAs: [portable.did] }
    const moved = await forge(entriesOf(portable.log), second({}, { state }), one)
    await refused(moved.log, 'did_log_scid_wrong', moved.did)
  })

  test('an entry after the end, even one that takes the end back', async () => {
    const ended = await forge(entriesOf(created.log), second({ deactivated: true }), one)
    const entry = second({ deactivated: false }, { versionTime: '2026-12-02T00:00:00Z' })
    const { log } = await forge(entriesOf(ended.log), entry, one)
    await refused(log, 'did_log_after_end')
  })

  describe('while keys are committed to,', () => {
    test.each<[string, (key: string) => object, string]>([
      [
        'update keys left out, so that the stolen ones would go on',
        () => ({ nextKeyHashes: [] }),
        'did_log_parameter_wrong',
      ],
      ['the next commitment left out', (key) => ({ updateKeys: [key] }), 'did_log_parameter_wrong'],
      [
        'a key that was not committed to',
        (key) => ({ updateKeys: [key], nextKeyHashes: [] }),
        'did_log_key_unauthorized',
      ],
      ['no keys at all', () => ({ updateKeys: [], nextKeyHashes: [] }), 'did_log_key_unauthorized'],
    ])('%s', async (_, parameters, code) => {
      const committed = await create(one, { nextKeys: [two.publicKey] })
      const entry = { ...second(parameters(multikeyOf(one))), state: { id: committed.did } }
      const { did, log } = await forge(entriesOf(committed.log), entry, one)
      await refused(log, code, did)
    })

    test('one that was not committed to beside one that was', async () => {
      const committed = await create(one, { nextKeys: [two.publicKey] })
      const parameters = { updateKeys: [multikeyOf(two), multikeyOf(one)], nextKeyHashes: [] }
      const entry = { ...second(parameters), state: { id: committed.did } }
      for (const signer of [one, two]) {
        const { did, log } = await forge(entriesOf(committed.log), entry, signer)
        await refused(log, 'did_log_key_unauthorized', did)
      }
    })
  })

  test('an entry by a key that a rotation put away', async () => {
    const rotated = await rotateDidLog(created.log, {
      signer: one,
      updateKeys: [two.publicKey],
      versionTime: day(1),
    })
    const { log } = await forge(entriesOf(rotated.log), second({}), one)
    await refused(log, 'did_log_key_unauthorized')
  })

  test('an entry by the very key that it brings in, where none was committed to', async () => {
    const takeover = second({ updateKeys: [multikeyOf(two)] })
    const { log } = await forge(entriesOf(created.log), takeover, two)
    await refused(log, 'did_log_key_unauthorized')
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

/** Signs a first entry under an identifier that it names itself. */
async function signedAs(
  scid: string,
  { versionTime, parameters, state }: { versionTime: string; parameters: object; state: object },
  signer: Signer,
): Promise<string> {
  const { multihashOfJson } = await import('../../src/webvh/multihash.ts')
  const { signJcsProof } = await import('../../src/jcs-proof.ts')
  const content = { versionTime, parameters, state } as unknown as JsonObject
  const hash = await multihashOfJson({ versionId: scid, ...content })
  const unproven = { versionId: `1-${hash}`, ...content }
  return logOf([
    { ...unproven, proof: [await signJcsProof(unproven, { signer, created: day(0) })] },
  ])
}
