/**
 * The schema, one numbered step after another. A step that was released is never edited; a change is a new file and one
 * line here. The version of a file is the number of steps it has had.
 */
import type { Migration } from '../migrate'
import { first } from './001-first'
import { datasets } from './002-datasets'
import { historyScreen } from './003-history-screen'
import { rankingErrors } from './004-ranking-errors'
import { askedCheckpoint } from './005-asked-checkpoint'
import { importedRankings } from './006-imported-rankings'
import { tracking } from './007-tracking'
import { studies } from './008-studies'
import { searches } from './009-searches'

export const migrations: readonly Migration[] = [first, datasets, historyScreen, rankingErrors, askedCheckpoint, importedRankings, tracking, studies, searches]
