import { generateKeyPairSync } from 'node:crypto'
import { epochSeconds } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import {
  didJwkOf,
  keyIdOf,
  parseDid,
  parsePublicJwk,
  publicKeyOf,
  resolveDidJwk,
} from '../src/index.ts'

const now = epochSeconds(1_800_000_000)
const resolve = (did: string) => resolveDidJwk(parseDid(did), { at: now, now })
const didOfText = (text: string): string => `did:jwk:${Buffer.from(text).toString('base64url')}`

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const jwk = parsePublicJwk(publicKey.export({ format: 'jwk' }))
const { kty, crv, x, y } = jwk

describe('resolveDidJwk', () => {
  test('reads the example of the method', async () => {
    // https://github.com/quartzjer/did-jwk/blob/main/spec.md, P-256.
    const did =
      'did:jwk:eyJjcnYiOiJQLTI1NiIsImt0eSI6IkVDIiwieCI6ImFjYklRaXVNczNpOF91c3pFakoydHBUdFJNNEVVM3l6OTFQSDZDZEgyVjAiLCJ5IjoiX0tjeUxqOXZXTXB0bm1LdG00NkdxRHo4d2Y3NEk1TEtncmwyR3pIM25TRSJ9'
    const { document, history } = await resolve(did)
    const key = publicKeyOf(document, keyIdOf(document.id), 'assertionMethod')
    expect(key).toEqual({
      kty: 'EC',
      crv: 'P-256',
      x: 'acbIQiuMs3i8_uszEjJ2tpTtRM4EU3yz91PH6CdH2V0',
      y: '_KcyLj9vWMptnmKtm46GqDz8wf74I5LKgrl2GzH3nSE',
    })
    expect(history).toBe('immutable')
    expect(didJwkOf(key)).toBe(did)
  })

  test('names its key #0', () => {
    const did = didJwkOf(jwk)
    expect(keyIdOf(did)).toBe(`${did}#0`)
  })

  test.each([
    ['an order of its own', { y, x, kty, crv }],
    ['members that say nothing about the key', { kty, crv, x, y, kid: 'mine', use: 'sig' }],
  ])('reads a key with %s', async (_, members) => {
    const { document } = await resolve(didOfText(JSON.stringify(members)))
    expect(publicKeyOf(document, keyIdOf(document.id), 'authentication')).toEqual(jwk)
  })

  test.each([
    ['what is no JSON', 'not json', 'did_malformed'],
    [
      'a member named twice',
      `{"crv":"P-384","kty":"EC","crv":"P-256","x":"${x}","y":"${y}"}`,
      'did_malformed',
    ],
    ['no object', '[]', 'jwk_malformed'],
    ['a private key', JSON.stringify(privateKey.export({ format: 'jwk' })), 'jwk_malformed'],
    ['a key to encrypt with', JSON.stringify({ kty, crv, x, y, use: 'enc' }), 'jwk_malformed'],
    ['a symmetric key', '{"kty":"oct","k":"AAAA"}', 'jwk_malformed'],
    ['secp256k1', JSON.stringify({ kty, crv: 'secp256k1', x, y }), 'key_type_unsupported'],
    ['RSA', '{"kty":"RSA","n":"AQAB","e":"AQAB"}', 'key_type_unsupported'],
  ])('rejects %s', async (_, text, code) => {
    await expect(resolve(didOfText(text))).rejects.toMatchObject({ code, outcome: 'failed' })
  })

  test.each([
    ['padding', (text: string) => `${text}%3D`],
    ['stray bits at the end', (text: string) => `${text.slice(0, -1)}8`],
    ['a path', (text: string) => `${text}:a`],
  ])('rejects base64url with %s', async (_, spoil) => {
    // 2 mod 3 bytes, so that the last character has bits to spare.
    const text = JSON.stringify({ crv, kty, x, y })
    const padded = text + ' '.repeat((5 - (text.length % 3)) % 3)
    await expect(resolve(didOfText(padded))).resolves.toBeDefined()
    await expect(resolve(spoil(didOfText(padded)))).rejects.toMatchObject({
      code: 'did_malformed',
    })
  })

  test('leaves other methods alone', async () => {
    await expect(resolve('did:key:zabc')).rejects.toMatchObject({ code: 'did_method_unsupported' })
  })
})
