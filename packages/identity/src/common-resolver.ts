import type { allowLoopbackHttp, Fetch } from '@fidecura/base'
import type { Did } from './did.ts'
import type { DidCacheOptions } from './did-cache.ts'
import { resolveDidJwk } from './did-jwk.ts'
import { resolveDidKey } from './did-key.ts'
import { createDidWebResolver } from './did-web.ts'
import { createResolver, type ResolveDid } from './resolver.ts'

/** How hosted DIDs are fetched, and what is resolved beside the common methods. */
export interface CommonResolverOptions {
  /** On a server, `createGuardedFetch` of `@fidecura/base/node`. */
  readonly fetch: Fetch
  /** By method name: others beside did:key, did:jwk and did:web, or in the place of these. */
  readonly methods?: Readonly<Record<string, ResolveDid>>
  /** Such as roots of trust: see {@link ResolverOptions}. */
  readonly pinned?: readonly Did[]
  readonly cache?: DidCacheOptions
  /** How many DIDs are looked for at the same time. Default 1,024. */
  readonly maxFlights?: number
  /** Exact origins on loopback whose did:web documents are fetched over plain http. */
  readonly [allowLoopbackHttp]?: readonly string[]
}

/**
 * Makes the resolver that most need: did:key, did:jwk and did:web, with a bounded cache of its own.
 *
 * @returns Rejects as that of {@link createResolver} does.
 */
export function createCommonResolver(options: CommonResolverOptions): ResolveDid {
  const { methods, pinned = [], cache = {}, maxFlights, ...hosted } = options
  const web = createDidWebResolver(hosted)
  return createResolver({
    methods: { key: resolveDidKey, jwk: resolveDidJwk, web, ...methods },
    pinned,
    cache,
    ...(maxFlights === undefined ? {} : { maxFlights }),
  })
}
