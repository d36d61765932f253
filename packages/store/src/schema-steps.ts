import { checkpointStep, holdStep, keptStep } from './evidence-steps.ts'
import {
  auditStep,
  documentStep,
  inboxStep,
  lossStep,
  outboxStep,
  wordStep,
} from './register-steps.ts'

/**
 * Each brings a file from the version before it to its own, counted from 1. What was released is
 * never edited: a change is one more at the end.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE register_entry (
    sequence INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    record TEXT,
    digest TEXT NOT NULL,
    token TEXT,
    evidence TEXT,
    registered_at INTEGER NOT NULL,
    UNIQUE (kind, key)
  ) STRICT;
  CREATE INDEX register_entry_record ON register_entry (record, sequence);
  CREATE TABLE register_mark (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    instant INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE seen_word (
    register TEXT NOT NULL,
    record TEXT NOT NULL,
    revision INTEGER NOT NULL,
    as_of INTEGER NOT NULL,
    PRIMARY KEY (register, record)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE replay (
    tenant TEXT NOT NULL,
    audience TEXT NOT NULL,
    nonce TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (tenant, audience, nonce)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX replay_expires_at ON replay (expires_at);
  CREATE TABLE status_list (
    list TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    drawn INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE status_index (
    list TEXT NOT NULL REFERENCES status_list (list),
    list_index INTEGER NOT NULL,
    PRIMARY KEY (list, list_index)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE issued (
    issuer TEXT NOT NULL,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    token TEXT NOT NULL,
    issued_at INTEGER NOT NULL,
    list TEXT,
    list_index INTEGER,
    PRIMARY KEY (issuer, id),
    UNIQUE (list, list_index),
    FOREIGN KEY (list, list_index) REFERENCES status_index (list, list_index)
  ) STRICT;
  CREATE TABLE status_change (
    list TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    list_index INTEGER NOT NULL,
    value TEXT NOT NULL CHECK (value IN ('valid', 'suspended', 'revoked')),
    at INTEGER NOT NULL,
    invalid_from INTEGER,
    reason TEXT,
    PRIMARY KEY (list, sequence),
    FOREIGN KEY (list, list_index) REFERENCES status_index (list, list_index)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX status_change_index ON status_change (list, list_index, sequence);
  CREATE TABLE seen_bundle (
    bundle TEXT PRIMARY KEY,
    sequence INTEGER NOT NULL,
    now INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE sign_in_account (
    tenant TEXT NOT NULL,
    audience TEXT NOT NULL,
    did TEXT NOT NULL,
    subject TEXT NOT NULL,
    retired INTEGER NOT NULL CHECK (retired IN (0, 1)),
    since INTEGER NOT NULL,
    PRIMARY KEY (tenant, audience, did)
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX sign_in_account_of_subject
    ON sign_in_account (tenant, audience, subject) WHERE retired = 0;
  `,
  `
  CREATE TABLE recovery_attempt (
    id TEXT PRIMARY KEY,
    identity TEXT NOT NULL,
    path TEXT NOT NULL CHECK (path IN ('old_key', 'recovery_key', 'guardian', 'desk')),
    digest TEXT NOT NULL,
    submission TEXT NOT NULL,
    new_key TEXT NOT NULL,
    old_keys TEXT NOT NULL,
    successor TEXT NOT NULL,
    delay_seconds INTEGER NOT NULL,
    opened_at INTEGER NOT NULL,
    completes_at INTEGER NOT NULL,
    noticed_at INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (
      state IN ('open', 'objected', 'replaced', 'overtaken', 'completing', 'completed')
    ),
    changed_at INTEGER NOT NULL,
    objection TEXT,
    result TEXT
  ) STRICT;
  CREATE UNIQUE INDEX recovery_attempt_open ON recovery_attempt (identity, path)
    WHERE state = 'open';
  CREATE UNIQUE INDEX recovery_attempt_won ON recovery_attempt (identity)
    WHERE state IN ('completing', 'completed');
  CREATE TABLE recovery_retired_key (key TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
  CREATE TABLE recovery_mark (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    instant INTEGER NOT NULL
  ) STRICT;
  `,
  `
  ALTER TABLE issued ADD COLUMN labelled INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX issued_type ON issued (issuer, type, id);
  CREATE INDEX issued_unlabelled ON issued (issuer) WHERE labelled = 0;
  CREATE TABLE issued_label (
    issuer TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('subject', 'person', 'department')),
    value TEXT NOT NULL,
    id TEXT NOT NULL,
    PRIMARY KEY (issuer, kind, value, id),
    FOREIGN KEY (issuer, id) REFERENCES issued (issuer, id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE switch_act (
    number INTEGER PRIMARY KEY,
    issuer TEXT NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('suspend', 'revoke')),
    selection TEXT NOT NULL,
    at INTEGER NOT NULL,
    reason TEXT,
    invalid_from INTEGER,
    ordered_by TEXT,
    matched INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    lists TEXT NOT NULL,
    undone_at INTEGER,
    reinstated INTEGER,
    UNIQUE (issuer, id)
  ) STRICT;
  CREATE TABLE switch_hit (
    act INTEGER NOT NULL REFERENCES switch_act (number),
    list TEXT NOT NULL,
    list_index INTEGER NOT NULL,
    held INTEGER NOT NULL CHECK (held IN (0, 1)),
    PRIMARY KEY (act, list, list_index)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX switch_hit_held ON switch_hit (list, list_index, act) WHERE held = 1;
  CREATE INDEX switch_hit_of_act ON switch_hit (act) WHERE held = 1;
  CREATE TABLE revocation_proposal (
    issuer TEXT NOT NULL,
    id TEXT NOT NULL,
    body TEXT NOT NULL,
    proposed_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (issuer, id)
  ) STRICT;
  CREATE TABLE published_list (
    list TEXT NOT NULL,
    issued_at INTEGER NOT NULL,
    valid_until INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    token TEXT NOT NULL,
    PRIMARY KEY (list, issued_at)
  ) STRICT;
  CREATE TABLE published_history (list TEXT PRIMARY KEY, token TEXT NOT NULL) STRICT;
  CREATE TABLE status_subscription (
    list TEXT NOT NULL,
    url TEXT NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (list, url)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE credential_use (
    issuer TEXT NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('entry', 'presentation', 'statement')),
    reference TEXT NOT NULL,
    at INTEGER NOT NULL,
    proven INTEGER NOT NULL CHECK (proven IN (0, 1)),
    PRIMARY KEY (issuer, id, kind, reference)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX credential_use_at ON credential_use (issuer, id, at, kind, reference);
  `,
  `
  CREATE INDEX recovery_attempt_opened ON recovery_attempt (identity, path, opened_at);
  `,
  `
  CREATE TABLE status_subscriber (
    list TEXT NOT NULL,
    url TEXT NOT NULL,
    subscriber TEXT NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (list, url, subscriber)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO status_subscriber SELECT list, url, 'operator', since FROM status_subscription;
  DROP TABLE status_subscription;
  ALTER TABLE status_subscriber RENAME TO status_subscription;
  CREATE INDEX status_subscription_of ON status_subscription (list, subscriber);
  `,
  `
  CREATE TABLE evidence_log (
    origin TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    checkpoint TEXT,
    checkpoint_size INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE evidence_entry (
    origin TEXT NOT NULL,
    place INTEGER NOT NULL,
    entry BLOB NOT NULL,
    PRIMARY KEY (origin, place)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE evidence_tile (
    origin TEXT NOT NULL,
    level INTEGER NOT NULL,
    place INTEGER NOT NULL,
    hashes BLOB NOT NULL,
    PRIMARY KEY (origin, level, place)
  ) STRICT;
  CREATE TABLE evidence_deposit (
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    number INTEGER NOT NULL,
    origin TEXT NOT NULL,
    place INTEGER NOT NULL,
    depositor TEXT NOT NULL,
    previous TEXT,
    deposited_at INTEGER NOT NULL,
    retain_until INTEGER,
    idempotency_key TEXT,
    PRIMARY KEY (id, kind, number)
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX evidence_deposit_key ON evidence_deposit (depositor, idempotency_key)
    WHERE idempotency_key IS NOT NULL;
  CREATE TABLE evidence_content (
    id TEXT NOT NULL,
    number INTEGER NOT NULL,
    digest TEXT NOT NULL,
    size INTEGER NOT NULL,
    media_type TEXT,
    salt TEXT NOT NULL,
    subject TEXT,
    PRIMARY KEY (id, number)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE evidence_hold (
    id TEXT PRIMARY KEY,
    reason TEXT NOT NULL,
    since INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE evidence_access (
    sequence INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    reader TEXT NOT NULL,
    at INTEGER NOT NULL,
    outcome TEXT NOT NULL
  ) STRICT;
  CREATE INDEX evidence_access_id ON evidence_access (id, sequence);
  CREATE TABLE witnessed_head (
    witness TEXT NOT NULL,
    origin TEXT NOT NULL,
    size INTEGER NOT NULL,
    root TEXT NOT NULL,
    PRIMARY KEY (witness, origin)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE seen_checkpoint (
    origin TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    checkpoint TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  wordStep,
  outboxStep,
  inboxStep,
  auditStep,
  documentStep,
  checkpointStep,
  lossStep,
  holdStep,
  keptStep,
]
