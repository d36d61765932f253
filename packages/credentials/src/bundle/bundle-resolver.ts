import type { EpochSeconds } from '@fidecura/base'
import {
  createResolver,
  type Did,
  methodOf,
  parseDidDocument,
  type ResolveDid,
  type ResolvedDid,
  resolveDidJwk,
  resolveDidKey,
} from '@fidecura/identity'
import { CredentialError } from '../errors.ts'
import type { BundledDocument } from './trust-bundle.ts'

export interface BundleResolverOptions {
  readonly maxAgeSeconds: number
  readonly assertClock: (now: EpochSeconds) => void
}

const maxPure = 1024

/** Resolves what a bundle carries, at the age that it has. */
export function createBundleResolver(
  documents: readonly BundledDocument[],
  { maxAgeSeconds, assertClock }: BundleResolverOptions,
): ResolveDid {
  const carried = new Map(documents.map((member) => [member.did, member]))
  const answers = new Map<Did, ResolvedDid>()
  // Those who issue come again with every request, and to take a key out of its point costs half a verification.
  const resolvePure = createResolver({
    methods: { key: resolveDidKey, jwk: resolveDidJwk },
    cache: { maxEntries: maxPure },
  })

  function answerOf(did: Did): ResolvedDid {
    const known = answers.get(did)
    if (known !== undefined) return known
    const member = carried.get(did)
    if (member === undefined) throw unknown('bundle_member_missing')
    const document = parseDidDocument(member.document, did)
    const resolvedAt = member.fetchedAt
    const answer: ResolvedDid = Object.freeze({ did, document, resolvedAt, history: 'unknown' })
    answers.set(did, answer)
    return answer
  }

  return async (did, options) => {
    assertClock(options.now)
    const method = methodOf(did)
    if (method === 'key' || method === 'jwk') return resolvePure(did, options)
    const answer = answerOf(did)
    // Written so that a limit that is not a number refuses.
    if (!(options.now - answer.resolvedAt <= maxAgeSeconds)) throw unknown('bundle_member_stale')
    return answer
  }
}

function unknown(code: 'bundle_member_missing' | 'bundle_member_stale'): CredentialError {
  return new CredentialError(code, 'Not in the bundle, or too old there', { outcome: 'unknown' })
}
