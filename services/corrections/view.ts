import {
  agreed,
  type Change,
  casualtiesOf,
  casualtyDetails,
  decisions,
  defineVocabulary,
  diseases,
  evidence,
  factsAbout,
  furtherFigures,
  improvement,
  intelligence,
  missingPersons,
  type Placed,
  personsAre,
  placeOf,
  publicAlerts,
  speak,
} from '@concord/incident'
import { correctionsEvents } from './events.ts'

const own = defineVocabulary(correctionsEvents, {
  PrisonerEscapeReported: ({ data }) => escaped(data),
  PrisonerEscapeCorrected: ({ data }) => escaped(data),
  IdentityConfirmed: ({ data }) => personsAre('identified', data),
  CustodyRestored: ({ data }) => [
    ...personsAre('in-custody', data),
    { change: 'status', status: 'resolved', unless: 'somebody-out' },
  ],
  PrisonSecurityIncident: ({ data }) => [
    { change: 'describe', severity: data.severity, supposed: { kind: 'prison-disorder' } },
    { change: 'status', status: 'active' },
    ...placeOf(data),
    ...factsAbout('prison', data, { kind: '', involved: 'people' }),
    ...numbersOfDisorder(data),
  ],
  PrisonOrderRestored: ({ data }) => [
    { change: 'status', status: 'resolved', unless: 'somebody-out' },
    ...placeOf(data),
    ...factsAbout('prison', data, { involved: 'people' }),
    ...numbersOfDisorder(data),
  ],
  SecurityAuditRecorded: () => [],
  CustodyStateChanged: ({ data }) => [
    { change: 'fact', about: `custody of ${data.subject}`, name: 'state', value: data.state },
  ],
  TransferStarted: ({ data }) => transfer(data, 'under way'),
  TransferCompleted: ({ data }) => transfer(data, 'completed'),
  EscortIncident: ({ data }) => placeOf(data),
  WorkDetailDeparted: ({ data }) => [
    { change: 'fact', about: `work detail ${data.detail}`, name: 'state', value: 'outside' },
    ...factsAbout(`work detail ${data.detail}`, data, { prisoners: 'people', guards: 'people' }),
  ],
  HeadcountTaken: ({ data: { detail, prison = '', ...counted } }) =>
    factsAbout(detail === undefined ? `prison ${prison}`.trim() : `work detail ${detail}`, counted, {
      present: 'people',
      expected: 'people',
    }),
  WorkDetailReturned: ({ data }) => [
    { change: 'fact', about: `work detail ${data.detail}`, name: 'state', value: 'inside' },
  ],
  ReleaseNotified: ({ data }) => placeOf(data),
  ProbationConditionSet: ({ data }) => placeOf(data),
  ProbationBreached: ({ data }) => placeOf(data),
  ProbationCompleted: ({ data }) => placeOf(data),
})

/** Whom it harmed, and what else was counted. */
const numbersOfDisorder = (data: Readonly<Record<string, unknown>>): readonly Change[] => [
  ...casualtiesOf(data),
  ...furtherFigures('prison', data, ['kind', 'involved', ...Object.keys(casualtyDetails)]),
]

/** How a transfer stands, and its numbers: how many set out, and of how many it was said that they arrived. */
const transfer = (data: { readonly transfer?: string | undefined }, state: string): readonly Change[] => {
  const about = data.transfer === undefined ? 'transfer' : `transfer ${data.transfer}`
  return [
    { change: 'fact', about, name: 'state', value: state },
    ...furtherFigures(about, data as Readonly<Record<string, unknown>>),
  ]
}

type Escape = Placed & {
  readonly subjects: readonly string[]
  readonly count?: number | undefined
}

const escaped = (data: Escape): readonly Change[] => [
  {
    change: 'describe',
    supposed: { kind: 'prison-escape', severity: 'Severe', certainty: 'Observed' },
  },
  { change: 'status', status: 'active' },
  ...personsAre('at-large', data),
  ...factsAbout('escape', { count: data.count ?? (data.subjects.length || undefined) }, { count: 'people' }),
  ...placeOf(data),
]

/** Everything that the prison and probation service says. */
export const vocabulary = speak(
  agreed,
  own,
  decisions,
  missingPersons,
  intelligence,
  evidence,
  publicAlerts,
  diseases,
  improvement,
)
