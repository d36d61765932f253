import { lanes } from './lanes.ts'

// Steps of `postgresMigrations`, which names their order. The tables that SQLite's steps end in.

/** The register, its clients, and who is told. */
export const postgresRegisterStep: string = inPostgres(`
  CREATE TABLE fidecura.register_entry (
    sequence BIGINT PRIMARY KEY,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    record TEXT,
    digest TEXT NOT NULL,
    token TEXT,
    evidence TEXT,
    registered_at BIGINT NOT NULL,
    UNIQUE (kind, key)
  );
  CREATE INDEX register_entry_record ON fidecura.register_entry (record, sequence);
  CREATE TABLE fidecura.register_mark (
    one BIGINT PRIMARY KEY CHECK (one = 1),
    instant BIGINT NOT NULL
  );
  CREATE TABLE fidecura.register_outbox (
    sequence BIGINT NOT NULL,
    recipient TEXT NOT NULL,
    change TEXT NOT NULL,
    statement TEXT NOT NULL,
    replaces TEXT,
    registered_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    next_at BIGINT,
    told_at BIGINT,
    acknowledged_at BIGINT,
    acknowledgement TEXT,
    PRIMARY KEY (sequence, recipient)
  );
  CREATE INDEX register_outbox_due ON fidecura.register_outbox (next_at, sequence)
    WHERE next_at IS NOT NULL;
  CREATE INDEX register_outbox_statement ON fidecura.register_outbox (statement);
  CREATE INDEX register_outbox_replaces ON fidecura.register_outbox (replaces)
    WHERE replaces IS NOT NULL;
  CREATE TABLE fidecura.seen_word (
    register TEXT NOT NULL,
    record TEXT NOT NULL,
    revision BIGINT NOT NULL,
    as_of BIGINT NOT NULL,
    word TEXT,
    lost TEXT,
    PRIMARY KEY (register, record)
  );
  CREATE TABLE fidecura.word_contradiction (
    register TEXT NOT NULL,
    record TEXT NOT NULL,
    first TEXT NOT NULL,
    second TEXT NOT NULL,
    PRIMARY KEY (register, record)
  );
  CREATE TABLE fidecura.accepted_loss (
    register TEXT NOT NULL,
    loss TEXT NOT NULL,
    approvals TEXT NOT NULL,
    PRIMARY KEY (register, loss)
  );
  CREATE TABLE fidecura.entry_inbox (
    number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    entry TEXT NOT NULL UNIQUE,
    record TEXT NOT NULL,
    token TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    verdict TEXT,
    confirmation TEXT,
    answered_at BIGINT
  );
  CREATE INDEX entry_inbox_waiting ON fidecura.entry_inbox (record, number) WHERE verdict IS NULL;
  `)

/** Credentials, their status, acts upon many, and what stands on them. */
export const postgresIssuedStep: string = inPostgres(`
  CREATE TABLE fidecura.status_list (
    list TEXT PRIMARY KEY,
    size BIGINT NOT NULL,
    drawn BIGINT NOT NULL
  );
  CREATE TABLE fidecura.status_index (
    list TEXT NOT NULL REFERENCES fidecura.status_list (list),
    list_index BIGINT NOT NULL,
    PRIMARY KEY (list, list_index)
  );
  CREATE TABLE fidecura.issued (
    issuer TEXT NOT NULL,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    token TEXT NOT NULL,
    issued_at BIGINT NOT NULL,
    list TEXT,
    list_index BIGINT,
    labelled BIGINT NOT NULL,
    PRIMARY KEY (issuer, id),
    UNIQUE (list, list_index),
    FOREIGN KEY (list, list_index) REFERENCES fidecura.status_index (list, list_index)
  );
  CREATE INDEX issued_type ON fidecura.issued (issuer, type, id);
  CREATE INDEX issued_unlabelled ON fidecura.issued (issuer) WHERE labelled = 0;
  CREATE TABLE fidecura.issued_label (
    issuer TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('subject', 'person', 'department')),
    value TEXT NOT NULL,
    id TEXT NOT NULL,
    PRIMARY KEY (issuer, kind, value, id),
    FOREIGN KEY (issuer, id) REFERENCES fidecura.issued (issuer, id)
  );
  CREATE TABLE fidecura.status_change (
    list TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    list_index BIGINT NOT NULL,
    value TEXT NOT NULL CHECK (value IN ('valid', 'suspended', 'revoked')),
    at BIGINT NOT NULL,
    invalid_from BIGINT,
    reason TEXT,
    PRIMARY KEY (list, sequence),
    FOREIGN KEY (list, list_index) REFERENCES fidecura.status_index (list, list_index)
  );
  CREATE INDEX status_change_index ON fidecura.status_change (list, list_index, sequence);
  CREATE TABLE fidecura.switch_act (
    number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    issuer TEXT NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('suspend', 'revoke')),
    selection TEXT NOT NULL,
    at BIGINT NOT NULL,
    reason TEXT,
    invalid_from BIGINT,
    ordered_by TEXT,
    matched BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    lists TEXT NOT NULL,
    undone_at BIGINT,
    reinstated BIGINT,
    UNIQUE (issuer, id)
  );
  CREATE TABLE fidecura.switch_hit (
    act BIGINT NOT NULL REFERENCES fidecura.switch_act (number),
    list TEXT NOT NULL,
    list_index BIGINT NOT NULL,
    held BIGINT NOT NULL CHECK (held IN (0, 1)),
    PRIMARY KEY (act, list, list_index)
  );
  CREATE INDEX switch_hit_held ON fidecura.switch_hit (list, list_index, act) WHERE held = 1;
  CREATE INDEX switch_hit_of_act ON fidecura.switch_hit (act) WHERE held = 1;
  CREATE TABLE fidecura.revocation_proposal (
    issuer TEXT NOT NULL,
    id TEXT NOT NULL,
    body TEXT NOT NULL,
    proposed_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (issuer, id)
  );
  CREATE TABLE fidecura.published_list (
    list TEXT NOT NULL,
    issued_at BIGINT NOT NULL,
    valid_until BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    token TEXT NOT NULL,
    PRIMARY KEY (list, issued_at)
  );
  CREATE TABLE fidecura.published_history (list TEXT PRIMARY KEY, token TEXT NOT NULL);
  CREATE TABLE fidecura.status_subscription (
    list TEXT NOT NULL,
    url TEXT NOT NULL,
    subscriber TEXT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (list, url, subscriber)
  );
  CREATE INDEX status_subscription_of ON fidecura.status_subscription (list, subscriber);
  CREATE TABLE fidecura.credential_use (
    issuer TEXT NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('entry', 'presentation', 'statement')),
    reference TEXT NOT NULL,
    at BIGINT NOT NULL,
    proven BIGINT NOT NULL CHECK (proven IN (0, 1)),
    PRIMARY KEY (issuer, id, kind, reference)
  );
  CREATE INDEX credential_use_at ON fidecura.credential_use (issuer, id, at, kind, reference);
  `)

/** Who comes in, what was done, and what a service keeps of its own. */
export const postgresServiceStep: string = inPostgres(`
  CREATE TABLE fidecura.replay (
    tenant TEXT NOT NULL,
    audience TEXT NOT NULL,
    nonce TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, audience, nonce)
  );
  CREATE INDEX replay_expires_at ON fidecura.replay (expires_at);
  CREATE TABLE fidecura.seen_bundle (
    bundle TEXT PRIMARY KEY,
    sequence BIGINT NOT NULL,
    now BIGINT NOT NULL
  );
  CREATE TABLE fidecura.sign_in_account (
    tenant TEXT NOT NULL,
    audience TEXT NOT NULL,
    did TEXT NOT NULL,
    subject TEXT NOT NULL,
    retired BIGINT NOT NULL CHECK (retired IN (0, 1)),
    since BIGINT NOT NULL,
    PRIMARY KEY (tenant, audience, did)
  );
  CREATE UNIQUE INDEX sign_in_account_of_subject
    ON fidecura.sign_in_account (tenant, audience, subject) WHERE retired = 0;
  CREATE TABLE fidecura.recovery_attempt (
    id TEXT PRIMARY KEY,
    identity TEXT NOT NULL,
    path TEXT NOT NULL CHECK (path IN ('old_key', 'recovery_key', 'guardian', 'desk')),
    digest TEXT NOT NULL,
    submission TEXT NOT NULL,
    new_key TEXT NOT NULL,
    old_keys TEXT NOT NULL,
    successor TEXT NOT NULL,
    delay_seconds BIGINT NOT NULL,
    opened_at BIGINT NOT NULL,
    completes_at BIGINT NOT NULL,
    noticed_at BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (
      state IN ('open', 'objected', 'replaced', 'overtaken', 'completing', 'completed')
    ),
    changed_at BIGINT NOT NULL,
    objection TEXT,
    result TEXT
  );
  CREATE UNIQUE INDEX recovery_attempt_open ON fidecura.recovery_attempt (identity, path)
    WHERE state = 'open';
  CREATE UNIQUE INDEX recovery_attempt_won ON fidecura.recovery_attempt (identity)
    WHERE state IN ('completing', 'completed');
  CREATE INDEX recovery_attempt_opened ON fidecura.recovery_attempt (identity, path, opened_at);
  CREATE TABLE fidecura.recovery_retired_key (key TEXT PRIMARY KEY);
  CREATE TABLE fidecura.recovery_mark (
    one BIGINT PRIMARY KEY CHECK (one = 1),
    instant BIGINT NOT NULL
  );
  CREATE TABLE fidecura.audit_event (
    sequence BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    patient TEXT,
    actor TEXT,
    recorded_at BIGINT NOT NULL,
    event TEXT NOT NULL
  );
  CREATE INDEX audit_event_patient ON fidecura.audit_event (patient, sequence)
    WHERE patient IS NOT NULL;
  CREATE INDEX audit_event_actor ON fidecura.audit_event (actor, sequence) WHERE actor IS NOT NULL;
  CREATE TABLE fidecura.document (
    number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    state TEXT,
    subject TEXT,
    expires_at BIGINT,
    version BIGINT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (kind, id)
  );
  CREATE INDEX document_state ON fidecura.document (kind, state, number);
  CREATE INDEX document_subject ON fidecura.document (kind, subject, number);
  CREATE INDEX document_expires ON fidecura.document (expires_at) WHERE expires_at IS NOT NULL;
  ${lanes.map((lane) => `CREATE TABLE fidecura.lane_${lane} ();`).join('\n  ')}
  `)

/** Compares text byte by byte, as SQLite does, whatever the language of the database is. */
function inPostgres(sql: string): string {
  return sql.replaceAll(/ TEXT\b/g, ' TEXT COLLATE "C"')
}
