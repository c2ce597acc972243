import { SingleBar } from 'cli-progress'

/** Where the program writes: results to `out`, everything about the way there to `err`. */
export interface Output {
  readonly json: boolean
  readonly out: (line: string) => void
  readonly err: (line: string) => void
  /** Whether somebody looks on: bars and colours only then. */
  readonly watched: boolean
}

export const terminalOutput = (json: boolean): Output => ({
  json,
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
  watched: process.stderr.isTTY === true,
})

export interface Progress {
  readonly advance: (done: number, note: string) => void
  readonly stop: () => void
}

/** A bar on a terminal, and a line every ten per cent elsewhere, so that a log of long work says how far it was. */
export const progressOf = (output: Output, label: string, total: number): Progress => {
  if (!output.watched) return lines(output, label, total)
  const bar = new SingleBar({
    format: `${label} {bar} {percentage}% {note}`,
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: false,
  })
  bar.start(total, 0, { note: '' })
  return { advance: (done, note) => bar.update(done, { note }), stop: () => bar.stop() }
}

const lines = (output: Output, label: string, total: number): Progress => {
  let next = 0.1
  return {
    advance: (done, note) => {
      // What is read at a stroke needs no line: its end is told by whoever counts.
      if (total <= 0 || done >= total || done / total < next) return
      next = Math.floor((done / total) * 10) / 10 + 0.1
      output.err(`${label}: ${Math.round((done / total) * 100)}% ${note}`)
    },
    stop: () => {},
  }
}

/** Columns as wide as their widest value. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] => {
  const widths = head.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => (row[column] ?? '').length)),
  )
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  return [line(head), ...rows.map(line)]
}
