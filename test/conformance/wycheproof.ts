import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  IdentityError,
  importVerificationKey,
  parsePublicJwk,
  verifySignature,
} from '@fidecura/identity'
import type { CaseResult, Corpus } from './corpus.ts'

/** Edge cases of the signature algorithms in our table, on the path that every token takes. */
export const wycheproof: Corpus = { name: 'wycheproof', folders: ['wycheproof'], run }

const files = [
  'ed25519_test.json',
  'ecdsa_secp256r1_sha256_p1363_test.json',
  'ecdsa_secp384r1_sha384_p1363_test.json',
] as const

interface Vectors {
  readonly testGroups: readonly {
    /** Hexadecimal: `pk` for Ed25519, `uncompressed` (04 x y) for the others. */
    readonly publicKey: { readonly pk?: string; readonly uncompressed?: string }
    readonly tests: readonly {
      readonly tcId: number
      readonly msg: string
      readonly sig: string
      readonly result: 'valid' | 'acceptable' | 'invalid'
    }[]
  }[]
}

async function* run(folder = ''): AsyncIterable<CaseResult> {
  for (const file of files) {
    const path = join(folder, 'testvectors_v1', file)
    const { testGroups } = JSON.parse(readFileSync(path, 'utf8')) as Vectors
    for (const { publicKey, tests } of testGroups) {
      const jwk = jwkOf(publicKey)
      for (const { tcId, msg, sig, result } of tests) {
        const name = `${file} ${tcId}`
        const valid = await isValid(jwk, Buffer.from(msg, 'hex'), Buffer.from(sig, 'hex'))
        // 'acceptable' leaves it to us; a library that must not differ from others refuses.
        if (valid === (result === 'valid')) yield { name, outcome: 'passed' }
        else
          yield {
            name,
            outcome: 'failed',
            reason: `${result}, and we said ${valid}`,
            ours: `${valid}`,
          }
      }
    }
  }
}

function jwkOf({ pk, uncompressed }: Vectors['testGroups'][number]['publicKey']): unknown {
  const base64url = (hex: string): string => Buffer.from(hex, 'hex').toString('base64url')
  if (pk !== undefined) return { kty: 'OKP', crv: 'Ed25519', x: base64url(pk) }
  const point = uncompressed?.slice(2) ?? ''
  const half = point.length / 2
  const crv = half === 64 ? 'P-256' : 'P-384'
  return { kty: 'EC', crv, x: base64url(point.slice(0, half)), y: base64url(point.slice(half)) }
}

async function isValid(jwk: unknown, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  try {
    const key = await importVerificationKey(parsePublicJwk(jwk))
    return await verifySignature(key, message, signature)
  } catch (error) {
    if (IdentityError.is(error)) return false
    throw error
  }
}
