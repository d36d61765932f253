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
import { auditLogOf, auditRowOf } from './audit-log.ts'
import { auditedPorts } from './audited-store.ts'
import { bundleStateOf } from './bundle-state.ts'
import { type Database, openDatabase } from './database.ts'
import { type Documents, documentsOf } from './documents.ts'
import { entryInboxStoreOf } from './entry-inbox-store.ts'
import { readerStateOf, witnessStateOf } from './evidence-states.ts'
import { evidenceStoreOf } from './evidence-store.ts'
import { issuedStoreOf } from './issued-store.ts'
import { publishedListsOf } from './published-lists.ts'
import { recoveryStoreOf } from './recovery-store.ts'
import { registerStoreOf } from './register-store.ts'
import { replayStoreOf } from './replay-store.ts'
import { revocationProposalsOf } from './revocation-proposals.ts'
import { signInAccountsOf } from './sign-in-accounts.ts'
import { statusSubscriptionsOf } from './status-subscriptions.ts'
import { usageLogOf } from './usage-log.ts'
import { wordStateOf } from './word-state.ts'

/** Every port on one file. What a method acknowledged survives the death of the process. */
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

/** The ports of a file that is open. */
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

/**
 * Opens a store in a SQLite file, which only its owner may read, and makes it if it is not there.
 * Several processes of one machine may share it; a network file system is refused.
 *
 * @throws {@link StoreError} `store_path_malformed`, `store_not_ours`, `store_schema_newer`,
 *   `store_corrupt`, `store_unusable`, `store_busy`. Methods of the store: `store_busy`,
 *   `store_failed`, `store_closed`, all unknown, beside those that they name.
 */
export async function openStore(path: string): Promise<Store> {
  const database = await openDatabase(path)
  return Object.freeze({
    ...portsOf(database),
    audited: (act: AuditAct) => Object.freeze(auditedPorts(database, auditRowOf(act), portsOf)),
    close: () => database.close(),
  })
}

function portsOf(database: Database): Ports {
  return {
    register: registerStoreOf(database),
    words: wordStateOf(database),
    inbox: entryInboxStoreOf(database),
    issued: issuedStoreOf(database),
    replay: replayStoreOf(database),
    accounts: signInAccountsOf(database),
    bundles: bundleStateOf(database),
    recoveries: recoveryStoreOf(database),
    proposals: revocationProposalsOf(database),
    published: publishedListsOf(database),
    subscriptions: statusSubscriptionsOf(database),
    usage: usageLogOf(database),
    evidence: evidenceStoreOf(database),
    checkpoints: readerStateOf(database),
    witness: (name: string) => witnessStateOf(database, name),
    documents: documentsOf(database),
    audit: auditLogOf(database),
  }
}
