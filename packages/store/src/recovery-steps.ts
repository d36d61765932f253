// Steps of `migrations`, which names their order.

/** Attempts to put a new key in the place of a lost one, and the keys that are retired. */
export const recoveryStep = `
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
  `

/** For counting how often somebody tried. */
export const recoveryOpenedStep = `
  CREATE INDEX recovery_attempt_opened ON recovery_attempt (identity, path, opened_at);
  `
