import { realUnlessAsked } from '@concord/incident'
import type { Mode } from '@concord/kernel'
import type { EventFilter } from '../../picture/asked/events.ts'
import { MOST_FOUND } from '../../picture/definition/word-limit.ts'
import { apiError } from '../api-error.ts'
import type { AsOf, Reading } from '../reading.ts'
import { boundedList, boundedText } from './bounded.ts'

export const typeDefs = /* GraphQL */ `
  "Which events. Every condition that is given has to hold; a list means any of its members."
  input EventFilter {
    "Recorded in this incident, operation or exercise."
    incident: ID
    "Of these types, such as TaskAccepted; and reports that were filed under one of these, because the agency has no type of its own for them."
    types: [String!]
    "Recorded by any of these agencies."
    agencies: [String!]
    "In these modes; left out, in all of them where records are listed, counted or followed, each with its mode, and in the operational one alone where breakdown and slowestReports draw figures from what happened."
    modes: [Mode!]
    "In which words begin with each of these: in the type, incident, reference, and what is not about a person in summary and fields. A code such as HV-13 is one word. Where more than ${MOST_FOUND} hold them, in that incident and between those times, only the ones recorded last are found, and nothing is counted."
    text: String
    "Happened after this moment."
    occurredAfter: DateTime
    "Happened before this moment."
    occurredBefore: DateTime
    "Only events that came to the reader's agency after this moment, so that it could not see them as of then. What was released is learned when it was released, and what was imported when its older system recorded it."
    learnedAfter: Known
    "Only events that had come to the reader's agency by this moment, so that it could see them as of then."
    learnedUntil: Known
    "Leave out corrections and retractions, also what disputes another agency's record."
    firstReportsOnly: Boolean
  }

  "In which order events are listed."
  enum EventOrder {
    "By when they became known, the newest first."
    KNOWN
    "By when they happened, the latest first."
    OCCURRED
    "By how long after it happened they became known, the slowest first."
    DELAY
  }
`

export const resolvers = {
  EventOrder: { KNOWN: 'known', OCCURRED: 'occurred', DELAY: 'delay' },
}

/** The argument `filter` of questions about events, as GraphQL hands it over: not looked at yet. */
export interface EventFilterInput {
  readonly incident?: string | null
  readonly types?: readonly string[] | null
  readonly agencies?: readonly string[] | null
  readonly modes?: readonly Mode[] | null
  readonly text?: string | null
  readonly occurredAfter?: string | null
  readonly occurredBefore?: string | null
  readonly learnedAfter?: AsOf['known']
  readonly learnedUntil?: AsOf['known']
  readonly firstReportsOnly?: boolean | null
}

/**
 * The filter the picture understands; BAD_INPUT when a list or text is too long, or a position lies after what the reader
 * knows.
 */
export const eventFilterOf = (reading: Reading, input: EventFilterInput | null | undefined): EventFilter => {
  const { learnedAfter, learnedUntil, ...words } = input ?? {}
  return {
    ...wordsOf(words),
    ...(learnedAfter && { learnedAfter: reading.known(learnedAfter) }),
    ...(learnedUntil && { learnedUntil: reading.known(learnedUntil) }),
  }
}

/** The filter for figures about what really happens: what is played is left out where no modes are asked for. */
export const realEventFilterOf = (
  reading: Reading,
  input: EventFilterInput | null | undefined,
): EventFilter => realUnlessAsked(eventFilterOf(reading, input))

/** The filter for what comes live. BAD_INPUT where it asks when that was learned: as it comes. */
export const liveEventFilterOf = (input: EventFilterInput | null | undefined): EventFilter => {
  const { learnedAfter, learnedUntil, ...words } = input ?? {}
  if (learnedAfter || learnedUntil) {
    throw apiError(
      'BAD_INPUT',
      'filter.learnedAfter and filter.learnedUntil work for lists and figures, not for changes, which are learned as they come. Use after or place instead.',
    )
  }
  return wordsOf(words)
}

const wordsOf = (input: Omit<EventFilterInput, 'learnedAfter' | 'learnedUntil'>): EventFilter => {
  const filter = Object.fromEntries(Object.entries(input).filter(([, value]) => value != null))
  for (const [name, value] of Object.entries(filter)) {
    if (Array.isArray(value)) boundedList(`filter.${name}`, value)
  }
  if (typeof filter.text === 'string') boundedText('filter.text', filter.text)
  return filter as EventFilter
}
