/** Searches with every architecture that they looked at; latency in milliseconds, truths in percent. */
export const searches = `
CREATE TABLE searches (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  run INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
  state TEXT NOT NULL CHECK (state IN ('running', 'stopped', 'interrupted', 'failed', 'finished')),
  config TEXT NOT NULL CHECK (json_valid(config)),
  checkpoint_step INTEGER CHECK (checkpoint_step >= 0),
  created_at TEXT NOT NULL,
  seconds REAL NOT NULL DEFAULT 0,
  summary TEXT CHECK (json_valid(summary)),
  error_code TEXT,
  error_message TEXT
) STRICT;
CREATE INDEX searches_of_run ON searches (run);

CREATE TABLE search_candidates (
  search INTEGER NOT NULL REFERENCES searches (number) ON DELETE CASCADE,
  number INTEGER NOT NULL CHECK (number >= 0),
  generation INTEGER NOT NULL CHECK (generation >= 0),
  origin TEXT NOT NULL,
  architecture TEXT NOT NULL,
  parameters INTEGER NOT NULL,
  multiply_adds INTEGER NOT NULL,
  latency REAL,
  accuracy REAL,
  loss REAL,
  cifar10 REAL,
  cifar100 REAL,
  imagenet16 REAL,
  seconds REAL NOT NULL,
  PRIMARY KEY (search, number)
) STRICT, WITHOUT ROWID;
`
