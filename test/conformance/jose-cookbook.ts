import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeUtf8 } from '@fidecura/base'
import {
  decodeJws,
  importVerificationKey,
  type PublicJwk,
  parsePublicJwk,
  thumbprintOf,
  verifySignature,
} from '@fidecura/identity'
import { type CaseResult, type Corpus, outcomeOf } from './corpus.ts'

/**
 * RFC 7520, RFC 7797 and RFC 8037. What is signed with an algorithm of our table verifies; every
 * other signature, key and form must be refused, which the deviations list with their codes.
 */
export const joseCookbook: Corpus = { name: 'jose-cookbook', folders: ['jose-cookbook'], run }

interface Example {
  readonly input: { readonly payload: string; readonly key?: { readonly d?: string } }
  readonly output: { readonly compact?: string }
}

async function* run(folder = ''): AsyncIterable<CaseResult> {
  for (const sub of ['curve25519', 'jws', 'rfc7797']) {
    for (const file of jsonFiles(join(folder, sub))) {
      const example = readJson(join(folder, sub, file)) as Example
      if (!('payload' in example.input) || file === 'ecdh-es.json') continue
      yield await judge(`${sub}/${file}`, () => verifyExample(example))
    }
  }
  for (const file of jsonFiles(join(folder, 'jwk'))) {
    const key = readJson(join(folder, 'jwk', file))
    yield await judge(`jwk/${file}`, async () => thumbprintOf(parsePublicJwk(key)))
  }
}

async function judge(name: string, act: () => Promise<unknown>): Promise<CaseResult> {
  const ours = await outcomeOf(act)
  return ours === 'accepted'
    ? { name, outcome: 'passed' }
    : { name, outcome: 'failed', reason: `refused: ${ours}`, ours }
}

async function verifyExample({ input, output }: Example): Promise<void> {
  const jws = decodeJws(output.compact ?? '')
  const { d: _, ...jwk } = (input.key ?? {}) as PublicJwk & { readonly d?: string }
  const key = await importVerificationKey(parsePublicJwk(jwk))
  const valid = await verifySignature(key, jws.signingInput, jws.signature)
  if (!valid || decodeUtf8(jws.payload) !== input.payload) throw new Error('does not verify')
}

function jsonFiles(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.json'))
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'))
}
