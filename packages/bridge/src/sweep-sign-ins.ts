import { CodedError, type EpochSeconds } from '@fidecura/base'
import { credentialTypes, type Verifier } from '@fidecura/credentials'
import type { KeptSignIn, Shown, SignIns } from './sign-ins.ts'

/** By whom sign-ins are judged again, and how their platforms are told. */
export interface SweepTerms {
  readonly signIns: SignIns
  readonly verifier: Verifier
  readonly chain: () => readonly string[]
  /** How long nobody may be able to say whether what was shown holds, before the sign-in ends. */
  readonly unknownSeconds: number
  /** Tells the platform by back-channel logout. Throws if it was not reached. */
  readonly tell: (signIn: KeptSignIn) => Promise<void>
}

/** What became of all who were signed in. */
export interface SweptSignIns {
  readonly live: number
  /** Ended, and their platforms know. */
  readonly ended: number
  /** Ended here, and their platforms could not be told; they are told by a later sweep. */
  readonly untold: number
}

/** Verifies again what everybody showed who is signed in, and ends what does not hold any more. */
export async function sweepSignIns(terms: SweepTerms): Promise<SweptSignIns> {
  const { signIns, verifier } = terms
  const count = { live: 0, ended: 0, untold: 0 }
  let after = 0
  for (;;) {
    const page = await signIns.list(after)
    const last = page.at(-1)
    if (last === undefined) return Object.freeze(count)
    after = last.kept.number
    for (const signIn of page) count[await judge(signIn, terms, verifier.clock())]++
  }
}

async function judge(
  signIn: KeptSignIn,
  terms: SweepTerms,
  now: EpochSeconds,
): Promise<keyof SweptSignIns> {
  const { signIns, unknownSeconds } = terms
  if (signIn.state === 'ending') return await end(signIn, terms)
  const outcome = await outcomeOf(signIn.shown, terms)
  const { unknownSince } = signIn
  if (outcome === 'passed') {
    if (unknownSince !== undefined) await signIns.change(signIn, { unknownSince: undefined })
    return 'live'
  }
  const since = unknownSince ?? now
  if (outcome === 'unknown' && now - since < unknownSeconds) {
    if (unknownSince === undefined) await signIns.change(signIn, { unknownSince: since })
    return 'live'
  }
  // First here, so that no token of it works while its platform is told.
  await signIns.change(signIn, { state: 'ending' })
  return await end(signIn, terms)
}

async function end(signIn: KeptSignIn, { signIns, tell }: SweepTerms): Promise<'ended' | 'untold'> {
  try {
    await tell(signIn)
  } catch {
    return 'untold'
  }
  await signIns.remove(signIn.id)
  return 'ended'
}

async function outcomeOf(
  shown: Shown,
  { verifier, chain }: SweepTerms,
): Promise<'passed' | 'failed' | 'unknown'> {
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
    return 'passed'
  } catch (error) {
    return CodedError.is(error) ? error.outcome : 'unknown'
  }
}
