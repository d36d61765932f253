import { postgresHoldStep, postgresKeptStep } from './evidence-steps.ts'
import {
  postgresIssuedStep,
  postgresRegisterStep,
  postgresServiceStep,
} from './postgres-store-steps.ts'

/**
 * Each brings a database from the version before it to its own, counted from 1. What was released is
 * never edited: a change is one more at the end. Names and columns are those of SQLite's schema.
 *
 * Identifiers are compared byte by byte, whatever the language of the database is. Tiles are hashes,
 * which nobody needs to try to compress.
 */
export const postgresMigrations: readonly string[] = [
  `
  CREATE TABLE fidecura.evidence_log (
    origin TEXT COLLATE "C" PRIMARY KEY,
    size BIGINT NOT NULL,
    checkpoint TEXT,
    checkpoint_size BIGINT NOT NULL
  );
  CREATE TABLE fidecura.evidence_entry (
    origin TEXT COLLATE "C" NOT NULL,
    place BIGINT NOT NULL,
    entry BYTEA NOT NULL,
    PRIMARY KEY (origin, place)
  );
  CREATE TABLE fidecura.evidence_tile (
    origin TEXT COLLATE "C" NOT NULL,
    level BIGINT NOT NULL,
    place BIGINT NOT NULL,
    hashes BYTEA NOT NULL,
    PRIMARY KEY (origin, level, place)
  );
  ALTER TABLE fidecura.evidence_tile ALTER COLUMN hashes SET STORAGE EXTERNAL;
  CREATE TABLE fidecura.evidence_deposit (
    id TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    origin TEXT COLLATE "C" NOT NULL,
    place BIGINT NOT NULL,
    depositor TEXT COLLATE "C" NOT NULL,
    previous TEXT,
    deposited_at BIGINT NOT NULL,
    retain_until BIGINT,
    idempotency_key TEXT COLLATE "C",
    PRIMARY KEY (id, kind, number)
  );
  CREATE UNIQUE INDEX evidence_deposit_key
    ON fidecura.evidence_deposit (idempotency_key, depositor) WHERE idempotency_key IS NOT NULL;
  CREATE TABLE fidecura.evidence_content (
    id TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    digest TEXT NOT NULL,
    size BIGINT NOT NULL,
    media_type TEXT,
    salt TEXT NOT NULL,
    subject TEXT,
    PRIMARY KEY (id, number)
  );
  CREATE TABLE fidecura.evidence_hold (
    id TEXT COLLATE "C" PRIMARY KEY,
    reason TEXT NOT NULL,
    since BIGINT NOT NULL
  );
  CREATE TABLE fidecura.evidence_access (
    sequence BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id TEXT COLLATE "C" NOT NULL,
    reader TEXT NOT NULL,
    at BIGINT NOT NULL,
    outcome TEXT NOT NULL
  );
  CREATE INDEX evidence_access_id ON fidecura.evidence_access (id, sequence);
  CREATE TABLE fidecura.witnessed_head (
    witness TEXT COLLATE "C" NOT NULL,
    origin TEXT COLLATE "C" NOT NULL,
    size BIGINT NOT NULL,
    root TEXT NOT NULL,
    PRIMARY KEY (witness, origin)
  );
  CREATE TABLE fidecura.seen_checkpoint (
    origin TEXT COLLATE "C" PRIMARY KEY,
    size BIGINT NOT NULL,
    checkpoint TEXT NOT NULL
  );
  `,
  // A row of its own, so that a checkpoint is kept while the next entries are taken in.
  `
  CREATE TABLE fidecura.evidence_checkpoint (
    origin TEXT COLLATE "C" PRIMARY KEY,
    size BIGINT NOT NULL,
    checkpoint TEXT NOT NULL
  );
  INSERT INTO fidecura.evidence_checkpoint (origin, size, checkpoint)
    SELECT origin, checkpoint_size, checkpoint FROM fidecura.evidence_log
    WHERE checkpoint IS NOT NULL;
  ALTER TABLE fidecura.evidence_log DROP COLUMN checkpoint, DROP COLUMN checkpoint_size;
  `,
  postgresHoldStep,
  postgresKeptStep,
  postgresRegisterStep,
  postgresIssuedStep,
  postgresServiceStep,
]
