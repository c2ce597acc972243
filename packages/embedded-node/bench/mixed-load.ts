import { setTimeout as wait } from 'node:timers/promises'
import {
  EventStoreDBClient,
  excludeSystemEvents,
  StreamDeletedError,
  StreamNotFoundError,
  streamNameFilter,
  WrongExpectedVersionError,
} from '@eventstore/db-client'
import { example } from './example-event.ts'

const appenders = 8
const caretakers = 3
const subscribers = 6
const connections = 3
const longestPauseMs = 40
const longestSubscriptionMs = 5000

/**
 * What a node's day is made of, for so many seconds: appends of one event and of some, streams that are read,
 * shortened, deleted and ended, and subscriptions of every kind that come, catch up from the beginning or the end,
 * and go.
 */
export const mixedLoad = async (connectionString: string, seconds: number): Promise<void> => {
  const clients = Array.from({ length: connections }, () =>
    EventStoreDBClient.connectionString(connectionString),
  )
  const end = performance.now() + seconds * 1000
  const again = async (act: (client: EventStoreDBClient) => Promise<unknown>): Promise<void> => {
    while (performance.now() < end) {
      await act(clients[chance(connections)]!).catch(expectedOf)
      await wait(chance(longestPauseMs))
    }
  }
  await Promise.all([
    ...Array.from({ length: appenders }, (_, i) => again((client) => append(client, i))),
    ...Array.from({ length: caretakers }, () => again(takeCare)),
    ...Array.from({ length: subscribers }, () => again(listen)),
  ])
  await Promise.all(clients.map((client) => client.dispose()))
}

/** Somebody else's deletion may come between; anything else is no load that the node bears. */
const expectedOf = (error: unknown): void => {
  if (
    error instanceof StreamNotFoundError ||
    error instanceof StreamDeletedError ||
    error instanceof WrongExpectedVersionError
  )
    return
  throw error
}

const chance = (below: number): number => Math.floor(Math.random() * below)

const append = (client: EventStoreDBClient, appender: number): Promise<unknown> => {
  const events = chance(5) === 0 ? 1 + chance(50) : 1
  return client.appendToStream(
    `kept-${appender}`,
    Array.from({ length: events }, (_, i) => example(i)),
  )
}

const takeCare = async (client: EventStoreDBClient): Promise<unknown> => {
  const stream = `passing-${chance(200)}`
  const what = chance(20)
  if (what < 12) return client.appendToStream(stream, [example(0), example(1)])
  if (what < 14) return client.deleteStream(stream)
  if (what < 15) return client.tombstoneStream(`ended-${chance(1e9)}`)
  if (what < 16) return client.setStreamMetadata(stream, { maxCount: 1 + chance(10) })
  for await (const _ of client.readStream(stream));
  return undefined
}

/** Takes what comes, with a rest now and then, until it has had enough. */
const listen = async (client: EventStoreDBClient): Promise<void> => {
  const stream = `kept-${chance(appenders)}`
  const subscription = [
    () => client.subscribeToStream(stream),
    () => client.subscribeToAll({ fromPosition: 'end' }),
    () => client.subscribeToAll({ filter: streamNameFilter({ prefixes: [stream] }) }),
    () => client.subscribeToAll({ fromPosition: 'end', filter: excludeSystemEvents() }),
  ][chance(4)]!()
  const enough = setTimeout(() => void subscription.unsubscribe(), chance(longestSubscriptionMs))
  for await (const _ of subscription) if (chance(2000) === 0) await wait(100)
  clearTimeout(enough)
}
