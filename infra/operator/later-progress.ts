import { type Output, type Progress, progressOf } from '@concord/command-line'

/** How far work over a log is. */
export interface LogProgress {
  readonly advance: (events: number, about: number) => void
  /** A line for whoever looks on, which leaves a bar whole. */
  readonly tell: (line: string) => void
  readonly stop: () => void
}

/** A bar from when it is known about how many events there are; until then there is none. */
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
