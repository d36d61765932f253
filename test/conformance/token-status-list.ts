import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeUtf8, type JsonObject } from '@fidecura/base'
import { decodeJws, importVerificationKey, parsePublicJwk, verifyJws } from '@fidecura/identity'
import {
  lengthOf,
  type PackedStatuses,
  packStatuses,
  type StatusBits,
  statusAt,
} from '../../packages/credentials/src/status/status-bits.ts'
import { parseListPayload } from '../../packages/credentials/src/status/status-list.ts'
import {
  parsePackedTokenList,
  parseTokenList,
  tokenListType,
} from '../../packages/credentials/src/status/token-list.ts'
import { type CaseResult, type Corpus, outcomeOf } from './corpus.ts'

/**
 * The test vectors of Token Status List: every listed entry of the long lists, and 0 everywhere else;
 * the exact bytes of the short ones; the signed JWT. CBOR is not read.
 */
export const tokenStatusList: Corpus = {
  name: 'token-status-list',
  folders: ['token-status-list'],
  run,
}

interface Vectors {
  readonly long: readonly LongList[]
  readonly short: readonly ShortList[]
  readonly jwt_raw: string
  readonly key: JsonObject
}

interface LongList {
  readonly bits: StatusBits
  readonly size: number
  readonly statuses: readonly (readonly [index: number, value: number])[]
  readonly json: JsonObject
}

interface ShortList {
  readonly byte_array: readonly number[]
  readonly json: JsonObject
}

async function* run(folder = ''): AsyncIterable<CaseResult> {
  const vectors: Vectors = JSON.parse(decodeUtf8(readFileSync(join(folder, 'vectors.json'))))
  for (const list of vectors.long) {
    const name = `long list of ${list.bits} bits`
    yield await judge(`${name}, as JSON`, () => judgeLong(list))
    yield skip(`${name}, as CBOR`)
  }
  for (const list of vectors.short) {
    yield await judge(`short list of ${list.json['bits']} bits, as JSON`, () => judgeShort(list))
  }
  yield await judge('status list token, as JWT', () => judgeToken(vectors))
  yield skip('status list token, as CWT')
  yield skip('referenced token, as CWT')
}

/** @param find - What is wrong, if anything. */
async function judge(name: string, find: () => Promise<string | undefined>): Promise<CaseResult> {
  let reason: string | undefined
  const ours = await outcomeOf(async () => {
    reason = await find()
  })
  if (ours !== 'accepted') return { name, outcome: 'failed', reason: `refused with ${ours}`, ours }
  return reason === undefined
    ? { name, outcome: 'passed' }
    : { name, outcome: 'failed', reason, ours: 'other_values' }
}

function skip(name: string): CaseResult {
  return {
    name,
    outcome: 'skipped',
    reason: 'CBOR and CWT are not read: credentials here are JSON',
  }
}

async function judgeLong({ bits, size, statuses, json }: LongList): Promise<string | undefined> {
  const list = await parsePackedTokenList(json)
  if (list.bits !== bits || lengthOf(list) !== size) return 'another shape'
  const expected = new Map(statuses)
  for (let index = 0; index < size; index++) {
    if (statusAt(list, index) !== (expected.get(index) ?? 0)) return `another value at ${index}`
  }
  const { bytes } = packStatuses({ kind: 'token', bits, size }, statuses)
  return sameBytes(list, bytes) ? undefined : 'packed otherwise'
}

async function judgeShort({ byte_array: bytes, json }: ShortList): Promise<string | undefined> {
  return sameBytes(await parsePackedTokenList(json), bytes) ? undefined : 'other bytes'
}

async function judgeToken({ jwt_raw: token, key, short }: Vectors): Promise<string | undefined> {
  const jws = decodeJws(token)
  await verifyJws(jws, {
    key: await importVerificationKey(parsePublicJwk(key)),
    typ: tokenListType,
  })
  const list = await parseTokenList(parseListPayload(jws.payload))
  const { url, issuedAt, expiresAt, ttlSeconds } = list
  // As draft-ietf-oauth-status-list §5.1 prints the claims.
  const claims = [url, issuedAt, expiresAt, ttlSeconds]
  const printed = ['https://example.com/statuslists/1', 1_686_920_170, 2_291_720_170, 43_200]
  if (claims.some((claim, i) => claim !== printed[i])) return 'other claims'
  return sameBytes(list, short[0]?.byte_array ?? []) ? undefined : 'other bytes'
}

function sameBytes({ bytes }: PackedStatuses, expected: ArrayLike<number>): boolean {
  return bytes.length === expected.length && bytes.every((byte, i) => byte === expected[i])
}
