import type { EpochSeconds, Fetch } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import {
  createKeyCache,
  createResolver,
  type Did,
  decodeJws,
  generateSigner,
  type Signer,
  signJws,
  verifyDidJws,
} from '../../src/index.ts'
import { createDidWebvhResolver, deactivateDidLog, updateDidLog } from '../../src/index.webvh.ts'
import { create, day, documentWith, newKey, now } from './desk.ts'

const logUrl = 'https://clinic.example/dids/board/did.jsonl'

/** A host that serves this log. */
const host = (log: string): { readonly fetch: Fetch } => ({
  fetch: async (url) => new Response(log, { status: url === logUrl ? 200 : 404 }),
})

/** The same key under its name in the DID's document. */
async function boardKey(did: Did, signer: Signer): Promise<Signer> {
  const keyId = `${did}#key-1`
  return { ...signer, did, keyId: keyId as Signer['keyId'] }
}

describe('a signature of a did:webvh', () => {
  const typ = 'test+jwt'

  async function story() {
    const [old, fresh] = await Promise.all([
      generateSigner({ algorithm: 'ES256' }),
      generateSigner({ algorithm: 'ES256' }),
    ])
    const update = await newKey()
    const first = await create(update, { document: documentWith(old) })
    const rotated = await updateDidLog(first.log, {
      signer: update,
      versionTime: day(10),
      document: (_, did) => documentWith(fresh)(did),
    })
    const ended = await deactivateDidLog(rotated.log, { signer: update, versionTime: day(20) })
    const resolve = createResolver({
      methods: { webvh: createDidWebvhResolver(host(ended.log)) },
    })
    const keyCache = createKeyCache()
    const tokens = await Promise.all(
      [old, fresh].map(async (signer) =>
        signJws({ hello: 'world' }, { signer: await boardKey(first.did, signer), typ }),
      ),
    )
    const verify = (token: string | undefined, at: EpochSeconds): Promise<unknown> =>
      verifyDidJws(decodeJws(token ?? ''), {
        issuer: first.did,
        typ,
        relationship: 'assertionMethod',
        resolve,
        at,
        now,
        keyCache,
      })
    return { oldToken: tokens[0], freshToken: tokens[1], verify }
  }

  test('made before a rotation verifies as of then; by the old key after it, never', async () => {
    const { oldToken, freshToken, verify } = await story()
    for (let round = 0; round < 2; round++) {
      await expect(verify(oldToken, day(9))).resolves.toBeDefined()
      await expect(verify(oldToken, day(10))).rejects.toMatchObject({
        code: 'jws_signature_invalid',
      })
      await expect(verify(freshToken, day(10))).resolves.toBeDefined()
      await expect(verify(freshToken, day(9))).rejects.toMatchObject({
        code: 'jws_signature_invalid',
      })
    }
  })

  test('made before the DID was given up verifies as of then, and not as of now', async () => {
    const { freshToken, verify } = await story()
    await expect(verify(freshToken, day(19))).resolves.toBeDefined()
    for (const at of [day(20), now]) {
      await expect(verify(freshToken, at)).rejects.toMatchObject({ code: 'did_deactivated' })
    }
  })

  test('asked about in several instants at once is judged as of each', async () => {
    const { oldToken, freshToken, verify } = await story()
    const outcomes = await Promise.allSettled([
      verify(oldToken, day(9)),
      verify(oldToken, day(15)),
      verify(freshToken, day(15)),
      verify(freshToken, day(9)),
      verify(freshToken, now),
      verify(oldToken, day(-5)),
      verify(oldToken, day(8)),
    ])
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'rejected',
      'rejected',
      'fulfilled',
    ])
  })
})
