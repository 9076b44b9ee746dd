/** `studio settings …`: what holds for the application as a whole, the same file that the window reads. */
import { Argument } from 'commander'
import * as v from 'valibot'
import { appSettings, settingTexts, type AppSettingId, type AppSettings } from '../../../src-contract/domain/app-settings'
import { StudioError } from '../../../src-contract/errors'
import { homeFolder } from '../../system/home-folder'
import { openJsonFile } from '../../system/json-file'
import { withStudio } from '../context'
import { describeUse } from '../help'
import { formatTable } from '../output/format'
import type { AddCommand } from './command'

const ids = Object.keys(settingTexts) as AppSettingId[]

export const addSettings: AddCommand = (parent, run) => {
  const settings = parent.command('settings').summary('settings of the application: jobs at once, threads, checkpoints').description('Settings of the application as a whole. They hold for the command line and the window alike.')
  describeUse(settings, ['settings list', 'settings set workers 2', 'settings set threads auto'])
  addList(settings, run)
  addSet(settings, run)
}

const addList: AddCommand = (parent, run) => {
  const command = parent.command('list').summary('all settings with their values').description('Lists the settings with their values and meanings.').action(() =>
    run((context) => {
      const stored = context.settings()
      context.terminal.result({ settings: stored }, () => formatTable(['setting', 'value>', 'meaning'], ids.map((id) => [id, textOf(stored[id]), settingTexts[id].meaning])))
      return Promise.resolve(undefined)
    }),
  )
  describeUse(command, ['settings list', 'settings list --json'], '{"settings":{…}}')
}

const addSet: AddCommand = (parent, run) => {
  const command = parent
    .command('set')
    .summary('change a setting')
    .description('Stores a setting. It holds for what is started from then on; a run keeps the threads it began with.')
    .addArgument(new Argument('<setting>', 'which one').choices(ids))
    .argument('<value>', 'the new value; auto: as if it had never been set')
    .action((id: AppSettingId, text: string) =>
      run((context) =>
        // The window keeps its settings while it is open: whoever writes them owns the history.
        withStudio(context, () => {
          const file = openJsonFile(homeFolder(context.home).settingsFile, appSettings)
          const changed = withValue(file.value, id, text)
          file.write(changed)
          context.terminal.result({ settings: changed }, () => `${id} is ${textOf(changed[id])}: ${settingTexts[id].meaning}`)
          return Promise.resolve(undefined)
        }),
      ),
    )
  describeUse(command, ['settings set workers 2', 'settings set threads auto', 'settings set checkpointMinutes 5'], '{"settings":{…}}')
}

function withValue(before: AppSettings, id: AppSettingId, text: string): AppSettings {
  const others = Object.fromEntries(Object.entries(before).filter(([name]) => name !== id))
  if (text === 'auto') return v.parse(appSettings, others)
  const parsed = v.safeParse(appSettings, { ...others, [id]: valueOf(text) })
  if (parsed.success) return parsed.output
  const wrong = parsed.issues[0].message
  throw new StudioError('bad-argument', `${id}: ${/, not \S+$/.test(wrong) ? `${wrong}.` : `${wrong.replace(/\.$/, '')}, but "${text}" was given.`}`)
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // A word such as "dark".
    return text
  }
}

function textOf(value: AppSettings[AppSettingId]): string {
  return value === null ? 'auto' : String(value)
}
