/** Why no GPU is used, from what is known: pure. Each reason has its line in docs/gpu.md. */
import type { GpuReason, GpuReasonCode } from '../../src-contract/domain/gpu'
import type { GpuFacts } from './facts'

/** The fetched libraries, as far as the question goes. */
export interface RuntimeFacts {
  readonly state: 'absent' | 'partial' | 'damaged' | 'outdated' | 'installed'
  /** What is wrong with damaged ones. */
  readonly problem: string
  /** They were loaded and the golden cases replayed with them. */
  readonly checked: boolean
}

export interface Wish {
  /** The setting `gpu`. */
  readonly setting: string
  readonly minimumDriver: string
}

const install = 'Install them in Settings, Compute, or with `studio gpu install`.'

/** What can be told without computing; null: nothing speaks against it. */
export function whyNoGpu(facts: GpuFacts, runtime: RuntimeFacts, wish: Wish): GpuReason | null {
  return notWished(facts, wish) ?? notInMachine(facts, wish) ?? notInstalled(runtime)
}

/** What keeps the machine's GPUs from computing, whatever is installed and wished. */
export function notInMachine(facts: GpuFacts, { setting, minimumDriver }: Wish): GpuReason | null {
  if (facts.pciCards === 0 && facts.cards.length === 0 && facts.driver === null && !facts.wsl) return reason('no-card', 'This machine has no NVIDIA card.', '')
  if (!facts.wsl && facts.driver === null) {
    const held = facts.nouveau ? ' (the free driver nouveau holds it, which cannot compute)' : ''
    return reason('no-driver', `There is an NVIDIA card, but NVIDIA's driver is not loaded${held}.`, `Install NVIDIA's driver, ${minimumDriver} or newer, and restart the machine.`)
  }
  if (facts.driver !== null && isOlder(facts.driver, minimumDriver)) {
    return reason('driver-too-old', `NVIDIA's driver is ${facts.driver}; the libraries need ${minimumDriver} or newer.`, 'Install a newer driver and restart the machine.')
  }
  if (!facts.libcuda) {
    return reason('no-driver', "NVIDIA's driver is loaded, but its library libcuda.so.1 is not found.", 'Install the rest of the driver (libcuda1 on Debian, libnvidia-compute on Ubuntu); start a container with its GPUs (--gpus all).')
  }
  if (facts.deviceFiles === 'absent') return reason('no-access', "NVIDIA's driver is loaded, but there are no device files /dev/nvidia*.", 'Start a container with its GPUs (--gpus all); elsewhere run nvidia-smi once as root.')
  if (facts.deviceFiles === 'forbidden') return reason('no-access', 'This user may not open /dev/nvidia*.', 'Give this user the right to read and write them (often the group video or render).')
  if (isUuid(setting) && facts.cards.length > 0 && !facts.cards.some(({ uuid }) => uuid === setting)) {
    return reason('card-missing', `The card of the setting gpu, ${setting}, is not in this machine or not for this user.`, `Choose another one: ${facts.cards.map(({ uuid, name }) => `${uuid} (${name})`).join(', ')}, or auto.`)
  }
  return null
}

function notWished({ visible }: GpuFacts, { setting }: Wish): GpuReason | null {
  if (setting === 'off') return reason('disabled', 'GPUs are switched off by the setting gpu.', 'Choose all cards or one in Settings, Compute, or `studio settings set gpu auto`.')
  // A card chosen in the settings goes before what the user's shell says.
  const hidden = visible !== null && !isUuid(setting) && ['', '-1', 'none', 'nodevfiles'].includes(visible.trim().toLowerCase())
  return hidden ? reason('hidden', `CUDA_VISIBLE_DEVICES is "${visible}", which hides all cards.`, 'Start without that variable, or name cards in it.') : null
}

function notInstalled({ state, problem, checked }: RuntimeFacts): GpuReason | null {
  switch (state) {
    case 'absent':
      return reason('not-installed', 'The libraries for GPUs are not installed.', install)
    case 'partial':
      return reason('not-installed', 'The libraries for GPUs are installed in part.', `Go on with it. ${install}`)
    case 'outdated':
      return reason('not-installed', 'The libraries for GPUs that are installed belong to another version of Supernet Studio.', install)
    case 'damaged':
      return reason('library-missing', `The libraries for GPUs are damaged: ${problem}.`, 'Remove and install them again in Settings, Compute, or with `studio gpu remove` and `studio gpu install`.')
    case 'installed':
      return checked ? null : reason('not-checked', 'The libraries for GPUs are installed, but the golden cases were not replayed with them.', 'Check them in Settings, Compute, or with `studio gpu install`.')
  }
}

/** What TensorFlow wrote when it looked for a GPU and took none; null where it names no cause. */
export function whyNotSaid(words: string): GpuReason | null {
  const library = /Could not load dynamic library '([^']+)'/.exec(words.replaceAll(/Could not load dynamic library 'lib(?:nvinfer|cuda\.so)[^\n]*/g, ''))?.[1]
  if (library !== undefined || words.includes('Cannot dlopen some GPU libraries')) {
    return reason('library-missing', `TensorFlow cannot load ${library ?? 'some of the libraries for GPUs'}.`, 'Remove and install the libraries again in Settings, Compute, or with `studio gpu remove` and `studio gpu install`.')
  }
  if (/CUDA_ERROR_OUT_OF_MEMORY|out of memory/i.test(words)) {
    return reason('out-of-memory', 'The memory of the GPU is in use: nothing is left to begin with.', 'End other programs on it (nvidia-smi lists them), or choose another card.')
  }
  if (/CUDA_ERROR_SYSTEM_DRIVER_MISMATCH|does not match DSO version/.test(words)) {
    return reason('driver-mismatch', "NVIDIA's driver in the kernel and its library are of different versions, as after an update.", 'Restart the machine.')
  }
  if (words.includes('CUDA_ERROR_INSUFFICIENT_DRIVER') || words.includes('CUDA driver version is insufficient')) {
    return reason('driver-too-old', "NVIDIA's driver is too old for the libraries.", 'Install a newer driver and restart the machine.')
  }
  const capability = /Cuda compute capability ([\d.]+).*?minimum required Cuda capability is ([\d.]+)/is.exec(words)
  if (capability !== null) {
    return reason('card-too-old', `The card has compute capability ${capability[1]}; TensorFlow needs ${capability[2]?.replace(/\.$/, '')} or newer.`, 'Choose another card in Settings, Compute, where there are several.')
  }
  const said = /failed call to cuInit: [^\n]*|CUDA_ERROR_\w+[^\n]*/.exec(words)?.[0]
  return said === undefined ? null : unknownReason(said)
}

export function unknownReason(said: string): GpuReason {
  const words = said === '' ? '' : ` It says: ${said.slice(0, 200)}`
  return reason('unknown', `TensorFlow finds no GPU to use.${words}`, 'Restart the machine if it slept; run nvidia-smi to see whether the driver answers.')
}

export function isUuid(setting: string): boolean {
  return setting.startsWith('GPU-')
}

/** By their numbers, the first that differs decides. */
export function isOlder(version: string, than: string): boolean {
  const [a, b] = [version, than].map((text) => text.split('.').map(Number)) as [number[], number[]]
  const at = b.findIndex((number, place) => (a[place] ?? 0) !== number)
  return at !== -1 && (a[at] ?? 0) < (b[at] ?? 0)
}

function reason(code: GpuReasonCode, what: string, cure: string): GpuReason {
  return { code, what, cure }
}
