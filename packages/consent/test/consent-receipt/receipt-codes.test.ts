import { deflateSync } from 'node:zlib'
import { encodeUtf8 } from '@fidecura/base'
import { recordReference } from '@fidecura/consent'
import {
  type ConsentReceipt,
  consentReceiptHtml,
  receiptCodesOf,
  type VerifyReceiptCodesOptions,
  verifyReceiptCodes,
} from '@fidecura/consent/consent-receipt'
import type { RegisterEntry } from '@fidecura/consent/register'
import { decodeJws, digestOf, resolveDidKey, signJws } from '@fidecura/identity'
import { beforeEach, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import jsqr from 'jsqr'
import { decodeBase45, encodeBase45 } from '../../src/consent-receipt/base45.ts'
import { packTokens, unpackTokens } from '../../src/consent-receipt/packed-tokens.ts'
import { signReceipt } from '../../src/receipt.ts'
import {
  after,
  consentOf,
  createWorld,
  day,
  noon,
  record,
  type World,
} from '../statements/world.ts'
import { trusting } from '../trusting.ts'
import { receiptIn } from './setting.ts'

let world: World
let receipt: ConsentReceipt
let codes: readonly string[]
beforeEach(async () => {
  world = await createWorld()
  receipt = await receiptIn(world)
  codes = await receiptCodesOf(receipt)
})

/** With nothing at hand but the register's DID: nobody is asked for anything. */
const verify = (texts: readonly string[], more: Partial<VerifyReceiptCodesOptions> = {}) => {
  const verifier = { ...world.verifier, resolve: resolveDidKey }
  return verifyReceiptCodes(texts, { verifier, register: trusting(world.registrar), ...more })
}

/** What a camera sees of the pictures in a page. */
function scanned(html: string): readonly string[] {
  const pictures = [...html.matchAll(/<svg[^>]*viewBox="0 0 (\d+) \1"[^>]*>.*?d="([^"]*)"/g)]
  return pictures.map(([, side, path]) => {
    const scale = 4
    const width = Number(side) * scale
    const pixels = new Uint8ClampedArray(width * width * 4).fill(255)
    for (const [, x, y, run] of (path ?? '').matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) {
      for (let row = Number(y) * scale; row < (Number(y) + 1) * scale; row += 1) {
        for (let at = Number(x) * scale; at < (Number(x) + Number(run)) * scale; at += 1) {
          pixels.fill(0, (row * width + at) * 4, (row * width + at) * 4 + 3)
        }
      }
    }
    const found = jsqr.default(pixels, width, width)
    expect(found?.version).toBeLessThanOrEqual(25)
    return found?.data ?? ''
  })
}

describe('receiptCodesOf', () => {
  test('makes codes that a camera reads from the page, and that verify without a network', async () => {
    const texts = scanned(await consentReceiptHtml(receipt))
    expect(texts).toEqual(codes)
    const { statement, receipt: registered } = await verify([...texts].reverse())
    expect(statement).toMatchObject({ issuer: world.patient.did, text: receipt.text })
    expect(registered).toMatchObject({ sequence: 1, kind: 'statement' })
  })

  test('makes at most five codes of a usual consent, in either language', async () => {
    expect(codes.length).toBeLessThanOrEqual(5)
    const chinese = await createWorld()
    const made = await receiptCodesOf(await receiptIn(chinese, 'zh-CN'))
    expect(made.length).toBeLessThanOrEqual(5)
  })

  test('makes none of what is too long for them', async () => {
    const filler = Array.from({ length: 20_000 }, (_, n) => (n * 7919) % 9973).join('')
    const resource = {
      resourceType: 'Consent',
      status: 'active',
      scope: {
        coding: [
          { system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' },
        ],
      },
      patient: { reference: 'Patient/1' },
      policyRule: {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'OPTIN' }],
      },
      text: { status: 'generated', div: filler },
    }
    const references = { 'Patient/1': recordReference(record) }
    const source = { bytes: encodeUtf8(JSON.stringify(resource)), references }
    const statement = await consentOf(world, { source })
    await expect(
      receiptCodesOf({ evidence: { ...receipt.evidence, statement } }),
    ).rejects.toMatchObject({ code: 'receipt_too_long' })
  })
})

/** The same text in so many codes. */
function splitInto(count: number, all: readonly string[]): readonly string[] {
  const text = all.map((code) => code.replace(/^FC1:\d\/\d:/, '')).join('')
  const size = Math.ceil(text.length / count)
  return Array.from(
    { length: count },
    (_, n) => `FC1:${n + 1}/${count}:${text.slice(n * size, (n + 1) * size)}`,
  )
}

describe('verifyReceiptCodes', () => {
  test('minds neither order nor number of codes', async () => {
    await expect(verify(splitInto(16, codes))).resolves.toBeDefined()
  })

  test('goes on when the patient has a new key, and the identity is revoked', async () => {
    world.now = after(30 * day)
    world.change({ index: 1, value: 'revoked' })
    await expect(verify(codes)).resolves.toBeDefined()
  })

  test.each<[string, (all: readonly string[]) => readonly string[]]>([
    ['one of them missing', ([first = '']) => [first]],
    ['one twice and one missing', ([first = '']) => [first, first]],
    ['none', () => []],
    ['something else among them', ([first = '']) => [first, 'https://study.example']],
    [
      'a code that counts wrong',
      ([first = '', second = '']) => [first, second.replace('2/2', '3/2')],
    ],
    [
      'a character of another alphabet',
      ([first = '', second = '']) => [first, `${second.slice(0, -1)}a`],
    ],
    [
      'codes that say there is another',
      (all) => all.map((code) => code.replace(/\/\d+:/, `/${all.length + 1}:`)),
    ],
    ['more than 28', (all) => splitInto(29, all)],
    ['a cut end', (all) => [...all.slice(0, -1), (all.at(-1) ?? '').slice(0, -3)]],
  ])('refuses %s', async (_, change) => {
    await expect(verify(change(codes))).rejects.toMatchObject({ code: 'receipt_code_malformed' })
  })

  const codesOf = async (statement: string, of: string): Promise<readonly string[]> =>
    receiptCodesOf({ evidence: { statement, receipt: of } })

  test('refuses another consent under a genuine receipt', async () => {
    const other = await consentOf(world, { id: 'urn:uuid:other' })
    await expect(verify(await codesOf(other, receipt.evidence.receipt))).rejects.toMatchObject({
      code: 'receipt_mismatch',
    })
  })

  test('refuses a stamp, which the register gives to anything', async () => {
    const token = await consentOf(world, { id: 'urn:uuid:other' })
    const stamp = await world.register.stamp(await digestOf(token))
    await expect(verify(await codesOf(token, stamp))).rejects.toMatchObject({
      code: 'receipt_mismatch',
    })
  })

  test('refuses a statement that is for another register than that of its receipt', async () => {
    const { registrar: signer, stranger } = world
    const token = await consentOf(world, { register: stranger.did })
    const entry = {
      kind: 'statement',
      sequence: 1,
      registeredAt: noon,
      digest: await digestOf(token),
    }
    const careless = await signReceipt(entry as RegisterEntry, { signer })
    await expect(verify(await codesOf(token, careless))).rejects.toMatchObject({
      code: 'register_wrong',
    })
  })

  test('refuses a statement whose text is not that of its terms', async () => {
    const { payload, header } = decodeJws(receipt.evidence.statement)
    const said = JSON.parse(new TextDecoder().decode(payload))
    const credentialSubject = { ...said.credentialSubject, text: 'Nothing to see here' }
    const { registrar, patient: signer } = world
    const token = await signJws({ ...said, credentialSubject }, { signer, typ: header.typ ?? '' })
    const entry = {
      kind: 'statement',
      sequence: 1,
      registeredAt: noon,
      digest: await digestOf(token),
    }
    const careless = await signReceipt(entry as RegisterEntry, { signer: registrar })
    await expect(verify(await codesOf(token, careless))).rejects.toMatchObject({
      code: 'statement_text_mismatch',
    })
  })

  test('refuses the receipt of another register, and of keys that are not pinned', async () => {
    await expect(verify(codes, { register: trusting(world.stranger) })).rejects.toMatchObject({
      code: 'register_wrong',
    })
    await expect(verify(codes, { register: trusting(world.registrar, []) })).rejects.toMatchObject({
      code: 'key_not_pinned',
    })
  })

  test('refuses what inflates to more than statements are', async () => {
    const bomb = `${receipt.evidence.statement}${'A'.repeat(400_000)}`
    const text = encodeBase45(await packTokens([bomb, receipt.evidence.receipt]))
    expect(text.length).toBeLessThan(16_000)
    const parts = text.match(/[\s\S]{1,1000}/g) ?? []
    const texts = parts.map((part, n) => `FC1:${n + 1}/${parts.length}:${part}`)
    await expect(verify(texts)).rejects.toMatchObject({ code: 'receipt_code_malformed' })
  })
})

describe('unpackTokens', () => {
  const limits = { count: 1, maxBytes: 100 }

  test('gives back what was packed, and so many tokens', async () => {
    expect(await unpackTokens(await packTokens(['YQ.Yg.Yw']), limits)).toEqual(['YQ.Yg.Yw'])
    expect(await unpackTokens(await packTokens(['YQ.Yg.Yw', 'YQ.Yg.Yw']), limits)).toBeUndefined()
  })

  test.each([
    ['a part that ends before its length', [0, 0, 1, 97, 0, 0, 1, 98, 0, 0, 2, 99]],
    ['no parts', []],
  ])('refuses %s', async (_, bytes) => {
    expect(await unpackTokens(deflateSync(Uint8Array.from(bytes)), limits)).toBeUndefined()
  })
})

describe('base45', () => {
  test.each([
    ['AB', 'BB8'],
    ['Hello!!', '%69 VD92EX0'],
    ['base-45', 'UJCLQE7W581'],
    ['ietf!', 'QED8WEX0'],
  ])('writes %s as RFC 9285 does', (text, encoded) => {
    expect(encodeBase45(encodeUtf8(text))).toBe(encoded)
    expect(decodeBase45(encoded)).toEqual(encodeUtf8(text))
  })

  test.each(['GGW', ':::', 'A', '::', 'ab'])('does not read %s', (text) => {
    expect(decodeBase45(text)).toBeUndefined()
  })

  test('reads what it wrote', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(decodeBase45(encodeBase45(bytes))).toEqual(bytes)
      }),
    )
  })
})
