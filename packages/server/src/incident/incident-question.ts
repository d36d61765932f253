import { canonicalizeJson, type EpochSeconds } from '@fidecura/base'
import { type Did, digestOf } from '@fidecura/identity'

/** What is asked about: all that somebody did at one hospital, or somebody with their key, within a time. */
export interface IncidentQuestion {
  /** The DID of the hospital. */
  readonly hospital: Did
  readonly actor: Did
  /** Inclusive. */
  readonly from: EpochSeconds
  /** Exclusive. */
  readonly to: EpochSeconds
}

/** What two people stand behind: exactly this question, and no other person or day. */
export async function questionDigest(question: IncidentQuestion): Promise<string> {
  const { hospital, actor, from, to } = question
  return digestOf(canonicalizeJson({ hospital, actor, from, to }))
}
