import {
  agreed,
  borderPoints,
  decisions,
  defineVocabulary,
  diseases,
  evidence,
  factsAbout,
  improvement,
  intelligence,
  livestock,
  type MeasureChange,
  missingPersons,
  placeOf,
  publicAlerts,
  rewards,
  risk,
  speak,
  travellers,
  unmannedAircraft,
  untilOf,
} from '@concord/incident'
import { borderEvents } from './events.ts'

const own = defineVocabulary(borderEvents, {
  // What tracks show is an estimate: it stands beside what was stolen, not against it.
  BorderViolationTraceFound: ({ data }) => [
    ...placeOf(data),
    ...factsAbout('tracks', data, {
      horses: 'head',
      people: 'people',
      vehicles: '',
      estimate: '',
      direction: '',
    }),
  ],
  BorderViolationRecorded: ({ data }) => [
    { change: 'describe', supposed: { kind: 'border-violation' } },
    { change: 'status', status: 'active' },
    ...placeOf(data),
    ...factsAbout('border violation', data, { people: 'people', direction: '', segment: '' }),
  ],
  BorderRegimeViolationRecorded: ({ data }) => placeOf(data),
  RepeatOffenderThresholdReached: () => [],
  MeasureTypeDefined: () => [],
  MeasureProposed: ({ data }) => [measure(data, 'proposed')],
  MeasureImposed: ({ data, envelope }) => [
    measure({ ...data, until: untilOf(data, envelope.occurredAt) }, 'imposed'),
  ],
  MeasureAppealed: ({ data }) => [measure(data, 'appealed')],
  MeasureLifted: ({ data }) => [measure(data, 'lifted')],
  MeasureExpired: ({ data }) => [measure(data, 'lifted')],
  PostEstablished: () => [],
  BarrierBuilt: () => [],
  AssistantEnrolled: () => [],
  AssistantAssigned: () => [],
  AssistantDischarged: () => [],
  VolunteerReportReceived: ({ data }) => placeOf(data),
  IssueReferredToCommission: () => [],
})

interface Measured {
  readonly measure: string
  readonly kind?: string | undefined
  readonly until?: string | undefined
  readonly area?: string | undefined
}

const measure = ({ measure, kind, until, area }: Measured, state: MeasureChange['state']): MeasureChange => ({
  change: 'measure',
  measure,
  kind: kind ?? { supposed: 'administrative' },
  state,
  until,
  areas: area ? [area] : [],
})

/** Everything that border protection says. */
export const vocabulary = speak(
  agreed,
  own,
  decisions,
  borderPoints,
  livestock,
  intelligence,
  evidence,
  travellers,
  missingPersons,
  publicAlerts,
  rewards,
  diseases,
  risk,
  unmannedAircraft,
  improvement,
)
