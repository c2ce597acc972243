/** Without end, on either axis. */
export const OPEN = Number.MAX_SAFE_INTEGER

/** Numbers that one topic may use for its rectangles and summaries. */
export const PER_TOPIC = 2 ** 22

/** Where the rectangles go. Bounds are half-open: `from` counts, `to` does not. */
export interface RectangleSink<Summary> {
  add(rectangle: Rectangle<Summary>): void
  /** An open rectangle ends at a known time. The only change a rectangle ever sees. */
  close(id: number, knownTo: number): void
  /** A rectangle that was opened at this very known time, and so never held. */
  remove(id: number): void
  /** Told of what begins and ends, what has no end yet included. */
  readonly corner?: (corner: Corner<Summary>) => void
}

/**
 * From both of these times on the summary holds once more, or once less, for each of the readers. Added up over all
 * corners that lie before two moments, that is how often it holds there.
 */
export interface Corner<Summary> {
  readonly known: number
  readonly valid: number
  readonly mask: bigint
  readonly summary: Summary
  readonly sign: 1 | -1
}

/**
 * From when to when, in both times, a summary holds for the readers of a mask. Half-open: `from` counts, `to` does
 * not.
 */
interface Rectangle<Summary> {
  readonly id: number
  readonly knownFrom: number
  readonly knownTo: number
  readonly validFrom: number
  readonly validTo: number
  readonly mask: bigint
  readonly summary: Summary
}
