/** A full disk, a diverging training and a history of a newer version: each has its message, exit code and state. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openConnection } from '../../src-main/database/sqlite'
import { sample, studio, temporaryHome } from '../helpers/cli'

const isRoot = process.getuid?.() === 0

describe('a history written by a newer version', { timeout: 60_000 }, () => {
  it('can be looked at with a warning, and is not written to', async () => {
    const home = temporaryHome()
    expect((await studio('dataset', 'add', sample, '--home', home.path)).code).toBe(0)
    const db = openConnection(join(home.path, 'history.sqlite'))
    db.pragma('user_version = 999')
    db.close()
    const looked = await studio('dataset', 'list', '--home', home.path, '--json')
    expect(looked.code, looked.stderr).toBe(0)
    expect(looked.result['datasets']).toHaveLength(1)
    expect(looked.lines.map(({ event }) => event)).toContain('warning')
    const wrote = await studio('dataset', 'remove', 'cifar10', '--home', home.path)
    expect(wrote.code).toBe(3)
    expect(wrote.stderr).toContain('error [history-newer]')
    home.remove()
  })
})

describe.runIf(isRoot)('a small disk', { timeout: 90_000 }, () => {
  it('warns before a training, pauses it when the disk is full, and the run goes on bit for bit once there is space', async () => {
    const home = temporaryHome()
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=26m', 'tmpfs', home.path])
    try {
      expect((await studio('dataset', 'add', sample, '--home', home.path)).code).toBe(0)
      const sizes = ['--channels', '16', '--cells', '3', '--batch', '4', '--steps', '10', '--checkpoint-steps', '2']
      const full = await studio('train', '--dataset', 'cifar10', ...sizes, '--home', home.path, '--json')
      expect(full.code, full.stderr).toBe(7)
      expect(full.stderr).toContain('error [disk-full]')
      expect(full.lines.some(({ event, message }) => event === 'warning' && String(message).includes('checkpoints of this run take'))).toBe(true)
      expect(full.result).toMatchObject({ state: 'paused', totalSteps: 10 })
      const shown = await studio('show', String(full.result['run']), '--home', home.path, '--json')
      expect(shown.result).toMatchObject({ state: 'paused', error: { code: 'disk-full', message: expect.stringMatching(/needs \d+ bytes and \d+ are free/) as string } })

      execFileSync('mount', ['-o', 'remount,size=120m', home.path])
      const resumed = await studio('resume', String(full.result['run']), '--home', home.path, '--json')
      expect(resumed.code, resumed.stderr).toBe(0)
      const whole = await studio('train', '--dataset', 'cifar10', ...sizes, '--home', home.path, '--json')
      expect(resumed.result).toMatchObject({ state: 'finished', steps: 10, weightsSha256: whole.result['weightsSha256'] })

      const diverged = await studio('train', '--dataset', 'cifar10', '--channels', '4', '--cells', '1', '--batch', '8', '--steps', '500', '--lr', '100', '--weight-decay', '1', '--home', home.path, '--json')
      expect(diverged.code).toBe(6)
      expect(diverged.stderr).toContain('error [not-a-number]')
      expect(diverged.result).toMatchObject({ state: 'failed' })
    } finally {
      execFileSync('umount', ['-l', home.path])
      home.remove()
    }
  })

  it('refuses an import that does not fit, and leaves nothing of it', async () => {
    const home = temporaryHome()
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', home.path])
    try {
      const added = await studio('dataset', 'add', sample, '--home', home.path)
      expect(added.code).toBe(7)
      expect(added.stderr).toContain('error [disk-full]')
      const listed = await studio('dataset', 'list', '--home', home.path, '--json')
      expect(listed.result['datasets']).toHaveLength(0)
    } finally {
      execFileSync('umount', ['-l', home.path])
      home.remove()
    }
  })
})
