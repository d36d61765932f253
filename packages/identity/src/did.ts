import type { Brand } from '@fidecura/base'
import { IdentityError } from './errors.ts'

/** A decentralized identifier: no path, query or fragment. At most 2,048 characters. DID Core §3.1. */
export type Did = Brand<`did:${string}:${string}`, 'Did'>

/** The absolute name of one key or service of a DID: no path, no query. DID Core §3.2. */
export type DidUrl = Brand<`did:${string}:${string}#${string}`, 'DidUrl'>

/**
 * Vouches for a text as a DID.
 *
 * @throws {@link IdentityError} `did_malformed`.
 */
export function parseDid(input: unknown): Did {
  if (isDid(input)) return input
  throw new IdentityError('did_malformed', 'Not a DID')
}

/** A DID without path, query or fragment, of at most 2048 characters. DID Core §3.1. */
export function isDid(input: unknown): input is Did {
  return typeof input === 'string' && input.length <= maxLength && did.test(input)
}

/**
 * Vouches for a text as the absolute name of a key or service.
 *
 * @throws {@link IdentityError} `did_url_malformed`.
 */
export function parseDidUrl(input: unknown): DidUrl {
  if (typeof input === 'string' && input.length <= maxLength) {
    const hash = input.indexOf('#')
    if (hash > 0 && did.test(input.slice(0, hash)) && fragment.test(input.slice(hash + 1))) {
      return input as DidUrl
    }
  }
  throw new IdentityError('did_url_malformed', 'Not a DID with a fragment')
}

/** The DID whose document the URL points into. */
export function didOf(url: DidUrl): Did {
  return url.slice(0, url.indexOf('#')) as Did
}

/** `web` of `did:web:example.com`. */
export function methodOf(did: Did): string {
  return did.slice(4, did.indexOf(':', 4))
}

// Bounds the work that the patterns below can be asked for.
const maxLength = 2048
const did = /^did:[a-z0-9]+:(?:[\w.:-]|%[\dA-Fa-f]{2})*(?:[\w.-]|%[\dA-Fa-f]{2})$/
// RFC 3986 §3.5, yet never empty.
const fragment = /^(?:[\w.~!$&'()*+,;=:@/?-]|%[\dA-Fa-f]{2})+$/
