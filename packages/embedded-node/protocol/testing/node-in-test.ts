import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client'
import { afterAll, beforeAll } from 'vitest'
import { type NodeOptions, type RunningNode, startNode } from '../../index.ts'

/** A node in a temporary folder and an official client on it, for the tests of one file. */
export const givenNode = (options: NodeOptions = {}): { node: RunningNode; client: EventStoreDBClient } => {
  const given = {} as { node: RunningNode; client: EventStoreDBClient }
  beforeAll(async () => {
    given.node = await startNode({ port: 0, ...options })
    given.client = clientFor(given.node, options.security === undefined ? undefined : 'admin:changeit')
  })
  afterAll(async () => {
    await given.client.dispose()
    await given.node.stop()
  })
  return given
}

/** `user` is written `name:password`. */
export const clientFor = (
  { connectionString }: RunningNode,
  user?: string,
  options = '',
): EventStoreDBClient => {
  const authority = user === undefined ? '//' : `//${user}@`
  // A name instead of an address: certificates are checked against names.
  const address = connectionString.replace('//', authority).replace('127.0.0.1', 'localhost')
  return EventStoreDBClient.connectionString(`${address}${options}`)
}

export const sighting = (place: string) => jsonEvent({ type: 'SightingReported', data: { place } })

export const sightings = (count: number) => Array.from({ length: count }, (_, i) => sighting(`post ${i}`))

/** The places named by what was read, in its order. */
export const places = async (read: AsyncIterable<{ event?: { data: unknown } }>): Promise<string[]> =>
  (await Array.fromAsync(read)).map(({ event }) => (event!.data as { place: string }).place)
