import { encodeBase64url, encodeUtf8, type JsonObject, type JsonValue } from '@fidecura/base'
import { decodeSdJwt } from '@fidecura/credentials'
import { digestOf, signJws } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import { takeApart } from '../src/sd-jwt.ts'
import { issuer } from './samples.ts'

function disclosureOf(...parts: readonly JsonValue[]): string {
  return encodeBase64url(encodeUtf8(JSON.stringify(parts)))
}

async function decode(payload: JsonObject, ...disclosures: readonly string[]) {
  const compact = await signJws(payload, { signer: issuer, typ: 'example+sd-jwt' })
  return await decodeSdJwt([compact, ...disclosures, ''].join('~'))
}

const salt = 'eluV5Og3gSNII8EYnsxA_A'
const family = disclosureOf(salt, 'family', 'Example')
const given = disclosureOf(salt, 'given', 'Pat')
const element = disclosureOf(salt, 'US')

describe('decodeSdJwt', () => {
  test('puts members and elements in their places, at any depth', async () => {
    const street = disclosureOf(salt, 'street', 'Main Street 1')
    const address = disclosureOf(salt, 'address', {
      country: 'US',
      _sd: [await digestOf(street), await digestOf('decoy')],
    })
    const inner = disclosureOf(salt, 'b')
    const list = disclosureOf(salt, ['a', { '...': await digestOf(inner) }])
    const { payload, hidden, keyBinding } = await decode(
      {
        open: { untouched: [1, { two: null }] },
        nationalities: [
          { '...': await digestOf(element) },
          'DE',
          { '...': await digestOf('decoy 2') },
        ],
        lists: [{ '...': await digestOf(list) }],
        _sd: [await digestOf(address), await digestOf(family), await digestOf('not shown')],
        _sd_alg: 'sha-256',
      },
      inner,
      street,
      address,
      list,
      element,
    )
    expect(payload).toEqual({
      open: { untouched: [1, { two: null }] },
      nationalities: ['US', 'DE'],
      lists: [['a', 'b']],
      address: { country: 'US', street: 'Main Street 1' },
    })
    expect(hidden).toEqual(['address'])
    expect(keyBinding).toBeUndefined()
    for (const part of [payload, payload['address'], payload['nationalities'], payload['open']]) {
      expect(Object.isFrozen(part)).toBe(true)
    }
  })

  test('keeps a claim called __proto__ a claim', async () => {
    const odd = disclosureOf(salt, '__proto__', { admin: true })
    const { payload } = await decode({ _sd: [await digestOf(odd)] }, odd)
    expect(Object.keys(payload)).toEqual(['__proto__'])
    expect((payload as { admin?: unknown }).admin).toBeUndefined()
  })

  test.each<[string, string, string]>([
    ['no array', encodeBase64url(encodeUtf8('{"a":1}')), 'disclosure_malformed'],
    ['four parts', disclosureOf(salt, 'a', 'b', 'c'), 'disclosure_malformed'],
    ['one part', disclosureOf(salt), 'disclosure_malformed'],
    ['a salt that is a number', disclosureOf(1, 'family', 'Example'), 'disclosure_malformed'],
    ['a name that is a number', disclosureOf(salt, 1, 'Example'), 'disclosure_malformed'],
    ['padding', `${family}=`, 'disclosure_malformed'],
    ['white space', ` ${family}`, 'disclosure_malformed'],
    ['nothing', '', 'disclosure_malformed'],
    [
      'a member named twice',
      encodeBase64url(encodeUtf8(`["${salt}","a",{"b":1,"b":2}]`)),
      'disclosure_malformed',
    ],
    ['the name _sd', disclosureOf(salt, '_sd', []), 'disclosure_forbidden'],
    ['the name ...', disclosureOf(salt, '...', 'x'), 'disclosure_forbidden'],
  ])('rejects a disclosure with %s, though a digest refers to it', async (_, disclosure, code) => {
    const digests = [await digestOf(disclosure)]
    await expect(decode({ _sd: digests }, disclosure)).rejects.toMatchObject({ code })
  })

  test('rejects a disclosure that no digest refers to', async () => {
    const code = 'disclosure_unreferenced'
    await expect(decode({ _sd: [await digestOf(family)] }, family, given)).rejects.toMatchObject({
      code,
    })
    await expect(decode({}, family)).rejects.toMatchObject({ code })
  })

  test('rejects an altered disclosure', async () => {
    const altered = disclosureOf(salt, 'family', 'Stranger')
    const code = 'disclosure_unreferenced'
    await expect(decode({ _sd: [await digestOf(family)] }, altered)).rejects.toMatchObject({ code })
  })

  test('rejects a disclosure below one that is not shown', async () => {
    const street = disclosureOf(salt, 'street', 'Main Street 1')
    const address = disclosureOf(salt, 'address', { _sd: [await digestOf(street)] })
    const code = 'disclosure_unreferenced'
    await expect(decode({ _sd: [await digestOf(address)] }, street)).rejects.toMatchObject({ code })
  })

  test('rejects whatever comes twice', async () => {
    const code = 'disclosure_duplicate'
    const digest = await digestOf(family)
    const again = disclosureOf('another salt', 'family', 'Other')
    await expect(decode({ _sd: [digest] }, family, family)).rejects.toMatchObject({ code })
    await expect(decode({ _sd: [digest, digest] })).rejects.toMatchObject({ code })
    await expect(decode({ _sd: [digest], a: { _sd: [digest] } })).rejects.toMatchObject({ code })
    await expect(decode({ _sd: [digest], a: [{ '...': digest }] })).rejects.toMatchObject({ code })
    await expect(decode({ _sd: [digest], family: 'open' }, family)).rejects.toMatchObject({ code })
    const both = [digest, await digestOf(again)]
    await expect(decode({ _sd: both }, family, again)).rejects.toMatchObject({ code })
  })

  test('rejects a member in an array, and an element in an object', async () => {
    const code = 'disclosure_malformed'
    const inArray = { list: [{ '...': await digestOf(family) }] }
    await expect(decode(inArray, family)).rejects.toMatchObject({ code })
    await expect(decode({ _sd: [await digestOf(element)] }, element)).rejects.toMatchObject({
      code,
    })
  })

  test.each<[string, JsonObject]>([
    ['_sd that is no list', { _sd: 'digest' }],
    ['_sd of numbers', { _sd: [1] }],
    ['... beside another member', { list: [{ '...': 'digest', other: 1 }] }],
    ['... with a number', { list: [{ '...': 1 }] }],
    ['... outside of an array', { object: { '...': 'digest' } }],
  ])('rejects %s', async (_, payload) => {
    await expect(decode(payload)).rejects.toMatchObject({ code: 'credential_malformed' })
  })

  test.each([['sha-512'], ['SHA-256'], [''], [null]])(
    'rejects the digest algorithm %p',
    async (name) => {
      await expect(decode({ _sd_alg: name })).rejects.toMatchObject({
        code: 'digest_algorithm_unsupported',
      })
    },
  )

  test('bounds how deep disclosures lie in one another', async () => {
    const disclosures: string[] = []
    let digest = await digestOf('bottom')
    for (let i = 0; i < 40; i++) {
      const disclosure = disclosureOf(salt, 'a', { _sd: [digest] })
      digest = await digestOf(disclosure)
      disclosures.push(disclosure)
    }
    const code = 'credential_malformed'
    await expect(decode({ _sd: [digest] }, ...disclosures)).rejects.toMatchObject({ code })
  })

  test('bounds how many disclosures and how many characters there are', async () => {
    const code = 'credential_malformed'
    const many = Array.from({ length: 513 }, (_, i) => disclosureOf(salt, `claim ${i}`, i))
    const digests = await Promise.all(many.map(digestOf))
    await expect(decode({ _sd: digests }, ...many)).rejects.toMatchObject({ code })
    await expect(decode({ _sd: digests }, ...many.slice(1))).resolves.toHaveProperty(
      'payload.claim 512',
    )
    const long = disclosureOf(salt, 'long', 'x'.repeat(400_000))
    await expect(decode({ _sd: [await digestOf(long)] }, long)).rejects.toMatchObject({ code })
  })

  test('rejects a JWT without a tilde', async () => {
    const compact = await signJws({ a: 1 }, { signer: issuer, typ: 'x' })
    await expect(decodeSdJwt(compact)).rejects.toMatchObject({ code: 'credential_malformed' })
  })
})

describe('takeApart', () => {
  test('answers at once where digests are', async () => {
    const compact = await signJws({ _sd: [await digestOf(family)] }, { signer: issuer, typ: 'x' })
    expect(takeApart(`${compact}~${family}~`, {})).toHaveProperty('payload', { family: 'Example' })
  })
})
