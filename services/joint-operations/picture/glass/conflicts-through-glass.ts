import { incidentTopic } from '@concord/incident'
import { isBefore } from '../definition/conflict-page.ts'
import type { Questions } from '../picture.ts'
import type { UnderGlass } from './glass-eyes.ts'

type AskConflicts = Questions['conflicts']

/** More than one incident's conflicts. */
const ALL = Number.MAX_SAFE_INTEGER

/**
 * All conflicts, in which those of incidents under glass stand as the glass shows them and all others as they were. Of
 * units they stay as they were.
 */
export const conflictsThroughGlass =
  (list: AskConflicts, glasses: readonly UnderGlass<'conflicts'>[]): AskConflicts =>
  (reader, filter, page, moment) => {
    const under = glasses.map(({ incident, through, without }) => {
      const ask = ({ conflicts }: Pick<Questions, 'conflicts'>) =>
        conflicts(reader, filter, { first: ALL }, moment).items.filter(
          ({ conflict }) => conflict.topic === incidentTopic(incident),
        )
      return { now: ask(through), before: ask(without) }
    })
    const topics = new Set<string>(glasses.map(({ incident }) => incidentTopic(incident)))
    const before = under.flatMap(({ before }) => before)
    const now = under.flatMap(({ now }) => now)
    const around = list(reader, filter, { ...page, first: page.first + before.length }, moment)
    const { after } = page
    const isOnPage = (cursor: string) =>
      (after === undefined || isBefore(after, cursor)) &&
      (!around.hasMore || around.end === undefined || !isBefore(around.end, cursor))
    const items = [
      ...around.items.filter(({ conflict }) => !topics.has(conflict.topic)),
      ...now.filter(({ cursor }) => isOnPage(cursor)),
    ].toSorted((a, b) => (isBefore(a.cursor, b.cursor) ? -1 : 1))
    const isFull = items.length > page.first
    return {
      items: items.slice(0, page.first),
      total: around.total === undefined ? undefined : around.total - before.length + now.length,
      hasMore: around.hasMore || isFull,
      end: isFull ? items[page.first - 1]!.cursor : (around.end ?? items.at(-1)?.cursor),
    }
  }
