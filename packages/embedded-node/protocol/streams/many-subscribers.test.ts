import { setImmediate as nextTurn } from 'node:timers/promises'
import { RE2JS } from 're2js'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { StoredEvent } from '../../store/store.ts'
import { event, openedStore } from '../../store/testing.ts'
import type { NodeParts } from '../node-parts.ts'
import { callInto, partsOver, subscriptionToAll } from '../testing/call-in-test.ts'
import { eventFilter } from './event-filter.ts'
import { linkResolver } from './link.ts'
import type { ReadRequest } from './read-request.ts'
import { subscribe } from './subscription.ts'

/*
 * What the node does for each append while a thousand subscriptions follow the log, counted rather than timed: bytes that are made for
 * all are one and the same buffer in every subscription.
 */

const thousand = 1000

/** A node without a network, that counts the pages it reads from its store. */
const givenNode = async () => {
  const store = await openedStore()
  let pages = 0
  const counting: NodeParts['store'] = {
    ...store,
    readAll: (...asked) => {
      pages += 1
      return store.readAll(...asked)
    },
  }
  const node = partsOver(counting)
  /** Returns what every follower was sent, and resets the count of pages. */
  const follow = async (
    asked: () => Partial<ReadRequest> = () => ({}),
  ): Promise<readonly (readonly Buffer[])[]> => {
    const sent = Array.from({ length: thousand }, () => {
      const frames: Buffer[] = []
      const request = { ...subscriptionToAll, ...asked() }
      void subscribe(
        callInto(frames),
        node,
        request,
        linkResolver(store, request.resolveLinks, () => true),
      )
      return frames
    })
    while (node.tail.followers() < thousand) await nextTurn()
    for (const frames of sent) frames.length = 0
    pages = 0
    return sent
  }
  const append = (stream: string, type = 'Sighted'): Promise<unknown> =>
    store.append({ stream, expected: 'any', events: [event(type)] })
  return { store, follow, append, pagesRead: () => pages }
}

/** Each reader's request is decoded by itself, and its filter with it. */
const onStreams = (regex: string): ((event: StoredEvent) => boolean) => {
  const filter = eventFilter({ on: 'stream', prefixes: [], regex })
  if (typeof filter === 'string') throw new Error(filter)
  return filter
}

const different = (sent: readonly (readonly Buffer[])[]): number => new Set(sent.flat()).size
const delivered = (sent: readonly (readonly Buffer[])[]): number => sent.flat().length

test('an append is encoded once for a thousand subscribers, and read from the store by none', async () => {
  const { follow, append, pagesRead } = await givenNode()
  const sent = await follow()
  for (let i = 0; i < 10; i += 1) await append('police-1')

  expect(delivered(sent)).toBe(10 * thousand)
  expect(different(sent)).toBe(10)
  expect(pagesRead()).toBe(0)
})

test('an expression that a thousand readers share is run once for each new name', async () => {
  const { follow, append, pagesRead } = await givenNode()
  const sent = await follow(() => ({ filter: onStreams('^police-') }))
  const runs = vi.spyOn(RE2JS.prototype, 'matcher')
  onTestFinished(() => runs.mockRestore())
  for (const stream of ['police-1', 'border-1', 'police-1', 'police-2']) await append(stream)

  expect(runs).toHaveBeenCalledTimes(3)
  expect(delivered(sent)).toBe(3 * thousand)
  expect(different(sent)).toBe(3)
  expect(pagesRead()).toBe(0)
})

test('the same count sees work that is done for each of them', async () => {
  const { follow, append } = await givenNode()
  // Links are followed by the rights of each reader.
  const sent = await follow(() => ({ resolveLinks: true }))
  await append('police-links', '$>')

  expect(delivered(sent)).toBe(thousand)
  expect(different(sent)).toBe(thousand)
})
