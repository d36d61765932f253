import { cleanText } from '@fidecura/base'

/** Longer identifiers that no person reads are cut in the middle. */
const maxKeyText = 28

/**
 * What of a DID a person can check: the domain and path of one that has a domain, or the beginning
 * and end of one that is made of a key. Names of other alphabets stay in their ASCII form.
 */
export function placeOfDid(did: string): string {
  const [, method, ...rest] = did.split(':')
  // The first segment of a did:webvh is no place: the digest of its log.
  const segments = method === 'webvh' ? rest.slice(1) : rest
  const [host = '', ...path] = segments
  if ((method === 'web' || method === 'webvh') && host !== '') {
    return cleanText([host.replace(/%3a/i, ':'), ...path].join('/'))
  }
  const clean = cleanText(did)
  if (clean.length <= maxKeyText) return clean
  return `${clean.slice(0, 16)}…${clean.slice(-8)}`
}
