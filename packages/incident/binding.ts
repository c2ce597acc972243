import type { Change } from './change.ts'
import type { Commitment } from './topic-view.ts'

/** Whose people are bound, and to what. */
type Binding = Pick<Commitment, 'agency' | 'unit' | 'use'>

/** Whether two commitments bind the same people; where one names no unit, it may be any of the agency's. */
export const isSameBinding = (one: Binding, other: Binding): boolean =>
  one.agency === other.agency &&
  one.use === other.use &&
  (one.unit === undefined || other.unit === undefined || one.unit === other.unit)

/**
 * The commitments of an incident that a change ends although nobody lets those people go by name: all of them when it is
 * closed, an agency's when it stands down, those to a task that is withdrawn, and the agency's own to a task that it has
 * done or declines. Undefined where it ends none.
 */
export const endedBindings = (
  change: Change,
  incident: string,
  by: string,
): ((one: Pick<Binding, 'agency' | 'use'>) => boolean) | undefined => {
  switch (change.change) {
    case 'status':
      return change.status === 'closed' ? ({ use }) => use.startsWith(`${incident}/`) : undefined
    case 'participant':
      return change.state === 'stood-down'
        ? ({ agency, use }) => agency === change.agency && use.startsWith(`${incident}/`)
        : undefined
    case 'task': {
      const use = `${incident}/${change.task}`
      if (change.state === 'withdrawn') return (one) => one.use === use
      return change.state === 'completed' || change.state === 'declined'
        ? (one) => one.use === use && one.agency === by
        : undefined
    }
    default:
      return undefined
  }
}
