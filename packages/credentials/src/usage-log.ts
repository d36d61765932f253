import { CodedError, type EpochSeconds } from '@fidecura/base'
import { digestOf } from '@fidecura/identity'
import { CredentialError } from './errors.ts'
import { type CredentialName, standsOn } from './mint.ts'

/** What can stand on a credential. */
export type CredentialUseKind = 'entry' | 'presentation' | 'statement'

/** One thing that was done under a credential. */
export interface CredentialUse {
  /** Digest of the DID of whoever issued the credential: of a mandate it is a patient. */
  readonly issuer: string
  /** Digest of `id` or `jti` of the credential, which are whatever its issuer wrote. */
  readonly id: string
  readonly kind: CredentialUseKind
  /** Says which one and nothing about anybody: a digest, or an id of the caller's. */
  readonly reference: string
  /** When it was done; see `proven`. */
  readonly at: EpochSeconds
  /** Whether something beside its signer's word shows that it was done by then. */
  readonly proven: boolean
}

/** One page of uses, in order of `at`, kind and reference. */
export interface UsagePage {
  readonly after?: Pick<CredentialUse, 'at' | 'kind' | 'reference'>
  readonly limit: number
}

/**
 * What was done under which credential, so that somebody can say later what a revocation touches.
 * Every method is one atomic and durable step.
 */
export interface UsageLog {
  /** The same use again keeps the earlier one; a proven instant takes the place of one that is not. */
  record(uses: readonly CredentialUse[]): Promise<void>
  standingOn(issuer: string, id: string, page: UsagePage): Promise<readonly CredentialUse[]>
}

/** What was done, and when. */
export interface NewUse {
  readonly kind: CredentialUseKind
  readonly reference: string
  readonly at: EpochSeconds
  /** Default false: only its signer says when. */
  readonly proven?: boolean
}

/**
 * Writes down what was done under credentials that were verified for it, and under what each of them
 * stands on: see {@link standsOn}. Those without an id cannot be found again by one, and are passed over.
 *
 * @throws {@link CredentialError} `usage_log_failed` (unknown): then do not hand out what was done.
 */
export async function recordUse(
  log: UsageLog,
  credentials: readonly CredentialName[],
  use: NewUse,
): Promise<void> {
  await recordNames(log, credentials.flatMap(standsOn), use)
}

/** As {@link recordUse}, of credentials by their names alone. Not part of the package. */
export async function recordNames(
  log: UsageLog,
  names: readonly CredentialName[],
  { kind, reference, at, proven = false }: NewUse,
): Promise<void> {
  const uses = new Map<string, CredentialUse>()
  for (const { issuer, id } of names) {
    if (id === undefined) continue
    const kept = await keptAs({ issuer, id })
    uses.set(`${kept.issuer} ${kept.id}`, { ...kept, kind, reference, at, proven })
  }
  if (uses.size === 0) return
  try {
    await log.record([...uses.values()])
  } catch (error) {
    throw new CredentialError('usage_log_failed', 'What it stands on could not be written down', {
      outcome: 'unknown',
      cause: CodedError.is(error) ? error : undefined,
    })
  }
}

/** Nobody reads off a log whose credentials these are; whoever knows one finds what stands on it. */
async function keptAs(name: {
  readonly issuer: string
  readonly id: string
}): Promise<Pick<CredentialUse, 'issuer' | 'id'>> {
  return { issuer: await digestOf(name.issuer), id: await digestOf(name.id) }
}

/** What stands on a credential, before and from the instant on from which it counts as bad. */
export interface CredentialImpact {
  /** From when: absent, nothing is bad so far and everything is before. */
  readonly invalidFrom: EpochSeconds | undefined
  readonly before: readonly CredentialUse[]
  /** From that instant on, and what nobody but its signer dates before it. */
  readonly after: readonly CredentialUse[]
  /** Those that were left out for the limit. */
  readonly more: boolean
}

/** What a question is about, in the clear. */
export interface ImpactSubject {
  /** The DID of whoever issued it. */
  readonly issuer: string
  /** `id` or `jti`. */
  readonly id: string
}

/**
 * Says what a revocation touches. A date that only the signer claims proves nothing once the credential
 * has gone bad, so what has no proof of time counts as done afterwards.
 *
 * @param limit - Of both together. Default 10,000.
 */
export async function impactOf(
  log: UsageLog,
  { issuer, id }: ImpactSubject,
  invalidFrom: EpochSeconds | undefined,
  limit = 10_000,
): Promise<CredentialImpact> {
  const kept = await keptAs({ issuer, id })
  const found = await log.standingOn(kept.issuer, kept.id, { limit: limit + 1 })
  // Whoever asks knows whose it is.
  const uses = found.slice(0, limit).map((use) => Object.freeze({ ...use, issuer, id }))
  const isBefore = ({ at, proven }: CredentialUse): boolean =>
    invalidFrom === undefined || (proven && at < invalidFrom)
  return Object.freeze({
    invalidFrom,
    before: Object.freeze(uses.filter(isBefore)),
    after: Object.freeze(uses.filter((use) => !isBefore(use))),
    more: found.length > limit,
  })
}

/** For tests and demonstrations. */
export function createMemoryUsageLog(): UsageLog {
  const uses = new Map<string, CredentialUse>()
  return Object.freeze<UsageLog>({
    async record(more) {
      for (const use of more) {
        const key = JSON.stringify([use.issuer, use.id, use.kind, use.reference])
        const known = uses.get(key)
        if (known === undefined || (use.proven && !known.proven)) {
          uses.set(key, Object.freeze({ ...use, at: Math.floor(use.at) as EpochSeconds }))
        }
      }
    },
    async standingOn(issuer, id, { after, limit }) {
      return [...uses.values()]
        .filter((use) => use.issuer === issuer && use.id === id)
        .sort(inOrder)
        .filter((use) => after === undefined || inOrder(use, after) > 0)
        .slice(0, limit)
    },
  })
}

type Place = Pick<CredentialUse, 'at' | 'kind' | 'reference'>

function inOrder(a: Place, b: Place): number {
  if (a.at !== b.at) return a.at - b.at
  if (a.kind !== b.kind) return a.kind < b.kind ? -1 : 1
  return a.reference < b.reference ? -1 : a.reference > b.reference ? 1 : 0
}
