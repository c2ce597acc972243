import { isDeepStrictEqual } from 'node:util'
import type { Held, TopicView } from '@concord/incident'

/**
 * Whether two views show the same, and go on showing the same whatever comes after. Who said a thing and since when no
 * summary shows, but for the opening and the last change; nor how many events there were.
 */
export const goOnAlike = (one: TopicView, other: TopicView): boolean =>
  areSaidAlike(one.participants, other.participants) &&
  areSaidAlike(one.acknowledgements, other.acknowledgements) &&
  areSaidAlike(one.persons, other.persons) &&
  isDeepStrictEqual(rest(one), rest(other))

const areSaidAlike = (some: readonly Held[], others: readonly Held[]): boolean =>
  some === others || isDeepStrictEqual(some.map(whatIsSaid), others.map(whatIsSaid))

const whatIsSaid = (held: Held): unknown => ({
  ...held,
  ...{ since: undefined, source: undefined, missing: undefined, part: undefined },
})

const rest = (view: TopicView): unknown => ({
  ...view,
  ...{ events: 0, statusHeld: undefined, participants: [], acknowledgements: [], persons: [] },
})
