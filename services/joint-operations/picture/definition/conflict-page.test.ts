import type { Conflict, FactConflict, Held, Topic } from '@concord/incident'
import { expect, test } from 'vitest'
import { type Disputed, disputedIn, pageOfConflicts } from './conflict-page.ts'
import { positionName } from './event-order.ts'

const MOST = 4
const held = {} as Held

const disputed = (name: string, position: number): Disputed => ({
  topic: `incident:${name}`,
  position: positionName({ position: BigInt(position) }),
})

const contradiction = (topic: Topic, name: string, settled?: Held): FactConflict => ({
  ...{ kind: 'fact', topic, about: 'fire', name, since: '2025-04-23T12:00:00Z', parties: [], settled },
})

/** Pages of two in which at most four topics are looked through at a time, until there is no more. */
const given = (topics: readonly Disputed[], conflictsIn: (topic: Topic) => readonly Conflict[]) => {
  const looked: Topic[] = []
  const look = (topic: Topic) => {
    looked.push(topic)
    return conflictsIn(topic)
  }
  const page = (after?: string, settled?: boolean) =>
    pageOfConflicts(
      disputedIn(topics),
      look,
      settled === undefined ? {} : { settled },
      after === undefined ? { first: 2 } : { first: 2, after },
      MOST,
    )
  const pages = (settled?: boolean) => {
    const all = [page(undefined, settled)]
    while (all.at(-1)!.hasMore) all.push(page(all.at(-1)!.end, settled))
    return all.map(({ items, total }) => ({
      total,
      names: items.map(
        ({ conflict }) => `${conflict.topic} ${conflict.kind === 'fact' ? conflict.name : ''}`,
      ),
    }))
  }
  return { page, pages, looked }
}

const five = ['E', 'D', 'C', 'B', 'A'].map((name, index) => disputed(name, index + 8))
const two = (topic: Topic) => [contradiction(topic, 'wind', held), contradiction(topic, 'area')]

test('the conflicts of a few topics are counted, in the order of their places', () => {
  expect(given(five.slice(2), two).pages()).toEqual([
    { total: 6, names: ['incident:C area', 'incident:C wind'] },
    { total: 6, names: ['incident:B area', 'incident:B wind'] },
    { total: 6, names: ['incident:A area', 'incident:A wind'] },
  ])
})

test('those of many are not, and no more topics are looked through than the page takes', () => {
  const { page, looked } = given(five, two)
  const first = page()
  expect(first).toMatchObject({ total: undefined, hasMore: true })
  expect(looked).toEqual(['incident:E', 'incident:D'])
  expect(page(first.end).items.map(({ conflict }) => conflict.topic)).toEqual(['incident:D', 'incident:D'])
})

test('a page that finds nothing in all that it may look through says where to go on', () => {
  const { pages, page } = given(five, (topic) => (topic === 'incident:A' ? two(topic) : []))
  expect(page()).toMatchObject({ items: [], hasMore: true })
  expect(pages()).toEqual([
    { total: undefined, names: [] },
    { total: undefined, names: ['incident:A area', 'incident:A wind'] },
  ])
})

test('only what is settled, or only what is not', () => {
  expect(given(five.slice(3), two).pages(true)).toEqual([
    { total: 2, names: ['incident:B wind', 'incident:A wind'] },
  ])
  expect(given(five.slice(3), two).pages(false)[0]).toEqual({
    ...{ total: 2, names: ['incident:B area', 'incident:A area'] },
  })
})

test('what came into dispute at one event stands by name', () => {
  const topics = [disputed('B', 8), disputed('A', 8), disputed('AB', 8)]
  expect(given(topics, (topic) => [contradiction(topic, 'area')]).pages()).toEqual([
    { total: 3, names: ['incident:A area', 'incident:AB area'] },
    { total: 3, names: ['incident:B area'] },
  ])
})
