import { expect, test } from 'vitest'
import { StudioError, toErrorData, type ErrorCode } from '../../../src-contract/errors'
import { remedyOf } from '../../../src-renderer/views/run/remedy'
import { exampleConfig } from '../../helpers/history-records'

const failed = (code: ErrorCode) => remedyOf({ state: 'failed', config: exampleConfig, steps: 20, error: toErrorData(new StudioError(code, 'Something is wrong.')) })

test('a file that can be put back lets the run go on; images that are gone can be imported again, others need a copy', () => {
  expect(failed('image-unreadable')).toMatchObject({ resume: true, advice: expect.stringContaining('Once the file is back') as string })
  expect(failed('dataset-missing')).toMatchObject({ resume: true, goTo: 'datasets', advice: expect.stringContaining('Import them again with the same settings') as string })
  expect(failed('dataset-changed')).toMatchObject({ resume: false, goTo: 'datasets', advice: expect.stringContaining('Import them again and train a copy') as string })
})
