import { describe, expect, test } from '@jest/globals'
import { issueStatusList, type StatusListContent } from '../../src/status/issue-status-list.ts'
import { after, bitstringList, department, noon, payloadOf, tokenList, url } from './fixture.ts'

describe('issueStatusList', () => {
  test('writes a Status List Token', async () => {
    expect(payloadOf(await tokenList({ ttlSeconds: 60 }))).toEqual({
      iss: department.did,
      sub: url,
      iat: after(-60),
      exp: after(86_400),
      ttl: 60,
      status_list: { bits: 2, lst: expect.any(String) },
    })
  })

  test('writes a BitstringStatusListCredential', async () => {
    expect(payloadOf(await bitstringList({ ttlSeconds: 60 }))).toEqual({
      '@context': ['https://www.w3.org/ns/credentials/v2'],
      id: url,
      type: ['VerifiableCredential', 'BitstringStatusListCredential'],
      issuer: department.did,
      iat: after(-60),
      validUntil: expect.stringMatching(/Z$/),
      credentialSubject: {
        id: `${url}#list`,
        type: 'BitstringStatusList',
        statusPurpose: 'revocation',
        encodedList: expect.stringMatching(/^u/),
        ttl: 60_000,
      },
    })
  })

  test.each<[string, Partial<Omit<StatusListContent, 'format'>>, string]>([
    ['too short to hide in', { size: 131_064 }, 'status_list_too_short'],
    ['of a size that fills no byte', { size: 131_073 }, 'status_list_malformed'],
    ['larger than readers take', { size: 4_194_312 }, 'status_list_malformed'],
    ['that ends when it begins', { validUntil: after(-60) }, 'status_list_malformed'],
    ['dated with a fraction', { issuedAt: after(-60.5) }, 'instant_malformed'],
    ['that ends with a fraction', { validUntil: after(60.5) }, 'instant_malformed'],
    ['whose ttl is a fraction', { ttlSeconds: 0.5 }, 'status_list_malformed'],
    [
      'with an entry beyond its end',
      { entries: [{ index: 131_072, value: 'revoked' }] },
      'status_index_out_of_range',
    ],
  ])('makes no list %s', async (_, overrides, code) => {
    await expect(tokenList(overrides)).rejects.toMatchObject({ code })
    await expect(bitstringList(overrides)).rejects.toMatchObject({ code })
  })

  test('writes the smallest list, and all of it valid, where nothing else is said', async () => {
    const common = { url, issuedAt: noon, validUntil: after(1) }
    for (const kind of [
      { format: 'token' },
      { format: 'bitstring', purpose: 'revocation' },
    ] as const) {
      const whole = { ...common, ...kind, size: 131_072, entries: [] }
      const token = await issueStatusList({ ...common, ...kind }, { signer: department })
      expect(payloadOf(token)).toEqual(
        payloadOf(await issueStatusList(whole, { signer: department })),
      )
    }
  })

  test('suspends nobody in a list for revocations', async () => {
    const list = bitstringList({ entries: [{ index: 7, value: 'suspended' }] })
    await expect(list).rejects.toMatchObject({ code: 'status_value_undefined' })
  })

  test('needs a purpose for a bitstring list, and none for a token list', () => {
    const common = { url, size: 131_072, entries: [], issuedAt: noon, validUntil: after(1) }
    // @ts-expect-error - a bitstring list is for one purpose
    const bitstring: StatusListContent = { ...common, format: 'bitstring' }
    const token: StatusListContent = { ...common, format: 'token' }
    expect([bitstring, token]).toHaveLength(2)
    expect(issueStatusList).toBeInstanceOf(Function)
  })
})
