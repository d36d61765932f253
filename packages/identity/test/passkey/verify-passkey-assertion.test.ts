import { createHash, randomBytes } from 'node:crypto'
import { deepFreeze } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import {
  assertVerifiedPasskeyAssertion,
  createPasskeyRequest,
  type VerifiedPasskeyAssertion,
  type VerifyPasskeyAssertionOptions,
  verifyPasskeyAssertion,
} from '../../src/index.passkey.ts'
import { createAuthenticator, flag, type Trick } from './software-authenticator.ts'

const rpId = 'clinic.example'
const origin = 'https://clinic.example'
const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64url')
const subject = deepFreeze({ purpose: 'urn:example:co-signature', digest: digestOf('a consent') })
const place = deepFreeze({ rpId, origins: [origin, 'https://www.clinic.example'] })

const passkey = createAuthenticator()
const other = createAuthenticator()
const edwards = createAuthenticator('EdDSA')
const { key } = passkey

const request = (more: object = {}) =>
  createPasskeyRequest({ ...subject, rpId, credentialIds: [key.credentialId], ...more })

const verify = (answer: unknown, more: Partial<VerifyPasskeyAssertionOptions> = {}) =>
  verifyPasskeyAssertion(
    deepFreeze(answer as object),
    deepFreeze({ ...subject, ...place, key, ...more }),
  )

const answer = async (trick: Trick = {}) => passkey.answer(await request(), origin, trick)

describe('verifyPasskeyAssertion', () => {
  test.each([
    ['ES256', passkey],
    ['EdDSA', edwards],
  ])('says who vouched for what, where, with %s', async (_, authenticator) => {
    const made = authenticator.answer(await request(), origin, { signCount: 7 })
    const value = await verify(made, { key: authenticator.key })
    expect(value).toEqual({
      ...subject,
      rpId,
      origin,
      ...authenticator.key,
      thumbprint: expect.stringMatching(/^[\w-]{43}$/),
      backupEligible: false,
      backedUp: false,
      signCount: 7,
    })
    expect(Object.isFrozen(value) && Object.isFrozen(value.publicKey)).toBe(true)
    expect(() => assertVerifiedPasskeyAssertion(value)).not.toThrow()
  })

  test('says the signature count in full', async () => {
    const made = await answer({ signCount: 0xfffffffe })
    expect(await verify(made)).toMatchObject({ signCount: 0xfffffffe })
  })

  test.each<[string, Trick]>([
    ['a member of the client data that is not known', { clientData: { other_keys: 'x' } }],
    ['no word on other origins', { clientData: { crossOrigin: undefined } }],
    ['a key that is backed up', { flags: flag.up | flag.uv | flag.be | flag.bs }],
    ['a key that may be backed up', { flags: flag.up | flag.uv | flag.be }],
    ['bits that are reserved for the future', { flags: flag.up | flag.uv | flag.rfu1 | flag.rfu2 }],
    ['white space in the client data', { clientDataText: (text) => ` ${text}\n` }],
    ['members beside those it reads', { members: { clientExtensionResults: {} } }],
    ['a user handle', { response: { userHandle: 'AAAA' } }],
  ])('takes %s', async (_, trick) => {
    await expect(verify(await answer(trick))).resolves.toMatchObject(subject)
  })

  test('takes each of the pages that are named', async () => {
    const made = passkey.answer(await request(), 'https://www.clinic.example')
    expect(await verify(made)).toMatchObject({ origin: 'https://www.clinic.example' })
  })

  // In each row one thing is wrong, and the signature is good over what is wrong.
  test.each<[string, string, Trick]>([
    ['made for a registration', 'passkey_type_wrong', { clientData: { type: 'webauthn.create' } }],
    ['made for a payment', 'passkey_type_wrong', { clientData: { type: 'payment.get' } }],
    [
      'to another challenge',
      'passkey_challenge_wrong',
      { clientData: { challenge: digestOf('x') } },
    ],
    [
      'to the challenge with padding',
      'passkey_challenge_wrong',
      { clientDataText: (text) => text.replace(/("challenge":"[\w-]+)"/, '$1="') },
    ],
    [
      'on a page of another name',
      'passkey_origin_wrong',
      { clientData: { origin: 'https://evil.example' } },
    ],
    [
      'on a page below the one named',
      'passkey_origin_wrong',
      { clientData: { origin: 'https://a.clinic.example' } },
    ],
    [
      'on a page at another port',
      'passkey_origin_wrong',
      { clientData: { origin: 'https://clinic.example:8443' } },
    ],
    [
      'on a page without encryption',
      'passkey_origin_wrong',
      { clientData: { origin: 'http://clinic.example' } },
    ],
    ['on pages in a list', 'passkey_origin_wrong', { clientData: { origin: [origin] } }],
    ['in a frame of another page', 'passkey_cross_origin', { clientData: { crossOrigin: true } }],
    [
      'in a frame, as other words for true say',
      'passkey_cross_origin',
      { clientData: { crossOrigin: 'true' } },
    ],
    [
      'below a page that is named as the top',
      'passkey_cross_origin',
      { clientData: { topOrigin: origin } },
    ],
    ['for another domain', 'passkey_rp_wrong', { rpId: 'evil.example' }],
    ['for the domain above', 'passkey_rp_wrong', { rpId: 'example' }],
    ['without a person', 'passkey_user_absent', { flags: flag.uv }],
    ['by a person who was not recognised', 'passkey_user_unverified', { flags: flag.up }],
    [
      'by a key that is backed up though it cannot be',
      'passkey_backup_wrong',
      { flags: flag.up | flag.uv | flag.bs },
    ],
    [
      'with the bit for attested data',
      'passkey_data_unexpected',
      { flags: flag.up | flag.uv | flag.at },
    ],
    [
      'with the bit for extensions',
      'passkey_data_unexpected',
      { flags: flag.up | flag.uv | flag.ed },
    ],
    ['with extension data', 'passkey_malformed', { extra: Uint8Array.of(0xa0) }],
    ['with a byte too few', 'passkey_malformed', { extra: 1 }],
    [
      'with a member named twice, though either reading is good',
      'passkey_malformed',
      { clientDataText: (text) => text.replace('{', '{"type":"webauthn.get",') },
    ],
    ['with client data that is a list', 'passkey_malformed', { clientDataText: () => '[]' }],
    ['with a byte-order mark', 'passkey_malformed', { clientDataText: (text) => `\uFEFF${text}` }],
    [
      'with client data that is not UTF-8',
      'passkey_malformed',
      {
        clientDataText: (text) =>
          Buffer.concat([
            Buffer.from(`${text.slice(0, -1)},"a":"`),
            Buffer.from([0xff, 0x22, 0x7d]),
          ]),
      },
    ],
    [
      'with more client data than any browser writes',
      'passkey_malformed',
      { clientData: { padding: 'x'.repeat(4096) } },
    ],
    ['with another type of credential', 'passkey_malformed', { members: { type: 'password' } }],
    ['with two ids', 'passkey_malformed', { members: { rawId: 'AAAA' } }],
    ['without an id', 'passkey_malformed', { members: { id: '', rawId: '' } }],
    [
      'with client data in padded base64url',
      'passkey_malformed',
      { response: { clientDataJSON: 'e30=' } },
    ],
    [
      'signed over the client data itself',
      'passkey_signature_invalid',
      { signed: (authenticatorData, clientData) => Buffer.concat([authenticatorData, clientData]) },
    ],
    [
      'signed over the authenticator data alone',
      'passkey_signature_invalid',
      { signed: (authenticatorData) => authenticatorData },
    ],
    [
      'signed over the hash of the client data alone',
      'passkey_signature_invalid',
      { signed: (_, clientData) => createHash('sha256').update(clientData).digest() },
    ],
  ])('refuses an answer %s', async (_, code, trick) => {
    await expect(verify(await answer(trick))).rejects.toMatchObject({ code, name: 'IdentityError' })
  })

  test('refuses the answer of another passkey', async () => {
    const made = other.answer(await request(), origin)
    await expect(verify(made)).rejects.toMatchObject({ code: 'passkey_credential_wrong' })
    const renamed = { ...made, id: key.credentialId, rawId: key.credentialId }
    await expect(verify(renamed)).rejects.toMatchObject({ code: 'passkey_signature_invalid' })
  })

  test('refuses to take the key of one kind for that of another', async () => {
    const { credentialId } = key
    const { publicKey } = edwards.key
    const confused = { key: { credentialId, publicKey } }
    await expect(verify(await answer(), confused)).rejects.toMatchObject({
      code: 'passkey_signature_invalid',
    })
  })

  test.each([
    ['another purpose', { purpose: 'urn:example:sign-in' }],
    ['another digest', { digest: digestOf('another consent') }],
    ['a nonce', { nonce: randomBytes(32).toString('base64url') }],
  ])('refuses an answer when asked for %s', async (_, more) => {
    await expect(verify(await answer(), more)).rejects.toMatchObject({
      code: 'passkey_challenge_wrong',
    })
    const made = passkey.answer(await request(more), origin)
    await expect(verify(made, more)).resolves.toMatchObject(more)
    await expect(verify(made)).rejects.toMatchObject({ code: 'passkey_challenge_wrong' })
  })

  test('refuses a digest that is itself the challenge, as a platform could send to sign in', async () => {
    const made = passkey.answer({ challenge: subject.digest, rpId }, origin)
    await expect(verify(made)).rejects.toMatchObject({ code: 'passkey_challenge_wrong' })
  })

  test.each([
    [false, flag.up | flag.uv | flag.be],
    [true, flag.up | flag.uv],
  ])('refuses a key that may not be copied as it should: %s', async (backupEligible, flags) => {
    const made = await answer({ flags })
    await expect(verify(made, { backupEligible })).rejects.toMatchObject({
      code: 'passkey_backup_wrong',
    })
    await expect(verify(made, { backupEligible: !backupEligible })).resolves.toBeDefined()
  })

  test('accepts nothing that it did not return', async () => {
    const value = await verify(await answer())
    for (const copy of [{ ...value }, undefined, null, 'x']) {
      expect(() => assertVerifiedPasskeyAssertion(copy)).toThrow(
        expect.objectContaining({ code: 'passkey_not_verified' }),
      )
    }
    // @ts-expect-error - only verifyPasskeyAssertion makes one
    const made: VerifiedPasskeyAssertion = { ...place, ...key, ...subject }
    expect(() => assertVerifiedPasskeyAssertion(made)).toThrow()
  })

  test.each([
    ['rpId', 'https://clinic.example'],
    ['rpId', 'Clinic.example'],
    ['rpId', 'clinic.example.'],
    ['rpId', '127.0.0.1'],
    ['rpId', ''],
    ['origins', []],
    ['origins', 'https://clinic.example'],
    ['origins', ['']],
    ['origins', Array.from({ length: 33 }, () => origin)],
    ['purpose', ''],
    ['purpose', 'sign-in'],
    ['purpose', 'urn:a\0b'],
    ['digest', 'AAAA'],
    ['digest', undefined],
    ['nonce', 'AAAA'],
  ])('is not asked with a %s of %j', async (name, value) => {
    const wrong = { [name]: value } as Partial<VerifyPasskeyAssertionOptions>
    await expect(verify(await answer(), wrong)).rejects.toMatchObject({
      code: 'passkey_malformed',
      place: expect.stringMatching(`^/${name}`),
    })
  })

  test.each([
    [
      'of P-384',
      { ...key, publicKey: { kty: 'EC', crv: 'P-384', x: 'A'.repeat(64), y: 'A'.repeat(64) } },
    ],
    ['with another member', { ...key, note: 'x' }],
    ['without an id', { ...key, credentialId: '' }],
    ['with a private member', { ...key, publicKey: { ...key.publicKey, d: 'AAAA' } }],
    ['beside its curve', { ...key, publicKey: { ...key.publicKey, y: key.publicKey.x } }],
    ['that is none', null],
  ])('takes no key %s', async (_, wrong) => {
    await expect(verify(await answer(), { key: wrong as never })).rejects.toMatchObject({
      code: expect.stringMatching(/^(passkey|jwk)_malformed$/),
    })
  })
})

describe('createPasskeyRequest', () => {
  test('asks one of these passkeys, for a user who is recognised', async () => {
    expect(await request({ timeoutMs: 60_000 })).toEqual({
      challenge: expect.stringMatching(/^[\w-]{43}$/),
      rpId,
      allowCredentials: [{ type: 'public-key', id: key.credentialId }],
      userVerification: 'required',
      timeout: 60_000,
    })
  })

  test('asks the same of the same, and says the digest to nobody', async () => {
    const [first, second] = [await request(), await request()]
    expect(first).toEqual(second)
    expect(JSON.stringify(first)).not.toContain(subject.digest)
  })

  test.each([
    ['no passkey', { credentialIds: [] }],
    ['17 passkeys', { credentialIds: Array.from({ length: 17 }, () => key.credentialId) }],
    ['an id that is none', { credentialIds: ['='] }],
    ['an id of 1,024 bytes', { credentialIds: [Buffer.alloc(1024).toString('base64url')] }],
    ['no time', { timeoutMs: 0 }],
    ['more than an hour', { timeoutMs: 3_600_001 }],
    ['an address', { rpId: '10.0.0.1' }],
  ])('does not ask with %s', async (_, more) => {
    await expect(request(more)).rejects.toMatchObject({ code: 'passkey_malformed' })
  })
})
