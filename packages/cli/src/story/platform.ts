import { allowLoopbackHttp, encodeBase64url, epochSeconds } from '@fidecura/base'
import {
  type AccessRequest,
  createDecider,
  type Decision,
  type StatementSet,
  type TrustedRegister,
  type VerifiedStatementSet,
} from '@fidecura/consent'
import {
  createHttpStatusSource,
  createVerifier,
  credentialTypes,
  type PresentationBundle,
  parseIssuingAccreditationClaims,
  type VerifiedPresentation,
  type Verifier,
} from '@fidecura/credentials'
import {
  createCommonResolver,
  type Did,
  parseDid,
  type ResolveDid,
  randomBytes,
} from '@fidecura/identity'
import type { Store } from '@fidecura/store'
import type { Stage } from './stage.ts'
import { record } from './vouch.ts'

/** Somebody else's software: it knows the DID of the authority, and nobody else's. */
export interface Platform {
  readonly audience: string
  readonly verifier: Verifier
  /** For one request; each is used up by the presentation that answers it. */
  newNonce(): string
  verifyPresentation(presentation: PresentationBundle, nonce: string): Promise<VerifiedPresentation>
  /** @param accreditation - Of the hospital that keeps the register, which names its keys. */
  verifyStatements(set: StatementSet, accreditation: string): Promise<VerifiedStatementSet>
  /** @param laterSeconds - Decide as if this long had passed. */
  decide(
    presentation: VerifiedPresentation,
    set: VerifiedStatementSet,
    request: Pick<AccessRequest, 'purposes' | 'data'> & { readonly custodian: Did },
    laterSeconds?: number,
  ): Decision
}

/** How old the register's word and the presentation may be when the platform decides. */
const maxAgeSeconds = 300

export function createPlatform(
  { clock, host }: Stage,
  authority: Did,
  { replay, words, usage }: Store,
): Platform {
  const audience = 'https://clinic.example'
  const verifier = createVerifier({
    roots: [{ did: authority, types: Object.values(credentialTypes) }],
    resolve: createStoryResolver({ host }),
    clock: clock.now,
    status: createHttpStatusSource({
      fetch: host.fetch,
      [allowLoopbackHttp]: [host.origin],
    }),
    replay,
    usage,
    tenant: 'clinic',
  })
  const policy = { combine: 'deny_overrides', maxAgeSeconds } as const
  const deciderFor = (...registers: readonly TrustedRegister[]) =>
    createDecider({ verifier, registers, words, ...policy })
  let decider = deciderFor()
  return {
    audience,
    verifier,
    newNonce: () => encodeBase64url(randomBytes(16)),
    verifyPresentation: (presentation, nonce) =>
      verifier.verifyPresentation(presentation, { audience, nonce }),
    async verifyStatements(set, accreditation) {
      const types = [credentialTypes.issuingAccreditation]
      const { subject, claims } = await verifier.verifyCredential(accreditation, { types })
      const { keys } = parseIssuingAccreditationClaims(claims)
      decider = deciderFor({ did: parseDid(subject), keys: keys ?? 'any' })
      return decider.verifyStatements(set)
    },
    decide(presentation, set, request, laterSeconds = 0) {
      const now = epochSeconds(clock.now() + laterSeconds)
      return decider.decide(presentation, set, {
        ...request,
        subject: record,
        action: 'access',
        now,
      })
    },
  }
}

/** did:key, did:jwk, and did:web on the story's own listener. */
export function createStoryResolver({ host }: Pick<Stage, 'host'>): ResolveDid {
  return createCommonResolver({ fetch: host.fetch, [allowLoopbackHttp]: [host.origin] })
}
