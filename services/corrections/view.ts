import {
  agreed,
  type Change,
  defineVocabulary,
  evidence,
  factsAbout,
  improvement,
  intelligence,
  missingPersons,
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
    { change: 'describe', kind: 'prison-disorder', severity: data.severity },
    { change: 'status', status: 'active' },
    ...placeOf(data),
    ...factsAbout('prison', data, { kind: '', involved: 'people', injured: 'people' }),
  ],
  SecurityAuditRecorded: () => [],
  CustodyStateChanged: ({ data }) => [
    { change: 'fact', about: `custody of ${data.subject}`, name: 'state', value: data.state },
  ],
  TransferStarted: () => [],
  TransferCompleted: () => [],
  EscortIncident: ({ data }) => placeOf(data),
  WorkDetailDeparted: ({ data }) => [
    { change: 'fact', about: `work detail ${data.detail}`, name: 'state', value: 'outside' },
    ...factsAbout(`work detail ${data.detail}`, data, { prisoners: 'people', guards: 'people' }),
  ],
  HeadcountTaken: ({ data }) => factsAbout(`work detail ${data.detail}`, data, { present: 'people' }),
  WorkDetailReturned: ({ data }) => [
    { change: 'fact', about: `work detail ${data.detail}`, name: 'state', value: 'inside' },
  ],
  ReleaseNotified: () => [],
  ProbationConditionSet: () => [],
  ProbationBreached: () => [],
  ProbationCompleted: () => [],
})

type Escape = Parameters<typeof placeOf>[0] & {
  readonly subjects: readonly string[]
  readonly count?: number | undefined
}

const escaped = (data: Escape): readonly Change[] => [
  { change: 'describe', kind: 'prison-escape', severity: 'Severe', certainty: 'Observed' },
  { change: 'status', status: 'active' },
  ...personsAre('at-large', data),
  ...factsAbout('escape', { count: data.count ?? (data.subjects.length || undefined) }, { count: 'people' }),
  ...placeOf(data),
]

/** Everything that the prison and probation service says. */
export const vocabulary = speak(
  agreed,
  own,
  missingPersons,
  intelligence,
  evidence,
  publicAlerts,
  improvement,
)
