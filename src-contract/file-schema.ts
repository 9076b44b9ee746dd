/** What the schemas of users' JSON files share: parts that say what is wrong in words, and the place of the first thing that is. */
import * as v from 'valibot'

/** What is wrong with a file, to be told with the line. */
export interface FileProblem {
  /** Keys and positions that lead to the place in the file. */
  readonly path: readonly (string | number)[]
  /** Goes on behind the name of the place: "must be …". */
  readonly reason: string
}

export function whole(min: number, max: number) {
  return v.custom<number>((value) => Number.isInteger(value) && Number(value) >= min && Number(value) <= max, ({ input }) => `must be a whole number from ${min} to ${max}, not ${shown(input)}`)
}

export function list<Item extends v.GenericSchema>(item: Item, min: number, max: number, what: string) {
  const length = ({ input }: { readonly input: readonly unknown[] }): string => `has ${input.length} ${what}, and must have ${min} to ${max}`
  return v.pipe(v.array(item, ({ input }) => `must be a list, not ${shown(input)}`), v.minLength(min, length), v.maxLength(max, length))
}

/**
 * Path of the first thing that is wrong with a value, and why; null where it fits. The path may lead to a key that is not there.
 * @param noun what the file is to be, with its article
 */
export function fileProblem(schema: v.GenericSchema, value: unknown, noun: string): FileProblem | null {
  const checked = v.safeParse(schema, value)
  if (checked.success) return null
  const [issue] = checked.issues
  if (issue.path === undefined) return { path: [], reason: `must be a JSON object with the keys of ${noun}, not ${shown(value)}` }
  const path = issue.path.map(({ key }) => (typeof key === 'number' ? key : String(key)))
  if (issue.message.startsWith('Invalid ') && issue.type !== 'strict_object') return { path, reason: `must be ${expected(issue.expected)}, not ${shown(issue.input)}` }
  if (issue.type !== 'strict_object') return { path, reason: issue.message }
  if (issue.received === 'undefined') return { path, reason: 'is missing' }
  return issue.expected === 'never' ? { path, reason: 'is not a key of the format' } : { path, reason: `must be an object, not ${shown(issue.input)}` }
}

/** What a schema without words of its own asks for: `("a" | "b")` as "a or b". */
function expected(what: string | null): string {
  return (what ?? 'something else').replace(/^\((.*)\)$/, '$1').replaceAll(' | ', ' or ').replaceAll('"', '')
}

/** Where a check of the whole found something, as the schema's own issues say it. */
export function issuePath(value: unknown, path: FileProblem['path']): [v.IssuePathItem, ...v.IssuePathItem[]] {
  let input = value
  const items = path.map((key): v.IssuePathItem => {
    const item = { type: 'unknown' as const, origin: 'value' as const, input, key, value: childOf(input, key) }
    input = item.value
    return item
  })
  const [first, ...rest] = items
  if (first === undefined) throw new RangeError('A problem of a file has a place.')
  return [first, ...rest]
}

export function childOf(value: unknown, key: string | number): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined
}

/** As it stands in the file, at most a line of it. */
export function shown(value: unknown): string {
  return value === undefined ? 'nothing' : (JSON.stringify(value) ?? typeof value).slice(0, 80)
}
