import type { Clock, EpochSeconds, JsonObject } from '@fidecura/base'
import type { Did } from '@fidecura/identity'
import type { SwitchSelection } from './switch-act.ts'

/** A signed order, with what shows who signed it. What the evidence is, the policy says. */
export interface RevocationSubmission {
  readonly order: string
  readonly evidence: RevocationEvidence
}

/** What shows that somebody may order, and who it is. */
export interface RevocationEvidence {
  /** A PractitionerRole, bound to the key that signed. */
  readonly role: string
  /** The licence that it names, showing its registration: two keys of one person count once. */
  readonly licence: string
  /** Accreditations that lead from a root to the issuers of both, in any order. */
  readonly chain?: readonly string[]
}

/** What is to be revoked. */
export interface RevocationOrder {
  /** Unique for this issuer, such as `urn:uuid:…`. */
  readonly id: string
  /** Whose credentials. */
  readonly issuer: Did
  readonly selection: SwitchSelection
  readonly reason?: string
  readonly invalidFrom?: EpochSeconds
  /** How many, as a preview said. */
  readonly expected?: number
  /** Exclusive: until then a second person may approve. */
  readonly expiresAt: EpochSeconds
}

/** One of those who signed. */
export interface RevocationSigner {
  readonly did: Did
  /** System and number in the register of the profession, as JSON. */
  readonly person: string
  /** Thumbprint. RFC 7638. */
  readonly key: string
  /** When the issuer took it, by its clock. */
  readonly at: EpochSeconds
}

/** One that waits for its second person. */
export interface RevocationProposal {
  readonly order: RevocationOrder
  readonly by: RevocationSigner
}

/** One that may be carried out. */
export interface ApprovedRevocation {
  readonly order: RevocationOrder
  /** Who ordered, and the very tokens, for whoever asks later. */
  readonly orderedBy: JsonObject
  /** It was already, as the policy's own store says: then only the act of then is looked up. */
  readonly carriedOut?: true
}

/** For whom a policy judges, and when. */
export interface RevocationContext {
  readonly issuer: Did
  readonly clock: Clock
  readonly signal?: AbortSignal | undefined
}

/**
 * Who must agree before an issuer revokes. `createTwoPeoplePolicy` of `@fidecura/credentials/switch` is one.
 * Whatever it approves is done.
 */
export interface RevocationPolicy {
  propose(submission: RevocationSubmission, context: RevocationContext): Promise<RevocationProposal>
  approve(submission: RevocationSubmission, context: RevocationContext): Promise<ApprovedRevocation>
  /** Told once an order was carried out, to forget what was only needed until then. */
  carriedOut?(order: RevocationOrder, context: RevocationContext): Promise<void>
}
