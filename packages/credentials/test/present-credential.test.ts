import type { JsonObject, JsonValue } from '@fidecura/base'
import {
  type CredentialContents,
  credentialTypes,
  decodeCredential,
  issueCredential,
  presentCredential,
} from '@fidecura/credentials'
import { importVerificationKey, verifyJws } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { verifyKeyBinding } from '../src/key-binding.ts'
import { contentsOf, healthClaims, holder, issuer, noon, stranger } from './samples.ts'

const foreign = 'https://example.com/type'
const audience = 'https://clinic.example'
const nonce = 'n-0S6_WzA2Mj'
const asked = { signer: holder, audience, nonce, issuedAt: noon } as const

async function issue(contents: CredentialContents) {
  return await issueCredential(contents, { signer: issuer, format: 'dc+sd-jwt' })
}

async function claimsShown(token: string, disclose: readonly string[] | 'all') {
  const { credential } = await decodeCredential(
    await presentCredential(token, { ...asked, disclose }),
  )
  return credential.claims
}

/** Everything that this layer can prove of a presentation. */
async function verify(token: string): Promise<JsonObject> {
  const { credential, jws, keyBinding } = await decodeCredential(token)
  await verifyJws(jws, { key: await importVerificationKey(issuer.publicKey), typ: 'dc+sd-jwt' })
  if (keyBinding === undefined || credential.holderKey === undefined) throw new Error('bearer')
  await verifyKeyBinding(keyBinding, {
    holderKey: credential.holderKey,
    audience,
    nonce,
    now: noon,
  })
  return credential.claims
}

describe('presentCredential', () => {
  test('shows what was chosen and nothing else', async () => {
    const token = await issue(contentsOf(credentialTypes.practitionerLicence))
    const all = healthClaims[credentialTypes.practitionerLicence] as JsonObject
    const { name, registration, regulator, specialties, revalidation, ...open } = all
    expect(await claimsShown(token, [])).toEqual(open)
    expect(await claimsShown(token, ['name'])).toEqual({ ...open, name })
    expect(await claimsShown(token, ['/registration', 'profession'])).toEqual({
      ...open,
      registration,
    })
    expect(await claimsShown(token, 'all')).toEqual({
      ...open,
      name,
      registration,
      regulator,
      specialties,
      revalidation,
    })
  })

  test('shows a claim whole, and a part with what lies around it', async () => {
    const claims = { address: { street: 'Main Street 1', country: 'US' }, list: ['a', 'b'] }
    const disclosable = ['/address', '/address/street', '/list/0', '/list/1']
    const token = await issue(contentsOf(foreign, { claims, disclosable }))
    expect(await claimsShown(token, [])).toEqual({ list: [] })
    expect(await claimsShown(token, ['/address'])).toEqual({ address: claims.address, list: [] })
    expect(await claimsShown(token, ['/address/country'])).toEqual({
      address: { country: 'US' },
      list: [],
    })
    expect(await claimsShown(token, ['/address/street'])).toEqual({
      address: claims.address,
      list: [],
    })
    expect(await claimsShown(token, ['/list/1'])).toEqual({ list: ['b'] })
    expect(await claimsShown(token, ['list'])).toEqual({ list: ['a', 'b'] })
  })

  test.each(['other', '/colour/shade', '/list/2', '/list/x', ''])(
    'refuses to show %j, which is not there',
    async (pointer) => {
      const token = await issue(contentsOf(foreign, { claims: { colour: 'blue', list: ['a'] } }))
      await expect(
        presentCredential(token, { ...asked, disclose: [pointer] }),
      ).rejects.toMatchObject({
        code: 'disclosure_not_found',
      })
    },
  )

  test('refuses a signer who is not the holder', async () => {
    const token = await issue(contentsOf(foreign))
    await expect(
      presentCredential(token, { ...asked, signer: stranger, disclose: 'all' }),
    ).rejects.toMatchObject({ code: 'holder_key_mismatch' })
  })

  test('refuses a credential that is bound to no key', async () => {
    const { holderKey: _, ...contents } = contentsOf(foreign)
    await expect(
      presentCredential(await issue(contents), { ...asked, disclose: 'all' }),
    ).rejects.toMatchObject({ code: 'holder_binding_missing' })
  })

  test('refuses what was presented already, and to present to nobody', async () => {
    const token = await issue(contentsOf(foreign))
    const presented = await presentCredential(token, { ...asked, disclose: 'all' })
    for (const [input, changes] of [
      [presented, {}],
      [token, { audience: '' }],
      [token, { nonce: '' }],
    ] as const) {
      await expect(
        presentCredential(input, { ...asked, disclose: 'all', ...changes }),
      ).rejects.toMatchObject({ code: 'presentation_malformed' })
    }
  })

  test('round-trips any claims, whatever is hidden in them', async () => {
    const name = fc.stringMatching(/^[a-z~/ü]{1,6}$/)
    const value = fc
      .jsonValue({ maxDepth: 3, noUnicodeString: false })
      .map((json) => JSON.parse(JSON.stringify(json)) as JsonValue)
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(name, value, { maxKeys: 6 }),
        fc.infiniteStream(fc.boolean()),
        async (claims, coins) => {
          const pointers = pointersIn(claims).filter(() => coins.next().value === true)
          const taken = Object.keys(claims).some((key) =>
            ['iss', 'sub', 'aud', 'jti', 'iat', 'nbf', 'exp', 'vct', 'cnf', 'status'].includes(key),
          )
          fc.pre(!taken)
          const contents = contentsOf(foreign, {
            claims: { ...claims },
            disclosable: pointers,
            decoys: 2,
          })
          const token = await presentCredential(await issue(contents), {
            ...asked,
            disclose: 'all',
          })
          expect(await verify(token)).toEqual({ ...claims })
        },
      ),
      { numRuns: 60 },
    )
  })

  test('makes something in which no character can be altered', async () => {
    const contents = contentsOf(credentialTypes.practitionerLicence)
    const token = await presentCredential(await issue(contents), { ...asked, disclose: ['name'] })
    await expect(verify(token)).resolves.toHaveProperty('name')
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~=+ '
    await fc.assert(
      fc.asyncProperty(
        fc.nat(token.length - 1),
        fc.constantFrom(...alphabet),
        async (at, character) => {
          fc.pre(token[at] !== character)
          const altered = token.slice(0, at) + character + token.slice(at + 1)
          await expect(verify(altered)).rejects.toHaveProperty('code')
        },
      ),
      { numRuns: 400 },
    )
  })

  test('makes something of which nothing can be cut off', async () => {
    const token = await presentCredential(await issue(contentsOf(foreign)), {
      ...asked,
      disclose: 'all',
    })
    for (let length = 0; length < token.length; length += 7) {
      await expect(verify(token.slice(0, length))).rejects.toThrow()
    }
  })
})

function pointersIn(value: JsonValue, place = ''): readonly string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, member]) => {
    const pointer = `${place}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
    return [pointer, ...pointersIn(member as JsonValue, pointer)]
  })
}
