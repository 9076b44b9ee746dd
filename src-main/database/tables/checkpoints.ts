import type { CheckpointRecord } from '../../../src-contract/domain/run'
import type { Connection } from '../sqlite'

export function checkpointTable(db: Connection) {
  // A run stopped right after a periodic checkpoint saves the same step again.
  const put = db.prepare<[number, number, string, number, string]>(
    `INSERT INTO checkpoints (run, step, path, bytes, weights_sha256) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (run, step) DO UPDATE SET path = excluded.path, bytes = excluded.bytes, weights_sha256 = excluded.weights_sha256`,
  )
  const removeAfter = db.prepare<[number, number]>('DELETE FROM checkpoints WHERE run = ? AND step > ?')
  const list = db.prepare<[number], CheckpointRecord>(
    'SELECT step, path, bytes, weights_sha256 AS weightsSha256 FROM checkpoints WHERE run = ? ORDER BY step',
  )
  return {
    put(run: number, checkpoint: CheckpointRecord): void {
      put.run(run, checkpoint.step, checkpoint.path, checkpoint.bytes, checkpoint.weightsSha256)
    },
    /** Checkpoint n holds what n steps made, so a run that goes on at step n still has it. */
    removeAfter(run: number, step: number): void {
      removeAfter.run(run, step)
    },
    list: (run: number): readonly CheckpointRecord[] => list.all(run),
  }
}
