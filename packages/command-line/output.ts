/** Where the program writes: results to `out`, everything about the way there to `err`. */
export interface Output {
  readonly json: boolean
  readonly out: (line: string) => void
  readonly err: (line: string) => void
  /** Whether somebody looks on: bars and colours only then. */
  readonly watched: boolean
  /** How many characters a line of results has room for; undefined where they go into a file or to another program. */
  readonly width?: number | undefined
}

/** Results to standard output, all else to standard error. */
export const terminalOutput = (json: boolean): Output => ({
  json,
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
  watched: process.stderr.isTTY === true,
  // A terminal that does not know its width says 0.
  width: process.stdout.columns || undefined,
})
