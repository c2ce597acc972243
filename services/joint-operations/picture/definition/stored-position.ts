import type { Position } from '@concord/kernel'

/** A position that SQLite can hold: whoever asks about one beyond asks about the end. */
export const storedPosition = (position: Position): Position =>
  position > MOST_STORED ? MOST_STORED : position

const MOST_STORED = 2n ** 63n - 1n
