/** Studies in the history, and their parts: carried, joined, refused. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { StudyResult } from '../../../src-contract/study/study'
import type { HistoryWriter } from '../../../src-main/database/history-api'
import { enterStudy } from '../../../src-main/studies/enter-study'
import { importStudy } from '../../../src-main/studies/import-study'
import { readStudyFolder, writeStudyFolder } from '../../../src-main/studies/study-folder'
import { studyStatus } from '../../../src-main/studies/view-study'
import { exampleRun, openOwned, temporaryHome } from '../../helpers/history-fixtures'
import { studyResult, studyText } from '../../helpers/study'

async function withHistory<T>(work: (history: HistoryWriter) => Promise<T>, home = temporaryHome()): Promise<T> {
  const { history, close } = await openOwned(home)
  try {
    return await work(history)
  } finally {
    await close()
  }
}

/** The folder that another machine exported with these results. */
function part(results: readonly StudyResult[], text = studyText, folder = join(temporaryHome('study-part-'), 'part')): Promise<string> {
  return withHistory(async (history) => {
    const study = await enterStudy({ history }, text, 'small.json')
    history.addStudyImports(study.id, results)
    writeStudyFolder(folder, await history.study(study.id), await studyStatus(history, study.id, true))
    return folder
  })
}

const cells = (arms: readonly string[], seeds: readonly number[]): StudyResult[] => arms.flatMap((arm) => seeds.map((seed) => studyResult(arm, seed)))

describe('a study in the history', () => {
  it('is entered once, keeps its file while it has runs, and is found by name after opening again', async () => {
    const home = temporaryHome()
    await withHistory(async (history) => {
      const first = await enterStudy({ history }, studyText, 'a.json')
      expect((await enterStudy({ history }, studyText, 'b.json')).id).toBe(first.id)
      const other = await enterStudy({ history }, `${studyText}\n`, 'a.json')
      expect([other.id === first.id, other.sha256 === first.sha256]).toEqual([false, false])
      history.addStudyRun(other.id, 'ms', 1, exampleRun('run-1', 'one'))
      await expect(enterStudy({ history }, studyText, 'a.json')).rejects.toMatchObject({ code: 'study-differs', message: expect.stringContaining('with 1 runs') as string })
    }, home)
    await withHistory(async (history) => {
      const { view, report } = await studyStatus(history, 'small')
      expect(view.cells.find(({ runId }) => runId === 'run-1')).toMatchObject({ arm: 'ms', seed: 1, state: 'interrupted', totalSteps: 1000 })
      expect(view.cells.filter(({ state }) => state === 'waiting')).toHaveLength(8)
      expect([report.done, report.total]).toEqual([0, 9])
      history.deleteRuns(['run-1'])
      expect((await history.study('small')).cells).toEqual([])
      history.undoDelete(['run-1'])
      expect((await history.study('small')).cells).toEqual([{ arm: 'ms', seed: 1, runId: 'run-1' }])
      history.removeStudy('small')
      await expect(history.study('small')).rejects.toMatchObject({ code: 'study-missing' })
      expect((await history.run('run-1')).id).toBe('run-1')
    }, home)
  })
})

describe('parts of a study', () => {
  it('are joined in any order, twice the same counts once, and the report is that of all', async () => {
    const [a, b] = [await part(cells(['cosine', 'calr'], [0, 1, 2])), await part([...cells(['ms'], [0, 1]), studyResult('cosine', 0)])]
    await withHistory(async (history) => {
      expect(await importStudy({ history }, [b, a])).toMatchObject({ added: 8, equal: 1 })
      expect(await importStudy({ history }, [a])).toMatchObject({ added: 0, equal: 6 })
      const { view, report, results } = await studyStatus(history, 'small', true)
      expect(view.cells.filter(({ state }) => state !== 'done')).toMatchObject([{ arm: 'ms', seed: 2, state: 'waiting' }])
      expect([report.done, report.total]).toEqual([8, 9])
      expect(results).toEqual([...cells(['cosine', 'calr'], [0, 1, 2]), ...cells(['ms'], [0, 1])])
      expect(report.differences.find(({ arm, key }) => arm === 'ms' && key === 'finalLoss')?.sample).toMatchObject({ n: 2, mean: expect.closeTo(-0.25, 12) as number })
    })
  })

  const refused = async (folders: readonly string[]): Promise<{ code: string; message: string }> =>
    withHistory(async (history) => {
      const error: unknown = await importStudy({ history }, folders).catch((thrown: unknown) => thrown)
      expect((await history.studies()).length).toBe(0)
      return error as { code: string; message: string }
    })

  it.each<[string, (result: StudyResult) => StudyResult, string]>([
    ['other weights', (result) => ({ ...result, weightsSha256: 'f'.repeat(64) }), 'have different weights'],
    ['another figure', (result) => ({ ...result, figures: { ...result.figures, 'complexityBias.loss.cifar10': 0.25 } }), 'have different figures (complexityBias.loss.cifar10: 0 and 0.25)'],
    ['a figure less', (result) => ({ ...result, figures: { finalLoss: 2 } }), 'have different figures (complexityBias.loss.cifar10: 0 and none)'],
  ])('with %s of one run are refused', async (_name, change, reason) => {
    const error = await refused([await part([studyResult('cosine', 0)]), await part([change(studyResult('cosine', 0))])])
    expect(error).toMatchObject({ code: 'study-differs', message: expect.stringContaining(reason) as string })
  })

  it('that took other times are the same', async () => {
    const result = studyResult('cosine', 0)
    const [a, b] = [await part([result]), await part([{ ...result, seconds: 1, figures: { ...result.figures, seconds: 1 } }])]
    await withHistory(async (history) => expect(await importStudy({ history }, [a, b])).toMatchObject({ added: 1, equal: 1 }))
  })

  it('of another file, with other settings, or on other data are refused', async () => {
    const mine = await part([studyResult('cosine', 0)])
    expect(await refused([mine, await part([studyResult('cosine', 1)], `${studyText} `)])).toMatchObject({ code: 'study-differs', message: expect.stringContaining('not of one study') as string })
    const changed = (change: object): StudyResult => {
      const result = studyResult('cosine', 1)
      return { ...result, config: JSON.stringify({ ...(JSON.parse(result.config) as object), ...change }) }
    }
    expect((await refused([mine, await part([changed({ batch: 32 })])])).message).toContain('differ in "batch", and must differ in the seed only')
    const data = { ...changed({ datasetFingerprint: 'beef' }), arm: 'ms' }
    expect((await refused([mine, await part([data])])).message).toContain('were made with different data')
  })

  it('that were changed, cut off or are no export are refused', async () => {
    const folder = await part([studyResult('cosine', 0)])
    const runs = readFileSync(join(folder, 'runs.csv'), 'utf8')
    writeFileSync(join(folder, 'runs.csv'), runs.replace(',40,', ',41,'))
    expect(() => readStudyFolder(folder)).toThrow('its SHA-256 differs')
    writeFileSync(join(folder, 'runs.csv'), runs)
    expect(readStudyFolder(folder).results).toEqual([studyResult('cosine', 0)])
    writeFileSync(join(folder, 'manifest.json'), '{"format":1')
    expect(() => readStudyFolder(folder)).toThrow('is not the manifest')
    expect(await refused([temporaryHome('empty-')])).toMatchObject({ code: 'file-missing', message: expect.stringContaining('holds no export of a study') as string })
  })

  it('take the place of a run that was not finished here, which stays in the history', async () => {
    const folder = await part([studyResult('cosine', 0)])
    await withHistory(async (history) => {
      const { id } = await enterStudy({ history }, studyText, 'small.json')
      history.addStudyRun(id, 'cosine', 0, exampleRun('run-1', 'one'))
      await expect(importStudy({ history }, [folder])).rejects.toMatchObject({ code: 'study-differs', message: expect.stringContaining('under way here') as string })
      history.endRun('run-1', { state: 'stopped', finalLoss: null, weightsSha256: null, seconds: 1, error: null })
      await importStudy({ history }, [folder])
      expect((await studyStatus(history, id)).view.cells[0]).toMatchObject({ state: 'done', imported: true })
      expect((await history.run('run-1')).state).toBe('stopped')
    })
  })

  it('write into no folder that has something else in it', async () => {
    const folder = temporaryHome('foreign-')
    writeFileSync(join(folder, 'mine.txt'), '')
    await withHistory(async (history) => {
      const record = await enterStudy({ history }, studyText, 'small.json')
      const status = await studyStatus(history, record.id)
      expect(() => writeStudyFolder(folder, record, status)).toThrow('has other files in it')
    })
  })

  it('write over an earlier export of the same study, and over nothing that is not in it', async () => {
    const mine = cells(['cosine'], [0, 1])
    const refusedBy = async (folder: string): Promise<string> => {
      const before = readFileSync(join(folder, 'runs.csv'), 'utf8')
      const error = await part(mine, studyText, folder).then(() => null, (thrown: unknown) => thrown as { code: string; message: string })
      expect([error?.code, readFileSync(join(folder, 'runs.csv'), 'utf8')]).toEqual(['bad-argument', before])
      return error?.message ?? ''
    }
    const folder = await part(cells(['cosine'], [0]))
    await part(mine, studyText, folder)
    expect(readStudyFolder(folder).results).toEqual(mine)

    expect(await refusedBy(await part(mine, `${studyText} `))).toContain('has the export of another study, "small"')
    expect(await refusedBy(await part(cells(['cosine', 'ms'], [0, 2])))).toContain('that are not in this history (cosine seed 2, ms seed 0, ms seed 2): choose an empty or new folder, or import that one first')
    // Made by other runs: nothing else may have these results, and no import would join the two.
    const foreign = (change: Partial<StudyResult>) => part([studyResult('cosine', 0, { runId: 'of-another-machine', ...change })])
    const otherWeights = 'has results of other runs than this history for cosine seed 0'
    expect(await refusedBy(await foreign({ weightsSha256: 'f'.repeat(64) }))).toContain(otherWeights)
    expect(await refusedBy(await part([studyResult('cosine', 0, { weightsSha256: 'f'.repeat(64) })]))).toContain(otherWeights)
    expect(await refusedBy(await foreign({ figures: { finalLoss: 2 } }))).toContain(otherWeights)
    // The same bits once more, in other times, are the same result; and of one run the figures of now count.
    for (const same of [await foreign({ seconds: 1, figures: { ...studyResult('cosine', 0).figures, seconds: 1 } }), await part([studyResult('cosine', 0, { figures: { finalLoss: 2 } })])]) {
      await part(mine, studyText, same)
      expect(readStudyFolder(same).results).toEqual(mine)
    }
    const cutOff = await part(mine)
    rmSync(join(cutOff, 'manifest.json'))
    expect(await refusedBy(cutOff)).toContain('an export that is not whole')
  })
})
