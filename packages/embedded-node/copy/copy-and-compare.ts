import { EventStoreDBClient } from '@eventstore/db-client'
import type { MetadataOf } from './copied-event.ts'
import { type CopyProgress, copyLog } from './copy-log.ts'
import { type CopyVerification, verifyCopy } from './verify-copy.ts'

export type { RawEvent } from './raw-log.ts'

/** Which two servers, and what of the way from one to the other is to be done. */
export interface CopyAndCompareOptions {
  /** Connection strings. */
  readonly from: string
  readonly to: string
  /** The file in which the copy remembers how far it is. */
  readonly state: string
  readonly verifyOnly?: true | undefined
  /** Left out, metadata stay byte for byte. */
  readonly metadataOf?: MetadataOf | undefined
}

interface Telling {
  readonly onProgress: CopyProgress
  readonly say: (line: string) => void
}

/**
 * Copies a log from server to server unless it is only to be compared, and compares both. Throws when a stream
 * differs, which is told.
 */
export const copyAndCompare = async (
  { state: stateFile, verifyOnly, metadataOf, ...options }: CopyAndCompareOptions,
  { onProgress, say }: Telling,
): Promise<CopyVerification> => {
  const from = EventStoreDBClient.connectionString(options.from)
  const to = EventStoreDBClient.connectionString(options.to)
  const servers = { from, to, stateFile, metadataOf }
  try {
    if (!verifyOnly) {
      const { events, position } = await copyLog({ ...servers, onProgress })
      say(`${events} events copied, up to position ${position} of the source`)
    }
    const compared = await verifyCopy(servers)
    for (const stream of compared.differing) say(`differs: ${stream}`)
    if (compared.differing.length > 0)
      throw new Error(
        `${compared.differing.length} of ${compared.streams} streams differ. If the source was compacted since they were copied, compact the target too, and compare again.`,
      )
    return compared
  } finally {
    await from.dispose()
    await to.dispose()
  }
}

/** What a comparison found, in a line. */
export const describeCopy = ({ streams, events, sameOrder }: CopyVerification): string => {
  const order = sameOrder ? 'also across streams' : 'within each stream, not across streams'
  return `${events} events in ${streams} streams are the same on both servers, in the same order ${order}`
}
