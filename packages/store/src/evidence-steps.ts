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
