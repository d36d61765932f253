import { allowedSkewSeconds, type EpochSeconds, epochSeconds } from '@fidecura/base'
import {
  type Did,
  decodeJws,
  didOf,
  digestOf,
  importVerificationKey,
  methodOf,
  type PublicJwk,
  parseDidUrl,
  type ResolveDid,
  resolveDidJwk,
  resolveDidKey,
  type UnverifiedJws,
  verifyDidJws,
  verifyJws,
} from '@fidecura/identity'
import { CredentialError } from '../errors.ts'
import { createMemoryStatusSource, type StatusSource } from '../status/status-source.ts'
import { applyDelta } from './apply-delta.ts'
import { parseBundleContent, parseBundleDelta } from './bundle-content.ts'
import { createBundleResolver } from './bundle-resolver.ts'
import { advanceState, type BundleState } from './bundle-state.ts'
import {
  type BundleContent,
  maxBundleBytes,
  maxBundleDeltas,
  type TrustBundle,
  trustBundleDeltaType,
  trustBundleType,
} from './trust-bundle.ts'

/** Whose bundle it must be, and what it is opened for. */
export interface OpenTrustBundleOptions {
  /**
   * Who must have signed it: a did:key or did:jwk, or the very key of whoever else. Another DID would
   * have to be resolved, and here that could only be done with the bundle itself.
   */
  readonly signer: Did | PublicJwk
  readonly state: BundleState
  readonly now: EpochSeconds
  /**
   * `live`: decisions of today hang on it, so no later bundle may have been seen and every member
   * must be fresh by today's clock. `archive`: an old one may be opened, to look at old things.
   */
  readonly purpose: 'live' | 'archive'
  /**
   * What has changed since the bundle, oldest first, as `issueTrustBundleDelta` made it. All or none is
   * opened; what is kept against rolling back is the sequence of the last.
   */
  readonly deltas?: readonly string[]
  /** Of DID documents in a live bundle. Default 86,400. Lists are judged by the verifier's own limit. */
  readonly maxDocumentAgeSeconds?: number
  readonly signal?: AbortSignal | undefined
}

/**
 * Proves who made a bundle and that it is not an old one passed off as new.
 *
 * @throws {@link CredentialError} `bundle_malformed`, `bundle_untrusted`, `bundle_rolled_back`,
 *   `bundle_delta_mismatch`, `bundle_clock_rolled_back`; unknown: `bundle_state_failed`. What it hands out throws
 *   `bundle_member_missing` and `bundle_member_stale`, both unknown, and `bundle_clock_rolled_back`;
 *   BaseError `instant_malformed`.
 */
export async function openTrustBundle(
  token: string,
  options: OpenTrustBundleOptions,
): Promise<TrustBundle> {
  // What is no instant would pass every comparison, and be written down as the highest one seen.
  const now = epochSeconds(options.now)
  const archive = options.purpose === 'archive'
  const content = await readAll(token, options)
  const { iss, sequence, iat, chain } = content
  if (iat > now + allowedSkewSeconds) throw clockRolledBack()
  await advanceState(options.state, { bundle: iss, sequence, now, archive })
  const assertClock = archive ? () => undefined : clockAfter(now)
  return Object.freeze({
    signer: iss,
    sequence,
    issuedAt: iat,
    resolve: createBundleResolver(content.documents, {
      maxAgeSeconds: archive ? Infinity : (options.maxDocumentAgeSeconds ?? 86_400),
      assertClock,
    }),
    status: statusOf(createMemoryStatusSource(content), assertClock),
    chain: Object.freeze(chain),
    ...(archive ? { asKnownAt: iat } : {}),
  })
}

/** The bundle, and what its signer has changed since. */
async function readAll(token: string, options: OpenTrustBundleOptions): Promise<BundleContent> {
  const { deltas = [] } = options
  const bytes = deltas.reduce((sum, { length }) => sum + length, token.length)
  if (deltas.length > maxBundleDeltas || bytes > maxBundleBytes) throw malformed()
  const first = await prove(token, trustBundleType, options)
  let content = parseBundleContent(first.payload)
  assertSignedBy(content.iss, first)
  let last = token
  for (const delta of deltas) {
    const jws = await prove(delta, trustBundleDeltaType, options)
    const changes = parseBundleDelta(jws.payload)
    assertSignedBy(changes.iss, jws)
    content = applyDelta(content, changes, await digestOf(last))
    last = delta
  }
  return content
}

async function prove(
  token: string,
  typ: string,
  options: OpenTrustBundleOptions,
): Promise<UnverifiedJws> {
  const jws = decode(token)
  await proveSigner(jws, typ, options)
  return jws
}

function assertSignedBy(iss: Did, { header }: UnverifiedJws): void {
  if (didOf(parseDidUrl(header.kid)) !== iss) throw untrusted()
}

function decode(token: string): UnverifiedJws {
  try {
    return decodeJws(token, { maxBytes: maxBundleBytes })
  } catch (error) {
    throw malformed(error)
  }
}

function malformed(cause?: unknown): CredentialError {
  return new CredentialError('bundle_malformed', 'Not a proper trust bundle', { cause })
}

async function proveSigner(
  jws: UnverifiedJws,
  typ: string,
  { signer, now, signal }: OpenTrustBundleOptions,
): Promise<void> {
  try {
    if (typeof signer === 'object') {
      await verifyJws(jws, { key: await importVerificationKey(signer), typ })
      return
    }
    await verifyDidJws(jws, {
      issuer: signer,
      typ,
      relationship: 'assertionMethod',
      resolve: pureResolver(signer),
      at: now,
      now,
      signal,
    })
  } catch (error) {
    throw untrusted(error)
  }
}

function pureResolver(signer: Did): ResolveDid {
  if (methodOf(signer) === 'key') return resolveDidKey
  if (methodOf(signer) === 'jwk') return resolveDidJwk
  throw untrusted()
}

/** A clock that is set back after opening must not make the members young again. */
function clockAfter(opened: EpochSeconds): (now: EpochSeconds) => void {
  return (now) => {
    if (!(now + allowedSkewSeconds >= opened)) throw clockRolledBack()
  }
}

function statusOf(source: StatusSource, assertClock: (now: EpochSeconds) => void): StatusSource {
  return {
    async list(url, options) {
      assertClock(options.now)
      return source.list(url, options).catch(missing)
    },
    // A list without a history is nothing amiss, and the source says so itself.
    async history(url, options) {
      assertClock(options.now)
      return (source.history as NonNullable<StatusSource['history']>)(url, options)
    },
  }
}

function missing(error: unknown): never {
  throw new CredentialError('bundle_member_missing', 'The bundle does not carry this list', {
    outcome: 'unknown',
    cause: error,
  })
}

function untrusted(cause?: unknown): CredentialError {
  return new CredentialError('bundle_untrusted', 'Not signed by the pinned signer', { cause })
}

function clockRolledBack(): CredentialError {
  return new CredentialError('bundle_clock_rolled_back', 'The clock was further on before')
}
