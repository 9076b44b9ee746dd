/** The rules of a worker's owner, against real small processes that misbehave in every way. */
import { fork, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { StudioError } from '../../../src-contract/errors'
import type { DeviceJob, JobEvent, WorkerEvent } from '../../../src-contract/worker-protocol'
import { JobProcess } from '../../../src-main/jobs/job-process'
import { JobQueue } from '../../../src-main/jobs/queue'
import type { JobRecorder } from '../../../src-main/jobs/run-recorder'
import { onDevice, workerEnvironment } from '../../../src-main/jobs/worker-environment'
import type { StartWorker } from '../../../src-main/jobs/worker-handle'

const children: ChildProcess[] = []
const script = join(import.meta.dirname, '../../helpers/misbehaving-worker.mjs')

/** A plain Node process in the place of Electron's; `behaviour` says what it does. */
const start = (behaviour: string): StartWorker => (_name, environment) => {
  const child = fork(script, [behaviour], { env: { ...environment, ELECTRON_RUN_AS_NODE: '1' }, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
  children.push(child)
  return {
    get pid() {
      return child.pid
    },
    post: (message) => {
      if (child.connected) child.send(message)
    },
    on(listener) {
      child.on('spawn', () => listener.spawned())
      child.on('message', (message) => listener.message(message as WorkerEvent))
      child.stderr?.setEncoding('utf8').on('data', (text: string) => listener.stderr(text))
      child.on('close', (code, signal) => listener.exited(code, signal))
    },
  }
}

function options(behaviour: string, recorder: JobRecorder | null = null, events: JobEvent[] = []) {
  return {
    job: { kind: 'device' } as const satisfies DeviceJob,
    start: start(behaviour),
    environment: workerEnvironment(process.env, { threads: 1, oneDnn: true, deterministicGpu: false, largeTensors: false }),
    recorder,
    onEvent: (event: JobEvent) => events.push(event),
    onSilence: () => undefined,
    // Long for whoever obeys, since starting takes long on a busy machine; short for the others.
    patience: ['deaf', 'stubborn', 'linger'].includes(behaviour) ? { stop: 300, terminate: 300, exit: 300 } : {},
  }
}

async function failure(promise: Promise<unknown>): Promise<StudioError> {
  const error: unknown = await promise.then(() => null, (reason: unknown) => reason)
  if (!(error instanceof StudioError)) throw new Error(`Expected a StudioError, not ${String(error)}`)
  return error
}

function recorder(record: JobRecorder['record'] = (event) => (event.kind === 'event' ? event.sequence : null)) {
  const exits: (string | null)[] = []
  return { exits, recorder: { record, exited: (error) => exits.push(error?.code ?? null) } satisfies JobRecorder }
}

afterEach(() => {
  for (const child of children.splice(0)) expect(child.exitCode !== null || child.signalCode !== null).toBe(true)
})

describe('the owner of a worker', () => {
  it('hands on events in order and resolves with the result when the process is gone', async () => {
    const events: JobEvent[] = []
    const { exits, recorder: stored } = recorder()
    const result = await new JobProcess(options('done', stored, events)).result
    expect(result).toMatchObject({ kind: 'device', threads: 2 })
    expect(events.map((event) => (event.kind === 'log' ? event.message : event.kind))).toEqual(['first', 'second'])
    expect(exits).toEqual([null])
  })

  it('rejects with the error that the worker names', async () => {
    const error = await failure(new JobProcess(options('failed')).result)
    expect(error).toMatchObject({ code: 'not-a-number', message: 'The loss is not a number.' })
  })

  it.each([
    ['throw', 'exit code 1', 'out of luck'],
    ['exit', 'exit code 0', 'bye'],
    ['kill', 'SIGKILL', 'about to die'],
  ])('calls %s without an end event worker-died, with exit and last words', async (behaviour, how, words) => {
    const { exits, recorder: stored } = recorder()
    const error = await failure(new JobProcess(options(behaviour, stored)).result)
    expect(error.code).toBe('worker-died')
    expect(error.message).toContain(how)
    expect(String(error.cause)).toContain(words)
    expect(exits).toEqual(['worker-died'])
  })

  it('stops a worker that listens', async () => {
    const process = new JobProcess(options('obey'))
    process.stop()
    await expect(process.result).resolves.toMatchObject({ reason: 'stopped when asked' })
  })

  it.each(['deaf', 'stubborn'])('ends a %s worker after the grace time', async (behaviour) => {
    const process = new JobProcess(options(behaviour))
    await new Promise((resolve) => setTimeout(resolve, 400))
    process.stop()
    const error = await failure(process.result)
    expect(error.code).toBe('worker-died')
    expect(error.message).toContain('did not stop')
  })

  it('lets a worker end that shows life after the stop, and ends one that never comes to an end', async () => {
    const stopped = async (behaviour: string, stopInAll: number) => {
      const events: JobEvent[] = []
      const process = new JobProcess({ ...options(behaviour, null, events), patience: { stop: 2000, stopInAll, terminate: 300 } })
      // Starting takes long on a busy machine.
      await expect.poll(() => events.length, { timeout: 20_000 }).toBe(1)
      process.stop()
      return process.result
    }
    await expect(stopped('saving', 60_000)).resolves.toMatchObject({ reason: 'saved' })
    expect((await failure(stopped('restless', 3000))).message).toContain('did not stop within 3 s')
  }, 40_000)

  it('tells since when a worker is silent, and when it is heard of again', async () => {
    const heard: (Date | null)[] = []
    const began = Date.now()
    const process = new JobProcess({ ...options('pensive'), patience: { look: 100 }, onSilence: (since) => heard.push(since) })
    await expect.poll(() => heard.length, { timeout: 10_000 }).toBe(2)
    expect(heard[0]?.getTime()).toBeGreaterThanOrEqual(began)
    expect(heard[1]).toBeNull()
    process.stop()
    await expect(process.result).resolves.toMatchObject({ reason: 'stopped when asked' })
  })

  it('does not wait for the end of a silent worker to be stopped', async () => {
    const heard: (Date | null)[] = []
    const process = new JobProcess({ ...options('deaf'), patience: { look: 60, stop: 60_000, terminate: 100 }, onSilence: (since) => heard.push(since) })
    process.stop()
    expect((await failure(process.result)).message).toMatch(/had not answered since \d\d:\d\d:\d\d and was ended/)
    expect(heard).toHaveLength(1)
  })

  it('ends a worker that stays after its end event, and keeps the result', async () => {
    await expect(new JobProcess(options('linger')).result).resolves.toMatchObject({ kind: 'device' })
  })

  it('ends a worker whose events cannot be stored, acknowledging none of them', async () => {
    const full = new StudioError('disk-full', 'The disk is full.')
    const { exits, recorder: stored } = recorder(() => {
      throw full
    })
    const events: JobEvent[] = []
    expect(await failure(new JobProcess(options('done', stored, events)).result)).toBe(full)
    expect(events).toEqual([])
    expect(exits).toEqual(['disk-full'])
  })
})

describe('the queue with room for several', () => {
  const none = { workers: 2, threads: null, gpus: [] as readonly string[], libraries: [] as readonly string[] }
  const machine = (available = 64e9) => ({ cores: 4, availableBytes: () => available, residentBytes: () => 0 })
  /** Jobs that run until they are stopped, and what each was told and began with. */
  const several = (queue: JobQueue) => {
    const begun: string[] = []
    const gpus: (string | undefined)[] = []
    const waits = new Map<string, string[]>()
    const add = (name: string, needs: { threads?: number; memoryBytes?: number; alone?: boolean } = {}) =>
      queue.add(
        () => {
          begun.push(name)
          const obey = options('obey')
          return { ...obey, start: (service: string, environment: Readonly<Record<string, string>>) => (gpus.push(environment['CUDA_VISIBLE_DEVICES']), obey.start(service, environment)) }
        },
        { threads: 1, ...needs, waits: (what) => waits.set(name, [...(waits.get(name) ?? []), what]) },
      )
    return { begun, gpus, waits, add }
  }

  it('runs as many at once, in order, and the end of one does not touch the other', async () => {
    const queue = new JobQueue(() => none, machine())
    const { begun, waits, add } = several(queue)
    const [first, second, third, fourth] = [add('first'), add('second'), add('third'), add('fourth')]
    await expect.poll(() => [first.pid(), second.pid()].every((pid) => pid !== undefined)).toBe(true)
    expect(begun).toEqual(['first', 'second'])
    expect([...waits]).toEqual([['third', ['its turn']], ['fourth', ['its turn']]])
    third.stop()
    expect(await failure(third.result)).toMatchObject({ code: 'stopped' })
    first.stop()
    await first.result
    await expect.poll(() => begun).toEqual(['first', 'second', 'fourth'])
    expect(second.pid()).toBeDefined()
    expect(first.pid()).toBeUndefined()
    second.stop()
    fourth.stop()
    await Promise.all([second.result, fourth.result])
  })

  it('lets nobody overtake who waits for cores or memory, and begins the next where that one leaves', async () => {
    const queue = new JobQueue(() => ({ ...none, workers: 3 }), machine(4e9))
    const { begun, waits, add } = several(queue)
    const first = add('first', { threads: 2, memoryBytes: 3e9 })
    const large = add('large', { memoryBytes: 2e9 })
    const small = add('small')
    await expect.poll(() => waits.get('large')).toEqual(['memory: it takes about 2.0 GB, and 1.0 GB are left'])
    expect(begun).toEqual(['first'])
    large.stop()
    await failure(large.result)
    await expect.poll(() => begun).toEqual(['first', 'small'])
    first.stop()
    small.stop()
    await Promise.all([first.result, small.result])
  })

  it('takes up free memory by itself, and more jobs at once when it is told of new limits', async () => {
    let available = 1e9
    let workers = 1
    const queue = new JobQueue(() => ({ ...none, workers }), { ...machine(), availableBytes: () => available })
    const { begun, waits, add } = several(queue)
    const first = add('first')
    const second = add('second', { memoryBytes: 2e9 })
    await expect.poll(() => waits.get('second')).toEqual(['its turn'])
    workers = 2
    queue.look()
    expect(waits.get('second')).toEqual(['its turn', 'memory: it takes about 2.0 GB, and 1.0 GB are left'])
    available = 3e9
    await expect.poll(() => begun, { timeout: 5000 }).toEqual(['first', 'second'])
    first.stop()
    second.stop()
    await Promise.all([first.result, second.result])
  })

  it('gives each job a GPU of its own as far as they go, and the freed one to the next', async () => {
    const queue = new JobQueue(() => ({ ...none, workers: 3, gpus: ['GPU-a', 'GPU-b'] }), machine())
    const { gpus, add } = several(queue)
    const jobs = [add('1'), add('2'), add('3')]
    await expect.poll(() => gpus).toEqual(['GPU-a', 'GPU-b', 'GPU-a'])
    jobs[1]?.stop()
    await jobs[1]?.result
    jobs.push(add('4'))
    await expect.poll(() => gpus[3]).toBe('GPU-b')
    for (const job of jobs) job.stop()
    await Promise.all(jobs.map(({ result }) => result))
  })

  it('divides the cores among the jobs at once, and never gives less than one', () => {
    const share = (workers: number, threads: number | null = null) => new JobQueue(() => ({ workers, threads, gpus: [], libraries: [] }), machine()).share
    expect([share(1), share(2), share(3), share(8)].map(({ cores }) => cores)).toEqual([4, 2, 1, 1])
    expect(share(2).threads).toBeUndefined()
    expect(share(2, 3)).toEqual({ cores: 2, threads: 3 })
  })
})

describe('the queue', () => {
  it('runs one job after another, also after a failure', async () => {
    const queue = new JobQueue()
    const order: string[] = []
    const first = queue.add(() => (order.push('first'), options('failed')))
    const second = queue.add(() => {
      order.push(children[0]?.exitCode === 0 ? 'second, the first one is gone' : 'second, too early')
      return options('done')
    })
    expect(order).toEqual([])
    await failure(first.result)
    await second.result
    expect(order).toEqual(['first', 'second, the first one is gone'])
  })

  it('takes no second job on what a waiting or running one writes to', async () => {
    const queue = new JobQueue()
    const first = queue.add(() => options('done'), {}, 'Run a')
    const stopped = queue.add(() => options('done'), {}, 'Run b')
    for (const subject of ['Run a', 'Run b']) {
      expect(queue.has(subject)).toBe(true)
      expect(() => queue.add(() => options('done'), {}, subject)).toThrow(`${subject} is in the queue or under way already.`)
    }
    stopped.stop()
    await failure(stopped.result)
    await first.result
    expect([queue.has('Run a'), queue.has('Run b')]).toEqual([false, false])
    await queue.add(() => options('done'), {}, 'Run a').result
  })

  it('never starts a job that is stopped while it waits', async () => {
    const queue = new JobQueue()
    const first = queue.add(() => options('done'))
    const second = queue.add(() => {
      throw new Error('It was started.')
    })
    second.stop()
    expect(await failure(second.result)).toMatchObject({ code: 'stopped' })
    await first.result
  })
})

describe('environment of a worker', () => {
  it('has the fetched libraries before those of the user, and the card', () => {
    expect(onDevice({ LD_LIBRARY_PATH: '/opt', A: '1' }, ['/r/tensorflow', '/r/nvidia/cudnn/lib'], 'GPU-a')).toEqual({ A: '1', LD_LIBRARY_PATH: '/r/tensorflow:/r/nvidia/cudnn/lib:/opt', SUPERNET_STUDIO_GPU: '1', CUDA_VISIBLE_DEVICES: 'GPU-a' })
    expect(onDevice({ A: '1' }, [], null)).toEqual({ A: '1' })
  })

  it('passes on what a worker needs and nothing else', () => {
    const user = { PATH: '/bin', HOME: '/home/me', XDG_CACHE_HOME: '/c', AWS_SECRET: 'x', NODE_OPTIONS: '--inspect', TF_NUM_INTRAOP_THREADS: '99', CUDA_VISIBLE_DEVICES: '1' }
    expect(workerEnvironment(user, { threads: 3, oneDnn: false, deterministicGpu: true, largeTensors: false })).toEqual({
      PATH: '/bin',
      HOME: '/home/me',
      XDG_CACHE_HOME: '/c',
      CUDA_VISIBLE_DEVICES: '1',
      TF_NUM_INTRAOP_THREADS: '3',
      TF_NUM_INTEROP_THREADS: '1',
      OMP_NUM_THREADS: '3',
      TF_ENABLE_ONEDNN_OPTS: '0',
      TF_MKL_ALLOC_MAX_BYTES: '2000000000',
      TF_CPP_MIN_LOG_LEVEL: '2',
      TF_FORCE_GPU_ALLOW_GROWTH: 'true',
      TF_DETERMINISTIC_OPS: '1',
      NVIDIA_TF32_OVERRIDE: '0',
    })
  })
})
