import {
  BaseError,
  type EpochSeconds,
  encodeUtf8,
  epochSeconds,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseJson,
} from '@fidecura/base'
import { IdentityError } from '../errors.ts'
import {
  decryptUnderPassphrase,
  encryptUnderPassphrase,
  passphraseLength,
} from '../passphrase-jwe.ts'
import { holdsPrivateKey } from './holds-private-key.ts'

const version = 'urn:fidecura:backup:1'
const type = 'fidecura-backup+jwe'
const kinds = ['credential', 'receipt', 'history'] as const
const maxItems = 10_000
const maxContentBytes = 16_777_216
// A JWE is a third longer than what is in it.
const maxFileBytes = 23_068_672

/** One text that is kept, as it is: a token, a receipt, a log. */
export interface BackupItem {
  readonly kind: (typeof kinds)[number]
  /** Comes back byte for byte. */
  readonly text: string
}

/** What a person takes along to a new device. No key: that one is enrolled anew. */
export interface Backup {
  readonly createdAt: EpochSeconds
  /** At most 10,000, and 16 MiB. */
  readonly items: readonly BackupItem[]
}

/** What a backup is locked with. */
export interface BackupPassphrase {
  /** At least twelve characters: whoever stores the file can try as many as they like. */
  readonly passphrase: string
}

/**
 * Encrypts credentials, receipts and history into one file, as a JWE under a passphrase
 * (PBES2-HS512+A256KW, A256GCM; RFC 7518 §4.8).
 *
 * @throws {@link IdentityError} `backup_holds_key`: something looks like a private key, and none is ever
 *   backed up; `backup_passphrase_weak`, `backup_malformed`, `backup_too_large`.
 */
export async function sealBackup(
  contents: Backup,
  { passphrase }: BackupPassphrase,
): Promise<Uint8Array> {
  if (passphraseLength(passphrase) < 12) {
    throw new IdentityError('backup_passphrase_weak', 'At least twelve characters')
  }
  const { createdAt, items } = contents
  const shown = items.map(({ kind, text }) => ({ kind, text }))
  const bytes = encodeUtf8(JSON.stringify({ version, createdAt, items: shown }))
  // What cannot be restored is not sealed either.
  parseContents(bytes)
  const jwe = await encryptUnderPassphrase(bytes, passphrase, type)
  return encodeUtf8(`${JSON.stringify({ version, jwe })}\n`)
}

/**
 * Opens what {@link sealBackup} made. It says who knew the passphrase, and nothing about what is in it:
 * verify each credential again.
 *
 * @returns Frozen.
 * @throws {@link IdentityError} `backup_malformed`, `backup_too_large`, `backup_passphrase_wrong`,
 *   `backup_holds_key`.
 */
export async function openBackup(
  file: Uint8Array,
  { passphrase }: BackupPassphrase,
): Promise<Backup> {
  const { jwe } = parseMembers(parse(file, maxFileBytes), ['version', 'jwe'])
  if (typeof jwe !== 'string') throw malformed('/jwe')
  const bytes = await decryptUnderPassphrase(jwe, passphrase, type)
  if (bytes === 'malformed') throw malformed('/jwe')
  if (bytes !== 'passphrase_wrong') return parseContents(bytes)
  throw new IdentityError('backup_passphrase_wrong', 'Not the passphrase of this backup')
}

function parseContents(bytes: Uint8Array): Backup {
  const json = parse(bytes, maxContentBytes)
  const { createdAt, items } = parseMembers(json, ['version', 'createdAt', 'items'])
  if (!Array.isArray(items)) throw malformed('/items')
  if (items.length > maxItems) throw tooLarge()
  return Object.freeze({
    createdAt: parseInstant(createdAt),
    items: Object.freeze(items.map(parseItem)),
  })
}

function parseItem(input: JsonValue, index: number): BackupItem {
  const place = `/items/${index}`
  if (!isJsonObject(input) || Object.keys(input).length !== 2) throw malformed(place)
  const { kind, text } = input
  const known = kinds.find((name) => name === kind)
  if (known === undefined || typeof text !== 'string') throw malformed(place)
  if (holdsPrivateKey(text)) {
    throw new IdentityError('backup_holds_key', 'Keys are never backed up', { place })
  }
  return Object.freeze({ kind: known, text })
}

function parseInstant(input: JsonValue | undefined): EpochSeconds {
  try {
    return epochSeconds(input)
  } catch {
    throw malformed('/createdAt')
  }
}

/** These members and no others. */
function parseMembers(json: JsonValue, names: readonly string[]): JsonObject {
  if (!isJsonObject(json) || Object.keys(json).length !== names.length) throw malformed()
  const missing = names.find((name) => json[name] === undefined)
  if (missing !== undefined) throw malformed(`/${missing}`)
  if (json['version'] !== version) throw malformed('/version')
  return json
}

function parse(bytes: Uint8Array, maxBytes: number): JsonValue {
  try {
    return parseJson(bytes, { maxBytes, maxDepth: 4 })
  } catch (error) {
    if (BaseError.is(error) && error.code === 'json_too_large') throw tooLarge()
    throw malformed()
  }
}

function tooLarge(): IdentityError {
  return new IdentityError('backup_too_large', 'More than a backup takes')
}

function malformed(place?: string): IdentityError {
  return new IdentityError('backup_malformed', 'Not a backup of this version', { place })
}
