/**
 * What the history screen needs: marks of the user, figures of a run beside it so that a table of 10,000 runs reads
 * nothing else, curves in packed pages, and rankings without what all of them share. A ranking's facts (architectures,
 * sizes, truth) are the same for every ranking of one list, so they are kept once; its own scores are two numbers a row.
 */
import type { RankingRow, RankingSummary } from '../../../src-contract/domain/ranking'
import { packRanking, supernetScores } from '../ranking-pack'
import { runFigures } from '../run-figures'
import type { Connection } from '../sqlite'

const schema = `
ALTER TABLE runs ADD COLUMN notes TEXT NOT NULL DEFAULT '';
ALTER TABLE runs ADD COLUMN colour TEXT;
ALTER TABLE runs ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0 CHECK (pinned IN (0, 1));
ALTER TABLE runs ADD COLUMN archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1));
ALTER TABLE runs ADD COLUMN run_group TEXT;
ALTER TABLE runs ADD COLUMN deleted_at TEXT;
-- SHA-256 over name, configuration and versions: a flipped bit in them passes SQLite's integrity check.
ALTER TABLE runs ADD COLUMN record_sha256 TEXT;
-- The configuration once more, in SQLite's binary form: ten thousand of them are searched without parsing.
ALTER TABLE runs ADD COLUMN settings BLOB;
ALTER TABLE runs ADD COLUMN loss_last REAL;
ALTER TABLE runs ADD COLUMN loss_min REAL;
ALTER TABLE runs ADD COLUMN loss_min_step INTEGER;
ALTER TABLE runs ADD COLUMN loss_max REAL;
-- Of the latest finished ranking: {tau: {accuracy: {cifar10, ...}, loss: {...}}, top1: {...}}.
ALTER TABLE runs ADD COLUMN rankings INTEGER NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN figures BLOB;

CREATE TABLE run_tags (
  run INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
  tag TEXT NOT NULL,
  PRIMARY KEY (run, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX runs_of_tag ON run_tags (tag);

CREATE TABLE views (id TEXT PRIMARY KEY, record TEXT NOT NULL CHECK (json_valid(record))) STRICT, WITHOUT ROWID;

-- Dotted paths of all settings that ever occurred, so that offering them as columns reads no configuration.
CREATE TABLE setting_paths (path TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

CREATE TABLE metric_pages (
  run INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
  page INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (run, page)
) STRICT;

CREATE TABLE ranking_lists (
  number INTEGER PRIMARY KEY,
  sha256 TEXT NOT NULL UNIQUE,
  facts TEXT NOT NULL CHECK (json_valid(facts))
) STRICT;
CREATE TABLE ranking_tables (
  ranking INTEGER PRIMARY KEY REFERENCES rankings (number) ON DELETE CASCADE,
  list INTEGER NOT NULL REFERENCES ranking_lists (number),
  scores BLOB NOT NULL,
  sha256 TEXT NOT NULL
) STRICT;
CREATE INDEX rankings_of_list ON ranking_tables (list);
ALTER TABLE rankings ADD COLUMN seconds REAL NOT NULL DEFAULT 0;

-- Tells this history from any other: a log of another one that fits by chance is found out.
CREATE TABLE identity (id TEXT NOT NULL) STRICT;
INSERT INTO identity VALUES (lower(hex(randomblob(16))));

UPDATE rankings SET seconds = coalesce(summary ->> '$.seconds', 0);
CREATE INDEX runs_shown ON runs (deleted_at, archived, pinned, number);

UPDATE runs SET
  settings = jsonb(config),
  loss_last = (SELECT loss FROM metrics WHERE run = runs.number ORDER BY step DESC, stage DESC LIMIT 1),
  loss_min = (SELECT min(loss) FROM metrics WHERE run = runs.number),
  loss_min_step = (SELECT step FROM metrics WHERE run = runs.number ORDER BY loss, step LIMIT 1),
  loss_max = (SELECT max(loss) FROM metrics WHERE run = runs.number),
  rankings = (SELECT count(*) FROM rankings WHERE run = runs.number AND state = 'finished');
INSERT OR IGNORE INTO setting_paths
  SELECT substr(fullkey, 3) FROM runs, json_tree(config) WHERE type <> 'object' AND instr(fullkey, '[') = 0;
`

interface OldRow extends Omit<RankingRow, 'truth'> {
  readonly truth: string | null
}

export function historyScreen(db: Connection): void {
  db.exec(schema)
  const rows = db.prepare<[number], OldRow>(
    `SELECT architecture_index AS "index", architecture, parameters, multiply_adds AS multiplyAdds, accuracy, loss, truth
     FROM ranking_rows WHERE ranking = ? ORDER BY position`,
  )
  for (const { ranking } of db.prepare<[], { ranking: number }>('SELECT DISTINCT ranking FROM ranking_rows').all()) {
    const parsed = rows.all(ranking).map((row) => ({ ...row, truth: row.truth === null ? null : (JSON.parse(row.truth) as RankingRow['truth']) }))
    const { list, scores, scoresSha256 } = packRanking(parsed, supernetScores)
    db.prepare('INSERT INTO ranking_lists (sha256, facts) VALUES (?, ?) ON CONFLICT DO NOTHING').run(list.sha256, list.facts)
    db.prepare('INSERT INTO ranking_tables (ranking, list, scores, sha256) SELECT ?, number, ?, ? FROM ranking_lists WHERE sha256 = ?').run(ranking, scores, scoresSha256, list.sha256)
  }
  const summaries = db.prepare<[], { run: number; summary: string }>("SELECT run, summary FROM rankings WHERE state = 'finished' AND summary IS NOT NULL ORDER BY number")
  for (const { run, summary } of summaries.all()) {
    const figures = runFigures(JSON.parse(summary) as RankingSummary)
    db.prepare('UPDATE runs SET figures = jsonb(?) WHERE number = ?').run(figures === null ? null : JSON.stringify(figures), run)
  }
  db.exec('DROP TABLE ranking_rows')
}
