import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'
import { endOfProcess, startOfProcess } from '../../../src-main/system/live-process'

function started(script: string): ChildProcess & { readonly pid: number } {
  const child = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  if (child.pid === undefined) throw new Error('sh did not start')
  return Object.assign(child, { pid: child.pid })
}

test('a process has a start time until it ends', async () => {
  const child = started('exec sleep 60')
  const start = startOfProcess(child.pid)
  expect(start).toMatch(/^\d+$/)
  let isOver = false
  const end = endOfProcess(child.pid).then(() => (isOver = true))
  await new Promise((later) => setTimeout(later, 250))
  expect([isOver, startOfProcess(child.pid)]).toEqual([false, start])
  const exit = once(child, 'exit')
  child.kill('SIGTERM')
  await Promise.all([end, exit])
  expect(startOfProcess(child.pid)).toBeNull()
  await endOfProcess(child.pid)
})

test('a process whose parent never asks how it ended is gone all the same', async () => {
  // Its parent becomes a program that waits for nobody.
  const parent = started('sleep 60 & echo $!; exec sleep 60')
  const [line] = (await once(createInterface({ input: parent.stdout ?? process.stdin }), 'line')) as [string]
  const pid = Number(line)
  process.kill(pid, 'SIGTERM')
  await endOfProcess(pid)
  // To a signal it is still there.
  expect(process.kill(pid, 0)).toBe(true)
  expect(startOfProcess(pid)).toBeNull()
})
