import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { createKeyFile, openKeyFile, readKeyFileId } from '../src/index.node.ts'
import { importVerificationKey, type Signer, verifySignature } from '../src/index.ts'

const passphrase = 'correct horse battery'
const data = new TextEncoder().encode('what is signed')
let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fidecura-keys-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function verifies(signer: Signer): Promise<boolean> {
  const key = await importVerificationKey(signer.publicKey)
  return verifySignature(key, data, await signer.sign(data))
}

test.each(['ES256', 'EdDSA', 'ES384'] as const)(
  'openKeyFile opens an %s key that createKeyFile wrote',
  async (algorithm) => {
    const path = join(folder, 'key.json')
    const made = await createKeyFile(path, { passphrase, algorithm })
    const opened = await openKeyFile(path, { passphrase })
    expect(opened.keyId).toBe(made.keyId)
    expect(opened.publicKey).toEqual(made.publicKey)
    expect(await verifies(opened)).toBe(true)
    expect(await readKeyFileId(path)).toBe(made.keyId)
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(await readdir(folder)).toEqual(['key.json'])
  },
)

test('createKeyFile overwrites nothing and leaves nothing behind', async () => {
  const path = join(folder, 'key.json')
  await writeFile(path, 'mine')
  await expect(createKeyFile(path, { passphrase })).rejects.toMatchObject({
    code: 'key_file_exists',
  })
  expect(await readFile(path, 'utf8')).toBe('mine')
  expect(await readdir(folder)).toEqual(['key.json'])
})

test('createKeyFile refuses a weak passphrase and a folder that is not there', async () => {
  await expect(createKeyFile(join(folder, 'a'), { passphrase: 'short' })).rejects.toMatchObject({
    code: 'key_file_passphrase_weak',
  })
  await expect(createKeyFile(join(folder, 'no', 'a'), { passphrase })).rejects.toMatchObject({
    code: 'key_file_not_found',
  })
})

test('createKeyFile counts the characters of a passphrase, and openKeyFile takes either spelling', async () => {
  const path = join(folder, 'spelling.json')
  for (const weak of ['🔑🔑🔑🔑', 'a\u0301e\u0301i\u0301o\u0301']) {
    await expect(createKeyFile(path, { passphrase: weak })).rejects.toMatchObject({
      code: 'key_file_passphrase_weak',
    })
  }
  const { keyId } = await createKeyFile(path, { passphrase: 'caf\u00e9 au lait' })
  await expect(openKeyFile(path, { passphrase: 'cafe\u0301 au lait' })).resolves.toMatchObject({
    keyId,
  })
})

test('openKeyFile refuses another passphrase, lax permissions, damage and absence', async () => {
  const path = join(folder, 'key.json')
  await createKeyFile(path, { passphrase })
  await expect(openKeyFile(path, { passphrase: 'another one' })).rejects.toMatchObject({
    code: 'key_file_passphrase_wrong',
  })
  await chmod(path, 0o604)
  await expect(openKeyFile(path, { passphrase })).rejects.toMatchObject({
    code: 'key_file_permissions',
  })
  await chmod(path, 0o600)
  const { version, keyId, jwe } = JSON.parse(await readFile(path, 'utf8'))
  const damaged: [string, string][] = [
    ['', 'key_file_malformed'],
    ['[]', 'key_file_malformed'],
    [JSON.stringify({ version: 'urn:fidecura:key-file:9', keyId, jwe }), 'key_file_malformed'],
    [JSON.stringify({ version, keyId: keyId.replace('z', 'y'), jwe }), 'key_file_malformed'],
    [JSON.stringify({ version, keyId, jwe: 'garbage' }), 'key_file_malformed'],
    [
      JSON.stringify({ version, keyId, jwe: `${jwe.slice(0, -4)}AAAA` }),
      'key_file_passphrase_wrong',
    ],
    ['x'.repeat(20_000), 'key_file_malformed'],
  ]
  for (const [text, code] of damaged) {
    await writeFile(path, text)
    await expect(openKeyFile(path, { passphrase })).rejects.toMatchObject({ code })
  }
  await writeFile(path, JSON.stringify({ version, keyId: 'no DID URL', jwe }))
  await expect(readKeyFileId(path)).rejects.toMatchObject({ code: 'key_file_malformed' })
  await rm(path)
  await expect(openKeyFile(path, { passphrase })).rejects.toMatchObject({
    code: 'key_file_not_found',
  })
})

test('a signer shows no key, however one looks at it', async () => {
  const path = join(folder, 'key.json')
  const signer = await createKeyFile(path, { passphrase, algorithm: 'EdDSA' })
  const shown = inspect(signer, { depth: Infinity, showHidden: true })
  expect(shown).not.toMatch(/privateKey|KeyObject|CryptoKey|"d"/)
  expect(Object.keys(signer).sort()).toEqual(['algorithm', 'did', 'keyId', 'publicKey', 'sign'])
  expect(await readFile(path, 'utf8')).not.toContain('"d"')
})
