/** The command line: reads the arguments, runs one command, and says with which code to end. */
import { CommanderError } from 'commander'
import { exitCodeOf, exitCodes, toErrorData, type ErrorCode } from '../../src-contract/errors'
import { GpuDevices } from '../gpu/devices'
import { queueLimits } from '../gpu/queue-limits'
import { JobQueue } from '../jobs/queue'
import { homeFolder } from '../system/home-folder'
import { storedSettings } from './stored-settings'
import type { Outcome } from './context'
import { Interrupt } from './interrupt'
import { Terminal } from './output/terminal'
import { createProgram, usageError, type GlobalOptions } from './program'

/** What a terminal tells beside an error: the window shows these lists anyway. */
const whereToLook: Partial<Record<ErrorCode, string>> = {
  'dataset-missing': 'See `studio dataset list`.',
  'run-missing': 'See `studio runs`.',
  'study-missing': 'See `studio study list`.',
  'search-missing': 'See `studio search list`.',
}

export class CommandLine {
  readonly terminal = new Terminal()
  private leave: (exitCode: number) => void = () => undefined
  private readonly interrupt = new Interrupt(
    (text) => {
      if (this.terminal.json) this.terminal.event('stopping', { message: text })
      else this.terminal.note(text)
    },
    () => this.leave(exitCodes.stopped),
  )

  /** The user's wish to stop. */
  stop(): void {
    this.interrupt.request()
  }

  /** Resolves with the exit code when the work is done and all output has arrived. */
  async run(args: readonly string[]): Promise<number> {
    const left = new Promise<number>((resolve) => {
      this.leave = resolve
    })
    const code = await Promise.race([this.execute(args), left])
    await this.terminal.flush()
    const { failure } = this.terminal.out
    if (failure === null || code !== exitCodes.done) return code
    this.terminal.error('disk-failed', `The output could not be written: ${failure.message}.`)
    await this.terminal.flush()
    return exitCodes.disk
  }

  private async execute(args: readonly string[]): Promise<number> {
    let code: number = exitCodes.done
    const program = createProgram(
      async (work) => {
        const { home, json } = program.opts<GlobalOptions>()
        this.terminal.useJson(json ?? false)
        const homeNamed = program.getOptionValueSource('home') !== 'default'
        const settings = storedSettings(home, (problem) => this.terminal.warning(problem))
        const devices = new GpuDevices(homeFolder(home), settings)
        const queue = new JobQueue(() => queueLimits(settings(), devices.current()))
        const outcome: Outcome = await work({ terminal: this.terminal, interrupt: this.interrupt, queue, settings, home, homeNamed, devices })
        code = outcome ?? exitCodes.done
      },
      (text) => this.terminal.out.write(text),
    )
    try {
      await program.parseAsync(args.length === 0 ? ['--help'] : args, { from: 'user' })
      return code
    } catch (error) {
      return this.report(error)
    }
  }

  private report(error: unknown): number {
    if (error instanceof CommanderError) {
      const usage = usageError(error)
      if (usage === null) return exitCodes.done
      this.terminal.error(usage.code, usage.message)
      return exitCodeOf(usage.code)
    }
    const { code, message, cause } = toErrorData(error)
    this.terminal.error(code, [message, whereToLook[code] ?? ''].join(' ').trimEnd())
    // A defect of ours: without its place nobody can mend it.
    if (code === 'internal' && cause !== '') this.terminal.note(cause)
    return exitCodeOf(code)
  }
}
