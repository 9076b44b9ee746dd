/**
 * A process that saves checkpoints and dies at a given call. Arguments: run folder, first step, number of saves (every
 * 10 steps), number of the call to die at (0: never), floats a tensor, and "wait" to begin only upon a byte on stdin.
 * It prints the step of each save after that has returned, so the parent may hold the disk to it.
 */
import { readSync, writeSync } from 'node:fs'
import { saveCheckpoint } from '../../src-worker/training/checkpoint-store'
import { watchDisk } from './disk-calls'
import { exampleCheckpoint } from './example-checkpoint'

const [folder = '', first, saves, deadlyCall, floats, wait] = process.argv.slice(2)

if (wait === 'wait') {
  writeSync(1, 'ready\n')
  readSync(0, Buffer.alloc(1))
}
let calls = 0
watchDisk((call) => {
  calls += 1
  if (calls !== Number(deadlyCall)) return
  call.part()
  process.kill(process.pid, 'SIGKILL')
})
for (let save = 0; save < Number(saves); save++) {
  const step = Number(first) + 10 * save
  saveCheckpoint(folder, exampleCheckpoint(step, Number(floats)), 'test')
  writeSync(1, `saved ${step}\n`)
}
