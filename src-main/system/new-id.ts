import { randomInt } from 'node:crypto'

/** Easy to type and to tell apart: no l, o, 0, 1; a letter first, so that no id is taken for a number or an option. */
const letters = 'abcdefghijkmnpqrstuvwxyz'
const symbols = `${letters}23456789`

/** Ten characters, 50 bits: no two of a history are ever equal in practice. */
export function newId(): string {
  const pick = (from: string): string => from.charAt(randomInt(from.length))
  return pick(letters) + Array.from({ length: 9 }, () => pick(symbols)).join('')
}
