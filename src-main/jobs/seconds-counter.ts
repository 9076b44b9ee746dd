/** Runs what stores, with the seconds since the last time that it succeeded: those of a failure are counted by the next. */
export function secondsCounter(): (store: (seconds: number) => void) => void {
  let counted = performance.now()
  return (store) => {
    const now = performance.now()
    store((now - counted) / 1000)
    counted = now
  }
}
