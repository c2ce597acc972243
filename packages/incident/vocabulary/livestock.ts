import { defineEvent } from '@concord/kernel'
import { z } from 'zod'
import { defineVocabulary } from '../agency-definition.ts'
import type { Change } from '../changes/change.ts'
import { factsAbout } from '../changes/fact-changes.ts'
import { countSchema, details, nameSchema, textSchema } from '../details/details.ts'
import { placeDetails, placeOf } from '../details/place-details.ts'

const herd = {
  ...placeDetails,
  head: countSchema.optional().meta({ description: 'Number of animals.' }),
  species: nameSchema.optional().meta({ description: 'The species, such as horse.' }),
  brand: nameSchema.optional().meta({ description: 'The brand on the animals.' }),
  earTags: z.array(nameSchema).max(1000).optional().meta({ description: 'Ear tags.' }),
  direction: nameSchema.optional().meta({ description: 'The direction in which they went.' }),
} as const

const theftDetails = details({
  ...herd,
  value: countSchema.optional().meta({ description: 'Their value, in `currency`.' }),
  currency: nameSchema.optional().meta({ description: 'ISO 4217 code of the currency.' }),
  owner: nameSchema.optional().meta({ description: 'The code of the owner.' }),
})

const LivestockTheftReported = defineEvent({
  type: 'LivestockTheftReported',
  schemaVersion: 1,
  command: 'ReportLivestockTheft',
  description: 'Animals were stolen.',
  data: theftDetails,
})

const LivestockTheftCorrected = defineEvent({
  type: 'LivestockTheftCorrected',
  schemaVersion: 1,
  command: 'CorrectLivestockTheft',
  description: 'An earlier report of a theft of animals said it wrongly.',
  data: theftDetails,
})

const TracksFound = defineEvent({
  type: 'TracksFound',
  schemaVersion: 1,
  command: 'ReportTracks',
  description: 'Tracks of animals, vehicles or people were found.',
  data: details({
    ...herd,
    vehicles: countSchema.optional().meta({ description: 'Number of vehicles the tracks show.' }),
    estimate: textSchema
      .optional()
      .meta({ description: 'When the tracks were made, as far as can be told.' }),
  }),
})

const LivestockRecovered = defineEvent({
  type: 'LivestockRecovered',
  schemaVersion: 1,
  command: 'ReportLivestockRecovery',
  description: 'Stolen or strayed animals were found.',
  data: details({
    ...herd,
    condition: textSchema.optional().meta({ description: 'In what state they are.' }),
  }),
})

/** Theft of animals: what was taken, where its tracks lead, what came back. */
export const livestock = defineVocabulary(
  [LivestockTheftReported, LivestockTheftCorrected, TracksFound, LivestockRecovered],
  {
    LivestockTheftReported: ({ data }) => theft(data),
    LivestockTheftCorrected: ({ data }) => theft(data),
    TracksFound: ({ data }) => [
      ...placeOf(data),
      ...factsAbout('tracks', data, { head: 'head', direction: '' }),
    ],
    LivestockRecovered: ({ data }) => factsAbout('recovered livestock', data, { head: 'head', species: '' }),
  },
)

const theft = (data: z.infer<typeof theftDetails>): readonly Change[] => [
  { change: 'describe', supposed: { kind: 'livestock-theft' } },
  { change: 'status', status: 'active' },
  ...placeOf(data),
  ...factsAbout('livestock', data, { head: 'head', species: '', brand: '', direction: '' }),
]
