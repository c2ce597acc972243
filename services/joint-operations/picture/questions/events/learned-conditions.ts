import type { Learned } from '../../asked/events.ts'
import { hadCome } from '../conditions.ts'
import type { IndexQuestion } from '../index-question.ts'
import type { KnownLimit } from '../known-times.ts'

/** When events came to the reader, in SQL. Conditions of a list are joined by AND. */
export interface LearnedConditions {
  readonly parameters: Readonly<Record<string, number>>
  /** On a row of the events or of what is filed, which the reader sees. */
  readonly onRow: readonly string[]
  /** On a row `b` of the blocks: that one of its events may pass, whether it was released or not. */
  readonly mayPass: readonly string[]
  /** That one of its events that were never released may pass: those alone come when they become known. */
  readonly newMayPass: readonly string[]
  /** That all of these pass. */
  readonly allPass: readonly string[]
}

/** Says in SQL what `isLearnedIn` defines, of rows `e` of the events or `f` of what is filed. */
export const learnedConditions = (
  { learnedAfter, learnedUntil }: Learned,
  { limitOf }: Pick<IndexQuestion, 'limitOf'>,
  row: 'e' | 'f',
): LearnedConditions => {
  const after = learnedAfter && limitOf(learnedAfter)
  const until = learnedUntil && limitOf(learnedUntil)
  return {
    parameters: {
      ...(after && { learnedAfter: numberOf(after) }),
      ...(until && { learnedUntil: numberOf(until) }),
    },
    onRow: [
      ...(after ? [`NOT (${hadCome(row, after, 'learnedAfter')})`] : []),
      ...(until ? [hadCome(row, until, 'learnedUntil')] : []),
    ],
    mayPass: until ? [`b.${columnOf(until)}_from <= :learnedUntil`] : [],
    newMayPass: after ? [`b.${columnOf(after)}_to > :learnedAfter`] : [],
    allPass: [
      ...(after ? [`b.${columnOf(after)}_from > :learnedAfter`] : []),
      ...(until ? [`b.${columnOf(until)}_to <= :learnedUntil`] : []),
    ],
  }
}

const numberOf = (limit: KnownLimit): number => (limit.axis === 'ordinal' ? limit.ordinal : limit.ms)

const columnOf = ({ axis }: KnownLimit): string => (axis === 'ordinal' ? 'ordinal' : 'known')
