import streamsPb from '@eventstore/db-client/generated/streams_pb.js'
import { expect, test } from 'vitest'
import type { StoredEvent } from '../../store/store.ts'
import { events, openedStore } from '../../store/testing.ts'
import { callInto, partsOver, subscriptionToAll } from '../testing/call-in-test.ts'
import { frameReader } from '../transport/frame.ts'
import { linkResolver } from './link.ts'
import { subscribe } from './subscription.ts'

/** Lets the police's events through, and takes ten milliseconds for each answer. */
const slowly = ({ stream }: StoredEvent): boolean => {
  for (const end = performance.now() + 10; performance.now() < end; );
  return stream.startsWith('police')
}

/** What a reader was sent, in words. */
const said = (frames: readonly Buffer[]): readonly string[] => {
  const words: string[] = []
  const read = frameReader((message) => {
    const response = streamsPb.ReadResp.deserializeBinary(message)
    const revision = response.getEvent()?.getEvent()?.getStreamRevision()
    if (revision !== undefined) words.push(revision)
    if (response.hasCaughtUp()) words.push('caught up')
    if (response.hasFellBehind()) words.push('fell behind')
  })
  read(Buffer.concat(frames))
  return words
}

const numbers = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from }, (_, i) => String(from + i))

test('a filter that takes its time loses nothing, doubles nothing and lets others come between', async () => {
  const store = await openedStore()
  const append = (stream: string, count: number) =>
    store.append({ stream, expected: 'any', events: events(count) })
  await append('police-1', 5)
  await append('border-1', 5)
  await append('police-1', 5)

  let turns = 0
  const others = setInterval(() => (turns += 1), 0)
  const frames: Buffer[] = []
  const request = { ...subscriptionToAll, from: store.opening.lastPosition, filter: slowly }
  void subscribe(
    callInto(frames),
    partsOver(store),
    request,
    linkResolver(store, false, () => true),
  )
  await expect.poll(() => said(frames)).toEqual([...numbers(0, 10), 'caught up'])
  await append('police-1', 10)
  await expect
    .poll(() => said(frames).slice(11))
    .toEqual(['10', 'fell behind', ...numbers(11, 20), 'caught up'])
  clearInterval(others)

  expect(turns).toBeGreaterThanOrEqual(20)
})
