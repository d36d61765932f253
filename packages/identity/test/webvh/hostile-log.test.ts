import { canonicalizeJson, concatBytes, encodeBase58, type JsonObject } from '@fidecura/base'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { type Did, generateSigner, type Signer, sha256 } from '../../src/index.ts'
import { rotateDidLog, type WrittenDidLog } from '../../src/index.webvh.ts'
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
let ecDid: Did
let manyDids: readonly Did[]
let created: WrittenDidLog

beforeAll(async () => {
  ;[one, two] = await Promise.all([newKey(), newKey()])
  ecDid = (await generateSigner({ algorithm: 'ES256' })).did
  manyDids = (await Promise.all(Array.from({ length: 65 }, newKey))).map(({ did }) => did)
  created = await create(one)
})

const refused = (log: string, code: string, did: Did = created.did): Promise<void> =>
  expect(resolve({ did, log })).rejects.toMatchObject({ code, outcome: 'failed' })

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
    ['a witness with a key of another kind', () => rule(1, ecDid)],
    ['more witnesses than anybody needs', () => rule(1, ...manyDids)],
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

  test('a place with an address, even one that it left', async () => {
    const entry = firstEntry(one)
    Object.assign(entry.parameters, { portable: true })
    entry.state['id'] = 'did:webvh:{SCID}:10.0.0.1'
    const first = await forge([], entry, one)
    const id = first.did.replace('10.0.0.1', 'clinic.example')
    const state = { id, alsoKnownAs: [first.did] }
    const { did, log } = await forge(entriesOf(first.log), second({}, { state }), one)
    await refused(log, 'did_malformed', did)
  })

  test.each<[string, object]>([
    ['another cryptosuite', { cryptosuite: 'eddsa-rdfc-2022' }],
    ['another type', { type: 'Ed25519Signature2020' }],
    ['another purpose', { proofPurpose: 'authentication' }],
    ['an end', { expires: '2020-01-01T00:00:00Z' }],
    ['a domain', { domain: 'other.example' }],
    ['a context', { '@context': ['https://www.w3.org/ns/credentials/v2'] }],
    ['a creation that is no time', { created: 'yesterday' }],
  ])('a proof with %s, signed as it is', async (_, wrong) => {
    const [entry] = entriesOf(created.log)
    const { proof: proofs, ...unproven } = entry as Entry
    const { proofValue: _value, ...options } = proofs[0] ?? {}
    for (const [more, accepted] of [
      [{}, true],
      [wrong, false],
    ] as const) {
      const signed = { ...options, ...more } as JsonObject
      const proof = await proofOf(unproven as unknown as JsonObject, signed, one)
      const log = logOf([{ ...unproven, proof: [proof] }])
      await (accepted
        ? expect(resolve({ did: created.did, log })).resolves.toBeDefined()
        : refused(log, 'did_log_proof_invalid'))
    }
  })

  test('more proofs than anybody needs, though each holds', async () => {
    const [entry] = entriesOf(created.log)
    const proof = entry?.proof[0]
    for (const [count, accepted] of [
      [2, true],
      [3, false],
    ] as const) {
      const log = logOf([{ ...entry, proof: Array.from({ length: count }, () => proof) }])
      await (accepted
        ? expect(resolve({ did: created.did, log })).resolves.toBeDefined()
        : refused(log, 'did_log_proof_invalid'))
    }
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

/** A proof as its options say, whatever they say. */
async function proofOf(
  document: JsonObject,
  options: JsonObject,
  signer: Signer,
): Promise<JsonObject> {
  const digests = [options, document].map((part) => sha256(canonicalizeJson(part)))
  const signature = await signer.sign(concatBytes(...(await Promise.all(digests))))
  return { ...options, proofValue: `z${encodeBase58(signature)}` }
}

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
