import type { Conflict, Topic } from '@concord/incident'
import { type Instant, millisecondsOf } from '@concord/kernel'
import type { ConflictFilter, ConflictPage } from '../asked/conflicts.ts'
import type { PageRequest } from '../asked/page.ts'
import { readCursor, writeCursor } from './cursor.ts'

/** Topics in which conflicts are looked for at once: each of them is folded. */
const MOST_DISPUTED = 200

/** A topic in which the reader sees a contradiction. */
export interface Disputed {
  readonly topic: Topic
  /** Of the event that brought the first one, as text that sorts. */
  readonly position: string
}

/** Topics by position and name, from one on, at most so many. */
export type DisputedFrom = (first: Disputed | undefined, most: number) => readonly Disputed[]

/**
 * A page of the conflicts in disputed topics, in the order of their places. Where there are more topics than can be looked
 * through at once, nobody counts them all, and a page may end before it is full: it says where to go on.
 */
export const pageOfConflicts = (
  disputedFrom: DisputedFrom,
  conflictsIn: (topic: Topic) => readonly Conflict[],
  { settled }: ConflictFilter,
  page: PageRequest,
  most = MOST_DISPUTED,
): ConflictPage => {
  const after = page.after === undefined ? '' : readCursor(page.after, ORDER).name
  const all = disputedFrom(undefined, most + 1)
  const isCounted = all.length <= most
  const rest = isCounted || after === '' ? all : disputedFrom(disputedAt(after), most + 1)
  const looked = rest.slice(0, most)

  let passed = 0
  const found: { readonly place: string; readonly conflict: Conflict }[] = []
  for (const one of looked) {
    if (found.length > page.first && !isCounted) break
    const wanted = conflictsIn(one.topic).filter(
      (conflict) => settled === undefined || (conflict.settled !== undefined) === settled,
    )
    const placed = wanted.map((conflict) => ({ place: placeOf(one, conflict), conflict }))
    const ahead = placed.filter(({ place }) => place > after).toSorted((a, b) => (a.place < b.place ? -1 : 1))
    passed += placed.length - ahead.length
    found.push(...ahead)
  }
  const items = found
    .slice(0, page.first)
    .map(({ place, conflict }) => ({ cursor: cursorAt(place), conflict }))
  const isFull = found.length > page.first
  const isCut = looked.length < rest.length
  return {
    items,
    total: isCounted ? passed + found.length : undefined,
    hasMore: isFull || isCut,
    end: isCut && !isFull ? cursorAt(lastPlace(looked.at(-1)!)) : items.at(-1)?.cursor,
  }
}

const ORDER = 'disputed'
/** Before whatever a name contains. */
const SEPARATOR = '\u001f'
const LAST = '\uffff'

const cursorAt = (place: string): string => writeCursor({ order: ORDER, key: 0, name: place })

const firstPlace = ({ position, topic }: Disputed): string => `${position}${SEPARATOR}${topic}${SEPARATOR}`

const disputedAt = (place: string): Disputed => {
  const [position = '', topic = ''] = place.split(SEPARATOR)
  return { position, topic: topic as Topic }
}

/** Whether one comes before another in the list. */
const comesBefore = (one: Disputed, other: Disputed): boolean => firstPlace(one) < firstPlace(other)

/** Those of a list that is in memory. */
export const disputedIn =
  (list: readonly Disputed[]): DisputedFrom =>
  (first, most) =>
    list
      .filter((one) => first === undefined || !comesBefore(one, first))
      .toSorted((a, b) => (comesBefore(a, b) ? -1 : 1))
      .slice(0, most)

const lastPlace = (disputed: Disputed): string => `${firstPlace(disputed)}${LAST}`

/** A unit is in one conflict at a time, one after the other, an incident in one about each thing. */
const placeOf = (disputed: Disputed, conflict: Conflict): string =>
  `${firstPlace(disputed)}${conflict.kind === 'fact' ? `${conflict.about} ${conflict.name}` : inOrder(conflict.since)}`

/** A moment as text that sorts, be it before 1970. */
const inOrder = (since: Instant): string => String(millisecondsOf(since) + 1e15).padStart(16, '0')

/** Whether a place in the list lies before another one. */
export const isBefore = (cursor: string, other: string): boolean =>
  readCursor(cursor, ORDER).name < readCursor(other, ORDER).name
