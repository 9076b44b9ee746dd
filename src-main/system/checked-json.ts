/** JSON that a user wrote: from its text to what a schema makes of it, or to a sentence that names the line. */
import { findNodeAtLocation, parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser'
import * as v from 'valibot'
import { StudioError, type ErrorCode } from '../../src-contract/errors'
import type { FileProblem } from '../../src-contract/file-schema'

export interface CheckedFormat<T> {
  readonly schema: v.GenericSchema<unknown, T>
  readonly problem: (value: unknown) => FileProblem | null
  readonly code: ErrorCode
  /** Where the format is explained. */
  readonly docs: string
}

/** @param source what the file is called in messages. Throws the format's code. */
export function readCheckedJson<T>(text: string, source: string, { schema, problem: problemOf, code, docs }: CheckedFormat<T>): T {
  const fail = (offset: number, reason: string): never => {
    const line = text.slice(0, offset).split('\n').length
    throw new StudioError(code, `${source}, line ${line}: ${reason}. See ${docs} for the format.`)
  }
  const errors: ParseError[] = []
  const tree = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false })
  const [error] = errors
  if (error !== undefined) return fail(error.offset, `this is not JSON (${wordsOf(printParseErrorCode(error.error))})`)
  if (tree === undefined) return fail(0, 'the file is empty')
  const twice = repeatedKey(tree)
  if (twice !== null) return fail(twice.offset, `the key ${text.slice(twice.offset, twice.offset + twice.length)} stands here a second time`)
  const value: unknown = JSON.parse(text)
  const problem = problemOf(value)
  if (problem !== null) return fail(nearest(tree, problem.path).offset, `${called(problem.path)} ${problem.reason}`)
  return v.parse(schema, value)
}

/** The place itself, or what it is missing from. */
function nearest(tree: Node, path: readonly (string | number)[]): Node {
  for (let length = path.length; length > 0; length--) {
    const found = findNodeAtLocation(tree, path.slice(0, length))
    // Of a key with its value the key: that is where the eye looks.
    if (found !== undefined) return found.parent?.type === 'property' ? found.parent : found
  }
  return tree
}

/** JSON.parse would take the last one without a word. */
function repeatedKey(node: Node): Node | null {
  const children = node.children ?? []
  const keys = node.type === 'object' ? children.flatMap(({ children: [key] = [] }) => (key === undefined ? [] : [key])) : []
  const second = keys.find((key, at) => keys.findIndex((other) => other.value === key.value) < at)
  if (second !== undefined) return second
  for (const child of children) {
    const found = repeatedKey(child)
    if (found !== null) return found
  }
  return null
}

/** "edges[2].to". */
function called(path: readonly (string | number)[]): string {
  const name = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('')
  return name === '' ? 'the whole file' : name.replace(/^\./, '')
}

/** "PropertyNameExpected" as words. */
function wordsOf(code: string): string {
  return code.replace(/([A-Z])/g, ' $1').trim().toLowerCase()
}
