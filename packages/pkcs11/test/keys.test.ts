import { encodeUtf8 } from '@fidecura/base'
import {
  type Algorithm,
  didOf,
  importVerificationKey,
  type Signer,
  verifySignature,
} from '@fidecura/identity'
import type { Pkcs11Token } from '@fidecura/pkcs11'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { withSoftHsm } from '../../../test/soft-hsm.ts'
import { attribute, type Cryptoki, objectClass } from '../src/cryptoki.ts'
import { keyKinds } from '../src/key-kinds.ts'
import { keyTemplates } from '../src/key-template.ts'
import { named, type OpenedHsm, openHsm } from './hsm.ts'

const data = encodeUtf8('what is to be signed')

withSoftHsm('keys in a token', (soft) => {
  let hsm: OpenedHsm
  let token: Pkcs11Token
  let session: Uint8Array
  beforeAll(async () => {
    soft.initToken('hospital', '24680')
    hsm = await openHsm(soft)
    token = await hsm.library.openToken(named('hospital'))
    session = hsm.session('hospital')
  })
  afterEach(() => {
    for (const name of Object.keys(hsm.instead)) Reflect.deleteProperty(hsm.instead, name)
  })
  afterAll(async () => {
    await hsm.library.close()
  })

  /** Handles of a key, as anybody finds them who is logged in. */
  function halvesOf(label: string): readonly Uint8Array[] {
    const { real } = hsm
    return [objectClass.privateKey, objectClass.publicKey].map((value) => {
      real.C_FindObjectsInit(session, [
        { type: attribute.class, value },
        { type: attribute.label, value: label },
      ])
      const [found] = real.C_FindObjects(session, 2)
      real.C_FindObjectsFinal(session)
      if (found === undefined) throw new Error('No such key')
      return found
    })
  }

  /** A pair that somebody makes beside us, with other attributes than ours. */
  async function plant(label: string, changes: Readonly<Record<number, boolean>>): Promise<void> {
    const kind = keyKinds.ES256
    const id = crypto.getRandomValues(new Uint8Array(16))
    const { publicTemplate, privateTemplate } = keyTemplates(kind, label, id)
    const changed = privateTemplate.map(({ type, value }) => {
      const other = changes[type] ?? value
      return other === undefined ? { type } : { type, value: other }
    })
    const mechanism = { mechanism: kind.generation }
    await hsm.real.C_GenerateKeyPairAsync(session, mechanism, publicTemplate, changed)
  }

  /** What the token says of a key, with one lie. */
  function lie(type: number, value: Uint8Array): void {
    hsm.instead.C_GetAttributeValue = ((...args) => {
      const [, , [asked]] = args
      return asked?.type === type ? [{ type, value }] : hsm.real.C_GetAttributeValue(...args)
    }) satisfies Cryptoki['C_GetAttributeValue']
  }

  describe('generateKey', () => {
    test.each(['ES256', 'ES384', 'EdDSA'] as const)(
      'makes a key of %s that cannot be read out',
      async (algorithm) => {
        await token.generateKey(`stays ${algorithm}`, { algorithm })
        const [key = new Uint8Array()] = halvesOf(`stays ${algorithm}`)
        const { real } = hsm
        expect(() => real.C_GetAttributeValue(session, key, [{ type: 0x11 }])).toThrow(
          'CKR_ATTRIBUTE_SENSITIVE',
        )
        const { sensitive, extractable, alwaysSensitive, neverExtractable, derive } = attribute
        const flags = [sensitive, alwaysSensitive, neverExtractable, extractable, derive].map(
          (type) => real.C_GetAttributeValue(session, key, [{ type }])[0]?.value[0],
        )
        expect(flags).toEqual([1, 1, 1, 0, 0])
      },
    )

    test('makes no second key of one label', async () => {
      await token.generateKey('one')
      hsm.instead.C_GenerateKeyPairAsync = () => Promise.reject(new Error('Nothing is to be made'))
      await expect(token.generateKey('one')).rejects.toMatchObject({
        code: 'key_exists',
      })
      expect((await token.listKeys()).filter(({ label }) => label === 'one')).toHaveLength(1)
    })

    test('takes its key back where another process made one of the label meanwhile', async () => {
      hsm.instead.C_GenerateKeyPairAsync = async (...args) => {
        await plant('raced', {})
        return await hsm.real.C_GenerateKeyPairAsync(...args)
      }
      await expect(token.generateKey('raced')).rejects.toMatchObject({
        code: 'key_exists',
      })
      expect((await token.listKeys()).filter(({ label }) => label === 'raced')).toHaveLength(1)
    })

    test.each([
      ['the generation', keyKinds.EdDSA.generation],
      ['the signing', keyKinds.EdDSA.signing],
    ])('makes nothing where the token lacks %s', async (_, lacking) => {
      hsm.instead.C_GetMechanismInfo = (slot, mechanism) => {
        if (mechanism === lacking)
          throw Object.assign(new Error('CKR_MECHANISM_INVALID'), { code: 112 })
        return hsm.real.C_GetMechanismInfo(slot, mechanism)
      }
      await expect(token.generateKey('edwards', { algorithm: 'EdDSA' })).rejects.toMatchObject({
        code: 'mechanism_unsupported',
      })
      expect((await token.listKeys()).map(({ label }) => label)).not.toContain('edwards')
    })

    test.each([
      ['empty', ''],
      ['too long', '病'.repeat(22)],
      ['with a control character', 'a\u0000b'],
    ])('takes no label that is %s', async (_, label) => {
      await expect(token.generateKey(label)).rejects.toMatchObject({
        code: 'key_label_malformed',
      })
    })
  })

  describe('openKey', () => {
    let made: Signer
    beforeAll(async () => {
      made = await token.generateKey('病房 7')
    })

    test('names the key as the caller says', async () => {
      const did = didOf(made.keyId)
      expect((await token.openKey('病房 7', { method: 'key' })).keyId).toBe(made.keyId)
      const hosted = await token.openKey('病房 7', { did, fragment: 'ward-7' })
      expect(hosted.keyId).toBe(`${did}#ward-7`)
      const jwk = await token.openKey('病房 7', { method: 'jwk', algorithm: 'ES256' })
      expect(jwk.did).toMatch(/^did:jwk:/)
    })

    test.each<[string, string, Algorithm, string]>([
      ['is not there', 'nowhere', 'ES256', 'key_not_found'],
      ['is for another algorithm', '病房 7', 'ES384', 'key_algorithm_wrong'],
    ])('opens no key that %s', async (_, label, algorithm, code) => {
      const opening = token.openKey(label, { method: 'key', algorithm })
      await expect(opening).rejects.toMatchObject({ code })
    })

    test('opens no key for a caller who does not say which DID it signs for', async () => {
      const hosted = didOf(made.keyId)
      await token.generateKey('hosted', { did: hosted, fragment: 'ward-8' })
      // @ts-expect-error - it would sign as a did:key, and nobody would notice
      await expect(token.openKey('hosted', {})).rejects.toMatchObject({ code: 'key_use_missing' })
    })

    test('does not guess which of two keys is meant', async () => {
      await token.generateKey('twin')
      await plant('twin', {})
      await expect(token.openKey('twin', { method: 'key' })).rejects.toMatchObject({
        code: 'key_ambiguous',
      })
    })

    test.each<[string, Readonly<Record<number, boolean>>, string]>([
      ['was made to be exported', { [attribute.extractable]: true }, 'key_exportable'],
      ['shows itself', { [attribute.sensitive]: false }, 'key_exportable'],
      ['is not for signing', { [attribute.sign]: false }, 'key_unsupported'],
    ])('refuses a key that %s', async (label, changes, code) => {
      await plant(label, changes)
      await expect(token.openKey(label, { method: 'key' })).rejects.toMatchObject({ code })
    })

    test.each<[string, number, number]>([
      ['can leave the token', attribute.extractable, 1],
      ['could once leave it', attribute.neverExtractable, 0],
      ['is not sensitive', attribute.sensitive, 0],
      ['was once not sensitive', attribute.alwaysSensitive, 0],
    ])('refuses a key of which the token says that it %s', async (_, type, value) => {
      lie(type, Uint8Array.of(value))
      await expect(token.openKey('病房 7', { method: 'key' })).rejects.toMatchObject({
        code: 'key_exportable',
      })
    })

    test.each([attribute.extractable, attribute.neverExtractable, attribute.alwaysSensitive])(
      'refuses a key of which the token does not say attribute %i',
      async (type) => {
        lie(type, new Uint8Array())
        await expect(token.openKey('病房 7', { method: 'key' })).rejects.toMatchObject({
          code: 'key_exportable',
        })
      },
    )

    test.each<[string, number, Uint8Array]>([
      ['wants a PIN each time', attribute.alwaysAuthenticate, Uint8Array.of(1)],
      ['is on another curve', attribute.ecParams, Uint8Array.of(6, 5, 0x2b, 0x81, 4, 0, 10)],
      ['has half a public key', attribute.ecPoint, new Uint8Array(35).fill(4)],
    ])('does not sign with a key that %s', async (_, type, value) => {
      lie(type, value)
      await expect(token.openKey('病房 7', { method: 'key' })).rejects.toMatchObject({
        code: 'key_unsupported',
      })
    })

    test('refuses a key that does not belong to the public key beside it', async () => {
      const { publicKey } = await token.generateKey('other')
      const [, point = new Uint8Array()] = halvesOf('other')
      const [other] = hsm.real.C_GetAttributeValue(session, point, [{ type: attribute.ecPoint }])
      lie(attribute.ecPoint, other?.value ?? new Uint8Array())
      await expect(token.openKey('病房 7', { method: 'key' })).rejects.toMatchObject({
        code: 'key_mismatch',
      })
      expect(publicKey.crv).toBe('P-256')
    })

    test.each([
      [
        'with a bit changed',
        (bytes: Uint8Array) => bytes.map((byte, i) => (i === 5 ? byte ^ 1 : byte)),
      ],
      ['cut short', (bytes: Uint8Array) => bytes.subarray(1)],
      ['of nothing but zeros', (bytes: Uint8Array) => bytes.map(() => 0)],
    ])('hands out no signature %s', async (_, change) => {
      hsm.instead.C_SignAsync = async (...args) => change(await hsm.real.C_SignAsync(...args))
      await expect(made.sign(data)).rejects.toMatchObject({
        code: 'signer_failed',
        outcome: 'unknown',
        cause: { code: 'key_mismatch' },
      })
    })

    test('refuses a public key that is not on its curve', async () => {
      lie(attribute.ecPoint, Uint8Array.of(4, 65, 4, ...new Uint8Array(64).fill(1)))
      await expect(token.openKey('病房 7', { method: 'key' })).rejects.toMatchObject({
        code: 'key_mismatch',
      })
    })

    test('signs what it was given, also where that changes meanwhile', async () => {
      const changing = Uint8Array.from(data)
      const signing = made.sign(changing)
      changing.fill(0)
      const key = await importVerificationKey(made.publicKey)
      expect(await verifySignature(key, data, await signing)).toBe(true)
    })
  })

  test('neither listKeys nor openKey follows a library that always finds another key', async () => {
    let found = 0
    const endless = (): readonly Uint8Array[] => {
      if (++found > 100_000) throw new Error('It went on for ever')
      return [Uint8Array.of(found & 255, (found >> 8) & 255, found >> 16, 0, 0, 0, 0, 0)]
    }
    const refused = { code: 'token_failed', outcome: 'unknown' }
    hsm.instead.C_FindObjects = endless
    await expect(token.listKeys()).rejects.toMatchObject(refused)
    await expect(token.openKey('stays ES256', { method: 'key' })).rejects.toMatchObject(refused)
    expect(found).toBe(2 * 4_097)
  })

  test('listKeys names the keys that are ours to use, and no others', async () => {
    const listed = await token.listKeys()
    expect(listed).toContainEqual({ label: '病房 7', algorithm: 'ES256' })
    expect(listed).toContainEqual({ label: 'stays EdDSA', algorithm: 'EdDSA' })
    const labels = listed.map(({ label }) => label)
    expect(labels).toEqual(labels.toSorted())
    lie(attribute.ecParams, Uint8Array.of(6, 5, 0x2b, 0x81, 4, 0, 10))
    expect(await token.listKeys()).toEqual([])
  })
})
