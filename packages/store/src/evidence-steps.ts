// Steps of `migrations`, which names their order.

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
