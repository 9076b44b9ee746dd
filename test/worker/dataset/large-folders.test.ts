/** Folders that are too large, too deep or too many: answered, bounded, and stopped at once. */
import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, linkSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { defaultSplit } from '../../../src-contract/domain/dataset'
import type { JobEvent } from '../../../src-contract/worker-protocol'
import { runImportJob } from '../../../src-worker/jobs/import-job'
import { runScanJob } from '../../../src-worker/jobs/scan-job'
import { listeningContext, putImages, sampleImages } from '../../helpers/dataset-folder'
import { quietContext as context } from '../../helpers/job-context'

/** Tens of thousands of names are made fastest in memory. */
const place = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()
/** Also what lies too deep for Node. */
const erase = (folder: string) => execFileSync('rm', ['-rf', folder])

const progressIn = (event: JobEvent, phase: string) => (event.kind === 'progress' && event.progress.phase === phase ? event.progress : null)

/** Hard links to real images: a name costs some microseconds, a file would cost a hundred. */
function fill(folder: string, names: number, from: readonly string[], store: string): void {
  mkdirSync(folder, { recursive: true })
  mkdirSync(store, { recursive: true })
  const copies = from.map((path, i) => {
    const copy = join(store, `${folder.replaceAll('/', '_')}-${i}.jpg`)
    copyFileSync(path, copy)
    return copy
  })
  for (let i = 0; i < names; i++) linkSync(copies[i % copies.length] ?? '', join(folder, `${i}.jpg`))
}

describe('100,000 files', () => {
  let folder: string
  let set: string
  beforeAll(() => {
    folder = mkdtempSync(join(place, 'studio-large-'))
    set = join(folder, 'set')
    for (const name of ['cat', 'dog']) fill(join(set, name), 50_000, sampleImages(name).slice(0, 100), join(folder, 'store'))
  }, 120_000)
  afterAll(() => erase(folder))

  it('are scanned with progress, an answer within a second, and less than 1 GB', async () => {
    let last = performance.now()
    let gap = 0
    const listening = listeningContext()
    const turning = {
      ...listening,
      turn: () => {
        gap = Math.max(gap, performance.now() - last)
        return listening.turn().then(() => void (last = performance.now()))
      },
    }
    const began = performance.now()
    const { report } = await runScanJob({ kind: 'scan', sourcePath: set, forbidden: [] }, turning)
    const seconds = (performance.now() - began) / 1000
    expect(report).toMatchObject({ accepted: 100_000, rejectedCount: 0, duplicates: { images: 100_000 } })
    const walk = listening.events.flatMap((event) => progressIn(event, 'Looking through the folder') ?? [])
    expect(walk.at(-1)).toMatchObject({ done: 100_000, total: null, unit: 'files' })
    expect(gap).toBeLessThan(1000)
    expect(report?.peakMemoryBytes).toBeLessThan(1e9)
    console.log(JSON.stringify({ scanned: 100_000, seconds, longestGapMs: gap, peakMemoryBytes: report?.peakMemoryBytes }))
  }, 120_000)

  it.each(['Looking through the folder', 'Scanning', 'Packing'])('stop within a second while %s, and nothing is left', async (phase) => {
    let asked = 0
    const stopping = listeningContext((event) => {
      const progress = progressIn(event, phase)
      if (progress === null || (progress.done < 200 && phase !== 'Looking through the folder')) return false
      if (asked === 0) asked = performance.now()
      return true
    })
    const result = await runImportJob({ kind: 'import', datasetId: 'd', name: null, sourcePath: set, folder: join(folder, 'packed'), imageSize: null, split: defaultSplit, forbidden: [] }, stopping)
    expect(performance.now() - asked).toBeLessThan(1000)
    expect(result).toEqual({ kind: 'import', state: 'stopped', dataset: null })
    expect(readdirSync(folder).sort()).toEqual(['set', 'store'])
  }, 120_000)
})

describe('other extremes', () => {
  let folder: string
  let set: string
  beforeEach(() => {
    folder = mkdtempSync(join(place, 'studio-extreme-'))
    set = join(folder, 'set')
  })
  afterEach(() => erase(folder))
  const scanned = async () => {
    const { report } = await runScanJob({ kind: 'scan', sourcePath: set, forbidden: [] }, context)
    if (report === null) throw new Error('no report')
    return report
  }

  it('20,000 classes', async () => {
    fill(join(set, 'first'), 1, sampleImages('cat').slice(0, 1), join(folder, 'store'))
    const image = join(set, 'first/0.jpg')
    for (let i = 1; i < 20_000; i++) {
      mkdirSync(join(set, String(i)))
      linkSync(image, join(set, String(i), '0.jpg'))
    }
    const report = await scanned()
    expect(report.classes).toHaveLength(20_000)
    expect(report).toMatchObject({ accepted: 20_000, duplicates: { images: 20_000, acrossClasses: 20_000 } })
    expect(report.thumbnails).toHaveLength(24)
  }, 120_000)

  it('more classes than labels are refused', async () => {
    for (let i = 0; i <= 65_536; i++) mkdirSync(join(set, String(i)), { recursive: true })
    await expect(scanned()).rejects.toMatchObject({ code: 'dataset-unrecognised', message: expect.stringContaining('65536') as string })
  }, 120_000)

  it('a path longer than 4,096 bytes is rejected, the rest is taken', async () => {
    putImages(join(set, 'cat'), 3, 'cat')
    putImages(join(set, 'dog'), 3, 'dog')
    const name = 'd'.repeat(250)
    const home = process.cwd()
    process.chdir(join(set, 'cat'))
    try {
      for (let depth = 0; depth < 20; depth++) {
        mkdirSync(name)
        process.chdir(name)
      }
      writeFileSync('deep.jpg', 'x')
    } finally {
      process.chdir(home)
    }
    const report = await scanned()
    expect(report).toMatchObject({ accepted: 6, rejectedCount: 1 })
    expect(report.rejected[0]?.reason).toMatch(/ENAMETOOLONG/)
  })

  it('a folder of archives is refused naming one', async () => {
    mkdirSync(set)
    // Entries that lead out or unpack without end do not matter: nothing is opened.
    for (const name of ['bomb.zip', 'images.tar.gz']) writeFileSync(join(set, name), Buffer.from('PK\x03\x04../../etc/passwd'))
    await expect(scanned()).rejects.toMatchObject({ code: 'dataset-unrecognised', message: expect.stringMatching(/bomb\.zip is an archive.*Unpack it/) as string })
  })

  it('an archive inside a class is rejected with its real type', async () => {
    putImages(join(set, 'cat'), 3, 'cat')
    putImages(join(set, 'dog'), 3, 'dog')
    writeFileSync(join(set, 'cat/more.zip'), Buffer.from('PK\x03\x04../../etc/passwd'))
    const report = await scanned()
    expect(report).toMatchObject({ accepted: 6, rejectedCount: 1 })
    expect(report.rejected[0]?.reason).toMatch(/^ZIP archive/)
  })
})
