import { statSync } from 'node:fs'

const interactive = process.stderr.isTTY === true

/** One plain line in a pipe, or a line that the next one replaces on a terminal. */
export function say(line) {
  process.stderr.write(interactive ? `\r\x1b[K${line}\n` : `${line}\n`)
}

/** Shows how far a file or folder has grown while `work` runs: percent on a terminal, every tenth of the way in a pipe. */
export async function watchGrowth(label, sizeOf, totalMegabytes, work) {
  say(`${label} (${totalMegabytes} MB)`)
  let shown = 0
  const timer = setInterval(() => {
    const percent = Math.min(99, Math.floor(sizeOf() / 1e4 / totalMegabytes))
    if (interactive) process.stderr.write(`\r\x1b[K  ${percent}%`)
    else if (percent >= shown + 20) say(`  ${(shown = percent)}%`)
  }, 500)
  try {
    return await work()
  } finally {
    clearInterval(timer)
    if (interactive) process.stderr.write('\r\x1b[K')
  }
}

export function sizeOfFile(path) {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
