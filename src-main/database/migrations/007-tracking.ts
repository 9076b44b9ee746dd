/**
 * What architectures were worth while their run trained, and of the newest such point the figures that stand beside the
 * run. Stage -1 is the whole tracked set; the architectures share the lists of the rankings.
 */
export const tracking = `
CREATE TABLE tracked_points (
  run INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
  step INTEGER NOT NULL CHECK (step >= 0),
  stage INTEGER NOT NULL CHECK (stage >= -1),
  point TEXT NOT NULL CHECK (json_valid(point)),
  list INTEGER NOT NULL REFERENCES ranking_lists (number),
  scores BLOB NOT NULL,
  sha256 TEXT NOT NULL,
  PRIMARY KEY (run, step, stage)
) STRICT;
CREATE INDEX tracked_points_of_list ON tracked_points (list);
ALTER TABLE runs ADD COLUMN tracked BLOB;
`
