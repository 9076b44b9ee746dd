/** Scores made elsewhere: rankings without a run. Their architectures share the lists of the other rankings. */
export const importedRankings = `
CREATE TABLE imported_rankings (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  record TEXT NOT NULL CHECK (json_valid(record)),
  list INTEGER NOT NULL REFERENCES ranking_lists (number),
  scores BLOB NOT NULL,
  sha256 TEXT NOT NULL
) STRICT;
CREATE INDEX imported_rankings_of_list ON imported_rankings (list);
`
