import { CodedError, encodeUtf8 } from '@fidecura/base'
import { decodeJws, signJws } from '@fidecura/identity'
import { verifyX5c, withCertificateChain } from '@fidecura/x5c'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { leastCpuMs } from '../../../test/cpu.ts'
import { readCertificate } from '../src/certificate.ts'
import { isDer } from '../src/der.ts'
import { base64, hierarchy, revocationList } from './support/pki.ts'

const quick = { enoughMs: 50 }

const runs = Number(process.env['FIDECURA_FUZZ_RUNS'] ?? 1500)
// Each of these makes or tries several signatures.
const slowRuns = Number(process.env['FIDECURA_FUZZ_RUNS'] ?? 100)

interface Edit {
  readonly position: number
  readonly remove: number
  readonly insert: Uint8Array
}

const edits = fc.array(
  fc.record({
    position: fc.nat(600),
    remove: fc.nat(4),
    insert: fc.uint8Array({ maxLength: 4 }),
  }),
  { minLength: 1, maxLength: 3 },
)

function edited(bytes: Uint8Array, list: readonly Edit[]): Uint8Array {
  let changed = [...bytes]
  for (const { position, remove, insert } of list) {
    const start = position % changed.length
    changed = [...changed.slice(0, start), ...insert, ...changed.slice(start + remove)]
  }
  return Uint8Array.from(changed)
}

const codeOf = (error: unknown): string => (CodedError.is(error) ? error.code : `${error}`)
const refused = expect.stringMatching(/^(x5c|jws)_/)

describe('whatever is handed in,', () => {
  test('a certificate is read or is none', async () => {
    const { ders } = await hierarchy()
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), edits), (input) => {
        const der = ArrayBuffer.isView(input) ? (input as Uint8Array) : edited(ders.leaf, input)
        isDer(der)
        const read = readCertificate(der)
        expect(read === undefined || typeof read.serialNumber === 'string').toBe(true)
      }),
      { numRuns: runs },
    )
  })

  test('a chain is refused with a code, and never taken after it was changed', async () => {
    const { ders, chain, options } = await hierarchy()
    await fc.assert(
      fc.asyncProperty(fc.nat(1), edits, async (which, list) => {
        const bytes = which === 0 ? ders.leaf : ders.intermediate
        const changed = base64(edited(bytes, list))
        fc.pre(changed !== chain[which])
        const tried = chain.with(which, changed)
        const answer = await verifyX5c(tried, options).then(() => 'taken', codeOf)
        expect(answer).toEqual(refused)
      }),
      { numRuns: slowRuns },
    )
  })

  test('a header is refused with a code', async () => {
    const { signer, options, chain } = await hierarchy()
    const anything = fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.array(fc.oneof(fc.base64String(), fc.string(), fc.constantFrom(...chain)), {
        maxLength: 6,
      }),
    )
    await fc.assert(
      fc.asyncProperty(anything, async (x5c) => {
        fc.pre(JSON.stringify(x5c) !== JSON.stringify(chain))
        const header = { x5c: x5c as string[] }
        const answer = await signJws({}, { signer, typ: 'example+jwt', header })
          .then((token) => verifyX5c(decodeJws(token), options))
          .then(() => 'taken', codeOf)
        expect(answer).toEqual(refused)
      }),
      { numRuns: slowRuns },
    )
  })

  test('a revocation list is refused with a code, or knows nothing', async () => {
    const { parties, chain, options } = await hierarchy()
    const ofRoot = revocationList({}, parties.root)
    const list = revocationList({ revoked: [{ serial: 78 }] }, parties.intermediate)
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 300 }), edits), async (input) => {
        const der = ArrayBuffer.isView(input) ? (input as Uint8Array) : edited(list, input)
        fc.pre(base64(der) !== base64(list))
        const revocation = { crls: [ofRoot, der] }
        const answer = await verifyX5c(chain, { ...options, revocation }).then(
          () => 'taken',
          codeOf,
        )
        expect(answer).toEqual(refused)
      }),
      { numRuns: slowRuns },
    )
  })

  test('a chain of a signer is refused with a code', async () => {
    const { signer, ders } = await hierarchy()
    fc.assert(
      fc.property(fc.oneof(fc.string(), edits), (input) => {
        const given = typeof input === 'string' ? input : edited(ders.leaf, input)
        let answer = 'taken'
        try {
          withCertificateChain(signer, [given])
        } catch (error) {
          answer = codeOf(error)
        }
        // Nobody looks at signatures here: certificates that say something else may be taken.
        expect(['taken', 'x5c_malformed', 'x5c_key_mismatch', 'x5c_too_large']).toContain(answer)
      }),
      { numRuns: slowRuns },
    )
  })

  test.each<[string, () => Uint8Array]>([
    ['nests deep', () => nested(5000)],
    [
      'has many parts',
      () => Uint8Array.from([0x30, 0x82, 0x2e, 0xe0, ...new Array(6000).fill([5, 0]).flat()]),
    ],
    ['is long text', () => encodeUtf8('A'.repeat(12_000))],
  ])('what %s takes no time', async (_, make) => {
    const bytes = make()
    const took = await leastCpuMs(() => expect(readCertificate(bytes)).toBeUndefined(), quick)
    expect(took).toBeLessThan(quick.enoughMs)
  })
})

function nested(depth: number): Uint8Array {
  const bytes: number[] = []
  for (let left = (depth - 1) * 4; left >= 0; left -= 4) {
    bytes.push(0x30, 0x82, (left >> 8) & 0xff, left & 0xff)
  }
  return Uint8Array.from(bytes)
}
