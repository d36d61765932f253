import { type Did, methodOf } from './did.ts'
import { IdentityError } from './errors.ts'
import { type WebLocationOptions, webLocationOf } from './web-location.ts'

/** Nothing is needed: the option is a development door. */
export type DidWebUrlOptions = WebLocationOptions

/**
 * Where the document of a did:web lies. Addresses in place of a domain name are refused, and so is
 * whatever a URL parser would read otherwise than it is written: dot segments, encoded slashes.
 *
 * @see {@link https://w3c-ccg.github.io/did-method-web/#read-resolve | did:web §3.2}
 *
 * @throws {@link IdentityError} `did_method_unsupported`, `did_malformed`.
 */
export function didWebUrl(did: Did, options: DidWebUrlOptions = {}): string {
  if (methodOf(did) !== 'web') {
    throw new IdentityError('did_method_unsupported', 'Not a did:web')
  }
  const { origin, path } = webLocationOf(did.slice('did:web:'.length), options)
  return `${origin}${path === '' ? '/.well-known' : path}/did.json`
}
