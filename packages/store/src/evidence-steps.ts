// Steps of `migrations`, which names their order.

/** Logs and the deposits in them, and what was seen and signed of the logs of others. */
export const evidenceStep = `
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
  `

/** A row of its own, so that a checkpoint is kept while the next entries are taken in. */
export const checkpointStep = `
  CREATE TABLE evidence_checkpoint (
    origin TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    checkpoint TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  INSERT INTO evidence_checkpoint (origin, size, checkpoint)
    SELECT origin, checkpoint_size, checkpoint FROM evidence_log WHERE checkpoint IS NOT NULL;
  ALTER TABLE evidence_log DROP COLUMN checkpoint;
  ALTER TABLE evidence_log DROP COLUMN checkpoint_size;
  `

/** Checkpoints that are not the newest any more, by which what they cover is proven. */
export const keptStep = `
  CREATE TABLE evidence_kept_checkpoint (
    origin TEXT NOT NULL,
    size INTEGER NOT NULL,
    checkpoint TEXT NOT NULL,
    PRIMARY KEY (origin, size)
  ) STRICT, WITHOUT ROWID;
  `

/** The same. */
export const postgresKeptStep = `
  CREATE TABLE fidecura.evidence_kept_checkpoint (
    origin TEXT COLLATE "C" NOT NULL,
    size BIGINT NOT NULL,
    checkpoint TEXT NOT NULL,
    PRIMARY KEY (origin, size)
  );
  `

/** Holds by reason: what one court releases, another may still hold. */
export const holdStep = `
  CREATE TABLE evidence_hold_by_reason (
    id TEXT NOT NULL,
    reason TEXT NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (id, reason)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO evidence_hold_by_reason SELECT id, reason, since FROM evidence_hold;
  DROP TABLE evidence_hold;
  ALTER TABLE evidence_hold_by_reason RENAME TO evidence_hold;
  `

/** The same. */
export const postgresHoldStep = `
  ALTER TABLE fidecura.evidence_hold DROP CONSTRAINT evidence_hold_pkey;
  ALTER TABLE fidecura.evidence_hold ALTER COLUMN reason TYPE TEXT COLLATE "C";
  ALTER TABLE fidecura.evidence_hold ADD PRIMARY KEY (id, reason);
  `
