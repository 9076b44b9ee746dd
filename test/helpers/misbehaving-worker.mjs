/** A worker process over Node's own channel that behaves as its first argument says. */
const behaviour = process.argv[2]
const send = (message) => process.send(message)
const log = (sequence, message) => send({ kind: 'event', sequence, event: { kind: 'log', level: 'info', message } })
const result = (reason = '') => ({ kind: 'done', result: { kind: 'device', tensorflow: '', tfjs: '', usesGpu: false, threads: 2, reason } })
const busy = (milliseconds) => {
  const until = Date.now() + milliseconds
  while (Date.now() < until);
}
let recorded = 0
const commands = []

const behaviours = {
  done: () => {
    log(1, 'first')
    log(2, 'second')
    send(result())
  },
  failed: () => send({ kind: 'failed', error: { code: 'not-a-number', message: 'The loss is not a number.', cause: '' } }),
  throw: () => {
    throw new Error('out of luck')
  },
  exit: () => {
    process.stderr.write('bye\n', () => process.exit(0))
  },
  kill: () => process.stderr.write('about to die\n', () => process.kill(process.pid, 'SIGKILL')),
  obey: () => undefined,
  // Never gives the event loop a turn.
  deaf: () => busy(60_000),
  stubborn: () => {
    process.on('SIGTERM', () => undefined)
    setInterval(() => undefined, 1000)
  },
  // Says nothing for a while, then ends as asked.
  pensive: () => {
    busy(800)
    setInterval(() => send({ kind: 'alive' }), 50)
  },
  // Asked to stop, it has something to save, and shows that it is at it; `restless` never comes to an end.
  saving: () => log(1, 'begun'),
  restless: () => log(1, 'begun'),
  linger: () => {
    send(result())
    setInterval(() => undefined, 1000)
  },
}

process.on('message', (message) => {
  if (message.kind === 'device') return behaviours[behaviour]()
  commands.push(message.kind)
  if (message.kind === 'recorded') recorded = message.sequence
  if (message.kind === 'stop' && (behaviour === 'obey' || behaviour === 'pensive')) send(result('stopped when asked'))
  if (message.kind === 'stop' && (behaviour === 'saving' || behaviour === 'restless')) {
    setInterval(() => send({ kind: 'alive' }), 50)
    if (behaviour === 'saving') setTimeout(() => send(result('saved')), 4500)
  }
  // Main answers the end event as if it were one more event.
  const last = { done: 3, saving: 2, restless: Infinity }[behaviour] ?? 1
  if (recorded >= last && behaviour !== 'linger') process.exit(0)
})
