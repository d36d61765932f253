import type { Fetch, JsonObject } from '@fidecura/base'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { type ForeignResolutionResult, fromDidResolver } from '../src/index.did-resolver.ts'
import {
  createDidWebResolver,
  generateSigner,
  parseDid,
  type ResolveDid,
  type Signer,
} from '../src/index.ts'
import { createDidWebvhResolver } from '../src/index.webvh.ts'
import { identityRows } from './hostile/identity-rows.ts'
import { jsonRows } from './hostile/json-rows.ts'
import { keyRows } from './hostile/key-rows.ts'
import { kitOf, malformed } from './hostile/kit.ts'
import { verdictOf } from './hostile/verdict.ts'
import { firstEntry, forge } from './webvh/desk.ts'

// Every trick that a document can play, by name, and served in three ways: by the host of a did:web, in
// the log of a did:webvh, and by a method of did-resolver. The attacker signs with a key of their own and
// gets whatever document they like to be served; only what the document says stands in the way.

const webDid = parseDid('did:web:clinic.example')
const rows = [...identityRows, ...keyRows, ...jsonRows]

let updater: Signer
let keys: { readonly p256: Signer; readonly ed25519: Signer }

beforeAll(async () => {
  updater = await generateSigner({ algorithm: 'EdDSA' })
  const p256 = await generateSigner({ algorithm: 'ES256' })
  keys = { p256, ed25519: await generateSigner({ algorithm: 'EdDSA' }) }
})

function serving(body: string | Uint8Array) {
  const asked: string[] = []
  const fetch: Fetch = async (url) => {
    asked.push(url)
    return new Response(body as BodyInit)
  }
  return { asked, fetch }
}

const adapterOf = (didDocument: unknown): ResolveDid =>
  fromDidResolver({
    resolve: async () =>
      ({
        didDocument,
        didResolutionMetadata: {},
        didDocumentMetadata: {},
      }) as ForeignResolutionResult,
  })

describe('a document that holds', () => {
  test.each(rows)('%s, by did:web', async (_, document, code) => {
    const { asked, fetch } = serving(JSON.stringify(document(kitOf(webDid, keys))))
    expect(await verdictOf(webDid, createDidWebResolver({ fetch }), keys.p256)).toBe(code)
    // Whatever it names, nothing of it is looked up.
    expect(asked).toEqual(['https://clinic.example/.well-known/did.json'])
  })

  test.each(rows)('%s, by did:webvh', async (_, document, code, { webvh = code } = {}) => {
    const did = 'did:webvh:{SCID}:clinic.example'
    const state = JSON.parse(JSON.stringify(document(kitOf(did, keys)))) as JsonObject
    const forged = await forge([], { ...firstEntry(updater), state }, updater)
    // Where the state has no id of this DID, the log is asked for under the one that it should have.
    const [line = ''] = forged.log.split('\n')
    const { parameters } = JSON.parse(line) as { parameters: { scid: string } }
    const { asked, fetch } = serving(forged.log)
    const asking = parseDid(did.replace('{SCID}', parameters.scid))
    expect(await verdictOf(asking, createDidWebvhResolver({ fetch }), keys.p256)).toBe(webvh)
    expect(asked).toEqual(['https://clinic.example/.well-known/did.jsonl'])
  })

  test.each(rows)('%s, by did-resolver', async (_, document, code, { adapter = code } = {}) => {
    expect(await verdictOf(webDid, adapterOf(document(kitOf(webDid, keys))), keys.p256)).toBe(
      adapter,
    )
  })
})

describe('text that a host serves', () => {
  const texts: readonly [string, (good: string) => string | Uint8Array][] = [
    ['a byte-order mark', (good) => `\ufeff${good}`],
    ['a second list of keys', (good) => good.replace('{', '{"verificationMethod":[],')],
    [
      'a second list of keys, in escapes',
      (good) => good.replace('{', '{"verification\\u004dethod":[],'),
    ],
    ['a second id in the key', (good) => good.replace('"type"', '"id":"#key-2","type"')],
    ['half of a surrogate pair', (good) => good.replace('{', '{"a":"\\ud800",')],
    ['half of a surrogate pair in a name', (good) => good.replace('{', '{"\\udc00":1,')],
    [
      'bytes that are not UTF-8',
      (good) => Buffer.from(good.replace('{', '{"a":"\u00ff",'), 'latin1'),
    ],
    ['UTF-16', (good) => Buffer.from(good, 'utf16le')],
    ['a number beyond all numbers', (good) => good.replace('{', '{"a":1e999,')],
    ['a second document', (good) => `${good}${good}`],
    ['a comment', (good) => `/**/${good}`],
    ['a comma too many', (good) => good.replace(/}$/, ',}')],
    ['half of it', (good) => good.slice(0, good.length / 2)],
    ['a script around it', (good) => `callback(${good})`],
    ['a page', () => '<!doctype html><title>Not here</title>'],
    ['nothing', () => ''],
    ['the word for nothing', () => 'null'],
    ['a hundred thousand brackets', () => '['.repeat(30_000) + ']'.repeat(30_000)],
  ]

  test.each(texts)('with %s is no document', async (_, spoil) => {
    const good = JSON.stringify(kitOf(webDid, keys).document)
    const { fetch } = serving(spoil(good))
    expect(await verdictOf(webDid, createDidWebResolver({ fetch }), keys.p256)).toBe(malformed)
  })

  test.each(texts)('with %s is no log', async (_, spoil) => {
    const did = 'did:webvh:{SCID}:clinic.example'
    const state = kitOf(did, keys).document as JsonObject
    const forged = await forge([], { ...firstEntry(updater), state }, updater)
    const { fetch } = serving(spoil(forged.log.trimEnd()))
    expect(await verdictOf(forged.did, createDidWebvhResolver({ fetch }), keys.p256)).toBe(
      'did_log_malformed',
    )
  })
})
