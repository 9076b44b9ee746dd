import { parseArgs } from 'node:util'
import { defaultHome } from '../system/home-folder'

/** The window takes one option, `--home FOLDER`; anything else on its command line is not its business. */
export function windowHome(args: readonly string[]): string {
  const { values } = parseArgs({ args: [...args], options: { home: { type: 'string' } }, strict: false })
  return typeof values.home === 'string' ? values.home : defaultHome()
}
