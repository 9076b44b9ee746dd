/**
 * The first schema. Records that are only ever read whole are JSON; columns exist for what is sorted, filtered, updated
 * alone or comes in great number. Metric rows refer to runs by number, which keeps a million of them small.
 */
export const first = `
CREATE TABLE datasets (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  created_at TEXT NOT NULL,
  record TEXT NOT NULL CHECK (json_valid(record))
) STRICT;

CREATE TABLE runs (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'paused', 'stopped', 'interrupted', 'failed', 'finished')),
  config TEXT NOT NULL CHECK (json_valid(config)),
  versions TEXT NOT NULL CHECK (json_valid(versions)),
  created_at TEXT NOT NULL,
  ended_at TEXT,
  steps INTEGER NOT NULL DEFAULT 0 CHECK (steps >= 0),
  total_steps INTEGER NOT NULL CHECK (total_steps >= 0),
  final_loss REAL,
  weights_sha256 TEXT,
  -- Seconds of the parts that ended, and the clock of the part that runs: its end is known even if we die with it.
  seconds REAL NOT NULL DEFAULT 0,
  part_started_ms INTEGER,
  recorded_ms INTEGER,
  error_code TEXT,
  error_message TEXT,
  error_cause TEXT,
  -- SHA-256 over the metric rows when the run ended: SQLite's integrity check does not see changed values.
  rows_sha256 TEXT,
  dataset_id TEXT GENERATED ALWAYS AS (config ->> '$.datasetId') VIRTUAL,
  space TEXT GENERATED ALWAYS AS (config ->> '$.space.id') VIRTUAL,
  method TEXT GENERATED ALWAYS AS (config ->> '$.method') VIRTUAL,
  rate TEXT GENERATED ALWAYS AS (config ->> '$.rate.id') VIRTUAL,
  momentum TEXT GENERATED ALWAYS AS (config ->> '$.momentum.id') VIRTUAL
) STRICT;

CREATE TABLE metrics (
  run INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
  step INTEGER NOT NULL CHECK (step >= 0),
  stage INTEGER NOT NULL CHECK (stage >= 0),
  loss REAL NOT NULL,
  rate REAL NOT NULL,
  complexity REAL NOT NULL,
  pool INTEGER NOT NULL CHECK (pool >= 0),
  PRIMARY KEY (run, step, stage)
) STRICT, WITHOUT ROWID;

CREATE TABLE checkpoints (
  run INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
  step INTEGER NOT NULL CHECK (step >= 0),
  path TEXT NOT NULL,
  bytes INTEGER NOT NULL CHECK (bytes >= 0),
  weights_sha256 TEXT NOT NULL,
  PRIMARY KEY (run, step)
) STRICT, WITHOUT ROWID;

CREATE TABLE rankings (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  run INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
  state TEXT NOT NULL CHECK (state IN ('running', 'stopped', 'interrupted', 'failed', 'finished')),
  config TEXT NOT NULL CHECK (json_valid(config)),
  checkpoint_step INTEGER NOT NULL CHECK (checkpoint_step >= 0),
  created_at TEXT NOT NULL,
  summary TEXT CHECK (json_valid(summary))
) STRICT;
CREATE INDEX rankings_of_run ON rankings (run);

CREATE TABLE ranking_scores (
  ranking INTEGER NOT NULL REFERENCES rankings (number) ON DELETE CASCADE,
  live_key TEXT NOT NULL,
  accuracy REAL NOT NULL,
  loss REAL NOT NULL,
  PRIMARY KEY (ranking, live_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE ranking_rows (
  ranking INTEGER NOT NULL REFERENCES rankings (number) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  architecture_index INTEGER NOT NULL,
  architecture TEXT NOT NULL,
  parameters INTEGER NOT NULL,
  multiply_adds INTEGER NOT NULL,
  accuracy REAL NOT NULL,
  loss REAL NOT NULL,
  truth TEXT CHECK (json_valid(truth)),
  PRIMARY KEY (ranking, position)
) STRICT, WITHOUT ROWID;
`
