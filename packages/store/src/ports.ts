import type { WordState } from '@fidecura/consent'
import type { EntryInboxStore } from '@fidecura/consent/entries'
import type { RegisterStore } from '@fidecura/consent/register'
import type { BundleState, IssuedStore, ReplayStore, UsageLog } from '@fidecura/credentials'
import type { RecoveryStore } from '@fidecura/credentials/recovery'
import type {
  PublishedLists,
  RevocationProposals,
  StatusSubscriptions,
} from '@fidecura/credentials/switch'
import type { EvidenceStore, ReaderState, WitnessState } from '@fidecura/evidence'
import type { SignInAccounts } from '@fidecura/identity'
import type { AuditAct, AuditLog } from '@fidecura/monitor'
import type { Documents } from './documents.ts'

/** Every port, in one place. What a method acknowledged survives the death of the process. */
export interface Ports {
  readonly register: RegisterStore
  readonly words: WordState
  /** Entries that wait for their patients. */
  readonly inbox: EntryInboxStore
  readonly issued: IssuedStore
  /** Of presentations and of sign-ins: a nonce is used once, whatever for. */
  readonly replay: ReplayStore
  readonly accounts: SignInAccounts
  readonly bundles: BundleState
  readonly recoveries: RecoveryStore
  /** Revocations that wait for a second person. */
  readonly proposals: RevocationProposals
  readonly published: PublishedLists
  readonly subscriptions: StatusSubscriptions
  /** What was done under which credential. */
  readonly usage: UsageLog
  /** Logs, and the deposits in them. */
  readonly evidence: EvidenceStore
  /** What was seen of the logs of others. */
  readonly checkpoints: ReaderState
  /** What a witness has signed. @param name - Its own: several may share a store. */
  witness(name: string): WitnessState
  /** What a service keeps of its own. */
  readonly documents: Documents
  /** What was done, for those whom it is to be told. */
  readonly audit: AuditLog
}

/** The ports of a file or a database that is open. */
export interface Store extends Ports {
  /**
   * The same ports for one act: what is acknowledged through them (an entry of the register or of the
   * inbox, a credential, a change of status, a step of a recovery or of a revocation by two, a document) brings its
   * event along in the same step, so that both are there or neither. What was refused wrote nothing:
   * append it to `audit`.
   *
   * @throws MonitorError `audit_event_malformed`; from the methods `audit_id_reused`.
   */
  audited(act: AuditAct): Ports
  /** Waits for the steps under way; those that come later are refused with `store_closed`. */
  close(): Promise<void>
}
