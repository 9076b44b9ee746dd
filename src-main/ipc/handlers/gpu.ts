import type { gpuRequests } from '../../../src-contract/api/gpu'
import type { HandlersOf } from '../../../src-contract/api/request'
import { StudioError } from '../../../src-contract/errors'
import { removeRuntime, startInstall, viewRuntime } from '../../gpu/runtime'
import type { Services } from '../../window/services'

export function gpuHandlers(services: Services): HandlersOf<typeof gpuRequests> {
  const { board, devices, feed, machine } = services
  const installing = (): boolean => board.list().some(({ kind }) => kind === 'gpu')
  return {
    'gpu.view': async () => {
      // Of the question that was asked already; without one the files of the system say what they know.
      const found = devices.current().reason === null ? (await machine.look(false)).whyNoGpu : null
      return viewRuntime(devices, found)
    },
    'gpu.install': async () => {
      // The history is the lock of the whole folder: a command line may not do the same meanwhile.
      services.requireOwnership()
      if (installing()) throw new StudioError('bad-argument', 'The libraries for GPUs are being installed already.')
      const job = await board.add({ kind: 'gpu', title: 'the libraries for GPUs' }, (listener) => Promise.resolve(startInstall(devices, listener)))
      job.result
        // The board tells of the failure.
        .catch(() => undefined)
        .finally(() => {
          machine.forget()
          feed.changed('gpu')
        })
    },
    'gpu.remove': async () => {
      services.requireOwnership()
      if (board.list().length > 0) throw new StudioError('bad-argument', 'Jobs are under way that may use the libraries for GPUs: wait for their end or stop them first.')
      await removeRuntime(devices)
      machine.forget()
      feed.changed('gpu', 'storage')
    },
  }
}
