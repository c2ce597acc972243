/** What pino writes lines to, as `pino.destination` makes it with `sync`: each line is written at once. */
interface LogLines {
  on(event: 'error', listener: () => void): unknown
  flushSync(): void
}

/**
 * Lets no process end, or wait for ever, because its log cannot be written: the disk is full, or whoever read it is gone.
 * What could not be written is tried again with the next line, up to the destination's own bound.
 */
export const endingNobody = <Lines extends LogLines>(lines: Lines): Lines => {
  lines.on('error', () => {})
  // Nothing waits to be flushed but what cannot be written, which a flush would try without end.
  lines.flushSync = () => {}
  return lines
}

/** Characters of a log that wait while it cannot be written; more are dropped. */
export const MOST_WAITING = 1_000_000
