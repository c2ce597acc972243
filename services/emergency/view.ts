import {
  agreed,
  areasOf,
  borderPoints,
  type Change,
  defineVocabulary,
  diseases,
  evidence,
  factsAbout,
  foreignRelease,
  improvement,
  type MeasureChange,
  missingPersons,
  placeOf,
  publicAlerts,
  risk,
  speak,
  travellers,
  unmannedAircraft,
} from '@concord/incident'
import { emergencyEvents } from './events.ts'
import { fire } from './fire-view.ts'

const own = defineVocabulary(emergencyEvents, {
  HotspotBatchIngested: ({ data }) =>
    data.detections === undefined ? [] : [{ change: 'detections', detections: data.detections }],
  HotspotConfirmed: () => [],
  HotspotDismissed: () => [],
  HazardReported: ({ data }) => [
    { change: 'describe', kind: data.hazard, severity: data.severity },
    { change: 'status', status: 'active' },
    ...hazard(data),
  ],
  HazardStatusReported: ({ data }) => hazard(data),
  HazardStatusCorrected: ({ data }) => hazard(data),
  HazardOver: ({ data }) => [{ change: 'status', status: 'resolved' }, ...hazard(data)],
  EvacuationOrdered: ({ data }) => [evacuation(data, 'imposed'), ...placeOf(data)],
  EvacuationLifted: ({ data }) => [evacuation(data, 'lifted')],
})

type Hazard = Parameters<typeof placeOf>[0] & { readonly hazard: string }

const hazard = (data: Hazard): readonly Change[] => [
  ...factsAbout(data.hazard, data as unknown as Readonly<Record<string, unknown>>, {
    stage: '',
    affected: 'people',
    evacuated: 'people',
    injured: 'people',
    dead: 'people',
    livestockLost: 'head',
    waterLevelCm: 'cm',
  }),
  ...placeOf(data),
]

type Evacuation = Parameters<typeof placeOf>[0] & {
  readonly evacuation?: string | undefined
  readonly until?: string | undefined
}

const evacuation = (data: Evacuation, state: MeasureChange['state']): MeasureChange => {
  const areas = areasOf(data)
  const measure = data.evacuation ?? `evacuation ${areas.join(' ')}`.trim()
  return { change: 'measure', measure, kind: 'evacuation', state, until: data.until, areas }
}

/** Everything that emergency management says. */
export const vocabulary = speak(
  agreed,
  own,
  fire,
  publicAlerts,
  diseases,
  risk,
  borderPoints,
  travellers,
  missingPersons,
  evidence,
  unmannedAircraft,
  foreignRelease,
  improvement,
)
