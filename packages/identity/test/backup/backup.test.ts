import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  decodeUtf8,
  deepFreeze,
  encodeBase58,
  encodeBase64url,
  encodeUtf8,
  epochSeconds,
} from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { CompactEncrypt } from 'jose/jwe/compact/encrypt'
import { type Backup, openBackup, sealBackup } from '../../src/index.backup.ts'
import { createKeyFile } from '../../src/index.node.ts'
import { generateSigner, signJws } from '../../src/index.ts'
import { encryptUnderPassphrase } from '../../src/passphrase-jwe.ts'

const passphrase = 'correct horse battery'
const createdAt = epochSeconds(1_800_000_000)
const version = 'urn:fidecura:backup:1'
const type = 'fidecura-backup+jwe'

const contents: Backup = deepFreeze({
  createdAt,
  items: [
    { kind: 'credential', text: 'eyJhbGciOiJFUzI1NiJ9.eyJjbmYiOnt9fQ.c2ln~WyJzIiwiayIsMV0~' },
    { kind: 'receipt', text: '{"a": 6.0,\r\n\t"é": "\u{1f9ea}"}\n' },
    { kind: 'history', text: '' },
  ],
})

function holding(text: string): Backup {
  return deepFreeze({
    createdAt,
    items: [
      { kind: 'receipt', text: 'fine' },
      { kind: 'history', text },
    ],
  })
}

/** A file of this passphrase with anything in it. */
async function fileOf(inner: unknown, typ: string = type): Promise<Uint8Array> {
  const jwe = await encryptUnderPassphrase(encodeUtf8(JSON.stringify(inner)), passphrase, typ)
  return encodeUtf8(JSON.stringify({ version, jwe }))
}

function coded(code: string, more: object = {}): object {
  return expect.objectContaining({ name: 'IdentityError', code, ...more }) as object
}

describe('openBackup', () => {
  test('gives back what was sealed, byte for byte and frozen', async () => {
    const file = await sealBackup(contents, { passphrase })
    const opened = await openBackup(file, { passphrase })
    expect(opened).toEqual(contents)
    expect([opened, opened.items, opened.items[0]].every(Object.isFrozen)).toBe(true)
    expect(decodeUtf8(file)).not.toContain('1800000000')
  })

  test('opens nothing twice alike: each file has a salt and a key of its own', async () => {
    const [one, two] = [
      await sealBackup(contents, { passphrase }),
      await sealBackup(contents, { passphrase }),
    ]
    expect(decodeUtf8(one)).not.toBe(decodeUtf8(two))
  })

  test('takes a passphrase in either spelling of Unicode', async () => {
    const file = await sealBackup(contents, { passphrase: 'caf\u00e9 au lait 17' })
    expect(await openBackup(file, { passphrase: 'cafe\u0301 au lait 17' })).toEqual(contents)
  })

  test('takes text in which an M begins a run of any length', async () => {
    const runs = [30, 31, 32, 33, 34].map((length) => `M${'f'.repeat(length - 1)}`)
    const items = runs.map((text) => ({ kind: 'credential', text }) as const)
    const file = await sealBackup({ ...contents, items }, { passphrase })
    expect((await openBackup(file, { passphrase })).items).toEqual(items)
  })

  test('refuses another passphrase', async () => {
    const file = await sealBackup(contents, { passphrase })
    await expect(openBackup(file, { passphrase: `${passphrase}!` })).rejects.toEqual(
      coded('backup_passphrase_wrong', { outcome: 'failed' }),
    )
  })

  test('refuses a file of which a bit was changed', async () => {
    const { jwe } = JSON.parse(decodeUtf8(await sealBackup(contents, { passphrase })))
    const parts = (jwe as string).split('.')
    for (const index of [1, 2, 3, 4]) {
      const changed = parts.map((part, i) => (i === index ? flip(part) : part)).join('.')
      const file = encodeUtf8(JSON.stringify({ version, jwe: changed }))
      await expect(openBackup(file, { passphrase })).rejects.toEqual(
        coded('backup_passphrase_wrong'),
      )
    }
  })

  test.each<[string, unknown]>([
    ['another version', { version: 'urn:fidecura:backup:2', createdAt, items: [] }],
    ['no items', { version, createdAt }],
    ['items that are no list', { version, createdAt, items: {} }],
    ['a member that nobody knows', { version, createdAt, items: [], keys: [] }],
    ['an instant that is none', { version, createdAt: -1, items: [] }],
    ['another kind', { version, createdAt, items: [{ kind: 'key', text: '' }] }],
    ['a text that is none', { version, createdAt, items: [{ kind: 'receipt', text: 1 }] }],
    ['a third member', { version, createdAt, items: [{ kind: 'receipt', text: '', at: 1 }] }],
    ['a list', []],
  ])('refuses %s inside', async (_, inner) => {
    await expect(openBackup(await fileOf(inner), { passphrase })).rejects.toEqual(
      coded('backup_malformed'),
    )
  })

  test('refuses what was encrypted as another kind of file', async () => {
    const file = await fileOf({ version, createdAt, items: [] }, 'fidecura-key+jwe')
    await expect(openBackup(file, { passphrase })).rejects.toEqual(coded('backup_malformed'))
  })

  test('refuses a header with a member that we do not write', async () => {
    const inner = encodeUtf8(JSON.stringify({ version, createdAt, items: [] }))
    const header = { alg: 'PBES2-HS512+A256KW', enc: 'A256GCM', typ: type }
    const fileWith = async (more: object) => {
      const encrypt = new CompactEncrypt(inner).setProtectedHeader({ ...header, ...more })
      const jwe = await encrypt
        .setKeyManagementParameters({ p2c: 1000 })
        .encrypt(encodeUtf8(passphrase))
      return encodeUtf8(JSON.stringify({ version, jwe }))
    }
    expect((await openBackup(await fileWith({}), { passphrase })).items).toEqual([])
    await expect(openBackup(await fileWith({ kid: 'x' }), { passphrase })).rejects.toEqual(
      coded('backup_malformed'),
    )
  })

  test('refuses a key that others sealed', async () => {
    const text = '{"kty":"EC","d":"x"}'
    const file = await fileOf({ version, createdAt, items: [{ kind: 'history', text }] })
    await expect(openBackup(file, { passphrase })).rejects.toEqual(
      coded('backup_holds_key', { place: '/items/0' }),
    )
  })

  test('refuses to stretch a passphrase for hours', async () => {
    const { jwe } = JSON.parse(decodeUtf8(await sealBackup(contents, { passphrase })))
    const [header = '', ...others] = (jwe as string).split('.')
    const json = JSON.parse(Buffer.from(header, 'base64url').toString())
    const slow = encodeBase64url(encodeUtf8(JSON.stringify({ ...json, p2c: 2_000_000_000 })))
    const file = encodeUtf8(JSON.stringify({ version, jwe: [slow, ...others].join('.') }))
    await expect(openBackup(file, { passphrase })).rejects.toEqual(coded('backup_malformed'))
  })

  test('refuses files beyond the limit before it reads them', async () => {
    await expect(openBackup(new Uint8Array(23_068_673), { passphrase })).rejects.toEqual(
      coded('backup_too_large'),
    )
  })

  test('refuses any other bytes with a code', async () => {
    const texts = fc.oneof(
      fc.json(),
      fc.string(),
      fc
        .record({ version: fc.constant(version), jwe: fc.oneof(fc.string(), fc.jsonValue()) })
        .map((value) => JSON.stringify(value)),
    )
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const error = await openBackup(encodeUtf8(text), { passphrase }).catch(
          (thrown: unknown) => thrown,
        )
        expect(error).toEqual(coded('backup_malformed'))
      }),
      { numRuns: 5_000 },
    )
  })
})

describe('sealBackup', () => {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  const edwards = generateKeyPairSync('ed25519').privateKey
  const jwk = JSON.stringify(edwards.export({ format: 'jwk' }))
  const der = pair.export({ format: 'der', type: 'pkcs8' })
  const multikey = (prefix: readonly number[]) =>
    `z${encodeBase58(Uint8Array.from([...prefix, ...Buffer.alloc(32, 7)]))}`

  test.each<[string, string]>([
    ['a JWK', jwk],
    ['a JWK of EC, indented', JSON.stringify(pair.export({ format: 'jwk' }), undefined, 2)],
    ['a symmetric JWK', '{"kty":"oct","k":"AAAA"}'],
    ['a JWK in a JWK set', `{"keys":[${jwk}]}`],
    ['a JWK in a line', `{"a":1}\n${jwk}\n`],
    ['a JWK as text in JSON', JSON.stringify({ state: JSON.stringify({ key: jwk }) })],
    [
      'a JWK in a token',
      `${encodeBase64url(encodeUtf8('{"alg":"none"}'))}.${encodeBase64url(encodeUtf8(jwk))}.`,
    ],
    [
      'a JWK in a disclosure',
      `e30.e30.AA~${encodeBase64url(encodeUtf8(`["salt","key",${jwk}]`))}~`,
    ],
    ['PKCS #8 as PEM', pair.export({ format: 'pem', type: 'pkcs8' }) as string],
    ['SEC 1 as PEM', pair.export({ format: 'pem', type: 'sec1' }) as string],
    [
      'encrypted PEM',
      pair.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase }) as string,
    ],
    ['OpenSSH', '-----BEGIN OPENSSH PRIVATE KEY-----'],
    ['OpenPGP', '-----BEGIN PGP PRIVATE KEY BLOCK-----'],
    ['PKCS #8 in Base64', der.toString('base64')],
    [
      'PKCS #8 of Ed25519 in base64url',
      edwards.export({ format: 'der', type: 'pkcs8' }).toString('base64url'),
    ],
    ['PKCS #8 in hexadecimal', `key: ${der.toString('hex').toUpperCase()}`],
    ['SEC 1 in Base64', pair.export({ format: 'der', type: 'sec1' }).toString('base64')],
    [
      'PKCS #8 of secp256k1',
      generateKeyPairSync('ec', { namedCurve: 'secp256k1' })
        .privateKey.export({ format: 'der', type: 'pkcs8' })
        .toString('base64'),
    ],
    [
      'PKCS #8 of Ed25519 of version 2',
      Buffer.from(
        `3053020101300506032b657004220420${'07'.repeat(32)}a1230321${'00'.repeat(33)}`,
        'hex',
      ).toString('base64'),
    ],
    [
      'PKCS #8 of P-256 without its public part',
      Buffer.from(
        `3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420${'07'.repeat(32)}`,
        'hex',
      ).toString('base64'),
    ],
    ['a JWK in prose', `My key is ${jwk}, keep it.`],
    ['a JWK behind a byte-order mark', `\ufeff${jwk}`],
    ['a multikey of Ed25519', multikey([0x80, 0x26])],
    ['a multikey of P-256', JSON.stringify({ secret: multikey([0x86, 0x26]) })],
    ['a member of that name', '{"privateKeyHex":"00"}'],
    ['more nesting than can be looked through', '['.repeat(50_000) + ']'.repeat(50_000)],
    ['a JWE that says it holds a key', `${encodeBase64url(encodeUtf8('{"cty":"jwk+json"}'))}....`],
  ])('refuses %s', async (_, text) => {
    await expect(sealBackup(holding(text), { passphrase })).rejects.toEqual(
      coded('backup_holds_key', { outcome: 'failed', place: '/items/1' }),
    )
  })

  test('refuses a key file, and the JWE in it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fidecura-backup-'))
    try {
      const path = join(folder, 'key.json')
      await createKeyFile(path, { passphrase })
      const text = readFileSync(path, 'utf8')
      const { jwe } = JSON.parse(text)
      for (const each of [text, jwe as string]) {
        await expect(sealBackup(holding(each), { passphrase })).rejects.toEqual(
          coded('backup_holds_key'),
        )
      }
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test('takes public keys, and members that are only named like those of keys', async () => {
    const signer = await generateSigner()
    const payload = { iss: signer.did, cnf: { jwk: { ...signer.publicKey } }, d: 'x', k: 1, p: [] }
    const token = await signJws(payload, { signer, typ: 'test+jwt' })
    const texts = [
      token,
      JSON.stringify(signer.publicKey),
      '-----BEGIN PUBLIC KEY-----',
      signer.did,
    ]
    for (const text of texts) {
      const file = await sealBackup(holding(text), { passphrase })
      expect((await openBackup(file, { passphrase })).items[1]?.text).toBe(text)
    }
  })

  test('refuses a passphrase of eleven characters, however many bytes they take', async () => {
    await expect(sealBackup(contents, { passphrase: '\u{1f9ea}'.repeat(11) })).rejects.toEqual(
      coded('backup_passphrase_weak'),
    )
  })

  test('refuses what it could not give back', async () => {
    const half = { createdAt, items: [{ kind: 'receipt', text: '\ud800' }] } as const
    await expect(sealBackup(half, { passphrase })).rejects.toEqual(coded('backup_malformed'))
    const other = { createdAt, items: [{ kind: 'key', text: '' }] } as unknown as Backup
    await expect(sealBackup(other, { passphrase })).rejects.toEqual(coded('backup_malformed'))
  })

  test('takes 16 MiB, and refuses more bytes or items', async () => {
    const items = Array.from({ length: 10_001 }, () => ({ kind: 'receipt', text: '' }) as const)
    await expect(sealBackup({ createdAt, items }, { passphrase })).rejects.toEqual(
      coded('backup_too_large'),
    )
    const sized = (length: number): Backup => holding('-'.repeat(length))
    await expect(sealBackup(sized(16_777_216), { passphrase })).rejects.toEqual(
      coded('backup_too_large'),
    )
    const large = sized(16_777_216 - 200)
    const file = await sealBackup(large, { passphrase })
    expect(file.length).toBeLessThan(23_068_672)
    expect((await openBackup(file, { passphrase })).items[1]?.text).toHaveLength(16_777_016)
  })
})

function flip(part: string): string {
  return `${part.startsWith('A') ? 'B' : 'A'}${part.slice(1)}`
}
