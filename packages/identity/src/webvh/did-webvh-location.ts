import { type Did, methodOf } from '../did.ts'
import { IdentityError } from '../errors.ts'
import { type WebLocationOptions, webLocationOf } from '../web-location.ts'
import { isMultihash } from './multihash.ts'

/** Where the files of a did:webvh lie. */
export interface DidWebvhLocation {
  /** The digest of the first log entry, by which the DID certifies itself. */
  readonly scid: string
  /** `did.jsonl`. */
  readonly logUrl: string
  /** `did-witness.json`. */
  readonly witnessUrl: string
  /** What paths in DID URLs are relative to. Ends with a slash. */
  readonly filesUrl: string
}

/**
 * Reads a did:webvh, by the same rules as did:web. Names of other scripts are written in Punycode.
 *
 * @see {@link https://identity.foundation/didwebvh/v1.0/#the-did-to-https-transformation | did:webvh 1.0 §3.4}
 *
 * @throws {@link IdentityError} `did_method_unsupported`, `did_malformed`.
 */
export function didWebvhLocation(did: Did, options: WebLocationOptions = {}): DidWebvhLocation {
  if (methodOf(did) !== 'webvh') {
    throw new IdentityError('did_method_unsupported', 'Not a did:webvh')
  }
  const [, scid, identifier] = /^did:webvh:([^:]+):(.+)$/.exec(did) ?? []
  if (!isMultihash(scid) || identifier === undefined) {
    throw new IdentityError('did_malformed', 'Not a did:webvh')
  }
  const { origin, path } = webLocationOf(identifier, options)
  const folder = `${origin}${path === '' ? '/.well-known' : path}`
  return {
    scid,
    logUrl: `${folder}/did.jsonl`,
    witnessUrl: `${folder}/did-witness.json`,
    filesUrl: `${origin}${path}/`,
  }
}
