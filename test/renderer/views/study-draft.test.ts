/** A study made of the form of a new run can be started: what it asks for is there. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createSearchSpace } from '../../../src-contract/search-space/registry'
import { ownSpaceProblem, type OwnSpace } from '../../../src-contract/search-space/own-space'
import { studyProblem } from '../../../src-contract/study/study-file'
import { strategies, studyOf, type StudyDraft } from '../../../src-renderer/views/new-run/study-draft'

const draft: StudyDraft = { name: 'mine', dataset: 'pictures', settings: {}, arms: strategies.slice(0, 2), reference: strategies[0]?.name ?? '', seeds: [0], images: 64, truth: 'cifar10', gamma: 1, gammaMax: 4 }
const published = JSON.parse(readFileSync('resources/search-spaces/small-cell.json', 'utf8')) as Extract<OwnSpace, { template: 'cell' }>
const architectures = (spec: OwnSpace) => studyOf({ ...draft, settings: { space: 'own', spec } }).ranking?.architectures

test('the space of a study decides how many architectures are evaluated: all where there are no 500', () => {
  expect(studyOf(draft).ranking?.architectures).toBe('paper-subset')
  expect(studyOf({ ...draft, settings: { space: 'mobilenet' } }).ranking?.architectures).toBe('random:500')
  const sizeOf = (spec: OwnSpace) => createSearchSpace({ id: 'own', spec }, 2).size
  const small: OwnSpace = { ...published, operations: published.operations.slice(1, 4) }
  expect([sizeOf(published) > 500n, architectures(published)]).toEqual([true, 'random:500'])
  expect([ownSpaceProblem(small), sizeOf(small) <= 500n, architectures(small)]).toEqual([null, true, 'all'])
})

test('a study of the form is one that can be read', () => {
  expect(studyProblem(JSON.parse(JSON.stringify(studyOf(draft))))).toBeNull()
})
