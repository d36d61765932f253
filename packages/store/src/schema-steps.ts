import { checkpointStep, evidenceStep, holdStep, keptStep } from './evidence-steps.ts'
import { recoveryOpenedStep, recoveryStep } from './recovery-steps.ts'
import {
  auditStep,
  documentStep,
  inboxStep,
  lossStep,
  outboxStep,
  wordStep,
} from './register-steps.ts'
import { subscriberStep, switchStep } from './switch-steps.ts'

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
  recoveryStep,
  switchStep,
  recoveryOpenedStep,
  subscriberStep,
  evidenceStep,
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
