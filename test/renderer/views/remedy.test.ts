import { expect, test } from 'vitest'
import { StudioError, toErrorData, type ErrorCode } from '../../../src-contract/errors'
import { remedyOf } from '../../../src-renderer/views/run/remedy'
import { exampleConfig } from '../../helpers/history-records'

const failed = (code: ErrorCode) => remedyOf({ state: 'failed', config: exampleConfig, steps: 20, error: toErrorData(new StudioError(code, 'Something is wrong.')) })

test('a file that can be put back lets the run go on; images that are gone or others need an import and a copy', () => {
  expect(failed('image-unreadable')).toMatchObject({ resume: true, advice: expect.stringContaining('Once the file is back') as string })
  for (const code of ['dataset-missing', 'dataset-changed'] as const) {
    expect(failed(code)).toMatchObject({ resume: false, goTo: 'datasets', advice: expect.stringContaining('Import them again') as string })
  }
})
