import { CodedError, encodeBase64url, encodeUtf8, epochSeconds } from '@fidecura/base'
import { createDidEthrResolver } from '@fidecura/did-ethr'
import { verifyEthrJwt } from '@fidecura/did-ethr/jwt'
import { parseDid } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'

const numRuns = Number(process.env['FIDECURA_FUZZ_RUNS'] ?? 1500)
const now = epochSeconds(1_800_000_000)
const address = '0xf3beac30c498d9e26865f34fcaa57dbb935b0d74'
const did = parseDid(`did:ethr:dev:${address}`)
const registry = '0xdca7ef03e98e0dc2b855be647c39abe984fcf21b'
const word = (digits: string): string => `0x${digits.padStart(64, '0')}`
const topic = word(address.slice(2))
const hash = word('7')

/** The three events, and one that is none. */
const kinds = [
  '0x38a5a6e68f30ed1ab45860a4afb34bcb2fc00f22ca462d249b8a8d40cda6f7a3',
  '0x5a5084339536bcab65f20799fcc58724588145ca054bd2be626174b27ba156f7',
  '0x18ab6b2ae3d64306c00ce663125f2bd680e441a098de1635bd7ad8b0d44965e4',
  hash,
]
const textAsWord = (text: string): string => Buffer.from(text).toString('hex').padEnd(64, '0')
const words = fc.oneof(
  fc
    .constantFrom('0', '1', '5', '60', '80', '6b49d200', 'f'.repeat(64))
    .map((digits) => digits.padStart(64, '0')),
  fc
    .constantFrom('did/pub/Ed25519/veriKey/base58', 'did/svc/A', 'did/pub/__proto__/x', 'veriKey')
    .map(textAsWord),
  fc.stringMatching(/^[0-9a-f]{64}$/),
)
const log = fc.record({
  address: fc.constant(registry),
  topics: fc.constantFrom(...kinds).map((kind) => [kind, topic]),
  data: fc.array(words, { maxLength: 9 }).map((all) => `0x${all.join('')}`),
  blockNumber: fc.constant('0x5'),
  blockHash: fc.constant(hash),
  logIndex: fc.nat(20).map((index) => `0x${index.toString(16)}`),
})
const block = { number: '0x5', hash, timestamp: '0x6b49d200' }

/** A change of owner, as a node tells it that means well. */
const changed = {
  address: registry,
  topics: [kinds[0] as string, topic],
  data: `${topic}${'0'.repeat(64)}`,
  blockNumber: '0x5',
  blockHash: hash,
  logIndex: '0x0',
}

/** What a node says that first behaves. */
const answers = fc.record({
  call: fc.oneof({ weight: 4, arbitrary: fc.constant(word('5')) }, fc.jsonValue()),
  logs: fc.oneof({ weight: 6, arbitrary: fc.array(log, { maxLength: 4 }) }, fc.jsonValue()),
  block: fc.oneof({ weight: 6, arbitrary: fc.constant(block) }, fc.jsonValue()),
})

async function outcomeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'answered'
  } catch (error) {
    return CodedError.is(error) ? error.code : `uncoded: ${String(error)}`
  }
}

describe('createDidEthrResolver', () => {
  test(
    'has a code for whatever a node answers, and finds documents in some of it',
    async () => {
      const outcomes = new Map<string, number>()
      await fc.assert(
        fc.asyncProperty(answers, async ({ call, logs, block: said }) => {
          const rpc = async ({ method, params }: { method: string; params: unknown[] }) => {
            if (method === 'eth_chainId') return '0x7a69'
            if (method === 'eth_call') return call
            if (method === 'eth_getLogs') return logs
            return params[0] === 'latest' ? block : said
          }
          const network = { name: 'dev', chainId: 31337, registry, rpc }
          const resolve = createDidEthrResolver({ networks: [network] })
          const outcome = await outcomeOf(resolve(did, { at: now, now }))
          outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
          expect(outcome).not.toMatch(/^uncoded/)
        }),
        // Random ones are rarely understood: of 5,000, one run had none.
        { numRuns, examples: [[{ call: word('5'), logs: [changed], block }]] },
      )
      const seen = ['answered', 'did_unreachable']
      expect([...outcomes.keys()]).toEqual(expect.arrayContaining(seen))
    },
    120_000 + numRuns * 24,
  )
})

describe('verifyEthrJwt', () => {
  test('has a code for whatever it is given', async () => {
    const part = fc.oneof(
      fc.base64String(),
      fc.jsonValue().map((value) => encodeBase64url(encodeUtf8(JSON.stringify(value)))),
      fc
        .record({ alg: fc.constantFrom('ES256K', 'ES256K-R'), typ: fc.constant('JWT') })
        .map((header) => encodeBase64url(encodeUtf8(JSON.stringify(header)))),
      fc.uint8Array({ minLength: 64, maxLength: 65 }).map((bytes) => encodeBase64url(bytes)),
      fc.string(),
    )
    const resolve = () => Promise.reject(new Error('asked'))
    const asked = { issuer: 'any', typ: 'JWT', relationship: 'assertionMethod' } as const
    const options = { ...asked, resolve, at: now, now }
    await fc.assert(
      fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 4 }), async (parts) => {
        const outcome = await outcomeOf(verifyEthrJwt(parts.join('.'), options))
        expect(outcome).toMatch(/^(jws|jwt|did)_/)
      }),
      { numRuns },
    )
  })
})
