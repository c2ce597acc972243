import type { EventFilter, Statistics } from '../asked/events.ts'
import type { PageRequest } from '../asked/page.ts'
import { compare, readCursor } from '../definition/cursor.ts'
import type { Questions } from '../picture.ts'
import type { UnderGlass } from './glass-eyes.ts'

/** More than one incident's events. */
const ALL = Number.MAX_SAFE_INTEGER

/**
 * A list of events of any incident in which those of incidents under glass stand as the glass shows them, and all others
 * as they were: in their place in the order, on their page, and counted once.
 */
export const eventsThroughGlass =
  (list: Questions['events'], glasses: readonly UnderGlass<'events'>[]): Questions['events'] =>
  (reader, filter, page, moment) => {
    const under = glasses.map(({ incident, through, without }) => {
      const ask = ({ events }: Pick<Questions, 'events'>) =>
        events(reader, { ...filter, incident }, { first: ALL }, moment).items
      return { now: ask(through), before: ask(without) }
    })
    const before = new Set(under.flatMap(({ before }) => before.map(({ entry }) => entry.event.id)))
    const now = under.flatMap(({ now }) => now)
    const around = list(reader, filter, { ...page, first: page.first + before.size }, moment)
    const items = [
      ...around.items.filter(({ entry }) => !before.has(entry.event.id)),
      ...now.filter(isAfter(filter, page)),
    ].toSorted((a, b) => inOrder(filter, a.cursor, b.cursor))
    return {
      items: items.slice(0, page.first),
      total: around.total === undefined ? undefined : around.total - before.size + now.length,
      hasMore: around.hasMore || items.length > page.first,
    }
  }

/** Newest or most delayed first. */
const inOrder = ({ order = 'known' }: EventFilter, a: string, b: string): number =>
  compare(readCursor(b, order), readCursor(a, order))

const isAfter =
  (filter: EventFilter, { after }: PageRequest) =>
  ({ cursor }: { readonly cursor: string }): boolean =>
    after === undefined || inOrder(filter, cursor, after) > 0

/** Counts over all incidents, those under glass counted as the glass shows them. */
export const statisticsThroughGlass =
  (count: Questions['statistics'], glasses: readonly UnderGlass<'statistics'>[]): Questions['statistics'] =>
  (reader, filter, moment) =>
    glasses.reduce(
      (sum, { incident, through, without }) => {
        const ask = ({ statistics }: Pick<Questions, 'statistics'>) =>
          statistics(reader, { ...filter, incident }, moment)
        return plus(plus(sum, ask(through), 1), ask(without), -1)
      },
      count(reader, filter, moment),
    )

const plus = (a: Statistics, b: Statistics, sign: 1 | -1): Statistics => ({
  total: a.total + sign * b.total,
  by: {
    mode: counts(a.by.mode, b.by.mode, sign),
    agency: counts(a.by.agency, b.by.agency, sign),
    type: counts(a.by.type, b.by.type, sign),
  },
  corrections: a.corrections + sign * b.corrections,
  retractions: a.retractions + sign * b.retractions,
  erasures: a.erasures + sign * b.erasures,
  imported: a.imported + sign * b.imported,
})

type Counts = Readonly<Record<string, number>>

const counts = (a: Counts, b: Counts, sign: 1 | -1): Counts => {
  const sum: Record<string, number> = { ...a }
  for (const [name, count] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + sign * count
  return Object.fromEntries(Object.entries(sum).filter(([, count]) => count !== 0))
}
