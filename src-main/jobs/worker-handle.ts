import type { Command, Job, WorkerEvent } from '../../src-contract/worker-protocol'

/** What a worker's owner needs of the process, so that its rules can be tested with any kind of process. */
export interface WorkerHandle {
  /** Undefined until it is spawned, and after it is gone. */
  readonly pid: number | undefined
  post(message: Job | Command): void
  on(listener: {
    spawned(): void
    message(message: WorkerEvent): void
    /** A part of what it wrote on stderr. */
    stderr(text: string): void
    /** `signal` where the operating system tells it. */
    exited(code: number | null, signal: string | null): void
  }): void
}

export type StartWorker = (serviceName: string, environment: Readonly<Record<string, string>>) => WorkerHandle
