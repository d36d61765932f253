// Steps of `migrations`, which names their order.

/** What credentials are found by, acts upon many at once, and what is published of them. */
export const switchStep = `
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
  `

/** Who subscribed, so that nobody ends the subscriptions of another. */
export const subscriberStep = `
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
  `
