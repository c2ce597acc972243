import type { Reading } from './reading.ts'

/** What every resolver is given. */
export interface ApiContext {
  readonly reading: Reading
}
