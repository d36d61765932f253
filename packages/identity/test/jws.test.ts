import { decodeUtf8, encodeBase64url, encodeUtf8, epochSeconds } from '@fidecura/base'
import { expect, test } from '@jest/globals'
import {
  createHeaderCache,
  createResolver,
  decodeJws,
  generateSigner,
  importVerificationKey,
  resolveDidJwk,
  resolveDidKey,
  type Signer,
  signJws,
  thumbprintOf,
  verifyDidJws,
  verifyJws,
} from '../src/index.ts'
import { verifyJwsAtOnce } from '../src/verify-jws.ts'

const now = epochSeconds(1_790_000_000)
const typ = 'example+jwt'
const resolve = createResolver({ methods: { key: resolveDidKey, jwk: resolveDidJwk } })
const segment = (value: unknown): string => encodeBase64url(encodeUtf8(JSON.stringify(value)))

async function signRaw(signer: Signer, header: unknown, payload: unknown = {}): Promise<string> {
  const input = `${segment(header)}.${segment(payload)}`
  return `${input}.${encodeBase64url(await signer.sign(encodeUtf8(input)))}`
}

const verify = (compact: string, signer: Signer): Promise<unknown> =>
  verifyDidJws(decodeJws(compact), {
    issuer: signer.did,
    typ,
    relationship: 'assertionMethod',
    resolve,
    at: now,
    now,
  })

test.each([
  [{}],
  [{ method: 'jwk', algorithm: 'ES256' }],
  [{ algorithm: 'EdDSA' }],
  [{ method: 'jwk', algorithm: 'EdDSA' }],
  [{ algorithm: 'ES384' }],
] as const)('verifyDidJws accepts what signJws made with %j', async (options) => {
  const signer = await generateSigner(options)
  const compact = await signJws(Object.freeze({ hello: 'world' }), { signer, typ })
  await expect(verify(compact, signer)).resolves.toMatchObject({ keyId: signer.keyId })
})

test('verifyDidJws refuses another signature, type, algorithm, issuer, relationship and pin', async () => {
  const signer = await generateSigner()
  const other = await generateSigner()
  const { keyId: kid } = signer
  const good = { alg: 'ES256', typ, kid }
  const table: [unknown, Signer, string][] = [
    [good, other, 'jws_signature_invalid'],
    [{ ...good, typ: 'JWT' }, signer, 'jws_type_wrong'],
    [{ alg: 'ES256', kid }, signer, 'jws_type_wrong'],
    [{ ...good, alg: 'EdDSA' }, signer, 'jws_algorithm_wrong'],
    [{ ...good, kid: other.keyId }, signer, 'jws_issuer_mismatch'],
    [{ alg: 'ES256', typ }, signer, 'jws_issuer_mismatch'],
    [{ ...good, kid: '#0' }, signer, 'did_url_malformed'],
    [{ ...good, kid: `${signer.did}#other` }, signer, 'key_not_found'],
  ]
  for (const [header, by, code] of table) {
    await expect(verify(await signRaw(by, header), signer)).rejects.toMatchObject({ code })
  }
  const jws = decodeJws(await signRaw(signer, good))
  const options = { issuer: signer.did, typ, resolve, at: now, now } as const
  await expect(
    verifyDidJws(jws, { ...options, relationship: 'keyAgreement' }),
  ).rejects.toMatchObject({ code: 'key_relationship_wrong' })
  const pinned = { ...options, relationship: 'assertionMethod' } as const
  await expect(
    verifyDidJws(jws, { ...pinned, pins: [await thumbprintOf(other.publicKey)] }),
  ).rejects.toMatchObject({ code: 'key_not_pinned' })
  const pins = [await thumbprintOf(signer.publicKey)]
  await expect(verifyDidJws(jws, { ...pinned, pins })).resolves.toBeDefined()
})

test('verifyDidJws judges each call by its own issuer, with one frozen options object', async () => {
  const [a, b] = [await generateSigner(), await generateSigner()]
  const byA = decodeJws(await signJws({}, { signer: a, typ }))
  const byB = decodeJws(await signJws({}, { signer: b, typ }))
  const shared = Object.freeze({
    issuer: b.did,
    typ,
    relationship: 'assertionMethod',
    resolve,
    at: now,
    now,
  })
  await expect(verifyDidJws(byA, shared)).rejects.toMatchObject({ code: 'jws_issuer_mismatch' })
  await expect(verifyDidJws(byB, shared)).resolves.toBeDefined()
  await expect(verifyDidJws(byA, shared)).rejects.toMatchObject({ code: 'jws_issuer_mismatch' })
})

test.each(['crit', 'b64', 'jwk', 'jku', 'x5u'])(
  'decodeJws refuses the header member %s',
  async (name) => {
    const signer = await generateSigner()
    const compact = await signRaw(signer, { alg: 'ES256', typ, kid: signer.keyId, [name]: [] })
    expect(() => decodeJws(compact)).toThrow(
      expect.objectContaining({ code: 'jws_header_unsupported', place: name }),
    )
  },
)

test('decodeJws refuses every other spelling of a token', async () => {
  const signer = await generateSigner()
  const good = await signJws({ a: 1 }, { signer, typ })
  const [header = '', payload = '', signature = ''] = good.split('.')
  const last = signature.at(-1) as string
  // The last character of 64 bytes carries four unused bits.
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const stray = alphabet[alphabet.indexOf(last) + 1] as string
  for (const spelling of [
    `${header}.${payload}.${signature.slice(0, -1)}${stray}`,
    `${header}.${payload}.${signature}==`,
    `${header}.${payload}.${signature}\n`,
    ` ${good}`,
    `${header}. ${payload}.${signature}`,
    `${good}.`,
    `${header}.${payload}`,
    `.${payload}.${signature}`,
    header,
    '',
    '..',
    `${segment([])}.${payload}.${signature}`,
    `${encodeBase64url(encodeUtf8('{"alg":"ES256","alg":"ES256"}'))}.${payload}.${signature}`,
  ]) {
    expect(() => decodeJws(spelling)).toThrow(expect.objectContaining({ code: 'jws_malformed' }))
  }
})

test.each(['none', 'HS256', 'RS256', 'ES256K', 'toString', 7])(
  'decodeJws refuses the algorithm %s',
  (alg) => {
    expect(() => decodeJws(`${segment({ alg })}.e30.AA`)).toThrow(
      expect.objectContaining({ code: 'jws_algorithm_wrong' }),
    )
  },
)

test('decodeJws stops at its limit', () => {
  expect(() => decodeJws('a'.repeat(300_000))).toThrow(
    expect.objectContaining({ code: 'jws_too_large' }),
  )
  expect(() => decodeJws('a'.repeat(300_000), { maxBytes: 300_000 })).toThrow(
    expect.objectContaining({ code: 'jws_malformed' }),
  )
})

test('createHeaderCache gives back the same header and forgets when it is full', async () => {
  const headers = createHeaderCache({ maxEntries: 2 })
  const segments = ['a', 'b', 'c'].map((kid) => segment({ alg: 'ES256', kid }))
  const [a = '', b = '', c = ''] = segments
  const first = headers.headerOf(a)
  expect(headers.headerOf(a)).toBe(first)
  headers.headerOf(b)
  headers.headerOf(c)
  expect(headers.headerOf(a)).not.toBe(first)
  expect(headers.headerOf(a)).toEqual(first)
})

test('decodeJws stops at its limit on headers, before it reads them', () => {
  const header = (bytes: number) => segment({ alg: 'ES256', x5c: ['A'.repeat(bytes)] })
  expect(() => decodeJws(`${header(16_000)}.e30.AA`)).not.toThrow()
  expect(() => decodeJws(`${header(16_384)}.e30.AA`)).toThrow(
    expect.objectContaining({ code: 'jws_too_large' }),
  )
})

test('decodeJws lets certificates ride along and believes nothing of them', async () => {
  const [signer, other] = [await generateSigner(), await generateSigner()]
  const certificateChain = Object.freeze(['AAAA', 'BBBB'])
  const carrying = Object.freeze({ ...signer, certificateChain })
  const jws = decodeJws(await signJws({}, { signer: carrying, typ }))
  expect(jws.header.members['x5c']).toEqual(certificateChain)
  expect(jws.header.kid).toBe(signer.keyId)
  const key = await importVerificationKey(signer.publicKey)
  await verifyJws(jws, { key, typ })
  const wrong = await importVerificationKey(other.publicKey)
  await expect(verifyJws(jws, { key: wrong, typ })).rejects.toMatchObject({
    code: 'jws_signature_invalid',
  })
})

test('createHeaderCache is bounded by bytes as well as by number', () => {
  const [a = '', b = '', c = ''] = ['a', 'b', 'c'].map((kid) =>
    segment({ alg: 'ES256', kid, x5c: ['A'.repeat(1200)] }),
  )
  const headers = createHeaderCache({ maxBytes: 2 * a.length })
  const first = headers.headerOf(a)
  headers.headerOf(b)
  expect(headers.headerOf(a)).toBe(first)
  headers.headerOf(c)
  expect(headers.headerOf(a)).not.toBe(first)
  const tiny = createHeaderCache({ maxBytes: 100 })
  expect(tiny.headerOf(a)).not.toBe(tiny.headerOf(a))
})

test('verifyJws takes the algorithm from the key', async () => {
  const signer = await generateSigner({ algorithm: 'EdDSA' })
  const jws = decodeJws(await signRaw(signer, { alg: 'ES256', typ }))
  const key = await importVerificationKey(signer.publicKey)
  const refused = { code: 'jws_algorithm_wrong' }
  await expect(verifyJws(jws, { key, typ })).rejects.toMatchObject(refused)
  expect(() => verifyJwsAtOnce(jws, { key, typ })).toThrow(expect.objectContaining(refused))
})

test('verifyJws gives the payload, and nothing of it to those who do not wait', async () => {
  const signer = await generateSigner()
  const jws = decodeJws(await signRaw(signer, { alg: 'ES256', typ }, { of: 'the signer' }))
  const key = await importVerificationKey(signer.publicKey)
  const given = verifyJws(jws, { key, typ })
  expect(given).not.toHaveProperty('length')
  expect(decodeUtf8(await given)).toBe('{"of":"the signer"}')
  const other = await importVerificationKey((await generateSigner()).publicKey)
  await expect(verifyJws(jws, { key: other, typ })).rejects.toMatchObject({
    code: 'jws_signature_invalid',
  })
  // The engine of this half is there at once, unless it is busy.
  expect(verifyJwsAtOnce(jws, { key, typ })).toBeUndefined()
  await null
  expect(() => verifyJwsAtOnce(jws, { key: other, typ })).toThrow(
    expect.objectContaining({ code: 'jws_signature_invalid' }),
  )
})
