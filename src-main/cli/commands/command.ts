import type { Command } from 'commander'
import type { CommandContext, Outcome } from '../context'

/** What an action of commander ends with: runs the work of a command and keeps its exit code. */
export type Run = (work: (context: CommandContext) => Promise<Outcome>) => Promise<void>

/** Adds one command to its parent. */
export type AddCommand = (parent: Command, run: Run) => void
