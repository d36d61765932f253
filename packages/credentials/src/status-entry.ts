import { isJsonObject, type JsonObject, type JsonValue } from '@fidecura/base'
import type { StatusEntry } from './credential.ts'
import { CredentialError } from './errors.ts'
import { malformed, readText, readUrl } from './payload-members.ts'

const maxEntries = 16
const bitstringType = 'BitstringStatusListEntry'

/**
 * Reads `credentialStatus`. Bitstring Status List 1.0 §2.1.
 *
 * @throws {@link CredentialError} `credential_malformed`, `status_type_unsupported`.
 */
export function readCredentialStatus(value: JsonValue | undefined): readonly StatusEntry[] {
  if (value === undefined) return none
  const entries = Array.isArray(value) ? (value as readonly JsonValue[]) : [value]
  if (entries.length > maxEntries) throw malformed('/credentialStatus')
  return Object.freeze(entries.map(readBitstringEntry))
}

/**
 * Reads the JWT claim `status`. Token Status List, draft-ietf-oauth-status-list §6.2.
 *
 * @throws {@link CredentialError} `credential_malformed`, `status_type_unsupported`.
 */
export function readStatusClaim(value: JsonValue | undefined): readonly StatusEntry[] {
  if (value === undefined) return none
  if (!isJsonObject(value)) throw malformed('/status')
  // Each other member is a further mechanism; an entry that nobody checks counts as a bad one.
  const { status_list: reference, ...others } = value
  if (!isJsonObject(reference) || Object.keys(others).length > 0) throw unsupported('/status')
  const { idx: index } = reference
  const list = readUrl(reference['uri'], '/status/status_list/uri')
  if (list === undefined || !isIndex(index)) throw malformed('/status/status_list')
  return Object.freeze([Object.freeze({ kind: 'token', list, index } as const)])
}

/**
 * Writes entries as members of a payload.
 *
 * @throws {@link CredentialError} `status_type_unsupported`: two token entries, or more than 16.
 */
export function writeStatus(entries: readonly StatusEntry[]): JsonObject {
  const token = entries.filter((entry) => entry.kind === 'token')
  const bitstring = entries.filter((entry) => entry.kind === 'bitstring')
  // The claim has room for one list.
  if (token.length > 1 || entries.length > maxEntries) throw unsupported('/status')
  return {
    ...(bitstring.length > 0 ? { credentialStatus: bitstring.map(writeBitstringEntry) } : {}),
    ...Object.fromEntries(
      token.map(({ index, list }) => ['status', { status_list: { idx: index, uri: list } }]),
    ),
  }
}

const none: readonly StatusEntry[] = Object.freeze([])

function readBitstringEntry(entry: JsonValue): StatusEntry {
  const place = '/credentialStatus'
  if (!isJsonObject(entry)) throw malformed(place)
  if (entry['type'] === undefined) throw malformed(`${place}/type`)
  const { statusSize: size = 1 } = entry
  const purpose = readText(entry['statusPurpose'], `${place}/statusPurpose`)
  const messages = purpose === 'message' ? readMessages(entry['statusMessage'], size) : undefined
  const isMessage = messages !== undefined
  if (entry['type'] !== bitstringType || (size !== 1 && !isMessage)) throw unsupported(place)
  const list = readUrl(entry['statusListCredential'], `${place}/statusListCredential`)
  const index = readDecimal(entry['statusListIndex'])
  readUrl(entry['id'], `${place}/id`)
  if (purpose === undefined || list === undefined || index === undefined) throw malformed(place)
  const more = isMessage ? { messages } : {}
  return Object.freeze({ kind: 'bitstring', list, index, purpose, ...more })
}

/**
 * `statusMessage`: one for each value that the size allows, hexadecimal from 0x0 on.
 * Bitstring Status List 1.0 §2.1.
 */
function readMessages(
  value: JsonValue | undefined,
  size: JsonValue,
): readonly string[] | undefined {
  if (value === undefined) return undefined
  const place = '/credentialStatus/statusMessage'
  if (size !== 1 && size !== 2 && size !== 4 && size !== 8) throw unsupported('/credentialStatus')
  if (!Array.isArray(value) || value.length !== 2 ** size) throw malformed(place)
  const messages = new Map<number, string>()
  for (const item of value as readonly JsonValue[]) {
    const status = isJsonObject(item) ? item['status'] : undefined
    const message = isJsonObject(item) ? item['message'] : undefined
    const text = readText(message, place)
    if (typeof status !== 'string' || !/^0x[\da-f]{1,2}$/i.test(status)) throw malformed(place)
    if (text === undefined || messages.has(Number(status))) throw malformed(place)
    messages.set(Number(status), text)
  }
  const inOrder = Array.from({ length: 2 ** size }, (_, status) => messages.get(status))
  if (inOrder.includes(undefined)) throw malformed(place)
  return Object.freeze(inOrder as string[])
}

function writeBitstringEntry(entry: StatusEntry & { readonly kind: 'bitstring' }): JsonObject {
  return {
    id: `${entry.list}#${entry.index}`,
    type: bitstringType,
    statusPurpose: entry.purpose,
    statusListIndex: String(entry.index),
    statusListCredential: entry.list,
    ...writeMessages(entry.messages),
  }
}

function writeMessages(messages: readonly string[] | undefined): JsonObject {
  if (messages === undefined) return {}
  const size = Math.log2(messages.length)
  if (![1, 2, 4, 8].includes(size)) throw unsupported('/credentialStatus')
  return {
    statusSize: size,
    statusMessage: messages.map((message, status) => ({
      status: `0x${status.toString(16)}`,
      message,
    })),
  }
}

function readDecimal(value: JsonValue | undefined): number | undefined {
  // A number here is a common mistake that the standard does not allow.
  return typeof value === 'string' && /^(?:0|[1-9]\d{0,14})$/.test(value)
    ? Number(value)
    : undefined
}

function isIndex(value: JsonValue | undefined): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function unsupported(place: string): CredentialError {
  return new CredentialError('status_type_unsupported', 'A status that cannot be checked', {
    place,
  })
}
