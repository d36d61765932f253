import {
  createPrivateKey,
  createPublicKey,
  type JsonWebKey,
  type KeyObject,
  randomBytes,
} from 'node:crypto'
import { link, open, readFile, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { encodeUtf8, isJsonObject, type JsonObject, parseJson } from '@fidecura/base'
import { isPrivateFile } from '@fidecura/base/node'
import { generatePrivate } from './crypto.node.ts'
import { type DidUrl, parseDidUrl } from './did.ts'
import { IdentityError } from './errors.ts'
import { type PublicJwk, parsePublicJwk } from './jwk.ts'
import {
  decryptUnderPassphrase,
  encryptUnderPassphrase,
  passphraseLength,
} from './passphrase-jwe.ts'
import { type NewKeyOptions, newKeyId, type Signer, signerOfHandle } from './signer.ts'

const version = 'urn:fidecura:key-file:1'
const type = 'fidecura-key+jwe'
const maxFileBytes = 16_384

/** What a key file is locked with. */
export interface KeyFilePassphrase {
  /** At least eight characters. From a prompt, a file or the environment; never from argv. */
  readonly passphrase: string
}

/**
 * Makes a key and keeps it in a file that only its owner can read, encrypted under a passphrase as
 * a JWE (PBES2-HS512+A256KW, A256GCM; RFC 7518 §4.8). The file appears whole or not at all.
 *
 * @throws {@link IdentityError} `key_file_exists`: nothing is ever overwritten;
 *   `key_file_passphrase_weak`; `key_file_not_found`: no such folder.
 */
export async function createKeyFile(
  path: string,
  options: KeyFilePassphrase & NewKeyOptions,
): Promise<Signer> {
  if (passphraseLength(options.passphrase) < 8) {
    throw new IdentityError('key_file_passphrase_weak', 'At least eight characters')
  }
  const algorithm = options.algorithm ?? 'ES256'
  const { handle } = await generatePrivate(algorithm)
  const key = handle.privateKey.export({ format: 'jwk' })
  const publicKey = publicJwkOf(handle.privateKey)
  const keyId = newKeyId(options, publicKey)
  const secret = encodeUtf8(JSON.stringify({ version, keyId, key }))
  const jwe = await encryptUnderPassphrase(secret, options.passphrase, type)
  // The key id stands outside too, so that a file can be told from another without its passphrase.
  await writeNew(path, encodeUtf8(`${JSON.stringify({ version, keyId, jwe })}\n`))
  return signerOfHandle(keyId, handle, publicKey)
}

/**
 * Opens what {@link createKeyFile} wrote. The key itself stays inside the signer.
 *
 * @throws {@link IdentityError} `key_file_not_found`, `key_file_permissions`, `key_file_malformed`,
 *   `key_file_passphrase_wrong`.
 */
export async function openKeyFile(
  path: string,
  { passphrase }: KeyFilePassphrase,
): Promise<Signer> {
  const file = parseFile(await readPrivate(path))
  const { keyId: outer, jwe } = file
  if (file['version'] !== version || typeof jwe !== 'string') throw malformed()
  const secret = parseFile(await decrypt(jwe, passphrase))
  const { keyId: inner, key } = secret
  // Only the inner one is protected by the passphrase.
  if (secret['version'] !== version || inner !== outer || !isJsonObject(key)) throw malformed()
  const privateKey = importPrivate(key)
  return signerOfHandle(readKeyId(secret), { privateKey }, publicJwkOf(privateKey))
}

/**
 * The key id that a key file states, which only its passphrase can prove.
 *
 * @throws {@link IdentityError} `key_file_not_found`, `key_file_permissions`, `key_file_malformed`.
 */
export async function readKeyFileId(path: string): Promise<DidUrl> {
  return keyIdOfFile(await readPrivate(path))
}

/** As {@link readKeyFileId}, of a file that was read already. */
export function keyIdOfFile(bytes: Uint8Array): DidUrl {
  return readKeyId(parseFile(bytes))
}

function readKeyId({ keyId }: JsonObject): DidUrl {
  try {
    return parseDidUrl(keyId)
  } catch {
    throw malformed()
  }
}

/** Derived from the private key, so that a file cannot pair it with another one. */
function publicJwkOf(privateKey: KeyObject): PublicJwk {
  return parsePublicJwk(createPublicKey(privateKey).export({ format: 'jwk' }))
}

function importPrivate(key: JsonObject): KeyObject {
  try {
    return createPrivateKey({ key: { ...key } as JsonWebKey, format: 'jwk' })
  } catch {
    throw malformed()
  }
}

async function decrypt(jwe: string, passphrase: string): Promise<Uint8Array> {
  const secret = await decryptUnderPassphrase(jwe, passphrase, type)
  if (secret === 'malformed') throw malformed()
  if (secret !== 'passphrase_wrong') return secret
  throw new IdentityError('key_file_passphrase_wrong', 'Not the passphrase of this file')
}

function parseFile(bytes: Uint8Array): JsonObject {
  try {
    const json = parseJson(bytes, { maxBytes: maxFileBytes, maxDepth: 4 })
    if (isJsonObject(json)) return json
  } catch {
    // The coded error below says it for every kind of damage.
  }
  throw malformed()
}

async function readPrivate(path: string): Promise<Uint8Array> {
  try {
    const found = await stat(path)
    if (!isPrivateFile(found)) {
      throw new IdentityError('key_file_permissions', 'Others may read this key: chmod 600')
    }
    if (found.size > maxFileBytes) throw malformed()
    return await readFile(path)
  } catch (error) {
    throw fileError(error)
  }
}

async function writeNew(path: string, bytes: Uint8Array): Promise<void> {
  const partial = `${path}.${randomBytes(8).toString('hex')}.partial`
  try {
    const file = await open(partial, 'wx', 0o600)
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    // Unlike rename, link never replaces.
    await link(partial, path)
    const folder = await open(dirname(path), 'r')
    await folder.sync().finally(() => folder.close())
  } catch (error) {
    throw fileError(error)
  } finally {
    await rm(partial, { force: true })
  }
}

function fileError(error: unknown): IdentityError {
  if (IdentityError.is(error)) return error
  const code = (error as { readonly code?: unknown } | null)?.code
  if (code === 'EEXIST') return new IdentityError('key_file_exists', 'There is a file already')
  if (code === 'EACCES' || code === 'EPERM') {
    return new IdentityError('key_file_permissions', 'The system does not allow it')
  }
  return new IdentityError('key_file_not_found', 'No such file or folder')
}

function malformed(): IdentityError {
  return new IdentityError('key_file_malformed', 'Not a key file')
}
