import type { Call } from '../transport/call.ts'

/** How much one connection may have under way before the node takes no more from it until something is answered. */
const mostBytesUnderWay = 32 * 1024 * 1024
const mostAppendsUnderWay = 4096

/** What one connection has under way. */
interface AppendFlow {
  /** An append of so many bytes goes to the store. */
  readonly add: (bytes: number) => void
  /** It was answered. */
  readonly remove: (bytes: number) => void
  /** Resolves once nothing is under way. */
  readonly none: () => Promise<void>
}

/** Stops reading from the client while too much of what it sent waits for the disk. */
export const appendFlow = (call: Pick<Call, 'pause' | 'resume'>): AppendFlow => {
  let bytes = 0
  let appends = 0
  let paused = false
  let empty: (() => void) | undefined
  return {
    add: (size: number): void => {
      bytes += size
      appends++
      if (!paused && (bytes > mostBytesUnderWay || appends >= mostAppendsUnderWay)) {
        paused = true
        call.pause()
      }
    },
    remove: (size: number): void => {
      bytes -= size
      appends--
      if (appends === 0) empty?.()
      if (paused && bytes <= mostBytesUnderWay / 2 && appends <= mostAppendsUnderWay / 2) {
        paused = false
        call.resume()
      }
    },
    none: (): Promise<void> =>
      new Promise((resolve) => {
        if (appends === 0) resolve()
        else empty = resolve
      }),
  }
}
