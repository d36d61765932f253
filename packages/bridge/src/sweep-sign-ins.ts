import { CodedError, type EpochSeconds } from '@fidecura/base'
import { credentialTypes, type Verifier } from '@fidecura/credentials'
import { BridgeError } from './errors.ts'
import type { WriteDownSignIn } from './sign-in-event.ts'
import type { KeptSignIn, SignIns } from './sign-ins.ts'

/** By whom sign-ins are judged again, and how their platforms are told. */
export interface SweepTerms {
  readonly signIns: SignIns
  readonly verifier: Verifier
  readonly chain: () => readonly string[]
  /** Whether people may sign in there now. */
  readonly isPlatform: (id: string) => boolean
  /** How long nobody may be able to say whether what was shown holds, before the sign-in ends. */
  readonly unknownSeconds: number
  readonly audited: WriteDownSignIn
  /** Tells the platform by back-channel logout. Throws if it was not reached. */
  readonly tell: (signIn: KeptSignIn) => Promise<void>
}

/** What became of all who were signed in. */
export interface SweptSignIns {
  readonly live: number
  /** Ended, and their platforms know, or are none any more. */
  readonly ended: number
  /** Ended here, and their platforms could not be told; they are told by a later sweep. */
  readonly untold: number
}

/** How long one platform is told in one sweep; what is left of it a later one does. */
const tellSeconds = 10

/**
 * Verifies again what everybody showed who is signed in, and ends what does not hold any more. All are judged
 * before anybody is told, and platforms side by side: one that does not answer holds up itself alone.
 */
export async function sweepSignIns(terms: SweepTerms): Promise<SweptSignIns> {
  const { signIns, verifier } = terms
  const count = { live: 0, ended: 0, untold: 0 }
  const ending = new Map<string, KeptSignIn[]>()
  let after = 0
  for (;;) {
    const { last, found, unreadable } = await signIns.list(after)
    if (last === undefined) break
    after = last
    // Nobody is signed in by them, and nobody knows at which platform that was.
    count.untold += unreadable
    for (const signIn of found) {
      if (await isOver(signIn, terms, verifier.clock())) {
        ending.set(signIn.platform, [...(ending.get(signIn.platform) ?? []), signIn])
      } else count.live++
    }
  }
  await Promise.all([...ending.values()].map((ofOne) => endAll(ofOne, terms, count)))
  return Object.freeze(count)
}

async function isOver(signIn: KeptSignIn, terms: SweepTerms, now: EpochSeconds): Promise<boolean> {
  const { signIns, unknownSeconds, audited } = terms
  if (signIn.state === 'ending') return true
  const { outcome, code } = await outcomeOf(signIn, terms)
  const { unknownSince } = signIn
  if (outcome === 'passed') {
    if (unknownSince !== undefined) await signIns.change(signIn, { unknownSince: undefined })
    return false
  }
  const since = unknownSince ?? now
  if (outcome === 'unknown' && now - since < unknownSeconds) {
    if (unknownSince === undefined) await signIns.change(signIn, { unknownSince: since })
    return false
  }
  // First here, so that no token of it works while its platform is told.
  const { platform, started, person } = signIn
  const event = { kind: 'ended', outcome: 'done', code, platform, signIn: started } as const
  const documents = audited({ ...event, ...(person === undefined ? {} : { person }) })
  if (await signIns.change(signIn, { state: 'ending' }, documents)) return true
  // Another process was first: it has ended it, or only noted that nobody knows.
  const found = await signIns.findAny(signIn.id)
  return found === undefined || (await isOver(found, terms, now))
}

async function endAll(
  ofOne: readonly KeptSignIn[],
  terms: SweepTerms,
  count: { ended: number; untold: number },
): Promise<void> {
  const { clock } = terms.verifier
  const until = clock() + tellSeconds
  for (const signIn of ofOne) count[clock() < until ? await end(signIn, terms) : 'untold']++
}

async function end(signIn: KeptSignIn, { signIns, tell }: SweepTerms): Promise<'ended' | 'untold'> {
  try {
    await tell(signIn)
  } catch {
    // Nothing is left to be told of: another process has told it meanwhile.
    return (await signIns.findAny(signIn.id)) === undefined ? 'ended' : 'untold'
  }
  await signIns.remove(signIn.id)
  return 'ended'
}

async function outcomeOf(
  { shown, platform }: KeptSignIn,
  { verifier, chain, isPlatform }: SweepTerms,
): Promise<{ readonly outcome: 'passed' | 'failed' | 'unknown'; readonly code: string }> {
  try {
    if (shown.as === 'patient') {
      const types = [credentialTypes.patientIdentity]
      await verifier.verifyCredential(shown.identity, { types, chain: chain() })
    } else {
      const { role, licence } = shown
      const call = { chain: chain(), licence }
      await verifier.verifyCredential(role, { types: [credentialTypes.practitionerRole], ...call })
      const types = [credentialTypes.practitionerLicence]
      await verifier.verifyCredential(licence, { types, chain: chain() })
    }
    // Not for sure: another process may have heard of a new one a moment before this one does.
    if (!isPlatform(platform)) {
      throw new BridgeError('bridge_platform_unknown', 'Not here', { outcome: 'unknown' })
    }
    return { outcome: 'passed', code: '' }
  } catch (error) {
    if (CodedError.is(error)) return error
    return { outcome: 'unknown', code: 'status_unreachable' }
  }
}
