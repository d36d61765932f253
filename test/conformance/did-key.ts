import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  decodeBase64url,
  encodeBase64url,
  epochSeconds,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseJson,
} from '@fidecura/base'
import {
  didKeyOf,
  keyIdOf,
  type PublicJwk,
  parseDid,
  publicKeyOf,
  resolveDidKey,
} from '@fidecura/identity'
import { type CaseResult, type Corpus, outcomeOf } from './corpus.ts'

/**
 * The vectors of did:key. Of the kinds of key that we take, the key's bytes must be the published
 * ones, and must lead back to the same DID; every other kind must be refused as unsupported.
 */
export const didKey: Corpus = { name: 'did-key', folders: ['did-key'], run }

const taken = /^did:key:(?:z6Mk|zDn|z82)/

async function* run(folder = ''): AsyncIterable<CaseResult> {
  const vectors = join(folder, 'test-vectors')
  for (const file of readdirSync(vectors)) {
    const root = objectOf(parseJson(readFileSync(join(vectors, file))))
    // One file has the documents alone, below one member more.
    const cases = objectOf(root['didDocument'] ?? root)
    for (const [did, vector] of Object.entries(cases)) {
      const judged = taken.test(did)
        ? await judgeKey(did, objectOf(vector))
        : await judgeRefusal(did)
      yield { name: `${file}: ${did.slice(0, 24)}`, ...judged }
    }
  }
}

async function judgeRefusal(did: string): Promise<Omit<CaseResult, 'name'>> {
  const ours = await outcomeOf(() => resolve(did))
  if (ours === 'key_type_unsupported') return { outcome: 'passed' }
  return { outcome: 'failed', reason: `not refused as unsupported: ${ours}`, ours }
}

async function judgeKey(did: string, vector: JsonObject): Promise<Omit<CaseResult, 'name'>> {
  let jwk: PublicJwk | undefined
  const ours = await outcomeOf(async () => {
    jwk = await resolve(did)
  })
  if (jwk === undefined) return { outcome: 'failed', reason: `refused with ${ours}`, ours }
  if (!hasKeyOf(vector, jwk)) {
    return { outcome: 'failed', reason: 'another key', ours: 'other_key' }
  }
  if (didKeyOf(jwk) === did) return { outcome: 'passed' }
  return { outcome: 'failed', reason: 'another DID', ours: 'other_did' }
}

async function resolve(input: string): Promise<PublicJwk> {
  const did = parseDid(input)
  const at = epochSeconds(0)
  const { document } = await resolveDidKey(did, { at, now: at })
  return publicKeyOf(document, keyIdOf(did), 'assertionMethod')
}

function hasKeyOf(vector: JsonObject, { crv, x, y }: PublicJwk): boolean {
  const method = objectOf(vector['verificationMethod'] ?? vector['verificationKeyPair'])
  if (method['publicKeyJwk'] !== undefined) {
    const published = objectOf(method['publicKeyJwk'])
    return published['crv'] === crv && published['x'] === x && published['y'] === y
  }
  const bytes = decodeBase58(method['publicKeyBase58'])
  if (y === undefined) return encodeBase64url(bytes) === x
  const sign = ((decodeBase64url(y).at(-1) ?? 0) & 1) === 1 ? 3 : 2
  return bytes[0] === sign && encodeBase64url(bytes.subarray(1)) === x
}

// Not ours, so that one mistake cannot vouch for another. No published key begins with a zero byte.
function decodeBase58(text: JsonValue | undefined): Uint8Array {
  const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
  const bytes: number[] = []
  for (const character of String(text)) {
    let carry = alphabet.indexOf(character)
    for (let i = 0; i < bytes.length || carry > 0; i++) {
      carry += (bytes[i] ?? 0) * 58
      bytes[i] = carry & 0xff
      carry >>= 8
    }
  }
  return Uint8Array.from(bytes.reverse())
}

function objectOf(value: JsonValue | undefined): JsonObject {
  if (isJsonObject(value)) return value
  throw new TypeError('The corpus has another shape')
}
