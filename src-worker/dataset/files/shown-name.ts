/**
 * A name inside a sentence: quoted, with control characters and characters that turn the direction of text written
 * out, so that no file name can change how the sentence reads.
 */
export function quoted(name: string): string {
  const safe = name.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
  return `"${safe.length > 200 ? `${safe.slice(0, 200)}…` : safe}"`
}
