import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { random } from '../../../src-worker/random'
import { checkpointsFolder, loadNewestCheckpoint, saveCheckpoint, sweepUnfinished } from '../../../src-worker/training/checkpoint-store'
import { decodeSafetensors, encodeSafetensors } from '../../../src-worker/training/safetensors'
import { exampleCheckpoint } from '../../faults/example-checkpoint'

let run: string
beforeEach(() => {
  run = mkdtempSync(join(tmpdir(), 'studio-checkpoint-'))
})
afterEach(() => rmSync(run, { recursive: true }))

const save = (step: number) => saveCheckpoint(run, exampleCheckpoint(step), 'test')
const state = (step: number) => join(checkpointsFolder(run), String(step), 'state.safetensors')

describe('checkpoints', () => {
  it('come back as they were, the newest first, three kept', () => {
    for (const step of [10, 20, 30, 40]) save(step)
    expect(loadNewestCheckpoint(run)?.checkpoint).toEqual(exampleCheckpoint(40))
    expect(readdirSync(checkpointsFolder(run)).sort()).toEqual(['20', '30', '40'])
  })

  it('damaged in 50 seeded ways are detected, and the one before is used', () => {
    const seed = Number(process.env['SEED'] ?? 1)
    console.log(`seed ${seed}`)
    const draw = random('damage', seed)
    save(10)
    for (let trial = 0; trial < 50; trial++) {
      save(20)
      const path = state(20)
      const bytes = readFileSync(path)
      const kind = ['flip', 'cut', 'zero', 'missing'][trial % 4]
      const at = draw.integer(bytes.length)
      if (kind === 'cut') truncateSync(path, at)
      else if (kind === 'missing') rmSync(path)
      else {
        const file = openSync(path, 'r+')
        const length = kind === 'zero' ? Math.min(64, bytes.length - at) : 1
        const damage = kind === 'zero' ? Buffer.alloc(length, 0xa5) : Buffer.of((bytes[at] ?? 0) ^ (1 << draw.integer(8)))
        writeSync(file, damage, 0, length, at)
        closeSync(file)
      }
      const loaded = loadNewestCheckpoint(run)
      expect(loaded?.checkpoint, `trial ${trial}: ${kind ?? ''} at ${at}`).toEqual(exampleCheckpoint(10))
      expect(loaded?.rejected.length).toBe(1)
      rmSync(join(checkpointsFolder(run), '20'), { recursive: true })
    }
  })

  it('says so when none can be used, and null when there is none', () => {
    expect(loadNewestCheckpoint(run)).toBeNull()
    save(10)
    truncateSync(state(10), 9)
    expect(() => loadNewestCheckpoint(run)).toThrow(/No checkpoint .* can be used/)
  })

  it('unfinished ones are swept and never loaded', () => {
    save(10)
    mkdirSync(join(checkpointsFolder(run), '20'))
    writeFileSync(join(checkpointsFolder(run), '20', 'state.safetensors.tmp-1'), 'x')
    expect(loadNewestCheckpoint(run)?.checkpoint.step).toBe(10)
    sweepUnfinished(run)
    expect(existsSync(join(checkpointsFolder(run), '20'))).toBe(false)
  })
})

describe('safetensors', () => {
  const good = Buffer.concat(encodeSafetensors(exampleCheckpoint(1).tensors))
  const withHeader = (header: string) => {
    const length = Buffer.alloc(8)
    length.writeBigUInt64LE(BigInt(header.length))
    return Buffer.concat([length, Buffer.from(header), Buffer.alloc(16)])
  }

  it.each([
    ['an empty file', Buffer.alloc(0)],
    ['a header longer than the file', good.subarray(0, 20)],
    ['a pickle', Buffer.from('\x80\x02}q\x00X\x01')],
    ['no JSON', withHeader('hello world')],
    ['a hole', withHeader('{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}')],
    ['overlap', withHeader('{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}')],
    ['an unknown type', withHeader('{"a":{"dtype":"F16","shape":[8],"data_offsets":[0,16]}}')],
    ['a negative offset', withHeader('{"a":{"dtype":"F32","shape":[4],"data_offsets":[-16,0]}}')],
    ['a shape that overflows', withHeader('{"a":{"dtype":"F32","shape":[9007199254740991,9007199254740991],"data_offsets":[0,16]}}')],
  ])('refuses %s', (_, bytes) => {
    expect(() => decodeSafetensors(bytes, 'file')).toThrow(/^file is not a usable safetensors file/)
  })
})
