import type { JsonObject } from '@fidecura/base'
import {
  type CredentialContents,
  credentialTypes,
  decodeCredential,
  issueCredential,
  type PresentCredentialsOptions,
  presentCredential,
  presentCredentials,
} from '@fidecura/credentials'
import { describe, expect, test } from '@jest/globals'
import { verifyKeyBinding } from '../src/key-binding.ts'
import { contentsOf, holder, issuer, noon, stranger } from './samples.ts'

const foreign = 'https://example.com/type'
const audience = 'https://clinic.example'
const nonce = 'n-0S6_WzA2Mj'
const asked: PresentCredentialsOptions = Object.freeze({
  disclose: Object.freeze([]),
  signer: holder,
  audience,
  nonce,
  issuedAt: noon,
})

const issue = (contents: CredentialContents, format: 'dc+sd-jwt' | 'vc+jwt' = 'dc+sd-jwt') =>
  issueCredential(contents, { signer: issuer, format })
const withClaims = (claims: JsonObject) => issue(contentsOf(foreign, { claims }))
const tokens = Object.freeze([
  await issue(contentsOf(credentialTypes.practitionerRole)),
  await issue(contentsOf(credentialTypes.practitionerLicence)),
])

const nobodys = await issue(
  contentsOf(foreign, { subject: stranger.did, holderKey: stranger.publicKey }),
)
const plain = await issue(contentsOf(foreign), 'vc+jwt')
const plainNobodys = await issue(contentsOf(foreign, { holderKey: stranger.publicKey }), 'vc+jwt')
const { holderKey: _, ...unbound } = contentsOf(foreign)
const [role = ''] = tokens
const bearer = [await issue(unbound), await issue(unbound, 'vc+jwt')]

async function shownOf(presented: readonly string[]): Promise<readonly string[][]> {
  const decoded = await Promise.all(presented.map((token) => decodeCredential(token)))
  return decoded.map(({ credential }) => Object.keys(credential.claims).sort())
}

describe('presentCredentials', () => {
  test.each(['disclose', 'signer', 'audience', 'nonce', 'issuedAt'])(
    'refuses to be called without %s, as presentCredential does',
    async (place) => {
      const less = { ...asked, [place]: undefined } as never
      const missing = { code: 'option_missing', place }
      await expect(presentCredentials(tokens, less)).rejects.toMatchObject(missing)
      await expect(presentCredential(role, less)).rejects.toMatchObject(missing)
    },
  )

  test('refuses to be called without options', async () => {
    const missing = { code: 'option_missing', place: '' }
    await expect(presentCredentials(tokens, undefined as never)).rejects.toMatchObject(missing)
    await expect(presentCredential(role, undefined as never)).rejects.toMatchObject(missing)
  })

  test('binds each of them to the audience and the nonce', async () => {
    const { credentials } = await presentCredentials(tokens, asked)
    expect(credentials).toHaveLength(2)
    for (const token of credentials) {
      const { keyBinding } = await decodeCredential(token)
      if (keyBinding === undefined) throw new Error('bearer')
      await verifyKeyBinding(keyBinding, {
        holderKey: holder.publicKey,
        audience,
        nonce,
        now: noon,
      })
    }
  })

  test('brings accreditations along, and none by itself', async () => {
    const chain = Object.freeze(['an accreditation'])
    expect((await presentCredentials(tokens, { ...asked, chain })).chain).toEqual(chain)
    expect((await presentCredentials(tokens, asked)).chain).toEqual([])
  })

  test('shows a claim of each that has it, and of no other anything', async () => {
    const two = [
      await withClaims({ colour: 'blue', size: 'large' }),
      await withClaims({ size: 'small', address: { city: 'Riverland' } }),
    ]
    const show = async (disclose: readonly string[] | 'all') =>
      shownOf((await presentCredentials(two, { ...asked, disclose })).credentials)
    expect(await show([])).toEqual([[], []])
    expect(await show(['colour'])).toEqual([['colour'], []])
    expect(await show(['size'])).toEqual([['size'], ['size']])
    expect(await show('all')).toEqual([
      ['colour', 'size'],
      ['address', 'size'],
    ])
  })

  test('shows nothing around what a credential does not have', async () => {
    const two = [
      await withClaims({ address: { city: 'Riverland' } }),
      await withClaims({ address: { street: 'Main Street 1' } }),
    ]
    const { credentials } = await presentCredentials(two, { ...asked, disclose: ['/address/city'] })
    expect(await shownOf(credentials)).toEqual([['address'], []])
  })

  test('lets a vc+jwt of the same holder go along as it is', async () => {
    const plain = await issue(contentsOf(credentialTypes.practitionerLicence), 'vc+jwt')
    const [role = ''] = tokens
    const { credentials } = await presentCredentials([plain, role], asked)
    expect(credentials[0]).toBe(plain)
    expect(credentials[1]).not.toBe(role)
  })

  test.each<[string, readonly string[], Partial<PresentCredentialsOptions>, object]>([
    [
      'a claim that none of them has',
      tokens,
      { disclose: ['name', 'colour'] },
      { code: 'disclosure_not_found' },
    ],
    [
      'one of somebody else',
      [role, nobodys],
      {},
      { code: 'holder_key_mismatch', place: '/credentials/1' },
    ],
    [
      'a vc+jwt of somebody else',
      [role, plainNobodys],
      {},
      { code: 'holder_key_mismatch', place: '/credentials/1' },
    ],
    [
      'one that is bound to nobody',
      [bearer[0] ?? '', role],
      {},
      { code: 'holder_binding_missing', place: '/credentials/0' },
    ],
    [
      'a vc+jwt that is bound to nobody',
      [role, bearer[1] ?? ''],
      {},
      { code: 'holder_binding_missing', place: '/credentials/1' },
    ],
    ['nothing that signs for the request', [plain], {}, { code: 'holder_binding_missing' }],
    ['nothing at all', [], {}, { code: 'presentation_malformed', place: '/credentials' }],
    ['nine', Array(9).fill(role), {}, { code: 'presentation_malformed', place: '/credentials' }],
    ['to nobody', tokens, { audience: '' }, { code: 'presentation_malformed' }],
    ['without a nonce', tokens, { nonce: '' }, { code: 'presentation_malformed' }],
    [
      'at a fraction of a second',
      tokens,
      { issuedAt: (noon + 0.5) as typeof noon },
      { code: 'instant_malformed', place: 'issuedAt' },
    ],
  ])('does not present %s', async (_, presented, more, refusal) => {
    await expect(presentCredentials(presented, { ...asked, ...more })).rejects.toMatchObject(
      refusal,
    )
  })

  test('does not present what was presented before', async () => {
    const { credentials } = await presentCredentials(tokens, asked)
    await expect(presentCredentials(credentials, asked)).rejects.toMatchObject({
      code: 'presentation_malformed',
      place: '/credentials/0',
    })
  })

  test('signs nothing where one of them is refused', async () => {
    let signed = 0
    const sign: typeof holder.sign = (...parameters) => {
      signed++
      return holder.sign(...parameters)
    }
    const signer = { ...holder, sign }
    await presentCredentials(tokens, { ...asked, signer })
    expect(signed).toBe(2)
    await expect(presentCredentials([role, nobodys], { ...asked, signer })).rejects.toMatchObject({
      code: 'holder_key_mismatch',
    })
    expect(signed).toBe(2)
  })
})
