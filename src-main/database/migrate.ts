import type { Connection } from './sqlite'

/** SQL, or what SQL alone cannot do. */
export type Migration = string | ((db: Connection) => void)

/** Brings the schema up to date: each step in one transaction with its number, so that a crash leaves old or new. */
export function migrate(db: Connection, steps: readonly Migration[]): void {
  const version = schemaVersion(db)
  for (const [index, step] of steps.entries()) {
    if (index < version) continue
    db.transaction(() => {
      if (typeof step === 'string') db.exec(step)
      else step(db)
      db.pragma(`user_version = ${index + 1}`)
    }).immediate()
  }
}

export function schemaVersion(db: Connection): number {
  return Number(db.pragma('user_version', { simple: true }))
}
