import type { AuditAct } from '@fidecura/monitor'
import { auditLogOf, auditRowOf } from './audit-log.ts'
import { auditedPorts } from './audited-store.ts'
import { bundleStateOf } from './bundle-state.ts'
import type { Database } from './database.ts'
import { documentsOf } from './documents.ts'
import { entryInboxStoreOf } from './entry-inbox-store.ts'
import { readerStateOf, witnessStateOf } from './evidence-states.ts'
import { evidenceStoreOf } from './evidence-store.ts'
import { issuedStoreOf } from './issued-store.ts'
import type { Lane } from './lanes.ts'
import type { Ports, Store } from './ports.ts'
import { publishedListsOf } from './published-lists.ts'
import { recoveryStoreOf } from './recovery-store.ts'
import { registerStoreOf } from './register-store.ts'
import { replayStoreOf } from './replay-store.ts'
import { revocationProposalsOf } from './revocation-proposals.ts'
import { signInAccountsOf } from './sign-in-accounts.ts'
import { statusSubscriptionsOf } from './status-subscriptions.ts'
import { usageLogOf } from './usage-log.ts'
import { wordStateOf } from './word-state.ts'

/** All that is kept in a database, wherever it is. */
export function storeOf(database: Database): Store {
  return Object.freeze({
    ...portsOf(database),
    audited: (act: AuditAct) => Object.freeze(auditedPorts(database, auditRowOf(act), portsOf)),
    close: () => database.close(),
  })
}

function portsOf(database: Database): Ports {
  const on = (lane: Lane): Database => ({
    ...database,
    write: (step) => database.write(step, lane),
  })
  return {
    register: registerStoreOf(on('register')),
    words: wordStateOf(on('other')),
    inbox: entryInboxStoreOf(on('inbox')),
    issued: issuedStoreOf(on('issued')),
    replay: replayStoreOf(on('replay')),
    accounts: signInAccountsOf(on('other')),
    bundles: bundleStateOf(on('other')),
    recoveries: recoveryStoreOf(on('recovery')),
    proposals: revocationProposalsOf(on('other')),
    published: publishedListsOf(on('other')),
    subscriptions: statusSubscriptionsOf(on('other')),
    usage: usageLogOf(on('usage')),
    evidence: evidenceStoreOf(database),
    checkpoints: readerStateOf(database),
    witness: (name: string) => witnessStateOf(database, name),
    documents: documentsOf(on('documents')),
    audit: auditLogOf(on('audit')),
  }
}
