/** A failure with one sentence that says what to do; anything else thrown is a defect and shows its stack. */
export class SetupFailure extends Error {}

/** The last lines of a command's output, for the sentence. */
export function tail(text, lines = 3) {
  return text.trim().split('\n').slice(-lines).join(' | ')
}

/** Ends the process with the sentence where `work` fails as foreseen. */
export async function orExit(work) {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof SetupFailure)) throw error
    console.error(`error: ${error.message}`)
    process.exit(1)
  }
}
