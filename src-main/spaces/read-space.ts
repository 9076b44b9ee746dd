/** From the text of a space file to the space, or to a sentence that names the line. */
import { findNodeAtLocation, parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser'
import * as v from 'valibot'
import { StudioError } from '../../src-contract/errors'
import { ownSpaceProblem, ownSpaceSchema, type OwnSpace } from '../../src-contract/search-space/own-space'

/** @param source what the file is called in messages. Throws 'space-malformed'. */
export function readSpace(text: string, source: string): OwnSpace {
  const fail = (offset: number, reason: string): never => {
    const line = text.slice(0, offset).split('\n').length
    throw new StudioError('space-malformed', `${source}, line ${line}: ${reason}. See docs/search-spaces.md for the format.`)
  }
  const errors: ParseError[] = []
  const tree = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false })
  const [error] = errors
  if (error !== undefined) return fail(error.offset, `this is not JSON (${wordsOf(printParseErrorCode(error.error))})`)
  if (tree === undefined) return fail(0, 'the file is empty')
  const twice = repeatedKey(tree)
  if (twice !== null) return fail(twice.offset, `the key ${text.slice(twice.offset, twice.offset + twice.length)} stands here a second time`)
  const value: unknown = JSON.parse(text)
  const problem = ownSpaceProblem(value)
  if (problem !== null) return fail(nearest(tree, problem.path).offset, `${called(problem.path)} ${problem.reason}`)
  return v.parse(ownSpaceSchema, value)
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
