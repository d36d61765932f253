import type { Did } from '@fidecura/identity'

/** Host and port that a DID of the web lives at, as an origin writes them. */
export function webHostOf(did: Did): string | undefined {
  const [, host] = /^did:(?:web|webvh:[^:]+):([^:]+)/.exec(did) ?? []
  return host?.replace(/%3a/i, ':').toLowerCase()
}
