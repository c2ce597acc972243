import { millisecondsOf } from '@concord/kernel'
import type { EventFilter } from '../../asked/events.ts'
import type { IndexQuestion } from '../index-question.ts'
import { learnedConditions } from './learned-conditions.ts'

/** What a filter and a question ask of events, in SQL. All conditions are joined by AND; the parameters serve all of them. */
export interface EventConditions {
  readonly parameters: Readonly<Record<string, string | number | bigint>>
  /** Whether it names an incident or words, so that few events are looked at. */
  readonly isNarrow: boolean
  /** On a row `e` of the events. */
  readonly onEvent: string
  /** On a row `t` of the tally: the sort of event, and that it is for the reader. */
  readonly onTally: string
  /** On a row `b` of the blocks: that one of its events may pass. */
  readonly mayPass: string
  /** Besides, of its events that were never released: that one may pass, and that all of them do but for their sort. */
  readonly newMayPass: string
  readonly allPass: string
}

/** `found`: where its words are taken for found, as a list of ordinals in JSON. */
export const eventConditions = (
  filter: EventFilter,
  question: IndexQuestion,
  found?: string,
): EventConditions => {
  const isByOrdinal = question.known.axis === 'ordinal'
  const { occurredAfter, occurredBefore, incident } = filter
  const times = [
    ['<=', ':valid'],
    ...(occurredAfter ? [['>', ':from']] : []),
    ...(occurredBefore ? [['<', ':to']] : []),
  ] as const
  const learned = learnedConditions(filter, question, 'e')
  const isUpper = (sign: string | undefined) => sign !== '>'
  const onEvent = [
    ...sortConditions(filter, 'e'),
    ...(incident === undefined ? [] : ['e.incident = :incident']),
    ...(found ? ['e.ordinal IN (SELECT value FROM json_each(:found))'] : []),
    ...times.map(([sign, bound]) => `e.occurred_ms ${sign} ${bound}`),
    // The plus keeps it from being taken for the end of the run to look through: a block's own end is nearer.
    isByOrdinal ? '+e.ordinal <= :known' : question.isKnown,
    question.isSeen,
    ...learned.onRow,
  ]
  return {
    parameters: {
      ...question.parameters,
      ...learned.parameters,
      ...sortParameters(filter),
      ...(incident !== undefined && { incident }),
      ...(found !== undefined && { found }),
      ...(occurredAfter && { from: millisecondsOf(occurredAfter) }),
      ...(occurredBefore && { to: millisecondsOf(occurredBefore) }),
    },
    isNarrow: incident !== undefined || found !== undefined,
    onEvent: joined(onEvent),
    onTally: joined([...sortConditions(filter, 't'), 't.mask & :bit']),
    mayPass: joined([
      isByOrdinal ? 'b.ordinal_from <= :known' : 'b.known_from <= :known',
      ...times.map(([sign, bound]) => `b.occurred_${isUpper(sign) ? 'from' : 'to'} ${sign} ${bound}`),
      ...learned.mayPass,
    ]),
    newMayPass: joined(['TRUE', ...learned.newMayPass]),
    allPass: joined([
      isByOrdinal ? 'b.ordinal_to <= :known' : 'b.known_to <= :known',
      ...times.map(([sign, bound]) => `b.occurred_${isUpper(sign) ? 'to' : 'from'} ${sign} ${bound}`),
      ...learned.allPass,
    ]),
  }
}

const joined = (conditions: readonly string[]): string => conditions.map((one) => `(${one})`).join(' AND ')

/** Conditions on the sort of event: columns that the tally and the events have alike. */
const sortConditions = (filter: EventFilter, row: 'e' | 't'): readonly string[] => [
  ...(['types', 'declaredTypes', 'agencies', 'modes'] as const).flatMap((name) => {
    const isOneOf = (column: string) => `${row}.${column} IN (SELECT value FROM json_each(:${name}))`
    return filter[name] ? [columns[name].map(isOneOf).join(' OR ')] : []
  }),
  ...(filter.firstReportsOnly ? [`${row}.corrects = 0 AND ${row}.retracts = 0`] : []),
  ...(filter.only ? [`${row}.${filter.only === 'corrections' ? 'corrects' : 'retracts'} = 1`] : []),
]

const columns = {
  types: ['type', 'report_type'],
  declaredTypes: ['type'],
  agencies: ['agency'],
  modes: ['mode'],
} as const

const sortParameters = ({
  types,
  declaredTypes,
  agencies,
  modes,
}: EventFilter): Readonly<Record<string, string>> => ({
  // No report is filed under an empty name: that is how other events have it.
  ...(types && { types: JSON.stringify(types.filter((type) => type !== '')) }),
  ...(declaredTypes && { declaredTypes: JSON.stringify(declaredTypes) }),
  ...(agencies && { agencies: JSON.stringify(agencies) }),
  ...(modes && { modes: JSON.stringify(modes) }),
})
