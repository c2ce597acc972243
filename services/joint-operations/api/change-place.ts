import type { Position } from '@concord/kernel'

/**
 * Where a subscriber is. What a release lets a reader see comes just before the release and has its position; between
 * the two lies a place that no position names, and whoever is cut off there must neither miss the release nor be told
 * again what it released.
 */
export interface ChangePlace {
  /** Everything up to here has come. */
  readonly after: Position
  /** What the release at this position lets the reader see has come as well; the release itself has not. */
  readonly released?: Position
}

/** A place as it is written: `120`, or `120.1` between what the release at 120 brings and the release. */
export const placeText = ({ after, released }: ChangePlace): string =>
  released === undefined ? String(after) : `${released}.1`

/** Reads a place; undefined for what is none. */
export const readPlace = (text: string): ChangePlace | undefined => {
  const [, position, beside] = /^(\d{1,19})(\.1)?$/.exec(text) ?? []
  if (position === undefined) return undefined
  const at = BigInt(position)
  return beside === undefined || at === 0n ? { after: at } : { after: at - 1n, released: at }
}
