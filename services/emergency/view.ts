import {
  agreed,
  areasOf,
  borderPoints,
  decisions,
  defineVocabulary,
  diseases,
  evidence,
  foreignRelease,
  improvement,
  type MeasureChange,
  missingPersons,
  type Placed,
  placeOf,
  publicAlerts,
  risk,
  speak,
  travellers,
  unmannedAircraft,
} from '@concord/incident'
import { emergencyEvents } from './events.ts'
import { fire } from './fire-view.ts'
import { hazards } from './hazard-view.ts'

const own = defineVocabulary(emergencyEvents, {
  HotspotBatchIngested: ({ data }) =>
    data.detections === undefined ? [] : [{ change: 'detections', detections: data.detections }],
  HotspotConfirmed: () => [],
  HotspotDismissed: () => [],
  EvacuationOrdered: ({ data }) => [evacuation(data, 'imposed'), ...placeOf(data)],
  EvacuationLifted: ({ data }) => [evacuation(data, 'lifted')],
})

type Evacuation = Placed & {
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
  decisions,
  fire,
  hazards,
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
