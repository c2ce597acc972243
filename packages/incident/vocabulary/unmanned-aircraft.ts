import { defineEvent } from '@concord/kernel'
import { z } from 'zod'
import { defineVocabulary } from '../agency-definition.ts'
import { unitTopic } from '../changes/topic.ts'
import { countSchema, details, nameSchema, textSchema } from '../details/details.ts'
import { placeDetails, placeOf } from '../details/place-details.ts'

const aircraftSchema = nameSchema.meta({ description: 'The unmanned aircraft.' })

const UavSortieStarted = defineEvent({
  type: 'UavSortieStarted',
  schemaVersion: 1,
  command: 'StartUavSortie',
  description: 'An unmanned aircraft took off.',
  data: details({
    ...placeDetails,
    uav: aircraftSchema,
    sortie: nameSchema.optional().meta({ description: 'The number of the sortie.' }),
    purpose: textSchema.optional().meta({ description: 'What it looks for.' }),
  }),
})

const UavSortieEnded = defineEvent({
  type: 'UavSortieEnded',
  schemaVersion: 1,
  command: 'EndUavSortie',
  description: 'An unmanned aircraft is back or lost.',
  data: details({
    uav: aircraftSchema,
    sortie: nameSchema.optional().meta({ description: 'The name of the sortie.' }),
    minutes: countSchema.optional().meta({ description: 'Minutes in the air.' }),
    track: z
      .array(z.tuple([z.number(), z.number()]))
      .max(5000)
      .optional()
      .meta({ description: 'Where it flew: pairs of degrees east and north, WGS 84.' }),
  }),
})

const UavObservation = defineEvent({
  type: 'UavObservation',
  schemaVersion: 1,
  command: 'ReportUavObservation',
  description: 'An unmanned aircraft saw something.',
  data: details({
    ...placeDetails,
    uav: aircraftSchema.optional(),
    observation: textSchema.optional().meta({ description: 'What it saw.' }),
    grade: nameSchema.optional().meta({ description: 'The grade of the observation, Admiralty scale.' }),
  }),
})

/** Unmanned aircraft as a resource: up, down, and what they saw. */
export const unmannedAircraft = defineVocabulary([UavSortieStarted, UavSortieEnded, UavObservation], {
  UavSortieStarted: ({ data, envelope }) => aircraft(envelope.agency, data.uav, 'on-scene'),
  UavSortieEnded: ({ data, envelope }) => aircraft(envelope.agency, data.uav, 'available'),
  UavObservation: ({ data }) => placeOf(data),
})

const aircraft = (agency: string, unit: string, status: 'on-scene' | 'available') => {
  const change = { change: 'unit' as const, agency, unit, status, unitKind: 'UAV' }
  return [change, { ...change, topic: unitTopic(agency, unit) }]
}
