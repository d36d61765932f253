import {
  allowedSkewSeconds,
  canonicalizeJson,
  decodeUtf8,
  type EpochSeconds,
  epochSeconds,
  type JsonObject,
} from '@fidecura/base'
import { CredentialError } from '../errors.ts'
import { areTwoPeople } from '../person.ts'
import type {
  RevocationContext,
  RevocationOrder,
  RevocationPolicy,
  RevocationSigner,
  RevocationSubmission,
} from '../revocation-policy.ts'
import { decodeRevocationOrder, type UnverifiedRevocationOrder } from './revocation-order.ts'
import type { RevocationProposals } from './revocation-proposals.ts'
import { proveRevocationSigner, type RevocationSignerTerms } from './revocation-signer.ts'

/** Who may order a revocation, and where proposals wait. */
export interface TwoPeoplePolicyOptions extends RevocationSignerTerms {
  readonly proposals: RevocationProposals
  /** How long a proposal may wait at most. Default seven days. */
  readonly maxWaitSeconds?: number
  /** How old a signature may be when it is handed in. Default 600. */
  readonly maxAgeSeconds?: number
}

/** What is kept of a proposal, beside when. */
interface Body {
  readonly submission: RevocationSubmission
  readonly by: RevocationSigner
}

/** What is left of one that was carried out: nothing that says more of the first than the act does. */
interface SettledBody {
  readonly submission: Pick<RevocationSubmission, 'order'>
  readonly by: RevocationSigner
  readonly carriedOut: true
}

/**
 * Revokes only what two different people have signed, each with a role of their own: the very same
 * order, proposed by one and approved by the other before it expires. Both are proven again when the
 * second signs, so one whose role was suspended in the meantime counts no longer. One person with two
 * keys, two DIDs or two roles is one person: the number of the licence says who it is. Both licences
 * must show a number of the same register, for one person may be in two.
 *
 * What the first has shown is deleted once the order is carried out or, at the next call after, expired.
 *
 * @throws CredentialError from its methods: `revocation_order_malformed`,
 *   `revocation_order_mismatch`, `revocation_order_time_wrong`, `revocation_order_expired`,
 *   `revocation_order_not_found`, `revocation_order_reused`, `revocation_signer_refused`,
 *   `revocation_signer_twice`; those of `decodeJws` and `verifyDidJws`, and of the verifier.
 */
export function createTwoPeoplePolicy(options: TwoPeoplePolicyOptions): RevocationPolicy {
  const { proposals, maxWaitSeconds = 604_800, maxAgeSeconds = 600 } = options

  const prove = (
    { evidence }: RevocationSubmission,
    decoded: UnverifiedRevocationOrder,
    now: EpochSeconds,
    { signal }: RevocationContext,
  ): Promise<RevocationSigner> =>
    proveRevocationSigner(decoded, { ...options, evidence, now, signal })

  return Object.freeze<RevocationPolicy>({
    async propose(submission, context) {
      const { issuer } = context
      const now = nowOf(context)
      await proposals.dropExpired(now)
      const decoded = decodeRevocationOrder(submission.order)
      const { order } = decoded
      assertFor(order, context)
      assertRecent(decoded, now, maxAgeSeconds)
      assertInTime(order, now)
      if (order.expiresAt > now + maxWaitSeconds + allowedSkewSeconds) throw timeWrong('/expiresAt')
      if (order.invalidFrom !== undefined && order.invalidFrom > now)
        throw timeWrong('/invalidFrom')
      const by = await prove(submission, decoded, now, context)
      const known = await proposals.find(issuer, order.id)
      if (known !== undefined) return repeated(known.body, decoded)
      const body = JSON.stringify({ submission, by } satisfies Body)
      const { id, expiresAt } = order
      const kept = await proposals.keep({ issuer, id, body, proposedAt: now, expiresAt })
      if (!kept) throw reused()
      return Object.freeze({ order, by })
    },

    async approve(submission, context) {
      const { issuer } = context
      const now = nowOf(context)
      const second = decodeRevocationOrder(submission.order)
      assertFor(second.order, context)
      assertRecent(second, now, maxAgeSeconds)
      const kept = await proposals.find(issuer, second.order.id)
      await proposals.dropExpired(now)
      if (kept === undefined) {
        throw new CredentialError('revocation_order_not_found', 'Nobody has proposed it')
      }
      const proposal = JSON.parse(kept.body) as Body | SettledBody
      const first = decodeRevocationOrder(proposal.submission.order)
      if (!isSame(first.order, second.order)) throw mismatch('/order')
      // By what was signed: what the store says beside it may have been changed.
      assertInTime(first.order, now)
      const settled = 'carriedOut' in proposal
      const proven = settled ? proposal.by : await prove(proposal.submission, first, now, context)
      const by = await prove(submission, second, now, context)
      const isTwo = areTwoPeople(proven.person, by.person)
      const isOne = !isTwo || proven.key === by.key || proven.did === by.did
      if (isOne) throw new CredentialError('revocation_signer_twice', 'One person counts once')
      const orderedBy = [
        { ...proven, at: proposal.by.at, order: proposal.submission.order },
        { ...by, order: submission.order },
      ]
      return Object.freeze({
        order: second.order,
        orderedBy: { people: orderedBy } as unknown as JsonObject,
        ...(settled ? { carriedOut: true } : {}),
      })
    },

    async carriedOut({ id }, { issuer }) {
      const kept = await proposals.find(issuer, id)
      if (kept === undefined) return
      const { submission, by } = JSON.parse(kept.body) as Body | SettledBody
      const { order } = submission
      const body = { submission: { order }, by, carriedOut: true } satisfies SettledBody
      await proposals.settle(issuer, id, JSON.stringify(body))
    },
  })
}

function nowOf({ clock }: RevocationContext): EpochSeconds {
  return epochSeconds(Math.floor(clock()))
}

/** The same order handed in once more, perhaps signed anew by the same person: a retry. */
function repeated(body: string, { order, signer }: UnverifiedRevocationOrder) {
  const { submission, by } = JSON.parse(body) as Body | SettledBody
  const known = decodeRevocationOrder(submission.order)
  if (!isSame(known.order, order) || known.signer !== signer) throw reused()
  return Object.freeze({ order, by })
}

function assertFor({ issuer }: RevocationOrder, context: RevocationContext): void {
  if (issuer !== context.issuer) throw mismatch('/order/issuer')
}

function assertRecent(
  { issuedAt }: UnverifiedRevocationOrder,
  now: EpochSeconds,
  maxAgeSeconds: number,
): void {
  if (!(now - issuedAt <= maxAgeSeconds)) throw timeWrong('/iat')
}

function assertInTime({ expiresAt }: RevocationOrder, now: EpochSeconds): void {
  if (now < expiresAt) return
  throw new CredentialError('revocation_order_expired', 'Nobody approved it in time')
}

function isSame(one: RevocationOrder, other: RevocationOrder): boolean {
  const textOf = (order: RevocationOrder): string =>
    decodeUtf8(canonicalizeJson(order as unknown as JsonObject))
  return textOf(one) === textOf(other)
}

function timeWrong(place: string): CredentialError {
  return new CredentialError('revocation_order_time_wrong', 'Not at a time when it counts', {
    place,
  })
}

function mismatch(place: string): CredentialError {
  return new CredentialError('revocation_order_mismatch', 'Not that order', { place })
}

function reused(): CredentialError {
  return new CredentialError('revocation_order_reused', 'The id stands for another order')
}
