import {
  agreed,
  decisions,
  defineVocabulary,
  diseases,
  evidence,
  factsAbout,
  foreignRelease,
  improvement,
  intelligence,
  livestock,
  missingPersons,
  placeOf,
  publicAlerts,
  rewards,
  speak,
  travellers,
  unmannedAircraft,
} from '@concord/incident'
import { policeEvents } from './events.ts'

const own = defineVocabulary(policeEvents, {
  VehicleTheftReported: ({ data }) => [
    { change: 'fact', about: `vehicle ${data.vehicle}`, name: 'state', value: 'stolen' },
    ...factsAbout(`vehicle ${data.vehicle}`, data, { make: '', plate: '', colour: '' }),
  ],
  VehicleRecovered: ({ data }) => [
    { change: 'fact', about: `vehicle ${data.vehicle}`, name: 'state', value: 'recovered' },
  ],
  CrimeReported: ({ data }) => [
    { change: 'describe', kind: data.kind },
    { change: 'status', status: 'active' },
    ...placeOf(data),
    ...factsAbout('crime', data, { iccs: '', victims: 'people' }),
  ],
  InterviewRecorded: () => [],
  RoadBlockSet: ({ data }) => [
    { change: 'measure', measure: data.roadBlock, kind: 'road-block', state: 'imposed' },
  ],
  RoadBlockLifted: ({ data }) => [
    { change: 'measure', measure: data.roadBlock, kind: 'road-block', state: 'lifted' },
  ],
  ForensicRequested: ({ data }) => [examination(data.request, 'requested')],
  ForensicAssigned: ({ data }) => [examination(data.request, 'assigned')],
  ForensicCompleted: ({ data }) => [examination(data.request, 'completed')],
})

const examination = (request: string, value: string) => ({
  change: 'fact' as const,
  about: `examination ${request}`,
  name: 'state',
  value,
})

/** Everything that the police say. */
export const vocabulary = speak(
  agreed,
  own,
  decisions,
  intelligence,
  evidence,
  livestock,
  missingPersons,
  travellers,
  foreignRelease,
  publicAlerts,
  rewards,
  diseases,
  unmannedAircraft,
  improvement,
)
