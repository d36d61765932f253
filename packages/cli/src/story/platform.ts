import { allowLoopbackHttp, encodeBase64url, epochSeconds } from '@fidecura/base'
import {
  type AccessRequest,
  type Decision,
  decide,
  defaultVocabulary,
  requesterOf,
  type StatementSet,
  type VerifiedStatementSet,
  verifyStatementSet,
} from '@fidecura/consent'
import {
  createHttpStatusSource,
  createVerifier,
  credentialTypes,
  type PresentationBundle,
  type VerifiedPresentation,
  type Verifier,
} from '@fidecura/credentials'
import {
  createDidWebResolver,
  createResolver,
  type Did,
  type ResolveDid,
  randomBytes,
  resolveDidJwk,
  resolveDidKey,
} from '@fidecura/identity'
import type { Store } from '@fidecura/store'
import type { Stage } from './stage.ts'
import { record } from './vouch.ts'

/** Somebody else's software: it knows the DID of the authority, and nobody else's. */
export interface Platform {
  readonly audience: string
  readonly verifier: Verifier
  readonly resolve: ResolveDid
  /** For one request; each is used up by the presentation that answers it. */
  newNonce(): string
  verifyPresentation(presentation: PresentationBundle, nonce: string): Promise<VerifiedPresentation>
  verifyStatements(set: StatementSet, register: Did): Promise<VerifiedStatementSet>
  /** @param laterSeconds - Decide as if this long had passed. */
  decide(
    presentation: VerifiedPresentation,
    set: VerifiedStatementSet,
    request: Pick<AccessRequest, 'purposes' | 'data'>,
    laterSeconds?: number,
  ): Decision
}

/** How old the register's word may be when the platform decides. */
const maxWordAgeSeconds = 300

export function createPlatform(
  { clock, host }: Stage,
  authority: Did,
  { replay, words }: Store,
): Platform {
  const audience = 'https://clinic.example'
  const resolve = createStoryResolver({ host })
  const verifier = createVerifier({
    roots: [{ did: authority, types: Object.values(credentialTypes) }],
    resolve,
    clock: clock.now,
    status: createHttpStatusSource({
      fetch: host.fetch,
      [allowLoopbackHttp]: [host.origin],
    }),
    replay,
    tenant: 'clinic',
  })
  return {
    audience,
    verifier,
    resolve,
    newNonce: () => encodeBase64url(randomBytes(16)),
    verifyPresentation: (presentation, nonce) =>
      verifier.verifyPresentation(presentation, { audience, nonce }),
    verifyStatements: (set, register) =>
      verifyStatementSet(set, { register, verifier, resolve, words, now: clock.now() }),
    decide(presentation, set, request, laterSeconds = 0) {
      const now = epochSeconds(clock.now() + laterSeconds)
      const requester = requesterOf(presentation)
      return decide(
        { ...request, requester, subject: record, action: 'access', legalBasis: 'consent' },
        set,
        {
          at: now,
          now,
          maxAgeSeconds: maxWordAgeSeconds,
          combine: 'deny_overrides',
          vocabulary: defaultVocabulary,
        },
      )
    },
  }
}

/** did:key, did:jwk, and did:web on the story's own listener. */
export function createStoryResolver({ host }: Pick<Stage, 'host'>): ResolveDid {
  const web = createDidWebResolver({ fetch: host.fetch, [allowLoopbackHttp]: [host.origin] })
  return createResolver({ methods: { key: resolveDidKey, jwk: resolveDidJwk, web } })
}
