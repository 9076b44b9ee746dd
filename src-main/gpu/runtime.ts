/** Installing, looking at and removing the libraries for GPUs, for the command line and the window alike. */
import type { GpuCheck, GpuReason, GpuView } from '../../src-contract/domain/gpu'
import { freeBytes, nearestFolder } from '../system/free-space'
import { sum } from '../system/sum'
import type { JobListener } from '../jobs/studio'
import type { JobHandle } from '../jobs/queue'
import { checkRuntime } from './check'
import { stopped } from './child'
import type { GpuDevices } from './devices'
import { installRuntime, spaceNeeded, wheelsToFetch } from './install'

/** Installs what is missing and checks it, as a job; stopped, it keeps what is fetched. */
export function startInstall(devices: GpuDevices, listener: JobListener): JobHandle<GpuCheck> {
  const abort = new AbortController()
  listener.begins()
  const result = installRuntime({
    folder: devices.folder,
    check: (signal) => checkRuntime(devices.toCheck(), { ...listener, begins: () => undefined }, signal),
    progress: (progress) => listener.event({ kind: 'progress', progress }),
    signal: abort.signal,
  }).finally(() => devices.changed())
  return { result, stop: () => abort.abort(stopped()), checkpoint: () => undefined, pid: () => undefined }
}

/** Jobs that begin from the moment of this call on compute on the processor. Gives the bytes that it freed. */
export async function removeRuntime(devices: GpuDevices): Promise<number> {
  devices.folder.setAside()
  devices.changed()
  return devices.folder.freeSetAside()
}

/** @param found why TensorFlow itself took no GPU, where it was asked */
export function viewRuntime(devices: GpuDevices, found: GpuReason | null = null): GpuView {
  const { folder, facts } = devices
  const { tensorflow, cuda, cudnn, minimumDriver, wheels } = folder.list
  const { state } = folder.facts()
  const missing = state === 'installed' ? [] : wheelsToFetch(folder)
  const check = folder.check()
  const reason = devices.current().reason ?? found
  return {
    state,
    folder: folder.root,
    versions: { tensorflow, cuda, cudnn, minimumDriver },
    downloadBytes: sum(wheels.map(({ bytes }) => bytes)),
    missingBytes: sum(missing.map(({ bytes }) => bytes)),
    installedBytes: sum(wheels.map(({ unpackedBytes }) => unpackedBytes)),
    neededBytes: state === 'installed' ? 0 : spaceNeeded(folder, missing),
    freeBytes: freeBytes(nearestFolder(folder.home)),
    check,
    cards: facts.cards,
    driver: facts.driver,
    reason,
    remark: remark(check, reason),
  }
}

function remark(check: GpuCheck | null, reason: GpuReason | null): string {
  if (check === null) return ''
  if (check.failed > 0) return `${check.failed} of ${check.passed + check.failed} golden cases failed with the libraries for GPUs: do not trust results of the GPU before the cause is found, or switch it off.`
  if (reason === null && !check.onGpu) return 'The golden cases were replayed on the processor, not yet on this GPU: check again.'
  return ''
}
