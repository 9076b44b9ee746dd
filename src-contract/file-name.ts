/** What a file may be called that the window offers to save. */
export const savableName = /^[\p{L}\p{N} ._-]+\.(csv|json|png|svg)$/u

/** A text as part of such a name: runs and data sets are called anything. */
export function fileName(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N} ._-]+/gu, '-').trim()
}
