/**
 * The user's own arguments. Chromium reads its switches up to `--`, so a command line is started as
 * `electron [switches] FOLDER -- arguments`; the launcher of the development copy has already cut that down to
 * `[executable, FOLDER, ...arguments]`.
 */
export function commandLineArguments(argv: readonly string[], applicationFolder: string): string[] {
  if (argv[1] === applicationFolder && argv[2] !== '--') return argv.slice(2)
  const separator = argv.indexOf('--')
  return separator < 0 ? [] : argv.slice(separator + 1)
}
