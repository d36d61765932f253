// Steps of `migrations`, which names their order.

/** The last words of registers as they were signed, and those that contradict one another. */
export const wordStep = `
  ALTER TABLE seen_word ADD COLUMN word TEXT;
  CREATE TABLE word_contradiction (
    register TEXT NOT NULL,
    record TEXT NOT NULL,
    first TEXT NOT NULL,
    second TEXT NOT NULL,
    PRIMARY KEY (register, record)
  ) STRICT, WITHOUT ROWID;
  `

/** What registers lost and clients accepted, and the words from before. */
export const lossStep = `
  ALTER TABLE seen_word ADD COLUMN lost TEXT;
  CREATE TABLE accepted_loss (
    register TEXT NOT NULL,
    loss TEXT NOT NULL,
    approvals TEXT NOT NULL,
    PRIMARY KEY (register, loss)
  ) STRICT, WITHOUT ROWID;
  `

/** Who is to hear of what a register took in. */
export const outboxStep = `
  CREATE TABLE register_outbox (
    sequence INTEGER NOT NULL,
    recipient TEXT NOT NULL,
    change TEXT NOT NULL,
    statement TEXT NOT NULL,
    replaces TEXT,
    registered_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    next_at INTEGER,
    told_at INTEGER,
    acknowledged_at INTEGER,
    acknowledgement TEXT,
    PRIMARY KEY (sequence, recipient)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX register_outbox_due ON register_outbox (next_at, sequence) WHERE next_at IS NOT NULL;
  CREATE INDEX register_outbox_statement ON register_outbox (statement);
  CREATE INDEX register_outbox_replaces ON register_outbox (replaces) WHERE replaces IS NOT NULL;
  `

/** Entries that wait for their patients. */
export const inboxStep = `
  CREATE TABLE entry_inbox (
    number INTEGER PRIMARY KEY,
    entry TEXT NOT NULL UNIQUE,
    record TEXT NOT NULL,
    token TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    verdict TEXT,
    confirmation TEXT,
    answered_at INTEGER
  ) STRICT;
  CREATE INDEX entry_inbox_waiting ON entry_inbox (record, number) WHERE verdict IS NULL;
  `

/** What was done, by whom, about whom. */
export const auditStep = `
  CREATE TABLE audit_event (
    sequence INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    patient TEXT,
    actor TEXT,
    recorded_at INTEGER NOT NULL,
    event TEXT NOT NULL
  ) STRICT;
  CREATE INDEX audit_event_patient ON audit_event (patient, sequence) WHERE patient IS NOT NULL;
  CREATE INDEX audit_event_actor ON audit_event (actor, sequence) WHERE actor IS NOT NULL;
  `

/** What a service keeps of its own. */
export const documentStep = `
  CREATE TABLE document (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    state TEXT,
    subject TEXT,
    expires_at INTEGER,
    version INTEGER NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (kind, id)
  ) STRICT;
  CREATE INDEX document_state ON document (kind, state, number);
  CREATE INDEX document_subject ON document (kind, subject, number);
  CREATE INDEX document_expires ON document (expires_at) WHERE expires_at IS NOT NULL;
  `
