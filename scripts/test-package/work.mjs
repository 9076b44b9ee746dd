/** Real work with the packaged sample, without a network. */
import { demand, lastJson } from './checks.mjs'

export async function startsQuickly(clean) {
  const { code, stdout, output } = await clean(['studio', 'quickstart', '--json'], { timeoutMs: 3_600_000 })
  demand(code === 0, `it ended with ${code}: ${output.trim().slice(-500)}`)
  const { runs, seconds } = lastJson(stdout)
  return { runs: runs.length, text: `${seconds.toFixed(0)} s, Kendall's tau ${runs.map(({ kendallTau }) => kendallTau.cifar10.toFixed(3)).join(' and ')}` }
}

export async function trains(clean) {
  const sample = '/usr/lib/supernet-studio/resources/resources/sample/cifar10'
  const steps = [
    ['dataset', 'add', sample, '--name', 'sample'],
    ['train', '--dataset', 'sample', '--channels', '4', '--cells', '1', '--epochs', '1', '--batch', '64', '--name', 'short'],
    ['rank', 'short', '--architectures', 'random:5', '--batch', '250'],
  ]
  let last = {}
  for (const step of steps) {
    const { code, stdout, output } = await clean(['studio', ...step, '--json'], { timeoutMs: 900_000 })
    demand(code === 0, `studio ${step.join(' ')} ended with ${code}: ${output.trim().slice(-500)}`)
    last = lastJson(stdout)
  }
  return { runs: 1, text: `${last.architectures} architectures ranked` }
}
