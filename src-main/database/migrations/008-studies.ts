/**
 * Studies: the file of each, to the byte, and for each of its runs either the run of this history or the result of one
 * that was made in another.
 */
export const studies = `
CREATE TABLE studies (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL UNIQUE,
  text TEXT NOT NULL CHECK (json_valid(text)),
  sha256 TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT;
CREATE TABLE study_cells (
  study INTEGER NOT NULL REFERENCES studies (number) ON DELETE CASCADE,
  arm TEXT NOT NULL,
  seed INTEGER NOT NULL,
  run INTEGER REFERENCES runs (number) ON DELETE CASCADE,
  imported TEXT CHECK (json_valid(imported)),
  PRIMARY KEY (study, arm, seed),
  CHECK ((run IS NULL) <> (imported IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX study_cells_of_run ON study_cells (run);
`
