import { readdirSync } from 'node:fs'

/** Sorted names in a folder; none where it is not there or not for this user, of which nothing is known then. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}
