import { generateKeyPairSync } from 'node:crypto'
import { deepFreeze } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import {
  createPasskeyRegistration,
  parsePasskeyKey,
  parsePasskeyRegistration,
} from '../../src/index.passkey.ts'
import { createAuthenticator } from './software-authenticator.ts'

const passkey = createAuthenticator()
const edwards = createAuthenticator('EdDSA')
const spkiOf = (of: typeof passkey): Buffer =>
  Buffer.from(of.registration.response['publicKey'] as string, 'base64url')

/** A registration that says otherwise. */
const registered = (of: typeof passkey, response: object, members: object = {}): unknown =>
  deepFreeze({
    ...of.registration,
    ...members,
    response: { ...of.registration.response, ...response },
  })

const withKey = (of: typeof passkey, spki: Uint8Array): unknown =>
  registered(of, { publicKey: Buffer.from(spki).toString('base64url') })

describe('parsePasskeyRegistration', () => {
  test.each([
    ['ES256', passkey],
    ['EdDSA', edwards],
  ])('reads a key of %s as it was made', (_, authenticator) => {
    const key = parsePasskeyRegistration(deepFreeze(authenticator.registration))
    expect(key).toEqual(authenticator.key)
    expect(parsePasskeyKey(JSON.parse(JSON.stringify(key)))).toEqual(key)
  })

  const turned = (index: number): Buffer => {
    const spki = spkiOf(passkey)
    spki[index] = (spki[index] as number) ^ 1
    return spki
  }

  test.each<[string, unknown]>([
    ['a byte too many', withKey(passkey, Buffer.concat([spkiOf(passkey), Buffer.of(0)]))],
    ['a byte after Ed25519', withKey(edwards, Buffer.concat([spkiOf(edwards), Buffer.of(0)]))],
    ['a byte too few', withKey(passkey, spkiOf(passkey).subarray(0, -1))],
    [
      'a compressed point',
      withKey(
        passkey,
        Buffer.of(...spkiOf(passkey).subarray(0, 26), 2, ...spkiOf(passkey).subarray(27)),
      ),
    ],
    ['a point beside the curve', withKey(passkey, turned(90))],
    ['the key of the other algorithm', registered(passkey, { publicKeyAlgorithm: -8 })],
    ['the key of the one algorithm', registered(edwards, { publicKeyAlgorithm: -7 })],
    ['a key in base64', registered(passkey, { publicKey: spkiOf(passkey).toString('base64') })],
    [
      'no key, as of an algorithm that the browser does not know',
      registered(passkey, { publicKey: null }),
    ],
    ['another type', registered(passkey, {}, { type: 'password' })],
    ['two ids', registered(passkey, {}, { rawId: 'AAAA' })],
    ['no response', { ...passkey.registration, response: undefined }],
    ['nothing', undefined],
    [
      'a key of P-384 as of P-256',
      withKey(
        passkey,
        generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({
          format: 'der',
          type: 'spki',
        }),
      ),
    ],
    [
      'a key of secp256k1',
      withKey(
        passkey,
        generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey.export({
          format: 'der',
          type: 'spki',
        }),
      ),
    ],
  ])('refuses %s', (_, registration) => {
    expect(() => parsePasskeyRegistration(registration)).toThrow(
      expect.objectContaining({ code: 'passkey_malformed' }),
    )
  })

  test('refuses each other spelling of what stands before the point', () => {
    for (const authenticator of [passkey, edwards]) {
      const prefix = spkiOf(authenticator).length - (authenticator === passkey ? 64 : 32)
      for (let index = 0; index < prefix; index++) {
        const spki = spkiOf(authenticator)
        spki[index] = (spki[index] as number) ^ 0x40
        expect(() => parsePasskeyRegistration(withKey(authenticator, spki))).toThrow(
          expect.objectContaining({ code: 'passkey_malformed' }),
        )
      }
    }
  })

  test('refuses a point of small order', () => {
    const spki = spkiOf(edwards)
    spki.fill(0, 12)
    expect(() => parsePasskeyRegistration(withKey(edwards, spki))).toThrow(
      expect.objectContaining({ code: 'jwk_malformed' }),
    )
  })

  test.each([-257, -35, -47, 'ES256', undefined])('knows no algorithm %s', (algorithm) => {
    expect(() =>
      parsePasskeyRegistration(registered(passkey, { publicKeyAlgorithm: algorithm })),
    ).toThrow(expect.objectContaining({ code: 'key_type_unsupported' }))
  })
})

describe('parsePasskeyKey', () => {
  test.each([
    ['a key of P-384', '/publicKey/crv', (it: object) => ({ ...it, publicKey: p384() })],
    ['another member', '', (it: object) => ({ ...it, note: 'x' })],
    ['no id', '/credentialId', (it: object) => ({ ...it, credentialId: '' })],
    ['a list', '', () => []],
  ])('refuses %s', (_, place, change) => {
    expect(() => parsePasskeyKey(change(passkey.key))).toThrow(
      expect.objectContaining({ code: 'passkey_malformed', place }),
    )
  })

  const p384 = () =>
    generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ format: 'jwk' })
})

describe('createPasskeyRegistration', () => {
  const known = deepFreeze({
    rpId: 'clinic.example',
    rpName: 'Example Clinic',
    userName: 'Lin Example',
    userHandle: Buffer.alloc(32, 7).toString('base64url'),
  })

  test('asks for a key that is taken here, of a user who is recognised', () => {
    const { key } = passkey
    const options = createPasskeyRegistration({ ...known, exclude: [key.credentialId] })
    expect(options).toEqual({
      rp: { id: 'clinic.example', name: 'Example Clinic' },
      user: { id: known.userHandle, name: 'Lin Example', displayName: 'Lin Example' },
      challenge: expect.stringMatching(/^[\w-]{43}$/),
      pubKeyCredParams: [
        { type: 'public-key', alg: -7 },
        { type: 'public-key', alg: -8 },
      ],
      excludeCredentials: [{ type: 'public-key', id: key.credentialId }],
      authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
      attestation: 'none',
    })
    expect(createPasskeyRegistration(known).challenge).not.toBe(options.challenge)
  })

  test.each([
    ['rpId', 'https://clinic.example'],
    ['rpName', ''],
    ['userName', 'Lin\nExample'],
    ['userHandle', ''],
    ['userHandle', Buffer.alloc(65).toString('base64url')],
    ['exclude', ['=']],
  ])('asks nothing with a %s of %j', (name, value) => {
    expect(() => createPasskeyRegistration({ ...known, [name]: value })).toThrow(
      expect.objectContaining({
        code: 'passkey_malformed',
        place: expect.stringMatching(`^/${name}`),
      }),
    )
  })
})
