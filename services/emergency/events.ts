import { countSchema, details, nameSchema, placeDetails, termSchema, textSchema } from '@concord/incident'
import { defineEvent } from '@concord/kernel'
import { z } from 'zod'
import { DETECTIONS_AT_MOST, deliveredDetectionSchema, detectionSchema } from './hotspot.ts'

const batch = {
  file: nameSchema.optional().meta({ description: 'The file or feed it came from.' }),
  rows: countSchema.optional().meta({ description: 'Number of rows delivered.' }),
  new: countSchema.optional().meta({ description: 'Number of detections not known before.' }),
} as const

const HotspotBatchIngested = defineEvent({
  type: 'HotspotBatchIngested',
  schemaVersion: 1,
  command: 'IngestHotspotBatch',
  description: 'A satellite feed was taken in. Keeps the detections not known before and counts the others.',
  data: details({
    ...batch,
    duplicates: countSchema.optional().meta({ description: 'Number of detections known before.' }),
    detections: z
      .array(detectionSchema)
      .max(DETECTIONS_AT_MOST)
      .optional()
      .meta({ description: 'The new ones. Left out where only the numbers are known.' }),
  }),
  request: details({
    ...batch,
    detections: z
      .array(deliveredDetectionSchema)
      .max(DETECTIONS_AT_MOST)
      .optional()
      .meta({ description: 'All that were delivered. Left out where only the numbers are known.' }),
  }),
  // A feed is no record of an older system: whoever imports takes it in as it comes, at the store's time.
  roles: ['duty-officer', 'commander', 'coordinator', 'service', 'importer'],
})

const hotspotDetails = details({
  ...placeDetails,
  key: nameSchema.optional().meta({ description: 'The key of the detection.' }),
  reason: textSchema.optional().meta({ description: 'How that is known.' }),
})

const HotspotConfirmed = defineEvent({
  type: 'HotspotConfirmed',
  schemaVersion: 1,
  command: 'ConfirmHotspot',
  description: 'What the satellite saw is a fire.',
  data: hotspotDetails,
})

const HotspotDismissed = defineEvent({
  type: 'HotspotDismissed',
  schemaVersion: 1,
  command: 'DismissHotspot',
  description: 'What the satellite saw is no fire.',
  data: hotspotDetails,
})

const evacuationDetails = details({
  ...placeDetails,
  evacuation: nameSchema.optional().meta({ description: 'The number of the evacuation.' }),
  people: countSchema.optional().meta({ description: 'Number of people.' }),
  until: termSchema.optional(),
  shelter: nameSchema.optional().meta({ description: 'Where they are taken.' }),
})

const EvacuationOrdered = defineEvent({
  type: 'EvacuationOrdered',
  schemaVersion: 1,
  command: 'OrderEvacuation',
  description: 'People have to leave a place.',
  data: evacuationDetails,
})

const EvacuationLifted = defineEvent({
  type: 'EvacuationLifted',
  schemaVersion: 1,
  command: 'LiftEvacuation',
  description: 'People may come back.',
  data: evacuationDetails,
})

/** What only emergency management records, fires and other hazards apart. */
export const emergencyEvents = [
  HotspotBatchIngested,
  HotspotConfirmed,
  HotspotDismissed,
  EvacuationOrdered,
  EvacuationLifted,
] as const
