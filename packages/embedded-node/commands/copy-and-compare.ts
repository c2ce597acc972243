import { EventStoreDBClient } from '@eventstore/db-client'
import { copyLog } from '../copy/copy-log.ts'
import { verifyCopy } from '../copy/verify-copy.ts'
import type { Progress } from './telling.ts'

export interface CopyOptions {
  readonly from: string
  readonly to: string
  readonly state: string
  readonly verifyOnly?: true
}

/**
 * Copies a log from server to server unless it is only to be compared, compares both, and tells the result in a line.
 */
export const copyAndCompare = async (options: CopyOptions, progress: Progress): Promise<string> => {
  const from = EventStoreDBClient.connectionString(options.from)
  const to = EventStoreDBClient.connectionString(options.to)
  const servers = { from, to, stateFile: options.state }
  try {
    if (!options.verifyOnly) {
      const onProgress = (events: number) => progress(BigInt(events), BigInt(events))
      const { events, position } = await copyLog({ ...servers, onProgress })
      console.log(`${events} events copied, up to position ${position} of the source`)
    }
    const { streams, events, differing, sameOrder } = await verifyCopy(servers)
    for (const stream of differing) console.log(`differs: ${stream}`)
    if (differing.length > 0) throw new Error(`${differing.length} of ${streams} streams differ`)
    const order = sameOrder ? 'also across streams' : 'within each stream, not across streams'
    return `${events} events in ${streams} streams are the same in both, in the same order ${order}`
  } finally {
    await from.dispose()
    await to.dispose()
  }
}
