/**
 * Folders with every fault that is named in docs/datasets.md.
 */
import { execFileSync } from 'node:child_process'
import { appendFileSync, chmodSync, copyFileSync, linkSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defaultSplit, type ImportReport } from '../../../src-contract/domain/dataset'
import type { ImportJob } from '../../../src-contract/worker-protocol'
import { openPackedDataset } from '../../../src-worker/dataset/packed-dataset'
import { runImportJob } from '../../../src-worker/jobs/import-job'
import { sampleFolder } from '../../helpers/dataset-images'
import type { JobContext } from '../../../src-worker/jobs/job-context'
import { quietContext as context } from '../../helpers/job-context'

let folder: string
let set: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'studio-folders-'))
  set = join(folder, 'set')
})
afterEach(() => {
  execFileSync('chmod', ['-R', 'u+rwX', folder])
  rmSync(folder, { recursive: true, force: true })
})

const job = (more: Partial<ImportJob> = {}): ImportJob =>
  ({ kind: 'import', datasetId: 'd', name: null, sourcePath: set, folder: join(folder, 'packed'), imageSize: null, split: defaultSplit, forbidden: [], ...more })

async function imported(more: Partial<ImportJob> = {}) {
  rmSync(join(folder, 'packed'), { recursive: true, force: true })
  const { dataset } = await runImportJob(job(more), context)
  if (dataset === null) throw new Error('no data set')
  const { seen, accepted, rejected, ignored } = dataset.report
  expect(accepted + rejected.length + ignored).toBe(seen)
  return dataset
}
const reasonFor = (report: ImportReport, end: string) => report.rejected.find(({ path }) => path.endsWith(end))?.reason

const images = (name: string) => readdirSync(join(sampleFolder, 'train', name)).sort().map((file) => join(sampleFolder, 'train', name, file))
/** `count` different real images of a class of the sample in a folder. */
function put(where: string, count: number, from = 'cat', first = 0): void {
  mkdirSync(join(set, where), { recursive: true })
  images(from).slice(first, first + count).forEach((path, i) => copyFileSync(path, join(set, where, `${first + i}.jpg`)))
}
const two = () => {
  put('cat', 4)
  put('dog', 4, 'dog')
}

describe('layout', () => {
  it('val/, valid/ or validation/ is valid, whatever the case of the letters; test/ is test only', async () => {
    for (const name of ['val', 'Valid', 'validation']) {
      rmSync(set, { recursive: true, force: true })
      for (const label of ['cat', 'dog']) {
        put(`train/${label}`, 3, label)
        put(`${name}/${label}`, 2, label, 10)
        put(`test/${label}`, 1, label, 20)
      }
      expect((await imported()).counts).toEqual({ train: 6, valid: 4, test: 2 })
    }
  })

  it('images deeper down belong to the class folder above them', async () => {
    two()
    put('cat/a/b/c', 2, 'cat', 10)
    const { report } = await imported()
    expect(report.perClass.cat).toEqual({ train: 6 })
  })

  it('clutter is ignored and counted, and is never a class', async () => {
    two()
    for (const name of ['.git', '__MACOSX']) put(name, 1)
    for (const name of ['.DS_Store', 'Thumbs.db', 'desktop.ini', '._x.jpg']) writeFileSync(join(set, 'cat', name), 'x')
    writeFileSync(join(set, 'README.md'), 'beside the classes')
    const { classes, report } = await imported()
    expect(classes).toEqual(['cat', 'dog'])
    expect(report).toMatchObject({ accepted: 8, ignored: 7, rejected: [] })
  })

  it('names are kept whatever they hold', async () => {
    const odd = ['with space', 'line\nbreak', '😀', '\u202eright to left', '-dash', '<img onerror=x>', "'; DROP TABLE runs", 'é'.repeat(120)]
    for (const [i, name] of odd.entries()) put(name, 2, 'cat', 2 * i)
    const { classes, report } = await imported()
    expect([...classes].sort()).toEqual([...odd].sort())
    for (const name of odd) expect(Object.entries(report.perClass).find(([key]) => key === name)?.[1]).toEqual({ train: 2 })
  })

  it.each(['constructor', '__proto__'])('a class may be called %s', async (name) => {
    two()
    put(name, 2, 'bird')
    expect((await imported()).classes).toContain(name)
  })

  it('names that differ in case or in Unicode form stay two classes, with a warning', async () => {
    put('Cat', 2)
    put('cat', 2, 'cat', 5)
    put('caf\u00e9', 2, 'dog')
    put('cafe\u0301', 2, 'dog', 5)
    const { classes, report } = await imported()
    expect(classes).toHaveLength(4)
    expect(report.warnings.filter((warning) => warning.includes('differ only'))).toHaveLength(2)
  })

  it('an empty class and a class of one image are named', async () => {
    two()
    put('bird', 1, 'bird')
    mkdirSync(join(set, 'empty'))
    const { report } = await imported()
    expect(report.warnings.join('\n')).toMatch(/"empty" has no image/)
    expect(report.warnings.join('\n')).toMatch(/fewer than 2 training images/)
  })

  it.each([
    ['images without class folders', () => put('.', 3), 'dataset-unrecognised'],
    ['val/ without train/', () => { put('val/cat', 2); put('val/dog', 2, 'dog') }, 'dataset-empty'],
  ])('%s are refused', async (_, make, code) => {
    make()
    await expect(imported()).rejects.toMatchObject({ code })
  })

  it.each(['set.zip', 'set.tar'])('a single file such as %s is refused with the advice to unpack it', async (name) => {
    writeFileSync(join(folder, name), 'PK\x03\x04')
    await expect(imported({ sourcePath: join(folder, name) })).rejects.toMatchObject({ code: 'dataset-unrecognised', message: expect.stringMatching(/[Uu]npack/) as string })
  })

  it('2,000 classes', async () => {
    const [one = '', other = ''] = images('cat')
    for (let i = 0; i < 2_000; i++) {
      mkdirSync(join(set, String(i)), { recursive: true })
      linkSync(i % 2 === 0 ? one : other, join(set, String(i), 'a.jpg'))
    }
    expect((await imported({ imageSize: 4 })).classes).toHaveLength(2_000)
  }, 60_000)
})

describe('links and special files', () => {
  it('a link to a file inside is taken; one outside, to nothing or in a circle is rejected', async () => {
    two()
    const outside = join(folder, 'outside.jpg')
    copyFileSync(images('bird')[0] ?? '', outside)
    symlinkSync('../dog/0.jpg', join(set, 'cat/inside.jpg'))
    symlinkSync(outside, join(set, 'cat/outside.jpg'))
    symlinkSync('nowhere', join(set, 'cat/dangling.jpg'))
    symlinkSync('b.jpg', join(set, 'cat/a.jpg'))
    symlinkSync('a.jpg', join(set, 'cat/b.jpg'))
    symlinkSync('..', join(set, 'cat/up'))
    const { report } = await imported()
    expect(report.accepted).toBeGreaterThanOrEqual(9)
    expect(reasonFor(report, 'outside.jpg')).toMatch(/leaves the data set|outside/)
    for (const name of ['dangling.jpg', '/a.jpg', '/b.jpg']) expect(reasonFor(report, name)).toBeDefined()
  })

  it('a class folder that is a link to somewhere else is not read', async () => {
    two()
    const elsewhere = join(folder, 'elsewhere')
    mkdirSync(elsewhere)
    copyFileSync(images('bird')[0] ?? '', join(elsewhere, 'private.jpg'))
    symlinkSync(elsewhere, join(set, 'bird'))
    const { report } = await imported()
    expect(report.accepted).toBe(8)
  })

  it('a hard link is a duplicate', async () => {
    two()
    linkSync(join(set, 'cat/0.jpg'), join(set, 'dog/same.jpg'))
    const { report } = await imported()
    expect(report.duplicates).toMatchObject({ images: 2, acrossClasses: 2 })
    expect(report.warnings.join()).toMatch(/more than one class/)
  })

  it('pipes, sockets and devices are rejected without being opened', async () => {
    two()
    execFileSync('mkfifo', [join(set, 'cat/pipe.jpg')])
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(join(set, 'cat/socket.jpg'), resolve))
    symlinkSync('/dev/zero', join(set, 'cat/zero.jpg'))
    symlinkSync('/proc/self/environ', join(set, 'cat/proc.jpg'))
    try {
      const { report } = await imported()
      expect(report.accepted).toBe(8)
      for (const name of ['pipe.jpg', 'socket.jpg', 'zero.jpg', 'proc.jpg']) expect(reasonFor(report, name)).toBeDefined()
    } finally {
      server.close()
    }
  })

  it('a name that is not UTF-8 is rejected', async () => {
    two()
    writeFileSync(Buffer.concat([Buffer.from(join(set, 'cat/')), Buffer.of(0xff, 0xfe), Buffer.from('.jpg')]), 'x')
    const { report } = await imported()
    expect(report.accepted).toBe(8)
    expect(report.rejected).toHaveLength(1)
    expect(report.rejected[0]?.reason).toMatch(/UTF-8 \(bytes fffe2e6a7067\)/)
  })
})

describe('permission and change', () => {
  it('files and folders without permission are rejected, the rest is taken', async () => {
    two()
    put('bird', 2, 'bird')
    chmodSync(join(set, 'cat/1.jpg'), 0)
    chmodSync(join(set, 'bird'), 0)
    execFileSync('chmod', ['755', folder])
    // Root may read everything, so the import itself runs as another user.
    if (process.seteuid === undefined) throw new Error('this test needs seteuid')
    mkdirSync(join(folder, 'out'), { mode: 0o777 })
    chmodSync(join(folder, 'out'), 0o777)
    if (process.getuid?.() === 0) process.seteuid(65534)
    try {
      const { dataset } = await runImportJob(job({ folder: join(folder, 'out/packed') }), context)
      expect(dataset?.report.accepted).toBe(7)
      expect(dataset?.report.rejected).toHaveLength(2)
    } finally {
      if (process.getuid?.() === 0) process.seteuid(0)
    }
  })

  it('a folder that may not be written ends with a code for it and leaves nothing', async () => {
    two()
    if (process.seteuid === undefined) throw new Error('this test needs seteuid')
    mkdirSync(join(folder, 'locked'), { mode: 0o555 })
    chmodSync(folder, 0o755)
    if (process.getuid?.() === 0) process.seteuid(65534)
    try {
      await expect(runImportJob(job({ folder: join(folder, 'locked/packed') }), context)).rejects.toMatchObject({ code: expect.stringMatching(/permission-denied|EACCES/) as string })
    } finally {
      if (process.getuid?.() === 0) process.seteuid(0)
    }
    expect(readdirSync(join(folder, 'locked'))).toEqual([])
  })

  it('a file that goes away or grows between the two passes is rejected or taken whole, the rest imports', async () => {
    two()
    const changing: JobContext = {
      ...context,
      emit: (event) => {
        if (event.kind !== 'progress' || event.progress.phase !== 'Packing' || event.progress.done > 0) return
        rmSync(join(set, 'cat/0.jpg'))
        appendFileSync(join(set, 'cat/1.jpg'), Buffer.alloc(100))
      },
    }
    const { dataset } = await runImportJob(job(), changing)
    expect(dataset?.report.rejected.map(({ path }) => path)).toEqual([join(set, 'cat/0.jpg')])
    expect(dataset?.report.accepted).toBe(7)
  })

  it('stopped while it packs, it leaves nothing', async () => {
    two()
    let turns = 0
    const stopping = { ...context, stopRequested: false, turn: () => Promise.resolve(void (stopping.stopRequested = ++turns >= 2)) }
    const result = await runImportJob(job(), stopping)
    expect(result).toEqual({ kind: 'import', state: 'stopped', dataset: null })
    expect(readdirSync(folder)).toEqual(['set'])
  })

  it('a data set whose packed images changed size is refused', async () => {
    two()
    await imported()
    const packed = join(folder, 'packed')
    openPackedDataset(packed).close()
    appendFileSync(join(packed, 'images.bin'), 'x')
    expect(() => openPackedDataset(packed)).toThrow(/bytes of images/)
  })

  it('imports the same folder to the same fingerprint', async () => {
    two()
    const first = await imported()
    expect((await imported()).fingerprint).toBe(first.fingerprint)
    put('cat', 1, 'cat', 30)
    expect((await imported()).fingerprint).not.toBe(first.fingerprint)
  })
})

describe('a disk that is full', () => {
  const mount = () => {
    const disk = join(folder, 'disk')
    mkdirSync(disk)
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk], { stdio: 'ignore' })
      return disk
    } catch {
      // Not every machine lets tests mount.
      return null
    }
  }

  it('is named with the bytes needed and free, and nothing stays there', async (test) => {
    put('cat', 40)
    put('dog', 40, 'dog')
    const disk = mount()
    if (disk === null) return test.skip('this user may not mount a small disk')
    try {
      await expect(runImportJob(job({ folder: join(disk, 'packed') }), context)).rejects.toMatchObject({
        code: 'disk-full',
        message: expect.stringMatching(/\d+ bytes in .*disk.*\d+ are free/) as string,
      })
      expect(readdirSync(disk)).toEqual([])
    } finally {
      execFileSync('umount', [disk])
    }
  })
})
