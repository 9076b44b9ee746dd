import { StudioError } from '../errors'
import type { Architecture, Choice } from './search-space'

/** How a space reads its architectures. */
export interface ArchitectureForms {
  readonly choices: readonly Choice[]
  readonly fromIndex: (index: number) => Architecture
  /** An architecture, or what is wrong with the text. */
  readonly parseString: (text: string) => Architecture | string
  /** The beginning of a string form. */
  readonly example: string
}

/** Reads the three forms in which architectures stand in files: an index, the space's own string form, or a JSON list of operation numbers. */
export function parseArchitecture(text: string, { choices, fromIndex, parseString, example }: ArchitectureForms): Architecture {
  const trimmed = text.trim()
  const fail = (reason: string): never => {
    throw new StudioError('architecture-malformed', `"${trimmed.slice(0, 120)}" is not an architecture: ${reason}.`)
  }
  if (/^\d+$/.test(trimmed)) return fromIndex(Number(trimmed))
  if (trimmed.startsWith('[')) return parseList(trimmed, choices, fail)
  if (trimmed.startsWith('|')) {
    const parsed = parseString(trimmed)
    return typeof parsed === 'string' ? fail(parsed) : parsed
  }
  return fail(`expected an index, a string such as ${example} or a JSON list of operation numbers`)
}

/**
 * Reads a file of architectures, one a line; `#` begins a comment. Errors name the line.
 */
export function parseArchitectureLines(text: string, source: string, parse: (line: string) => Architecture): Architecture[] {
  const architectures: Architecture[] = []
  text.split(/\r?\n/).forEach((raw, number) => {
    const line = raw.replace(/#.*/, '').trim()
    if (line === '') return
    try {
      architectures.push(parse(line))
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      throw new StudioError('architecture-malformed', `${source}, line ${number + 1}: ${reason}`, error)
    }
  })
  if (architectures.length === 0) throw new StudioError('architecture-malformed', `${source} holds no architecture; write one a line.`)
  return architectures
}

function parseList(text: string, choices: readonly Choice[], fail: (reason: string) => never): Architecture {
  let list: unknown
  try {
    list = JSON.parse(text)
  } catch {
    return fail('it begins like a JSON list but does not parse')
  }
  if (!Array.isArray(list) || list.length !== choices.length) return fail(`a list needs ${choices.length} operation numbers`)
  return list.map((operation: unknown, choice) => {
    const count = choices[choice]?.operations.length ?? 0
    if (typeof operation !== 'number' || !Number.isInteger(operation) || operation < 0 || operation >= count) {
      return fail(`entry ${choice + 1} must be a whole number from 0 to ${count - 1}`)
    }
    return operation
  })
}
