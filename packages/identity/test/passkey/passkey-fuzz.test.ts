import { generateKeyPairSync, sign, verify } from 'node:crypto'
import { CodedError } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  createPasskeyRequest,
  parsePasskeyKey,
  parsePasskeyRegistration,
  verifyPasskeyAssertion,
} from '../../src/index.passkey.ts'
import { rawOfStrictDer } from '../../src/passkey/ecdsa-der.ts'
import { createAuthenticator } from './software-authenticator.ts'

const numRuns = Number(process.env['FIDECURA_FUZZ_RUNS'] ?? 1500)
const origin = 'https://clinic.example'
const passkey = createAuthenticator()
const known = {
  purpose: 'urn:example:co-signature',
  digest: Buffer.alloc(32, 1).toString('base64url'),
  rpId: 'clinic.example',
  origins: [origin],
  key: passkey.key,
}
const request = await createPasskeyRequest({ ...known, credentialIds: [known.key.credentialId] })
const good = passkey.answer(request, origin)

/** A value, with a code instead where it was refused. */
async function codeOf(run: () => unknown): Promise<unknown> {
  try {
    await run()
    return 'accepted'
  } catch (error) {
    // Anything else is a crash.
    if (CodedError.is(error)) return error.code
    throw error
  }
}

const bytes = fc.uint8Array({ maxLength: 100 }).map((it) => Buffer.from(it).toString('base64url'))
const anything = fc.oneof(bytes, fc.string(), fc.anything(), fc.constant(undefined))

describe('verifyPasskeyAssertion', () => {
  test('refuses whatever comes, with a code', async () => {
    const member = (value: string) =>
      fc.oneof({ weight: 2, arbitrary: fc.constant(value) }, anything)
    const answers = fc.record({
      id: member(good.id),
      rawId: member(good.rawId),
      type: member('public-key'),
      response: fc.oneof(
        anything,
        fc.record({
          clientDataJSON: fc.oneof(
            bytes,
            anything,
            fc.json().map((text) => Buffer.from(text).toString('base64url')),
          ),
          authenticatorData: member(good.response['authenticatorData'] as string),
          signature: member(good.response['signature'] as string),
        }),
      ),
    })
    await fc.assert(
      fc.asyncProperty(fc.oneof(anything, answers), async (input) => {
        const code = await codeOf(() => verifyPasskeyAssertion(input, known))
        expect(code).toMatch(/^passkey_/)
      }),
      { numRuns },
    )
  })

  test('refuses a good answer in which any bits were turned', async () => {
    const names = ['clientDataJSON', 'authenticatorData', 'signature'] as const
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...names),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        async (name, at, mask) => {
          const part = Buffer.from(good.response[name] as string, 'base64url')
          part[at % part.length] = (part[at % part.length] as number) ^ mask
          const response = { ...good.response, [name]: part.toString('base64url') }
          const code = await codeOf(() => verifyPasskeyAssertion({ ...good, response }, known))
          expect(code).toMatch(/^passkey_/)
        },
      ),
      { numRuns },
    )
  })
})

describe('parsePasskeyRegistration and parsePasskeyKey', () => {
  test('refuse whatever comes, with a code', async () => {
    const registration = fc.record({
      id: fc.oneof(fc.constant(good.id), anything),
      rawId: fc.oneof(fc.constant(good.id), anything),
      type: fc.constant('public-key'),
      response: fc.record({
        publicKey: anything,
        publicKeyAlgorithm: fc.oneof(fc.constantFrom(-7, -8), anything),
      }),
      publicKey: anything,
      credentialId: bytes,
    })
    await fc.assert(
      fc.asyncProperty(fc.oneof(anything, registration), async (input) => {
        for (const parse of [parsePasskeyRegistration, parsePasskeyKey]) {
          expect(await codeOf(() => parse(input))).toMatch(
            /^(passkey_malformed|jwk_malformed|key_type_unsupported)$/,
          )
        }
      }),
      { numRuns },
    )
  })
})

describe('rawOfStrictDer', () => {
  test('reads what OpenSSL writes, and nothing that it does not', () => {
    const data = Buffer.from('data')
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 0, max: 255 }), (at, byte) => {
        const der = sign('sha256', data, privateKey)
        const raw = rawOfStrictDer(der, 32)
        const options = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const
        expect(verify('sha256', data, options, raw as Uint8Array)).toBe(true)
        der[at % der.length] = byte
        const changed = rawOfStrictDer(der, 32)
        // One signature, one spelling: what is read can only have been written so.
        if (changed !== undefined) expect(derOf(changed)).toEqual(der)
      }),
      { numRuns: 1000 },
    )
  })

  test('reads any bytes that it reads from their one spelling', () => {
    const integer = fc.oneof(
      fc.uint8Array({ minLength: 0, maxLength: 34 }),
      fc.uint8Array({ minLength: 32, maxLength: 32 }).map((it) => Uint8Array.of(0, ...it)),
    )
    fc.assert(
      fc.property(integer, integer, fc.uint8Array({ maxLength: 1 }), (r, s, tail) => {
        const inner = [0x02, r.length, ...r, 0x02, s.length, ...s, ...tail]
        const der = Buffer.of(0x30, inner.length, ...inner)
        const raw = rawOfStrictDer(der, 32)
        if (raw !== undefined) expect(derOf(raw)).toEqual(der)
      }),
      { numRuns },
    )
  })

  test.each([
    ['nothing', ''],
    ['an integer alone', '020101'],
    ['a length in the long form', '308106020101020101'],
    ['an indefinite length', '3080020101020101'],
    ['a length that goes beyond the end', '3007020101020101'],
    ['a length that ends before the end', '3005020101020101'],
    ['bytes after s', '300702010102010100'],
    ['r of no bytes', '30050200020101'],
    ['s of no bytes', '30050201010200'],
    ['r below zero', '3006020180020101'],
    ['s below zero', '30060201010201ff'],
    ['r of zero', '3006020100020101'],
    ['s of zero', '3006020101020100'],
    ['a zero before r that need not be', '300702020001020101'],
    ['a zero before s that need not be', '300702010102020001'],
    ['another type than an integer', '3006030101020101'],
    ['r that goes beyond the end', '3006020501020101'],
    ['three integers', '3009020101020101020101'],
    ['r of 33 bytes', `30260221${'01'.repeat(33)}020101`],
  ])('refuses %s', (_, hex) => {
    expect(rawOfStrictDer(Buffer.from(hex, 'hex'), 32)).toBeUndefined()
  })

  test('reads the shortest and the longest', () => {
    const raw = rawOfStrictDer(Buffer.from('3006020101020102', 'hex'), 32)
    expect(Buffer.from(raw ?? [])).toEqual(Buffer.concat([oneByte(1), oneByte(2)]))
    const long = Buffer.from(`3046022100${'ff'.repeat(32)}022100${'ee'.repeat(32)}`, 'hex')
    expect(Buffer.from(rawOfStrictDer(long, 32) ?? []).toString('hex')).toBe(
      'ff'.repeat(32) + 'ee'.repeat(32),
    )
  })
})

const oneByte = (value: number): Buffer => Buffer.concat([Buffer.alloc(31), Buffer.of(value)])

function derOf(raw: Uint8Array): Buffer {
  const integer = (half: Uint8Array): number[] => {
    const start = half.findIndex((byte) => byte !== 0)
    const digits = [...half.subarray(start === -1 ? 31 : start)]
    const value = (digits[0] ?? 0) > 0x7f ? [0, ...digits] : digits
    return [0x02, value.length, ...value]
  }
  const inner = [...integer(raw.subarray(0, 32)), ...integer(raw.subarray(32))]
  return Buffer.of(0x30, inner.length, ...inner)
}
