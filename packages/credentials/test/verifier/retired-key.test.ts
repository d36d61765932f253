import type { EpochSeconds } from '@fidecura/base'
import {
  createDidDocument,
  createResolver,
  type Did,
  generateSigner,
  type ProvenTime,
  proveTime,
  resolveDidKey,
  type Signer,
} from '@fidecura/identity'
import {
  createDidLog,
  createDidWebvhResolver,
  deactivateDidLog,
  updateDidLog,
} from '@fidecura/identity/webvh'
import { beforeEach, describe, expect, test } from '@jest/globals'
import { dataIntegrity } from '../../src/data-integrity/index.ts'
import {
  type CredentialContents,
  createVerifier,
  type IssueCredentialOptions,
  issueCredential,
  issueStatusHistory,
  issueStatusList,
  type Verifier,
} from '../../src/index.ts'
import { after, badge, hour, issuingAccreditation } from './world.ts'

const now = after(500 * hour)
const rotated = after(2 * hour)
const at = after(hour)
const listOf = (host: string) => `https://${host}.example/status/1`

let old: Signer
let fresh: Signer
let update: Signer
let department: Signer
let hospital: Did
let logs: Record<'before' | 'after' | 'twice' | 'ended', string>
let served: string
let verifier: Verifier

const documentOf =
  (keys: Readonly<Record<string, Signer>>) =>
  (did: Did): ReturnType<typeof createDidDocument> =>
    createDidDocument({
      did,
      keys: Object.entries(keys).map(([fragment, { publicKey: jwk }]) => ({ fragment, jwk })),
    })

/** A signer under the name that its key has, or had, in the hospital's document. */
const as = (signer: Signer, fragment: string): Signer => ({
  ...signer,
  did: hospital,
  keyId: `${hospital}#${fragment}` as Signer['keyId'],
})

const proven = (token: string, existedBy: EpochSeconds): Promise<ProvenTime> =>
  proveTime(token, { proof: 'receipt', verify: async () => existedBy, now })

beforeEach(async () => {
  ;[old, fresh, update, department] = await Promise.all([
    generateSigner({ algorithm: 'ES256' }),
    generateSigner({ algorithm: 'ES256' }),
    generateSigner({ algorithm: 'EdDSA' }),
    generateSigner({ algorithm: 'ES256' }),
  ])
  const start = { signer: update, location: 'hospital.example', versionTime: after(-1000 * hour) }
  const first = await createDidLog({ ...start, document: documentOf({ old }) })
  hospital = first.did
  const next = async (log: string, versionTime: EpochSeconds, keys: Record<string, Signer>) =>
    (
      await updateDidLog(log, {
        signer: update,
        versionTime,
        document: (_, did) => documentOf(keys)(did),
      })
    ).log
  logs = {
    before: first.log,
    after: await next(first.log, rotated, { fresh }),
    // Another version, in which the old key still stands, comes before the one without it.
    twice: await next(await next(first.log, rotated, { old, fresh }), after(4 * hour), { fresh }),
    ended: (await deactivateDidLog(first.log, { signer: update, versionTime: rotated })).log,
  }
  served = logs.after
  verifier = createVerifier({
    roots: [{ did: hospital, types: [badge, issuingAccreditation] }],
    resolve: createResolver({
      methods: {
        key: resolveDidKey,
        webvh: createDidWebvhResolver({ fetch: async () => new Response(served) }),
      },
    }),
    clock: () => now,
    formats: [dataIntegrity()],
    status: {
      list: async (url) => {
        const signer = url === listOf('department') ? department : as(fresh, 'fresh')
        const content = {
          format: 'token',
          url,
          issuedAt: now,
          validUntil: after(hour, now),
        } as const
        return { token: await issueStatusList(content, { signer }), fetchedAt: now }
      },
      history: async (url) => {
        const signer = url === listOf('department') ? department : as(fresh, 'fresh')
        const history = { url, changes: [], issuedAt: now }
        return { token: await issueStatusHistory(history, { signer }), fetchedAt: now }
      },
    },
  })
})

const period = { validFrom: after(-hour), validUntil: after(1000 * hour), issuedAt: after(-hour) }

function issue(
  signer: Signer,
  contents: Partial<CredentialContents> = {},
  format: IssueCredentialOptions['format'] = 'vc+jwt',
): Promise<string> {
  const host = signer === department ? 'department' : 'hospital'
  const content = {
    ...period,
    type: badge,
    subject: 'did:example:mallory',
    claims: { grade: 'chief' },
    status: { kind: 'token', list: listOf(host), index: 77 } as const,
    ...contents,
  }
  return issueCredential(content, { signer, format })
}

const accredit = (signer: Signer): Promise<string> =>
  issue(signer, {
    type: issuingAccreditation,
    subject: department.did,
    claims: { name: 'Cardiology', types: [badge], depth: 0 },
  })

const unproven = { code: 'signing_time_unproven', outcome: 'unknown' }

describe('verifyCredentialAsOf, of a DID with history that took a key out,', () => {
  test.each(['vc+jwt', 'dc+sd-jwt', dataIntegrity()] as const)(
    'says unknown for what the old key has signed at a time that nobody shows (format %#)',
    async (format) => {
      const forged = await issue(as(old, 'old'), {}, format)
      await expect(verifier.verifyCredentialAsOf(forged, { at })).rejects.toMatchObject(unproven)
      const before = verifierBeforeRotation()
      await expect(before.verifyCredentialAsOf(forged, { at })).resolves.toBeDefined()
    },
  )

  test('says unknown for an accreditation by the old key at a time that nobody shows', async () => {
    const chain = [await accredit(as(old, 'old'))]
    const token = await issue(department)
    await expect(verifier.verifyCredentialAsOf(token, { at, chain })).rejects.toMatchObject({
      ...unproven,
      place: '/chain/0',
    })
    const ofToken = await proven(token, at)
    await expect(
      verifier.verifyCredentialAsOf(token, { at, chain, existedBy: ofToken }),
    ).rejects.toMatchObject({ ...unproven, place: '/chain/0' })
    const ofHop = await proven(chain[0] ?? '', at)
    await expect(
      verifier.verifyCredentialAsOf(token, { at, chain, existedBy: ofHop }),
    ).resolves.toBeDefined()
  })

  test.each([
    ['before the instant asked about', after(-hour), true],
    ['in the last second of the key', after(-1, rotated), true],
    ['in the second in which it was taken out', rotated, false],
    ['long after', after(3 * hour), false],
  ])('takes a proof that it existed by then for what it says: %s', async (_, by, holds) => {
    const token = await issue(as(old, 'old'))
    const asked = verifier.verifyCredentialAsOf(token, { at, existedBy: await proven(token, by) })
    if (holds) await expect(asked).resolves.toBeDefined()
    else await expect(asked).rejects.toMatchObject(unproven)
  })

  test('takes no proof about something else, nor one that was made up', async () => {
    const token = await issue(as(old, 'old'))
    const act = 'the.signed.entry'
    const ofAct = await proven(act, at)
    await expect(
      verifier.verifyCredentialAsOf(token, { at, act, existedBy: ofAct }),
    ).rejects.toMatchObject(unproven)
    const madeUp = structuredClone(await proven(token, at))
    await expect(
      verifier.verifyCredentialAsOf(token, { at, existedBy: madeUp }),
    ).rejects.toMatchObject({ code: 'time_not_proven' })
  })

  test('takes a proof about the part of an SD-JWT that its issuer signed', async () => {
    const token = await issue(as(old, 'old'), {}, 'dc+sd-jwt')
    const existedBy = await proven(token.split('~')[0] ?? '', at)
    await expect(verifier.verifyCredentialAsOf(token, { at, existedBy })).resolves.toBeDefined()
  })

  test('asks for no proof while the DID still lists the key, however often it has changed', async () => {
    const { log } = await updateDidLog(logs.before, {
      signer: update,
      versionTime: rotated,
      document: (_, did) => documentOf({ old, fresh })(did),
    })
    served = log
    const token = await issue(as(old, 'old'))
    await expect(verifier.verifyCredentialAsOf(token, { at })).resolves.toBeDefined()
  })

  test('counts a key for as long as any version lists it', async () => {
    served = logs.twice
    const token = await issue(as(old, 'old'))
    const asked = async (by: EpochSeconds) =>
      verifier.verifyCredentialAsOf(token, { at, existedBy: await proven(token, by) })
    await expect(asked(after(3 * hour))).resolves.toBeDefined()
    await expect(asked(after(4 * hour))).rejects.toMatchObject(unproven)
  })

  test('takes another key of the same name for another key', async () => {
    const { log } = await updateDidLog(logs.before, {
      signer: update,
      versionTime: rotated,
      document: (_, did) => documentOf({ old: fresh, fresh })(did),
    })
    served = log
    const token = await issue(as(old, 'old'))
    await expect(verifier.verifyCredentialAsOf(token, { at })).rejects.toMatchObject(unproven)
  })

  test('refuses what the old key has not even signed', async () => {
    const token = await issue(as(fresh, 'old'))
    await expect(verifier.verifyCredentialAsOf(token, { at })).rejects.toMatchObject({
      code: 'jws_signature_invalid',
      outcome: 'failed',
    })
  })
})

describe('verifyCredential, of a DID that took a key out,', () => {
  test('takes what is proven to be from before, with its chain, and nothing else', async () => {
    const chain = [await accredit(as(old, 'old'))]
    const token = await issue(department)
    const asked = async (hop: string, by: EpochSeconds) =>
      verifier.verifyCredential(token, { chain, existedBy: await proven(hop, by) })
    const [hop = ''] = chain
    await expect(verifier.verifyCredential(token, { chain })).rejects.toMatchObject({
      code: 'key_not_found',
    })
    await expect(asked(hop, after(-1, rotated))).resolves.toBeDefined()
    await expect(asked(hop, rotated)).rejects.toMatchObject({ code: 'key_not_found' })
    await expect(asked(token, at)).rejects.toMatchObject({ code: 'key_not_found' })
    // Under the name of the old key, by another one.
    const forged = await issue(as(fresh, 'old'))
    const existedBy = await proven(forged, at)
    await expect(verifier.verifyCredential(forged, { existedBy })).rejects.toMatchObject({
      code: 'jws_signature_invalid',
    })
  })
})

describe('verifyCredentialAsOf, of a DID that has ended,', () => {
  test('says unknown for what its key has signed at a time that nobody shows', async () => {
    const { resolve } = verifier
    const did = hospital
    served = logs.ended
    // Its lists are signed by nobody any more, so a type that needs none.
    const token = await issue(as(old, 'old'), { status: [] })
    const roots = [{ did, types: [badge] }]
    const asked = createVerifier({ roots, resolve, clock: () => now })
    await expect(asked.verifyCredentialAsOf(token, { at })).rejects.toMatchObject(unproven)
    const existedBy = await proven(token, at)
    await expect(asked.verifyCredentialAsOf(token, { at, existedBy })).resolves.toBeDefined()
  })
})

/** Of a time when the key was still the hospital's. */
function verifierBeforeRotation(): Verifier {
  const then = after(1.5 * hour)
  const sign = as(old, 'old')
  return createVerifier({
    roots: [{ did: hospital, types: [badge] }],
    resolve: createResolver({
      methods: { webvh: createDidWebvhResolver({ fetch: async () => new Response(logs.before) }) },
    }),
    clock: () => then,
    formats: [dataIntegrity()],
    status: {
      list: async (url) => ({
        token: await issueStatusList(
          { format: 'token', url, issuedAt: then, validUntil: after(hour, then) },
          { signer: sign },
        ),
        fetchedAt: then,
      }),
      history: async (url) => ({
        token: await issueStatusHistory({ url, changes: [], issuedAt: then }, { signer: sign }),
        fetchedAt: then,
      }),
    },
  })
}
