import { type Output, type Progress, progressOf } from '@concord/command-line'

/** How far work over a log is. */
export interface LogProgress {
  readonly advance: (events: number, about: number) => void
  /** Prints a line for the user without breaking the bar. */
  readonly tell: (line: string) => void
  readonly stop: () => void
}

/** A progress bar that appears once the number of events is roughly known. */
export const laterProgress = (output: Output): LogProgress => {
  let progress: Progress | undefined
  return {
    advance: (events, about) => {
      if (about > events) progress ??= progressOf(output, 'events', about)
      progress?.advance(events, String(events))
    },
    tell: (line) => (progress ?? { tell: output.err }).tell(line),
    stop: () => progress?.stop(),
  }
}
