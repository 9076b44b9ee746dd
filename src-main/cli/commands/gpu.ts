/** `studio gpu …`: the libraries for GPUs, fetched on request. */
import { gpuReasonText, type GpuView } from '../../../src-contract/domain/gpu'
import { exitCodes } from '../../../src-contract/errors'
import { askWhy, queueOn } from '../../gpu/check'
import { removeRuntime, startInstall, viewRuntime } from '../../gpu/runtime'
import { askDevice } from '../../jobs/plain-jobs'
import { finish, listenerOf, withStudio, type CommandContext } from '../context'
import { describeUse } from '../help'
import { formatBytes, formatPairs, formatTime } from '../output/format'
import type { AddCommand } from './command'

export const addGpu: AddCommand = (parent, run) => {
  const gpu = parent
    .command('gpu')
    .summary('install, look at and remove the libraries for GPUs')
    .description("TensorFlow's CUDA build and NVIDIA's libraries, fetched through pip into the home folder. Without them, and where no GPU can be used, everything computes on the processor. See docs/gpu.md.")
  describeUse(gpu, ['gpu status', 'gpu install', 'settings set gpu off'])
  addStatus(gpu, run)
  addInstall(gpu, run)
  addRemove(gpu, run)
}

const addStatus: AddCommand = (parent, run) => {
  const command = parent
    .command('status')
    .summary('whether a GPU is used, and why not')
    .description('Says what is installed, which cards and driver there are, and precisely why no GPU is used where none is.')
    .action(() =>
      run(async (context) => {
        const view = await examined(context)
        context.terminal.result(view, () => describeView(view))
        return undefined
      }),
    )
  describeUse(command, ['gpu status', 'gpu status --json'], '{"state","reason":{"code","what","cure"}|null,"cards","driver","check",…}')
}

const addInstall: AddCommand = (parent, run) => {
  const command = parent
    .command('install')
    .summary('fetch the libraries, and check them')
    .description('Fetches what is missing through pip, checks SHA-256, unpacks it into the home folder and replays the golden cases with it. Ctrl-C stops it; finished wheels stay, and the next installation goes on from there. Where all is installed it only replays the golden cases.')
    .action(() =>
      run((context) =>
        withStudio(context, async () => {
          const check = await finish(context, startInstall(context.devices, listenerOf(context)))
          const view = await examined(context)
          context.terminal.result({ ...view, check }, () => describeView(view))
          return check.failed > 0 ? exitCodes['run-failed'] : exitCodes.done
        }),
      ),
    )
  describeUse(command, ['gpu install', 'gpu install --home /data/studio'], '{"state":"installed","check":{"onGpu","cases","passed","failed"},"reason",…}')
}

const addRemove: AddCommand = (parent, run) => {
  const command = parent
    .command('remove')
    .summary('delete the libraries and free their space')
    .description('Deletes the libraries and wheels that were fetched. Everything computes on the processor from then on.')
    .action(() =>
      run((context) =>
        withStudio(context, async () => {
          const freedBytes = await removeRuntime(context.devices)
          context.terminal.result({ freedBytes }, () => (freedBytes === 0 ? 'Nothing was installed.' : `The libraries for GPUs are removed, ${formatBytes(freedBytes)} freed.`))
          return undefined
        }),
      ),
    )
  describeUse(command, ['gpu remove'], '{"freedBytes"}')
}

/** TensorFlow is asked only where nothing else speaks against a GPU already. */
async function examined(context: CommandContext): Promise<GpuView> {
  const { devices } = context
  const current = devices.current()
  if (current.reason !== null) return viewRuntime(devices)
  const { reason } = await askWhy(current, (said) => finish(context, askDevice(queueOn(current), listenerOf(context), said)))
  return viewRuntime(devices, reason)
}

const states: Readonly<Record<GpuView['state'], string>> = {
  absent: 'not installed',
  partial: 'fetched in part',
  damaged: 'damaged',
  outdated: 'of another version',
  installed: 'installed',
}

function describeView(view: GpuView): string {
  const { state, folder, versions, check, cards, driver, reason, remark } = view
  const size = state === 'installed' ? formatBytes(view.installedBytes) : `${formatBytes(view.missingBytes)} to fetch, ${formatBytes(view.neededBytes)} needed, ${formatBytes(view.freeBytes)} free`
  const checked = check === null ? 'never' : `${formatTime(check.at)} on the ${check.onGpu ? 'GPU' : 'processor'}: ${check.passed} of ${check.cases} passed, ${check.failed} failed`
  const pairs: [string, string][] = [
    ['jobs compute on', reason === null ? 'GPU' : 'processor (CPU)'],
    ...(reason === null ? [] : [['why', gpuReasonText(reason)] as [string, string]]),
    ...(remark === '' ? [] : [['look', remark] as [string, string]]),
    ['libraries', `${states[state]}, ${size}`],
    ['', `TensorFlow ${versions.tensorflow}, CUDA ${versions.cuda}, cuDNN ${versions.cudnn}; ${folder}`],
    ['verified', checked],
    ['driver', driver ?? 'none found'],
    ['cards', cards.length === 0 ? 'none named by the driver' : cards.map(({ uuid, name }) => `${uuid} ${name}`).join('; ')],
    ['precision', 'float32; mixed precision is left off'],
  ]
  return formatPairs(pairs)
}
