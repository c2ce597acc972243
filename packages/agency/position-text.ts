import type { Position } from '@concord/kernel'

/** A position as it is written outside the process: a decimal string, because JSON numbers cannot hold it. */
export const positionText = (position: Position): string => position.toString()
