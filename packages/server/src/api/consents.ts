import type { EpochSeconds } from '@fidecura/base'
import type { RequestedCategory } from '@fidecura/consent'
import type { RequesterEvidence } from '@fidecura/consent/request'
import type { Identifier } from '@fidecura/credentials'
import type { Did } from '@fidecura/identity'

/** What a department asks a patient for. One of `validDays` and `validHours`. */
export interface NewConsentRequest {
  /** Of a patient of this hospital, who finds the request in the app. Absent: whoever gets the link. */
  readonly record?: Identifier | undefined
  /** Another hospital, among `partners`, that keeps the data. Default: this one. */
  readonly custodian?: Did | undefined
  readonly purposes: readonly string[]
  readonly data: readonly RequestedCategory[]
  readonly validDays?: number | undefined
  readonly validHours?: number | undefined
  /** Up to 600 characters, shown as the department's own words. */
  readonly words?: string | undefined
}

/** A request as it travels: what `verifyConsentRequest` takes. */
export interface CarriedRequest {
  readonly token: string
  readonly evidence: RequesterEvidence
  /** The nonce of the link, if it was made for one. */
  readonly link?: string | undefined
}

/** A request that was made, or came in. */
export interface ConsentRequestItem extends CarriedRequest {
  readonly id: string
  readonly state: 'open' | 'answered' | 'refused' | 'expired'
  readonly createdAt: EpochSeconds
  readonly expiresAt: EpochSeconds
}

/** A request that was just made. */
export interface MadeConsentRequest extends ConsentRequestItem {
  /** Opens the patient's app with the request in the fragment, which no server sees. */
  readonly url: string
}

/** Something about the patient's record that others did, or that is to be known. */
export interface Notice {
  readonly id: string
  readonly kind:
    | 'guardian'
    | 'guardian_ended'
    | 'statement'
    | 'withdrawal'
    | 'break_glass'
    | 'recovery_opened'
    | 'recovery_reminder'
  readonly at: EpochSeconds
  /** What was signed, for the app to read. */
  readonly token?: string | undefined
  /** Of a recovery: when it is completed at the earliest. */
  readonly completesNotBefore?: EpochSeconds | undefined
}

/** Who was to hear what became of a consent, and whether they did. */
export interface ToldRecipient {
  /** Its grantee, or whoever keeps the data. */
  readonly recipient: Did
  readonly change: 'registered' | 'replaced' | 'narrowed' | 'withdrawn'
  /** Since when it counts. */
  readonly registeredAt: EpochSeconds
  readonly toldAt?: EpochSeconds | undefined
  /** When they signed that they were told. */
  readonly acknowledgedAt?: EpochSeconds | undefined
  /** Whether it is tried again, where they were not told. */
  readonly isDue: boolean
}

/** What a register told an organisation of this hospital about a consent. */
export interface ReceivedNotice {
  readonly id: string
  readonly register: Did
  readonly change: ToldRecipient['change']
  /** Base64url SHA-256 of the statement. */
  readonly statement: string
  readonly replaces?: string | undefined
  readonly registeredAt: EpochSeconds
  readonly receivedAt: EpochSeconds
}

/** A receipt of the register. */
export interface ReceiptAnswer {
  readonly receipt: string
}
