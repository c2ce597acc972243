import type { KeyObject } from 'node:crypto'
import type { Position } from '@concord/kernel'

/** A public key and the time, by the store's clock, for which it may sign. */
export interface RegisteredKey {
  readonly agency: string
  readonly kid: string
  readonly x: string
  readonly publicKey: KeyObject
  /** Thumbprint of the only key that may take over from it; undefined for an anchor that names none. */
  readonly next: string | undefined
  /** Where in the log it took over; undefined for the first key. */
  readonly tookOverAt: Position | undefined
  readonly validFromMs: number
  /** When it ended or will end, by all that the log says of it. */
  readonly validUntilMs: number
  /** Each end that it was told, in the order of the log. */
  readonly ends: readonly ToldEnd[]
}

/** When a key ends, and where in the log and when that was said. Where it ended before it was said, it was revoked. */
export interface ToldEnd {
  readonly atMs: number
  readonly toldAt: Position
  readonly toldMs: number
}

/**
 * When a key ended by what the log had said of it before a position. What a key signed may lose its force later, but it had
 * force until that was said.
 */
export const validUntilAsOf = ({ ends }: Pick<RegisteredKey, 'ends'>, position: Position): number =>
  Math.min(
    Number.POSITIVE_INFINITY,
    ...ends.filter(({ toldAt }) => toldAt < position).map(({ atMs }) => atMs),
  )
