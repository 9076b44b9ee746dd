/**
 * A study: arms × seeds as one object, out of a file (docs/studies.md). All that the result depends on stands in it, so
 * that it is fixed before the first run: data, settings, evaluation, and the figures by which the arms are compared.
 */
import * as v from 'valibot'
import { rankingSettings } from '../domain/ranking-request'
import { checkNumber, trainSettings, type SettingId } from '../domain/settings'
import { presetRequestSchema, type PresetRequest } from '../domain/train-request'
import { fileProblem, issuePath, list, shown, whole, type FileProblem } from '../file-schema'
import { hasPaperSubset } from '../search-space/ground-truth'
import { defaultSpace } from '../search-space/space-config'
import { figureKey, figureSchema, findFigureProblem, ofRun, ofTruth, type StudyFigure } from './figure'

/** The only version of the format. */
export const studyFormat = 1

export const studyLimits = { arms: 50, seeds: 1000, figures: 20 } as const

const text = (length: number) => v.pipe(v.string(({ input }) => `must be a text, not ${shown(input)}`), v.maxLength(length, `has more than ${length} characters`), v.regex(/^[^\u0000-\u001f\u007f]*$/, 'has control characters'))
const name = v.pipe(
  v.string(({ input }) => `must be a text, not ${shown(input)}`),
  v.regex(/^[A-Za-z][A-Za-z0-9._-]{0,59}$/, ({ input }) => `must begin with a letter and have at most 60 letters, digits, dots, dashes and underscores, not ${shown(input)}`),
)
const settings = v.optional(presetRequestSchema)

const ranking = v.strictObject({
  architectures: v.custom<'paper-subset' | 'all' | `random:${number}` | readonly (readonly number[])[]>(areArchitectures, ({ input }) => `must be "paper-subset", "all", "random:N", or a list of at least two architectures as lists of operation numbers, not ${shown(input)}`),
  images: v.optional(whole(rankingSettings.images.min, rankingSettings.images.max)),
  batch: v.optional(whole(rankingSettings.batch.min, rankingSettings.batch.max)),
  seed: v.optional(whole(rankingSettings.seed.min, rankingSettings.seed.max)),
})

const file = v.strictObject({
  format: v.literal(studyFormat, ({ input }) => `must be ${studyFormat}, the only version of the format that this program knows, not ${shown(input)}`),
  name,
  description: v.optional(text(4000)),
  dataset: v.pipe(text(200), v.minLength(1, 'must name a data set')),
  settings,
  arms: list(v.strictObject({ name, title: v.optional(v.pipe(text(100), v.minLength(1, 'must not be empty'))), settings }), 1, studyLimits.arms, 'arms'),
  seeds: list(whole(trainSettings.seed.min, trainSettings.seed.max), 1, studyLimits.seeds, 'seeds'),
  reference: name,
  ranking: v.optional(ranking),
  figures: v.strictObject({
    primary: list(figureSchema, 1, studyLimits.figures, 'figures'),
    secondary: v.optional(list(figureSchema, 0, studyLimits.figures, 'figures')),
  }),
  confidence: v.optional(v.custom<number>((value) => typeof value === 'number' && value >= 0.5 && value <= 0.9999, ({ input }) => `must be from 0.5 to 0.9999, not ${shown(input)}`)),
})

/** Content of a study file that holds together. Issues have the path of what is wrong. */
export const studyFileSchema = v.pipe(
  file,
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return
    const problem = findProblem(dataset.value)
    if (problem !== null) addIssue({ message: problem.reason, path: issuePath(dataset.value, problem.path) })
  }),
)
export type StudyFile = v.InferOutput<typeof studyFileSchema>
export type StudyArm = StudyFile['arms'][number]

/** Path of the first thing that is wrong with a value, and why; null where it is a study. */
export function studyProblem(value: unknown): FileProblem | null {
  return fileProblem(studyFileSchema, value, 'a study')
}

export const studyConfidence = ({ confidence }: StudyFile): number => confidence ?? 0.95

export interface RoledFigure extends StudyFigure {
  readonly role: 'primary' | 'secondary'
  readonly key: string
}

/** All figures of a study, the primary ones first. */
export function studyFigures({ figures }: StudyFile): readonly RoledFigure[] {
  const roled = (role: RoledFigure['role'], of: readonly StudyFigure[]): RoledFigure[] => of.map((figure) => ({ ...figure, role, key: figureKey(figure) }))
  return [...roled('primary', figures.primary), ...roled('secondary', figures.secondary ?? [])]
}

export const armTitle = ({ name: id, title }: StudyArm): string => title ?? id

/** Of the arm of that name. */
export function armTitleOf({ arms }: Pick<StudyFile, 'arms'>, name: string): string {
  const found = arms.find((arm) => arm.name === name)
  return found === undefined ? name : armTitle(found)
}

/** The settings of one run of the study: those of all, with what the arm says otherwise. */
export function cellRequest(study: StudyFile, arm: StudyArm, seed: number): PresetRequest & { readonly dataset: string; readonly name: string } {
  return { ...study.settings, ...arm.settings, seed, dataset: study.dataset, name: `${study.name}-${arm.name}-seed-${seed}` }
}

function areArchitectures(value: unknown): boolean {
  if (typeof value === 'string') return value === 'paper-subset' || value === 'all' || /^random:[1-9]\d{0,9}$/.test(value)
  return Array.isArray(value) && value.length > 1 && value.every((architecture) => Array.isArray(architecture) && architecture.every((operation) => Number.isSafeInteger(operation) && Number(operation) >= 0))
}

function findProblem(study: StudyFile): FileProblem | null {
  return findSettingProblem(study.settings, ['settings']) ?? findArmProblem(study) ?? findSeedProblem(study) ?? findFiguresProblem(study)
}

function findArmProblem({ arms, reference, settings: common }: StudyFile): FileProblem | null {
  for (const [at, arm] of arms.entries()) {
    if (arms.findIndex((other) => other.name.toLowerCase() === arm.name.toLowerCase()) < at) return { path: ['arms', at, 'name'], reason: `is ${shown(arm.name)}, as an arm before: names are given once` }
    const wrong = findSettingProblem(arm.settings, ['arms', at, 'settings'])
    if (wrong !== null) return wrong
    const equal = arms.findIndex((other) => sameSettings({ ...common, ...other.settings }, { ...common, ...arm.settings }))
    if (equal < at) return { path: ['arms', at], reason: `has the same settings as ${shown(arms[equal]?.name)}` }
  }
  return arms.some((arm) => arm.name === reference) ? null : { path: ['reference'], reason: `is ${shown(reference)}, which is no arm of the study: the arms are ${arms.map((arm) => arm.name).join(', ')}` }
}

function findSettingProblem(given: PresetRequest | undefined, path: FileProblem['path']): FileProblem | null {
  if (given === undefined) return null
  if (given.seed !== undefined) return { path: [...path, 'seed'], reason: 'stands among the settings: give it in "seeds"' }
  for (const id of Object.keys(trainSettings) as SettingId[]) {
    const value = given[id]
    const wrong = value === undefined ? null : checkNumber(trainSettings[id], value)
    if (wrong !== null) return { path: [...path, id], reason: `is wrong: ${wrong}` }
  }
  return null
}

function findSeedProblem({ seeds }: StudyFile): FileProblem | null {
  const second = seeds.findIndex((seed, at) => seeds.indexOf(seed) < at)
  return second < 0 ? null : { path: ['seeds', second], reason: `is ${seeds[second] ?? ''}, as a seed before` }
}

function findFiguresProblem(study: StudyFile): FileProblem | null {
  const { figures, ranking: evaluation, settings: common, arms } = study
  const spaces = arms.map((arm) => arm.settings?.space ?? common?.space ?? defaultSpace)
  const withTruth = spaces.every(hasPaperSubset)
  const tracked = arms.every((arm) => (arm.settings?.trackEvery ?? common?.trackEvery) !== undefined)
  if (evaluation?.architectures === 'paper-subset' && !withTruth) return { path: ['ranking', 'architectures'], reason: 'is "paper-subset", which is a part of the space nas-bench-201 only' }
  const seen = new Set<string>()
  for (const [role, list] of [['primary', figures.primary], ['secondary', figures.secondary ?? []]] as const) {
    for (const [at, figure] of list.entries()) {
      const path = ['figures', role, at]
      const part = findFigureProblem(figure)
      if (part !== null) return { path: [...path, part.key], reason: part.reason }
      if (ofTruth(figure.figure) && !withTruth) return { path: [...path, 'figure'], reason: `is ${shown(figure.figure)}, which needs true accuracies: only the space nas-bench-201 has them` }
      if (!ofRun(figure.figure) && evaluation === undefined && !tracked) return { path: [...path, 'figure'], reason: `is ${shown(figure.figure)}, which needs an evaluation: give "ranking", or "trackEvery" in the settings of every arm` }
      const key = figureKey(figure)
      if (seen.has(key)) return { path, reason: `is ${key}, as a figure before` }
      seen.add(key)
    }
  }
  return null
}

function sameSettings(a: object, b: object): boolean {
  const sorted = (value: object): string => JSON.stringify(Object.entries(value).filter(([, part]) => part !== undefined).sort(([x], [y]) => (x < y ? -1 : 1)))
  return sorted(a) === sorted(b)
}
