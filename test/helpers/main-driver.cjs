/**
 * Loaded into the application before its own code (NODE_OPTIONS): runs what its parent writes on stdin, one JSON string
 * of JavaScript a line, and answers on descriptor 3. It needs no port and attaches no debugger, so that the application
 * is as it is for a user.
 */
const { writeSync } = require('node:fs')
const { createInterface } = require('node:readline')

createInterface({ input: process.stdin }).on('line', async (line) => {
  const { id, code } = JSON.parse(line)
  let answer
  try {
    const work = new Function('electron', `return (${code})(electron)`)
    // Not before: while this file is loaded, "electron" still is the package of that name.
    answer = { id, value: (await work(require('electron'))) ?? null }
  } catch (error) {
    answer = { id, error: String(error) }
  }
  writeSync(3, `${JSON.stringify(answer)}\n`)
})
