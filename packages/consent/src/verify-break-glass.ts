import {
  allowedSkewSeconds,
  createBrand,
  type EpochSeconds,
  epochSeconds,
  type Minted,
} from '@fidecura/base'
import {
  credentialTypes,
  parsePractitionerRoleClaims,
  type ReplayStore,
  type Verifier,
} from '@fidecura/credentials'
import {
  type Did,
  digestOf,
  type PublicJwk,
  proveTime,
  type TimeProofVerifier,
  thumbprintOf,
} from '@fidecura/identity'
import { type BreakGlass, breakGlassKind } from './break-glass-request.ts'
import { assertCanonicalDid } from './canonical-did.ts'
import { ConsentError } from './errors.ts'
import { type JudgedBy, openingOf } from './judged-by.ts'
import { type NotifyPatient, tellPatient } from './patient-notice.ts'
import { type RoleEvidence, roleDigestOf } from './role-evidence.ts'
import { openToken } from './signed-token.ts'

/** What a jurisdiction allows in an emergency. Where it says nothing, nothing is allowed. */
export interface BreakGlassRules {
  /** The longest that one request may open a record for. Whole seconds, at least one. */
  readonly maxSeconds: number
  /** Codes of reasons that it knows. */
  readonly reasons: readonly string[]
}

/** Where emergency accesses are written down before they are used, so that nobody can deny one later. */
export interface BreakGlassJournal {
  /**
   * Keeps the token for good, where the patient can read it.
   *
   * @returns The proof that it does, such as a register's receipt.
   */
  keep(token: string, options: { readonly signal?: AbortSignal | undefined }): Promise<string>
  /** Judges that proof. */
  readonly verify: TimeProofVerifier
}

declare const verified: unique symbol

/**
 * That a practitioner answers for an emergency access, that this is written down, and that the patient
 * is told. Only {@link verifyBreakGlass} makes one; deep-frozen.
 */
export interface VerifiedBreakGlass extends BreakGlass {
  /** The DIDs of the practitioner, the department and the organisation. */
  readonly parties: readonly Did[]
  /** ActReason codes that the role allows. */
  readonly purposes: readonly string[]
  /** By when the journal had it. */
  readonly keptBy: EpochSeconds
  readonly at: EpochSeconds
  readonly now: EpochSeconds
  readonly [verified]: true
}

/** For whom and in answer to what it must be made, by which rules, and who hears of it. */
export interface VerifyBreakGlassOptions extends JudgedBy {
  readonly evidence: RoleEvidence
  /** Those of the jurisdiction. Undefined: it knows no such thing, and everything is refused. */
  readonly rules: BreakGlassRules | undefined
  /** Who this is: what the practitioner was told. */
  readonly audience: string
  /** What the practitioner was asked to sign, of this one request. */
  readonly nonce: string
  /** Shared by all who take requests for this audience. */
  readonly replay: ReplayStore
  /** Whose nonces these are, where one store serves several. Default: the empty text. */
  readonly tenant?: string
  readonly journal: BreakGlassJournal
  readonly notify: NotifyPatient
}

/** Signed in the emergency, and not kept for one. */
const windowSeconds = 300

/**
 * Proves that a practitioner, in person, answers for an emergency access that the jurisdiction allows;
 * writes it down and has the patient told before it returns. A nonce is used up by then, also if it
 * could not be written down.
 *
 * @throws {@link ConsentError} `break_glass_forbidden`, `token_malformed`, `token_from_future`,
 *   `break_glass_mismatch`, `break_glass_expired`, `break_glass_reason_refused`,
 *   `break_glass_too_long`, `entry_role_mismatch`, `signer_not_practitioner`, `break_glass_replayed`;
 *   unknown: `break_glass_unrecorded`, `notice_failed`; those of `verifyDidJws`, and of the verifier
 *   for the role.
 */
export async function verifyBreakGlass(
  token: string,
  options: VerifyBreakGlassOptions,
): Promise<VerifiedBreakGlass> {
  const { verifier, evidence, notify, signal } = options
  const rules = readRules(options.rules)
  const opening = openingOf(options, undefined)
  const { at, now } = opening
  const { content, publicKey } = await openToken(token, breakGlassKind, opening)
  assertAsked(content, options)
  assertAllowed(content, rules, now)
  const role = await proveRole({ content, publicKey }, { verifier, evidence, now, signal })
  await useOnce(content, options, now)
  const keptBy = await keep(token, options)
  await tellPatient(notify, { kind: 'break_glass', id: await digestOf(token) }, signal)
  const record = Object.freeze({ ...content.record })
  return brand.mint(Object.freeze({ ...content, record, ...role, keptBy, at, now }))
}

const brand: Minted<VerifiedBreakGlass> = /* @__PURE__ */ createBrand(
  () => new ConsentError('token_not_verified', 'Pass the value that verifyBreakGlass returned'),
)

/**
 * Lets nothing pass but the very value that {@link verifyBreakGlass} returned.
 *
 * @throws {@link ConsentError} `token_not_verified`.
 */
export function assertVerifiedBreakGlass(value: unknown): asserts value is VerifiedBreakGlass {
  brand.assert(value)
}

function readRules(rules: BreakGlassRules | undefined): BreakGlassRules {
  const { maxSeconds = 0, reasons } = rules ?? {}
  if (Number.isSafeInteger(maxSeconds) && maxSeconds > 0 && Array.isArray(reasons)) {
    return { maxSeconds, reasons }
  }
  throw new ConsentError('break_glass_forbidden', 'No rule allows emergency access')
}

function assertAsked(
  content: BreakGlass,
  { audience, nonce }: Pick<VerifyBreakGlassOptions, 'audience' | 'nonce'>,
): void {
  if (content.audience === audience && content.nonce === nonce) return
  throw new ConsentError('break_glass_mismatch', 'For somebody else, or in answer to another')
}

function assertAllowed(
  { issuedAt, until, reason }: BreakGlass,
  { maxSeconds, reasons }: BreakGlassRules,
  now: EpochSeconds,
): void {
  if (!(now - issuedAt <= windowSeconds && now < until)) {
    throw new ConsentError('break_glass_expired', 'Signed too long ago, or over')
  }
  if (!reasons.includes(reason)) {
    throw new ConsentError('break_glass_reason_refused', 'Not a reason that the rules know')
  }
  // From the present, too: who signs with a clock that is ahead gains nothing by it.
  if (until - issuedAt > maxSeconds || until - now > maxSeconds) {
    throw new ConsentError('break_glass_too_long', 'For longer than the rules allow')
  }
}

/** Of the very person who signed: no delegation and no mandate is looked at. */
async function proveRole(
  { content, publicKey }: { readonly content: BreakGlass; readonly publicKey: PublicJwk },
  {
    verifier,
    evidence,
    now,
    signal,
  }: {
    readonly verifier: Verifier
    readonly evidence: RoleEvidence
    readonly now: EpochSeconds
    readonly signal: AbortSignal | undefined
  },
): Promise<Pick<VerifiedBreakGlass, 'parties' | 'purposes'>> {
  if ((await roleDigestOf(evidence.role)) !== content.role) {
    throw new ConsentError('entry_role_mismatch', 'Made on the authority of another role')
  }
  const role = await verifier.verifyCredential(evidence.role, {
    at: now,
    now,
    types: [credentialTypes.practitionerRole],
    chain: evidence.chain ?? [],
    ...(evidence.licence === undefined ? {} : { licence: evidence.licence }),
    signal,
  })
  const isOwn =
    role.subject === content.issuer &&
    role.holderKey !== undefined &&
    (await thumbprintOf(role.holderKey)) === (await thumbprintOf(publicKey))
  if (!isOwn) {
    throw new ConsentError('signer_not_practitioner', 'Signed by somebody else than the role names')
  }
  const { department, organisation, purposes } = parsePractitionerRoleClaims(role.claims)
  const parties = [...new Set([content.issuer, department.did, organisation.did])]
  parties.forEach(assertCanonicalDid)
  return { parties: Object.freeze(parties), purposes: Object.freeze([...purposes]) }
}

async function useOnce(
  { nonce }: BreakGlass,
  { audience, tenant = '', replay }: VerifyBreakGlassOptions,
  now: EpochSeconds,
): Promise<void> {
  const expiresAt = epochSeconds(now + windowSeconds + 2 * allowedSkewSeconds)
  // A name of its own: a presentation in answer to the same nonce is another use of it.
  const use = { tenant, audience: `${breakGlassKind.typ} ${audience}`, nonce, now, expiresAt }
  const isNew = await orUnrecorded(() => replay.insert(use))
  if (isNew === false) throw new ConsentError('break_glass_replayed', 'Taken before')
  if (isNew !== true) throw unrecorded(undefined)
}

async function keep(
  token: string,
  { journal, verifier, now, signal }: VerifyBreakGlassOptions,
): Promise<EpochSeconds> {
  const { verify } = journal
  const { existedBy } = await orUnrecorded(async () => {
    const proof = await journal.keep(token, { signal })
    // It was written down just now, and perhaps in the second after the one in which it was asked for.
    const present = epochSeconds(now ?? verifier.clock())
    return proveTime(token, { proof, verify, now: present, signal })
  })
  return existedBy
}

/** Whatever a port throws: what is not written down is not used. */
async function orUnrecorded<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step()
  } catch (cause) {
    throw unrecorded(cause)
  }
}

function unrecorded(cause: unknown): ConsentError {
  return new ConsentError('break_glass_unrecorded', 'Could not be written down', {
    outcome: 'unknown',
    ...(cause === undefined ? {} : { cause }),
  })
}
