import { createPublicKey, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type EpochSeconds,
  encodeBase64url,
  encodeUtf8,
  epochSeconds,
  formatDateTime,
} from '@fidecura/base'
import { type Did, generateSigner, parseDid, type Signer } from '@fidecura/identity'
import {
  addWitnessProofs,
  createDidLog,
  deactivateDidLog,
  resolveDidLog,
  rotateDidLog,
  signWitnessProof,
  updateDidLog,
} from '@fidecura/identity/webvh'
import { beforeAll, describe, expect, test } from '@jest/globals'
import type { DIDLog, Signer as PeerSigner, Verifier, WitnessProofFileEntry } from 'didwebvh-ts'
import { withCorpus } from './with-corpus.ts'

// In what it takes for its own tests it would write every log to the disk.
process.env['NODE_ENV'] = 'production'
const {
  createDID,
  createWitnessProof,
  deactivateDID,
  deriveNextKeyHash,
  MultibaseEncoding,
  multibaseEncode,
  prepareDataForSigning,
  resolveDIDFromLog,
  updateDID,
} = await import('didwebvh-ts')

const now = epochSeconds(1_790_000_000)
const day = (n: number): EpochSeconds => epochSeconds(now - (100 - n) * 86_400)
const date = (n: number): string => formatDateTime(day(n))
const newKey = (): Promise<Signer> => generateSigner({ algorithm: 'EdDSA' })
const multikeyOf = ({ did }: Signer): string => did.slice('did:key:'.length)

/** Node's own check, so that theirs does not rest on ours. */
const verifier: Verifier = {
  verify: async (signature, message, publicKey) => {
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: encodeBase64url(publicKey) }
    return verify(null, message, createPublicKey({ key: jwk, format: 'jwk' }), signature)
  },
}

/** Our key under their code: they hash and write, our signer signs. */
const peerSigner = (signer: Signer): PeerSigner => ({
  getVerificationMethodId: () => signer.keyId,
  sign: async ({ document, proof }) => {
    const signature = await signer.sign(await prepareDataForSigning(document, proof))
    return { proofValue: multibaseEncode(signature, MultibaseEncoding.BASE58_BTC) }
  },
})

const parsed = (log: string): DIDLog =>
  log
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as DIDLog[number])
const written = (log: DIDLog): string => log.map((entry) => `${JSON.stringify(entry)}\n`).join('')

let keys: readonly [Signer, Signer, Signer]

beforeAll(async () => {
  keys = await Promise.all([newKey(), newKey(), newKey()])
})

const ours = (portable = false) =>
  createDidLog({
    signer: keys[0],
    location: 'clinic.example:dids:board',
    versionTime: day(0),
    portable,
    document: (did) => ({
      '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
      id: did,
      verificationMethod: [
        {
          id: `${did}#key-1`,
          type: 'Multikey',
          controller: did,
          publicKeyMultibase: multikeyOf(keys[1]),
        },
      ],
      assertionMethod: [`${did}#key-1`],
    }),
  })

describe('didwebvh-ts takes a log of ours', () => {
  const theirs = (log: string, options = {}) =>
    resolveDIDFromLog(parsed(log), { verifier, ...options })

  test('with updates and rotations, version by version', async () => {
    const [one, two, three] = keys
    const created = await ours()
    const committed = await rotateDidLog(created.log, {
      signer: one,
      updateKeys: [one.publicKey],
      nextKeys: [two.publicKey],
      versionTime: day(1),
    })
    const rotated = await rotateDidLog(committed.log, {
      signer: two,
      nextKeys: [three.publicKey],
      versionTime: day(2),
    })
    const free = await rotateDidLog(rotated.log, { signer: three, versionTime: day(3) })
    const last = await updateDidLog(free.log, {
      signer: three,
      versionTime: day(4),
      ttl: 60,
      document: (current) => ({ ...current, alsoKnownAs: ['did:web:clinic.example'] }),
    })
    const result = await theirs(last.log)
    expect(result.did).toBe(created.did)
    expect(result.meta).toMatchObject({
      versionId: last.versionId,
      updateKeys: [multikeyOf(three)],
      deactivated: false,
      prerotation: false,
    })
    for (let versionNumber = 1; versionNumber <= 5; versionNumber++) {
      const resolution = await resolveDidLog(created.did, {
        log: encodeUtf8(last.log),
        now,
        version: { versionNumber },
      })
      const peer = await theirs(last.log, { versionNumber })
      expect(peer.meta.versionId).toBe(resolution.versionId)
      expect(JSON.parse(JSON.stringify(peer.doc))).toMatchObject({
        id: resolution.document['id'],
        verificationMethod: resolution.document['verificationMethod'],
      })
    }
  })

  test('that moved, and one that ended', async () => {
    const [one] = keys
    const created = await ours(true)
    const moved = await updateDidLog(created.log, {
      signer: one,
      versionTime: day(1),
      location: 'hospital.example',
    })
    expect((await theirs(moved.log)).doc).toMatchObject({
      id: moved.did,
      alsoKnownAs: [created.did],
    })
    const ended = await deactivateDidLog(moved.log, { signer: one, versionTime: day(2) })
    expect((await theirs(ended.log)).meta).toMatchObject({ deactivated: true })
  })

  test('with witnesses, and refuses it without their proofs', async () => {
    const [one, two, three] = keys
    const watched = await createDidLog({
      signer: one,
      location: 'clinic.example',
      versionTime: day(0),
      document: (did) => ({ '@context': ['https://www.w3.org/ns/did/v1'], id: did }),
      witness: { threshold: 2, witnesses: [two.did, three.did] },
    })
    const proofs = await Promise.all(
      [two, three].map((signer) =>
        signWitnessProof(watched.versionId, { signer, created: day(0) }),
      ),
    )
    const filed = (some: typeof proofs): WitnessProofFileEntry[] =>
      JSON.parse(addWitnessProofs(undefined, watched.versionId, some)) as WitnessProofFileEntry[]
    const { meta } = await theirs(watched.log, { witnessProofs: filed(proofs) })
    expect(meta).toMatchObject({ versionId: watched.versionId })
    await expect(theirs(watched.log, { witnessProofs: filed(proofs.slice(1)) })).rejects.toThrow()
  })
})

describe('We take a log of didwebvh-ts', () => {
  const create = (options = {}) =>
    createDID({
      domain: 'clinic.example',
      signer: peerSigner(keys[0]),
      updateKeys: [multikeyOf(keys[0])],
      verificationMethods: [
        { type: 'Multikey', publicKeyMultibase: multikeyOf(keys[1]), purpose: 'assertionMethod' },
      ],
      created: date(0),
      verifier,
      ...options,
    })
  const resolve = (did: Did, log: DIDLog, witnesses?: string) =>
    resolveDidLog(did, {
      log: encodeUtf8(written(log)),
      now,
      version: { at: now },
      ...(witnesses === undefined ? {} : { witnesses: encodeUtf8(witnesses) }),
    })

  test('with an update and a rotation to a key that was committed to', async () => {
    const [one, two] = keys
    const created = await create({ nextKeyHashes: [await deriveNextKeyHash(multikeyOf(two))] })
    const updated = await updateDID({
      log: created.log,
      signer: peerSigner(two),
      updateKeys: [multikeyOf(two)],
      nextKeyHashes: [await deriveNextKeyHash(multikeyOf(one))],
      verifier,
      updated: date(1),
    })
    const resolution = await resolve(parseDid(updated.did), updated.log)
    expect(resolution).toMatchObject({
      did: created.did,
      versionNumber: 2,
      versionId: updated.meta.versionId,
      validFrom: day(1),
      parameters: { updateKeys: [multikeyOf(two)] },
    })
    // And each writes on where the other left off.
    const next = await rotateDidLog(written(updated.log), { signer: one, versionTime: day(2) })
    const result = await resolveDIDFromLog(parsed(next.log), { verifier })
    expect(result.meta).toMatchObject({ versionId: next.versionId })
  })

  test('that ended', async () => {
    const created = await create()
    const ended = await deactivateDID({ log: created.log, signer: peerSigner(keys[0]), verifier })
    const log = encodeUtf8(written(ended.log))
    const later = parsed(written(ended.log)).at(-1)?.versionTime ?? ''
    const present = epochSeconds(Date.parse(later) / 1000)
    await expect(
      resolveDidLog(parseDid(created.did), { log, now: present, version: { at: present } }),
    ).rejects.toMatchObject({ code: 'did_deactivated' })
  })

  test('with a witness', async () => {
    const [, two] = keys
    const witness = { threshold: 1, witnesses: [{ id: two.did }] }
    const created = await create({ witness })
    const { versionId } = created.meta
    const sign = async (document: { versionId: string }, proof: object = {}) => {
      const { proofValue } = await peerSigner(two).sign({ document, proof })
      return { proof: { proofValue } }
    }
    const proof = await createWitnessProof(sign, versionId, two.keyId, date(0))
    const file = JSON.stringify([{ versionId, proof: [proof] }])
    const did = parseDid(created.did)
    await expect(resolve(did, created.log, file)).resolves.toMatchObject({ versionId })
    await expect(resolve(did, created.log)).rejects.toMatchObject({
      code: 'did_log_witnesses_missing',
    })
  })
})

withCorpus('the disputed log of did:webvh', ['did-webvh'], (folder = '') => {
  test('didwebvh-ts refuses what docs/conformance.md says that it refuses', async () => {
    const logs = join(folder, 'witness-update/python')
    const log = parsed(readFileSync(join(logs, 'did.jsonl'), 'utf8'))
    const witnessProofs = JSON.parse(
      readFileSync(join(logs, 'did-witness.json'), 'utf8'),
    ) as WitnessProofFileEntry[]
    await expect(resolveDIDFromLog(log, { verifier, witnessProofs })).rejects.toThrow(
      'Witness threshold not met for version 2',
    )
  })
})
