import { type Did, didOf, parseDidUrl } from '@fidecura/identity'
import { Pkcs11Error } from './errors.ts'
import type { TokenName } from './find-token.ts'

/** Which key of which token, and how it is reached. It holds no PIN. */
export interface KeyUri {
  /** Absolute path of the vendor’s library. */
  readonly module: string
  readonly token: TokenName
  /** The label of the key. */
  readonly key: string
  /** Absolute path of a file with the PIN. Absent: somebody is asked. */
  readonly pinFile?: string
  /** Whom it signs for, where that is hosted. Absent: the did:key made of it, unless the caller says. */
  readonly use?: { readonly did: Did; readonly fragment: string }
}

const maxLength = 2048
/** Of this machine: two slashes name another one. */
const ownPath = /^(\/(?!\/)|[a-z]:[\\/])/i
const absolute = /^(\/|[a-z]:[\\/]|\\\\)/i

/** Whether a text means a key in a token, well or badly. */
export function isKeyUri(text: string): boolean {
  return text.startsWith('pkcs11:')
}

/**
 * Reads `pkcs11:token=hospital;object=cardiology?module-path=/usr/lib/softhsm/libsofthsm2.so&pin-source=file:/etc/pin`.
 * An attribute that would choose otherwise than by labels and serial number is refused, and so is `pin-value`: whoever
 * lists processes or reads settings would have the PIN. `x-key-id` is ours: the hosted DID URL that the key signs as.
 *
 * @throws {@link Pkcs11Error} `key_uri_malformed`; `place` is the attribute.
 * @see {@link https://www.rfc-editor.org/rfc/rfc7512 | RFC 7512}
 */
export function parseKeyUri(text: string): KeyUri {
  if (!isKeyUri(text) || text.length > maxLength) throw malformed('pkcs11')
  const [path = '', query = '', ...more] = text.slice('pkcs11:'.length).split('?')
  if (more.length > 0) throw malformed('pkcs11')
  const named = attributesOf(path, ';', ['token', 'serial', 'object', 'type'])
  const asked = attributesOf(query, '&', ['module-path', 'pin-source', 'x-key-id'])
  if ((named.get('type') ?? 'private') !== 'private') throw malformed('type')
  const module = needed(asked, 'module-path')
  if (!absolute.test(module)) throw malformed('module-path')
  const serial = named.get('serial')
  const pinFile = pinFileOf(asked.get('pin-source'))
  const use = useOf(asked.get('x-key-id'))
  return Object.freeze<KeyUri>({
    module,
    token: { label: needed(named, 'token'), ...(serial === undefined ? {} : { serial }) },
    key: needed(named, 'object'),
    ...(pinFile === undefined ? {} : { pinFile }),
    ...(use === undefined ? {} : { use }),
  })
}

/** Writes what {@link parseKeyUri} reads. */
export function keyUriOf({ module, token, key, pinFile, use }: KeyUri): string {
  const path = [
    `token=${encodeURIComponent(token.label)}`,
    ...(token.serial === undefined ? [] : [`serial=${encodeURIComponent(token.serial)}`]),
    `object=${encodeURIComponent(key)}`,
  ]
  const query = [
    `module-path=${encodePath(module)}`,
    ...(pinFile === undefined ? [] : [`pin-source=file:${encodePath(pinFile)}`]),
    ...(use === undefined ? [] : [`x-key-id=${encodeURIComponent(`${use.did}#${use.fragment}`)}`]),
  ]
  return `pkcs11:${path.join(';')}?${query.join('&')}`
}

function attributesOf(
  text: string,
  separator: string,
  known: readonly string[],
): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const pair of text === '' ? [] : text.split(separator)) {
    const [name = '', ...rest] = pair.split('=')
    // Names of ours alone are said again: the other half may be a PIN.
    if (!known.includes(name)) throw malformed(name === 'pin-value' ? name : 'pkcs11')
    if (found.has(name)) throw malformed(name)
    found.set(name, decoded(rest.join('='), name))
  }
  return found
}

function decoded(text: string, place: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw malformed(place)
  }
}

function needed(attributes: ReadonlyMap<string, string>, name: string): string {
  const value = attributes.get(name)
  if (value === undefined || value === '') throw malformed(name)
  return value
}

/** No program of somebody’s is run for it (`|…`), and no other place is asked. */
function pinFileOf(source: string | undefined): string | undefined {
  if (source === undefined) return undefined
  const path = source.startsWith('file:') ? pathIn(source.slice('file:'.length)) : source
  if (!ownPath.test(path)) throw malformed('pin-source')
  return path
}

/** Of `file:/path` and `file:///path`. Of `file://host/path` (RFC 8089 §2) the host stays, and no path of ours has one. */
function pathIn(hierarchy: string): string {
  return hierarchy.replace(/^\/\/(?=\/)/, '')
}

function useOf(keyId: string | undefined): KeyUri['use'] {
  if (keyId === undefined) return undefined
  try {
    const did = didOf(parseDidUrl(keyId))
    return { did, fragment: keyId.slice(did.length + 1) }
  } catch {
    throw malformed('x-key-id')
  }
}

/** RFC 7512 lets the slashes of a path stand. */
function encodePath(path: string): string {
  return encodeURIComponent(path).replaceAll('%2F', '/').replaceAll('%3A', ':')
}

function malformed(place: string): Pkcs11Error {
  return new Pkcs11Error('key_uri_malformed', 'Does not name a key of a token', { place })
}
