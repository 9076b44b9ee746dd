import { closeSync, openSync, readSync } from 'node:fs'

/** The first line says when its run or search was created, far before this many bytes. */
const startBytes = 16_384

/** Logs of runs or searches in the order in which these were created, which is that of their numbers in the history. */
export function inOrderOfCreation<T extends { readonly log: string }>(logged: readonly T[]): T[] {
  return logged
    .map((one) => ({ one, created: createdAt(one.log) }))
    .sort((a, b) => (a.created < b.created ? -1 : Number(a.created > b.created)))
    .map(({ one }) => one)
}

/** In a damaged line the time at which it was written is about the same. */
function createdAt(log: string): string {
  const start = startOf(log)
  // In a text of the user each quotation mark has a backslash before it, so this is the field itself.
  return (/"createdAt":"([^"]+)"/.exec(start) ?? /"time":"([^"]+)"/.exec(start))?.[1] ?? ''
}

function startOf(log: string): string {
  let file: number | null = null
  try {
    file = openSync(log, 'r')
    const bytes = Buffer.alloc(startBytes)
    return bytes.toString('utf8', 0, readSync(file, bytes, 0, startBytes, 0))
  } catch {
    // Found again, and told, when all of it is read.
    return ''
  } finally {
    if (file !== null) closeSync(file)
  }
}
