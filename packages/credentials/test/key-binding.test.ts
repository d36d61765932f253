import { type EpochSeconds, epochSeconds, type JsonObject } from '@fidecura/base'
import { decodeSdJwt, issueCredential, presentCredential } from '@fidecura/credentials'
import { createKeyCache, digestOf, generateSigner, type Signer, signJws } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import { verifyKeyBinding } from '../src/key-binding.ts'
import { contentsOf, holder, issuer, noon, stranger } from './samples.ts'

const audience = 'https://clinic.example'
const nonce = 'n-0S6_WzA2Mj'
const issued = await issueCredential(contentsOf('https://example.com/type'), {
  signer: issuer,
  format: 'dc+sd-jwt',
})

async function verify(token: string, changes: object = {}) {
  const { keyBinding } = await decodeSdJwt(token)
  if (keyBinding === undefined) throw new Error('no key binding')
  const expected = { holderKey: holder.publicKey, audience, nonce, now: noon, ...changes }
  return await verifyKeyBinding(keyBinding, Object.freeze(expected))
}

interface Forged {
  readonly payload?: JsonObject
  readonly typ?: string
  readonly signer?: Signer
}

/** Right in every part but those given. */
async function bind({ payload = {}, typ = 'kb+jwt', signer = holder }: Forged): Promise<string> {
  const right = { iat: noon, aud: audience, nonce, sd_hash: await digestOf(issued) }
  return issued + (await signJws({ ...right, ...payload }, { signer, typ }))
}

describe('verifyKeyBinding', () => {
  test('accepts what the holder signed just now for this audience and nonce', async () => {
    const token = await presentCredential(issued, {
      disclose: 'all',
      signer: holder,
      audience,
      nonce,
      issuedAt: noon,
    })
    await expect(verify(token)).resolves.toBeUndefined()
    await expect(verify(token, { keyCache: createKeyCache() })).resolves.toBeUndefined()
    await expect(verify(await bind({}))).resolves.toBeUndefined()
  })

  test.each([
    ['60 seconds in the future', 60, undefined],
    ['61 seconds in the future', 61, 'holder_binding_expired'],
    ['300 seconds old', -300, undefined],
    ['301 seconds old', -301, 'holder_binding_expired'],
    ['of 1970', -noon, 'holder_binding_expired'],
  ])('judges one that is %s', async (_, offset, code) => {
    const outcome = verify(await bind({ payload: { iat: noon + offset } }))
    await (code === undefined
      ? expect(outcome).resolves.toBeUndefined()
      : expect(outcome).rejects.toMatchObject({ code }))
  })

  test('takes the greatest age from the caller', async () => {
    const token = await bind({ payload: { iat: noon - 31 } })
    await expect(verify(token, { maxAgeSeconds: 31 })).resolves.toBeUndefined()
    for (const maxAgeSeconds of [30, Number.NaN]) {
      const code = 'holder_binding_expired'
      await expect(verify(token, { maxAgeSeconds })).rejects.toMatchObject({ code })
    }
  })

  test.each<[string, JsonObject, string]>([
    ['another audience', { aud: 'https://other.example' }, 'presentation_audience_wrong'],
    ['an audience that only begins alike', { aud: `${audience}/` }, 'presentation_audience_wrong'],
    ['another nonce', { nonce: 'another' }, 'presentation_nonce_wrong'],
    ['an empty nonce', { nonce: '' }, 'presentation_nonce_wrong'],
    ['the hash of other bytes', { sd_hash: 'AAAA' }, 'holder_binding_hash_mismatch'],
    ['a list of audiences', { aud: [audience] }, 'holder_binding_invalid'],
    ['an iat that is text', { iat: '1795348800' }, 'holder_binding_invalid'],
    ['no iat', { iat: null }, 'holder_binding_invalid'],
    ['no hash', { sd_hash: null }, 'holder_binding_invalid'],
  ])('rejects one for %s', async (_, payload, code) => {
    await expect(verify(await bind({ payload }))).rejects.toMatchObject({ code })
  })

  test.each([
    ['audience', { aud: '' }, { audience: '' }, 'presentation_audience_wrong'],
    ['nonce', { nonce: '' }, { nonce: '' }, 'presentation_nonce_wrong'],
  ])('rejects an empty %s even if that is expected', async (_, payload, expected, code) => {
    await expect(verify(await bind({ payload }), expected)).rejects.toMatchObject({ code })
  })

  test('rejects one by a stranger', async () => {
    const token = await bind({ signer: stranger })
    await expect(verify(token)).rejects.toMatchObject({ code: 'holder_binding_invalid' })
  })

  test('rejects a stranger of another algorithm: that of the key in cnf counts', async () => {
    const signer = await generateSigner({ algorithm: 'EdDSA' })
    const token = await bind({ signer })
    await expect(verify(token)).rejects.toMatchObject({
      code: 'holder_binding_invalid',
      cause: { code: 'jws_algorithm_wrong' },
    })
  })

  test.each(['JWT', 'dc+sd-jwt', 'vc+jwt'])('rejects one of typ %s', async (typ) => {
    await expect(verify(await bind({ typ }))).rejects.toMatchObject({
      code: 'holder_binding_invalid',
    })
  })

  test('rejects one whose disclosures were taken away or put in another order', async () => {
    const token = await presentCredential(
      await issueCredential(contentsOf('https://example.com/type', { claims: { a: 1, b: 2 } }), {
        signer: issuer,
        format: 'dc+sd-jwt',
      }),
      { disclose: 'all', signer: holder, audience, nonce, issuedAt: noon },
    )
    const [compact, first, second, binding] = token.split('~')
    const code = 'holder_binding_hash_mismatch'
    await expect(verify([compact, first, binding].join('~'))).rejects.toMatchObject({ code })
    await expect(verify([compact, second, first, binding].join('~'))).rejects.toMatchObject({
      code,
    })
  })

  test('rejects garbage where the key binding stands', async () => {
    await expect(verify(`${issued}garbage`)).rejects.toMatchObject({
      code: 'holder_binding_invalid',
    })
    await expect(verify(`${issued}a.b.c`)).rejects.toMatchObject({ code: 'holder_binding_invalid' })
  })

  test('does not take a moment that is no moment', async () => {
    const now = Number.NaN as EpochSeconds
    await expect(verify(await bind({}), { now })).rejects.toMatchObject({
      code: 'holder_binding_expired',
    })
    expect(() => epochSeconds(now)).toThrow()
  })
})
