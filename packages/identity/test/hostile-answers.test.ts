import { inspect } from 'node:util'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { type ForeignResolutionResult, fromDidResolver } from '../src/index.did-resolver.ts'
import {
  createResolver,
  type Did,
  generateSigner,
  importVerificationKey,
  parseDid,
  parseDidUrl,
  publicKeyOf,
  resolveDidJwk,
  type Signer,
} from '../src/index.ts'
import { type Kit, kitOf, malformed, verified } from './hostile/kit.ts'
import { instants, verdictOf } from './hostile/verdict.ts'

// What a method of did-resolver may answer, and what may stand in a did:jwk.

const webDid = parseDid('did:web:clinic.example')

let keys: { readonly p256: Signer; readonly ed25519: Signer }

beforeAll(async () => {
  const p256 = await generateSigner({ algorithm: 'ES256' })
  keys = { p256, ed25519: await generateSigner({ algorithm: 'EdDSA' }) }
})

describe('an answer of a method of did-resolver', () => {
  const canary = 'canary'
  const trap = (): never => {
    throw new Error(canary)
  }
  const loop: Record<string, unknown> = {}
  loop['loop'] = loop

  const answers: readonly [string, (kit: Kit) => unknown, string][] = [
    ['that is nothing', () => undefined, 'did_unreachable'],
    ['that is a word', () => 'did', 'did_unreachable'],
    ['without metadata', ({ document }) => ({ didDocument: document }), verified],
    ['without a document', () => ({ didResolutionMetadata: {} }), 'did_unreachable'],
    [
      'with an end in its metadata',
      ({ document }) => ({ didDocument: document, didDocumentMetadata: { deactivated: true } }),
      'did_deactivated',
    ],
    [
      'with an end in a word',
      ({ document }) => ({ didDocument: document, didDocumentMetadata: { deactivated: 'yes' } }),
      'did_deactivated',
    ],
    [
      'with an error and a document',
      ({ document }) => ({ didDocument: document, didResolutionMetadata: { error: canary } }),
      'did_unreachable',
    ],
    [
      'with an error named as a member of every object',
      () => ({ didResolutionMetadata: { error: 'constructor' } }),
      'did_unreachable',
    ],
    [
      'that throws when it is looked at',
      () => ({
        get didDocument() {
          return trap()
        },
      }),
      'did_unreachable',
    ],
    [
      'whose metadata throw',
      ({ document }) => ({
        didDocument: document,
        get didDocumentMetadata() {
          return trap()
        },
      }),
      'did_unreachable',
    ],
    [
      'whose document throws',
      () => ({
        didDocument: {
          get id() {
            return trap()
          },
        },
      }),
      malformed,
    ],
    ['whose document throws when written', () => ({ didDocument: { toJSON: trap } }), malformed],
    [
      'whose document writes itself as that of another',
      (kit) => ({
        didDocument: { ...kit.document, toJSON: () => ({ id: 'did:web:stranger.example' }) },
      }),
      'did_document_mismatch',
    ],
    ['whose document is a function', () => ({ didDocument: trap }), malformed],
    [
      'whose document is a proxy',
      () => ({ didDocument: new Proxy({}, { ownKeys: trap }) }),
      malformed,
    ],
    ['whose document goes in circles', () => ({ didDocument: loop }), malformed],
    ['whose document holds what JSON cannot say', () => ({ didDocument: { id: 1n } }), malformed],
    [
      'whose keys are inherited',
      (kit) => ({ didDocument: Object.assign(Object.create(kit.document), { id: kit.did }) }),
      'key_not_found',
    ],
    [
      'whose keys are a map',
      (kit) => ({ didDocument: { ...kit.document, verificationMethod: new Map() } }),
      malformed,
    ],
    [
      'whose id changes when it is looked at again',
      (kit) => {
        let looks = 0
        return {
          didDocument: {
            ...kit.document,
            get id() {
              return looks++ === 0 ? kit.did : 'did:web:stranger.example'
            },
          },
        }
      },
      verified,
    ],
  ]

  test.each(answers)('%s', async (_, answer, code) => {
    const resolve = fromDidResolver({
      resolve: async () => answer(kitOf(webDid, keys)) as ForeignResolutionResult,
    })
    expect(await verdictOf(webDid, resolve, keys.p256)).toBe(code)
    const error = await resolve(webDid, instants).catch((reason: unknown) => reason)
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(canary)
  })
})

describe('a did:jwk that holds', () => {
  const jwk =
    (members: object) =>
    (kit: Kit): string =>
      JSON.stringify({ ...kit.jwk, ...members })

  const dids: readonly [string, (kit: Kit) => string | Uint8Array, string][] = [
    ['nothing wrong', jwk({}), verified],
    ['a private key', jwk({ d: 'AAAA' }), 'jwk_malformed'],
    ['a symmetric key', () => '{"kty":"oct","k":"AAAA"}', 'jwk_malformed'],
    ['a private key of a kind to come', jwk({ priv: 'AAAA' }), 'jwk_malformed'],
    ['a key to encrypt with', jwk({ use: 'enc' }), 'jwk_malformed'],
    ['the algorithm of an Ed25519 key', jwk({ alg: 'EdDSA' }), 'jwk_malformed'],
    ['a symmetric algorithm', jwk({ alg: 'HS256' }), 'jwk_malformed'],
    ['the kind of another curve', jwk({ kty: 'OKP' }), 'key_type_unsupported'],
    ['a longer curve', jwk({ crv: 'P-384' }), 'jwk_malformed'],
    ['a point that is not on its curve', (kit) => jwk({ y: kit.jwk['x'] })(kit), 'jwk_malformed'],
    [
      'an Ed25519 point of small order',
      () => `{"kty":"OKP","crv":"Ed25519","x":"AQ${'A'.repeat(41)}"}`,
      'jwk_malformed',
    ],
    ['a list', (kit) => `[${jwk({})(kit)}]`, 'jwk_malformed'],
    ['a list for a coordinate', (kit) => jwk({ x: [kit.jwk['x']] })(kit), 'jwk_malformed'],
    ['its members in __proto__', (kit) => `{"__proto__":${jwk({})(kit)}}`, 'jwk_malformed'],
    ['a curve twice', (kit) => jwk({})(kit).replace('{', '{"crv":"P-384",'), 'did_malformed'],
    [
      'a curve twice, in escapes',
      (kit) => jwk({})(kit).replace('{', '{"\\u0063rv":"P-384",'),
      'did_malformed',
    ],
    ['a byte-order mark', (kit) => `\ufeff${jwk({})(kit)}`, 'did_malformed'],
    [
      'half of a surrogate pair',
      (kit) => jwk({})(kit).replace('{', '{"a":"\\ud800",'),
      'did_malformed',
    ],
    ['bytes that are not UTF-8', () => Uint8Array.of(0x7b, 0xff, 0x7d), 'did_malformed'],
    [
      'a number beyond all numbers',
      (kit) => jwk({})(kit).replace('{', '{"a":1e999,'),
      'did_malformed',
    ],
    ['deep nesting', (kit) => jwk({ a: [[[[[1]]]]] })(kit), 'did_malformed'],
  ]

  test.each(dids)('%s', async (_, text, code) => {
    const did = `did:jwk:${Buffer.from(text(kitOf(webDid, keys))).toString('base64url')}` as Did
    const use = async (): Promise<string> => {
      const { document } = await createResolver({ methods: { jwk: resolveDidJwk } })(did, instants)
      await importVerificationKey(publicKeyOf(document, parseDidUrl(`${did}#0`), 'assertionMethod'))
      return verified
    }
    expect(await use().catch(({ code: refused }) => refused)).toBe(code)
  })

  test('more than a DID may have', async () => {
    const padded = Buffer.from(jwk({ a: 'x'.repeat(2000) })(kitOf(webDid, keys)))
    const resolve = createResolver({ methods: { jwk: resolveDidJwk } })
    const did = `did:jwk:${padded.toString('base64url')}` as Did
    await expect(resolve(did, instants)).rejects.toMatchObject({ code: 'did_malformed' })
  })
})
