import type { KnownLimit, KnownUpTo } from './known-times.ts'

/** What a reader knows, sees and goes by, as conditions in SQL. Their parameters are those of the question. */
export interface QuestionConditions {
  /** Conditions on a row `e` of the events. */
  readonly isKnown: string
  readonly isSeen: string
  readonly isInForce: string
  /** Conditions on a row `f` of what is filed, with what is known: nothing of the event itself has to be looked up. */
  readonly isFiledSeen: string
  readonly isFiledInForce: string
}

/** The conditions of a question on what was known by then. */
export const conditionsOn = (known: KnownUpTo): QuestionConditions => ({
  isKnown: isKnown('e', known),
  // What is seen depends on releases alone; only what is in force depends on corrections too.
  isSeen: isSeen('e', 'e.stream'),
  isInForce: isInForce('e', 'e.stream'),
  isFiledSeen: `${isKnown('f', known)} AND ${isSeen('f', STREAM_OF_FILED)}`,
  isFiledInForce: `${isKnown('f', known)} AND ${isInForce('f', STREAM_OF_FILED)}`,
})

/**
 * That a row `e` of the events or `f` of what is filed, which the reader sees, had come to the reader by another moment,
 * which is the parameter of this name.
 */
export const hadCome = (row: 'e' | 'f', { axis }: KnownLimit, name: string): string => {
  const stream = row === 'e' ? 'e.stream' : STREAM_OF_FILED
  const isKnown = axis === 'ordinal' ? `${row}.ordinal <= :${name}` : `${row}.known_ms <= :${name}`
  return `${isKnown} AND (${row}.entangled < 2 OR stood('${axis}', :${name}, ${stream}, ${row}.ordinal) <> 0)`
}

const STREAM_OF_FILED = '(SELECT stream FROM event WHERE event.ordinal = f.ordinal)'

const isKnown = (row: string, { axis }: KnownUpTo): string =>
  axis === 'ordinal' ? `${row}.ordinal <= :known` : `${row}.known_ms <= :known`

const isSeen = (row: string, stream: string): string =>
  `(CASE WHEN ${row}.entangled < 2 THEN ${row}.mask & :bit ELSE stands(${stream}, ${row}.ordinal) END) <> 0`

const isInForce = (row: string, stream: string): string =>
  `(CASE ${row}.entangled WHEN 0 THEN (${row}.mask & :bit) <> 0 ELSE stands(${stream}, ${row}.ordinal) = 2 END)`
