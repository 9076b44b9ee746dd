import type { Connection } from './sqlite'

/** Brings the schema up to date: each step in one transaction with its number, so that a crash leaves old or new. */
export function migrate(db: Connection, steps: readonly string[]): void {
  const version = schemaVersion(db)
  for (const [index, sql] of steps.entries()) {
    if (index < version) continue
    db.transaction(() => {
      db.exec(sql)
      db.pragma(`user_version = ${index + 1}`)
    }).immediate()
  }
}

export function schemaVersion(db: Connection): number {
  return Number(db.pragma('user_version', { simple: true }))
}
