import { EventStoreDBClient } from '@eventstore/db-client'
import { eventually } from './eventually.ts'

/** As much of an event in the log as tests look at. */
interface Stored {
  readonly data: { readonly position?: string }
  readonly metadata: { readonly signature: { readonly kid: string } }
}

/**
 * Reads the log past the processes. Whoever waits for something in it looks here: a look costs next to nothing, while each
 * command of the terminal takes a second of a processor.
 */
export const lastInLog = async (connectionString: string, stream: string): Promise<Stored | undefined> => {
  const client = EventStoreDBClient.connectionString(connectionString)
  try {
    const read = { direction: 'backwards', fromRevision: 'end', maxCount: 1 } as const
    for await (const { event } of client.readStream(stream, read)) return event as unknown as Stored
    return undefined
  } finally {
    await client.dispose()
  }
}

/** Resolves as soon as a signed head covers the position: only what is covered can be packaged as evidence. */
export const headCovers = async (connectionString: string, position: string): Promise<void> => {
  await eventually(`a signed head covers ${position}`, async () => {
    const head = await lastInLog(connectionString, 'heads-joc')
    return BigInt(head?.data.position ?? -1) >= BigInt(position) || undefined
  })
}
