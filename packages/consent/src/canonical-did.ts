import { type Did, isDid } from '@fidecura/identity'
import { ConsentError } from './errors.ts'

/**
 * A DID in the one spelling that counts here. DIDs are compared letter by letter, yet those that lie on
 * the web have several spellings that lead to the same place, so that a restriction towards one would
 * not bind whoever shows another: the host is in small letters, without a dot at its end or the port
 * that it has anyway; what need not be escaped is not, and escapes are in capitals. RFC 3986 §6.2.2.
 */
export function isCanonicalDid(input: unknown): input is Did {
  if (!isDid(input)) return false
  const [, method, ...segments] = input.split(':')
  if (method !== 'web' && method !== 'webvh') return true
  // The first segment of a did:webvh is the digest of its log.
  const [host = '', ...path] = method === 'webvh' ? segments.slice(1) : segments
  return plainHost.test(host) && path.every(isPlainSegment)
}

/** @throws {@link ConsentError} `did_not_canonical`. */
export function assertCanonicalDid(did: Did): void {
  if (isCanonicalDid(did)) return
  throw new ConsentError('did_not_canonical', 'A DID in another spelling than the one that counts')
}

/** The domain that says as much as the DID: of a did:web at that domain, without port and path. */
export function domainOf(did: Did): string | undefined {
  if (!isCanonicalDid(did)) return undefined
  const [, domain] = /^did:web:([a-z0-9.-]+)$/.exec(did) ?? []
  return domain
}

const plainHost = /^[a-z0-9-]+(?:\.[a-z0-9-]+)*(?:%3A(?!443$)[1-9]\d{0,4})?$/

function isPlainSegment(segment: string): boolean {
  const escapes = segment.match(/%../g) ?? []
  const needed = (text: string): boolean =>
    /^%[\dA-F]{2}$/.test(text) && !/[\w.-]/.test(decodeByte(text))
  return segment !== '' && segment !== '.' && segment !== '..' && escapes.every(needed)
}

function decodeByte(text: string): string {
  return String.fromCharCode(Number.parseInt(text.slice(1), 16))
}
