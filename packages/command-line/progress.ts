import { SingleBar } from 'cli-progress'
import type { Output } from './output.ts'

/** Shows the user how far long work has come. */
export interface Progress {
  readonly advance: (done: number, note: string) => void
  /** Prints a line for the user without breaking the bar. */
  readonly tell: (line: string) => void
  readonly stop: () => void
}

/** A bar on a terminal, and a line every ten per cent elsewhere, so that a log of long work says how far it was. */
export const progressOf = (output: Output, label: string, total: number): Progress => {
  if (!output.watched) return lines(output, label, total)
  const bar = new SingleBar({
    format: `${label} {bar} {percentage}% {note}`,
    stream: process.stderr,
    barsize: barSizeOf(process.stderr.columns || 80, label),
    hideCursor: true,
    clearOnComplete: false,
  })
  let [at, said] = [0, '']
  const show = () => bar.start(total, at, { note: said })
  show()
  return {
    advance: (done, note) => {
      ;[at, said] = [done, note]
      bar.update(done, { note })
    },
    tell: (line) => {
      bar.stop()
      output.err(line)
      show()
    },
    stop: () => bar.stop(),
  }
}

/** Of a line with its label, the bar is what gives way first: how far it is and what came of it are more telling. */
const barSizeOf = (columns: number, label: string): number =>
  Math.max(4, Math.min(40, columns - label.length - NOTE_LENGTH))

/** What the rest of a line takes, such as ` 100% 27000 recorded, 7000 known before`. */
const NOTE_LENGTH = 44

const lines = (output: Output, label: string, total: number): Progress => {
  let next = 0.1
  return {
    advance: (done, note) => {
      // What is read at a stroke needs no line: its end is told by whoever counts.
      if (total <= 0 || done >= total || done / total < next) return
      next = Math.floor((done / total) * 10) / 10 + 0.1
      output.err(`${label}: ${Math.round((done / total) * 100)}% ${note}`)
    },
    tell: output.err,
    stop: () => {},
  }
}
