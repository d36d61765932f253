import type { EpochSeconds } from '@fidecura/base'
import {
  createHeaderCache,
  createKeyCache,
  type Did,
  type HeaderCache,
  type KeyCache,
  type ProvenTime,
  type PublicJwk,
  parseDid,
  type ResolveDid,
} from '@fidecura/identity'
import type { TrustedRoot } from './authority.ts'
import type { CompleteBag } from './chain/complete-bag.ts'
import type { RevokedHopJudge } from './chain/issued-before.ts'
import type { CheckSchemas } from './check-schemas.ts'
import type { Credential, StatusEntry, UnverifiedProof } from './credential.ts'
import type { CredentialCodec } from './credential-codec.ts'
import { CredentialError } from './errors.ts'
import { createHopCache, type Hop, type HopCache } from './hop.ts'
import type { LicenceCandidate } from './licence.ts'
import type { ListReader, StatusContext, StatusReaderOptions } from './status/list-reader.ts'
import type { StatusReading } from './status/status-reading.ts'
import type { VerifierOptions } from './verifier-options.ts'

/** How a state reads status: of the present alone, or of the past, too. */
type PresentReader = Pick<ListReader, 'read' | 'renew'>

/** What a verifier owns for as long as it lives. Every cache is bounded. */
export interface VerifierState<Reader extends PresentReader = PresentReader> {
  readonly roots: ReadonlyMap<Did, RootPolicy>
  readonly resolve: ResolveDid
  /** Formats beside those that are always read; absent if there are none. */
  readonly formats?: readonly CredentialCodec[]
  readonly schemas?: CheckSchemas
  /** Without a source it says that nothing is known. */
  readonly status: Reader
  readonly maxStatusAgeSeconds: number
  readonly headers: HeaderCache
  readonly keys: KeyCache
  readonly hops: HopCache
  /** Absent: nothing is looked for beyond what a call brings along. */
  readonly completeBag?: CompleteBag
  /** Absent: an accreditation that is revoked now takes everything below it along. */
  readonly revokedHops?: RevokedHopJudge
  /** By key object: the resolver hands out the same one as long as the document is the same. */
  readonly thumbprints: WeakMap<PublicJwk, string>
}

/** What the caller's configuration says about one root. */
interface RootPolicy {
  readonly types: ReadonlySet<string>
  /** Thumbprints of its only keys; undefined: whichever its document lists. */
  readonly keys: readonly string[] | undefined
  readonly directory: string | undefined
}

/** What one call is about. */
export interface Inquiry {
  readonly at: EpochSeconds
  readonly now: EpochSeconds
  /** Types that the caller takes; undefined: whatever the roots allow. */
  readonly types: readonly string[] | undefined
  /** Accreditations, compact, in any order. */
  readonly chain: readonly string[]
  readonly licences: readonly LicenceCandidate[]
  /** When tokens of the chain existed; matters where a policy asks. */
  readonly proofs: readonly ProvenTime[]
  readonly signal: AbortSignal | undefined
  /** Set below an accreditation that is revoked and outlived. */
  readonly fall?: Fall
  /** Who may sign the status lists beside the issuer: of one credential, which names it. */
  readonly statusAuthority?: StatusAuthority
  /** Nothing is fetched; what would need it is left unknown. */
  readonly isLocal?: boolean
  /** Present when the question is about an instant of the past. */
  readonly past: PastInquiry | undefined
}

/** Somebody whom a credential itself lets sign its status list. */
export interface StatusAuthority {
  readonly did: Did
  /** Thumbprints of its only keys; undefined: whichever its document lists. */
  readonly keys: readonly string[] | undefined
}

/** That whoever signs here had lost the permission. */
export interface Fall {
  /** The earliest instant from which an accreditation above was bad. */
  readonly at: EpochSeconds
  /** The accreditations that were. */
  readonly hops: readonly Hop[]
}

export interface PastInquiry {
  /** What the credential was used for: the token whose time of signing matters. */
  readonly act: string
  readonly proofs: readonly ProvenTime[]
  readonly judge: PastJudge
}

/** A token whose signature was found good, and the key of each of its proofs. */
interface SignedBy {
  readonly token: string
  readonly issuer: Did
  readonly proofs: readonly UnverifiedProof[]
  readonly keys: readonly PublicJwk[]
}

/** What only questions about the past need. */
export interface PastJudge {
  /** @throws CredentialError those of `readAsOf` and of `assertSignedInTime`. */
  readStatus(
    entry: StatusEntry,
    signed: string,
    context: StatusContext & { readonly at: EpochSeconds },
    past: PastInquiry,
  ): Promise<StatusReading>
  /** @throws CredentialError `signing_time_unproven`, as `assertSignedBeforeEnd` of `signing-time.ts`. */
  assertSignedBeforeEnd(signed: string, credential: Credential, inquiry: Inquiry): Promise<void>
  /** @throws CredentialError `signing_time_unproven`, as `assertSignedWhileListed`. */
  assertKeysOfThen(signed: SignedBy, state: VerifierState, inquiry: Inquiry): Promise<void>
}

/** With whole seconds, and time to fetch and to verify: who is suspended is refused within 60. */
const defaultMaxStatusAgeSeconds = 55

/**
 * @param createReader - What is not handed in here need not be loaded: most never ask about the past.
 * @throws IdentityError `did_malformed`: a root that is no DID.
 */
export function createVerifierState<Reader extends PresentReader>(
  options: Omit<VerifierOptions, 'clock'>,
  createReader: (options: StatusReaderOptions) => Reader,
): VerifierState<Reader> {
  const { resolve, status, cache = {} } = options
  const keys = createKeyCache(cache.maxKeys === undefined ? {} : { maxEntries: cache.maxKeys })
  const { maxStatusBytes } = cache
  const { formats = [], schemas } = options
  return {
    ...(formats.length === 0 ? {} : { formats: [...formats] }),
    ...(schemas === undefined ? {} : { schemas }),
    roots: rootsOf(options.roots),
    resolve,
    status: createReader({
      resolve,
      keyCache: keys,
      ...(status === undefined ? {} : { source: status }),
      ...(maxStatusBytes === undefined ? {} : { maxBytes: maxStatusBytes }),
    }),
    maxStatusAgeSeconds: options.maxStatusAgeSeconds ?? defaultMaxStatusAgeSeconds,
    headers: createHeaderCache(
      cache.maxHeaders === undefined ? {} : { maxEntries: cache.maxHeaders },
    ),
    keys,
    hops: createHopCache(cache.maxHops ?? 500),
    thumbprints: new WeakMap(),
  }
}

/** Copied, so that nobody can add a root later. */
function rootsOf(roots: readonly TrustedRoot[]): ReadonlyMap<Did, RootPolicy> {
  return new Map(
    roots.map(({ did, types, keys, directory }) => [
      parseDid(did),
      { types: new Set(types), keys: keys === undefined ? undefined : [...keys], directory },
    ]),
  )
}

/** @throws {@link CredentialError} `credential_historic`: verifies from an archive. */
export function assertLive({ asKnownAt }: Pick<VerifierOptions, 'asKnownAt'>): void {
  if (asKnownAt === undefined) return
  throw new CredentialError('credential_historic', 'An archive tells about the past only')
}
