import type { ExpectedRevision } from '../../store/store.ts'

/** The part of the generated option messages that names an expected revision. */
export interface RevisionOption {
  hasRevision(): boolean
  getRevision(): string
  hasNoStream(): boolean
  hasStreamExists(): boolean
}

/** What the writer expects, of a message in EventStoreDB's protocol; one that names nothing expects `any`. */
export const expectedRevision = (option: RevisionOption): ExpectedRevision => {
  if (option.hasRevision()) return BigInt(option.getRevision())
  if (option.hasNoStream()) return 'no_stream'
  return option.hasStreamExists() ? 'stream_exists' : 'any'
}

/** The number that the protocol's errors use for what was expected. */
export const asNumber = (expected: ExpectedRevision): bigint => {
  if (typeof expected === 'bigint') return expected
  if (expected === 'no_stream') return -1n
  return expected === 'any' ? -2n : -4n
}
