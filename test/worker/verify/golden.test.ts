import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-node-gpu'
import { describe, expect, it, onTestFinished } from 'vitest'
import { constantCount } from '../../../src-worker/tensor/kernels'
import { sgdStep } from '../../../src-worker/tensor/flat-sgd'
import { runVerifyJob } from '../../../src-worker/jobs/verify-job'
import { checkClosedForm } from '../../../src-worker/verify/closed-form'
import { readCase } from '../../../src-worker/verify/read-case'
import { replayCase } from '../../../src-worker/verify/replay'
import { quietContext } from '../../helpers/job-context'

const folder = join(import.meta.dirname, '../../../resources/golden')
const names = readdirSync(folder).flatMap((file) => (file.endsWith('.safetensors') ? [file.replace('.safetensors', '')] : []))

describe('golden cases', () => {
  it('bundles all eleven', () => {
    expect(names.length).toBe(11)
  })

  it.each(names)('%s replays within the tolerances and leaks no tensor', (name) => {
    const before = tf.memory().numTensors - constantCount()
    const result = replayCase(readCase(folder, name))
    console.log(JSON.stringify(result))
    expect(result).toMatchObject({ supported: true, pass: true })
    // Only ReLU6, with two kinks, has activations on one in these cases.
    if (name.startsWith('nb201-')) expect(result.reason).toBe('')
    expect(tf.memory().numTensors - constantCount()).toBe(before)
  })

  it('reports methods and spaces that do not exist as unsupported', () => {
    const golden = readCase(folder, 'mobilenet-spos-cosine-shared')
    expect(replayCase({ ...golden, space: { ...golden.space, kind: 'darts' } })).toMatchObject({ supported: false, pass: null, reason: 'space darts is not available' })
  })

  it('has no way to record a fixed exponent', () => {
    const golden = readCase(folder, 'nb201-spos-cosine-shared')
    expect(replayCase({ ...golden, config: { ...golden.config, lr_policy: 'fixed' } })).toMatchObject({ supported: false, pass: null, reason: 'rate fixed is not available' })
  })

  it('names the file of a malformed case, and what is wrong with it', async () => {
    const odd = mkdtempSync(join(tmpdir(), 'golden-'))
    onTestFinished(() => rmSync(odd, { recursive: true, force: true }))
    writeFileSync(join(odd, 'closed-form.json'), '{}')
    const verify = () => runVerifyJob({ kind: 'verify', folder: odd }, quietContext)
    await expect(verify()).rejects.toMatchObject({ code: 'case-malformed', message: expect.stringContaining('closed-form.json: nas-bench-201') as string })
    rmSync(join(odd, 'closed-form.json'))
    const name = 'nb201-spos-cosine-shared'
    const text = readFileSync(join(folder, `${name}.json`), 'utf8')
    copyFileSync(join(folder, `${name}.safetensors`), join(odd, `${name}.safetensors`))
    writeFileSync(join(odd, `${name}.json`), text.replace(/"cells": *1/, '"cells": "one"'))
    await expect(verify()).rejects.toMatchObject({ code: 'case-malformed', message: expect.stringContaining('space.cells') as string })
    writeFileSync(join(odd, `${name}.json`), text.replace(/"channels": *2/, '"channels": 3'))
    await expect(verify()).rejects.toMatchObject({ code: 'case-malformed', message: expect.stringContaining(`${name}.json and its tensors`) as string })
  })

  it('closed-form values agree to 1e-9', () => {
    expect(checkClosedForm(join(folder, 'closed-form.json'))).toMatchObject({ pass: true })
  })
})

describe('verify can fail', () => {
  const golden = readCase(folder, 'nb201-spos-calr-separated')

  it('without clipping', () => {
    expect(replayCase({ ...golden, config: { ...golden.config, clip_norm: 0 } })).toMatchObject({ pass: false })
  })

  it('with T off by one', () => {
    expect(replayCase({ ...golden, config: { ...golden.config, total_steps: golden.config.total_steps + 1 } })).toMatchObject({ pass: false })
  })

  it('with plain momentum in place of Nesterov', () => {
    const plain: typeof sgdStep = (weights, momentum, gradient, rate, settings, mask) => {
      const step = sgdStep(weights, momentum, gradient, 0, settings, mask)
      step.weights.dispose()
      return { momentum: step.momentum, weights: tf.tidy(() => tf.sub(weights, tf.mul(step.momentum, rate))) }
    }
    const result = replayCase(golden, plain)
    expect(result).toMatchObject({ pass: false })
    expect(result.reason).toContain('weights deviates')
  })
})
