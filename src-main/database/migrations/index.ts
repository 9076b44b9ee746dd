/**
 * The schema, one numbered step after another. A step that was released is never edited; a change is a new file and one
 * line here. The version of a file is the number of steps it has had.
 */
import { first } from './001-first'

export const migrations: readonly string[] = [first]
