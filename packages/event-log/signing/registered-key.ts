import type { KeyObject } from 'node:crypto'

/** A public key and the time, by the store's clock, for which it may sign. */
export interface RegisteredKey {
  readonly agency: string
  readonly kid: string
  readonly x: string
  readonly publicKey: KeyObject
  /** Thumbprint of the only key that may take over from it; undefined for an anchor that names none. */
  readonly next: string | undefined
  readonly validFromMs: number
  readonly validUntilMs: number
}
