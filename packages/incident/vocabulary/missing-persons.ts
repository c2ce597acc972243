import { defineEvent } from '@concord/kernel'
import type { z } from 'zod'
import { defineVocabulary } from '../agency-definition.ts'
import type { Change } from '../changes/change.ts'
import { factsAbout } from '../changes/fact-changes.ts'
import {
  countSchema,
  details,
  nameSchema,
  narrativeSchema,
  personsSchema,
  whomDetails,
} from '../details/details.ts'
import { personsAre } from '../details/person-changes.ts'
import { placeDetails, placeOf } from '../details/place-details.ts'

const searched = {
  ...placeDetails,
  ...whomDetails,
  count: countSchema.optional().meta({ description: 'Number of persons.' }),
  persons: personsSchema.optional(),
  circumstances: narrativeSchema.optional().meta({ description: 'What is known of how it came about.' }),
} as const

const searchedDetails = details(searched)

const MissingPersonReported = defineEvent({
  type: 'MissingPersonReported',
  schemaVersion: 1,
  command: 'ReportMissingPerson',
  description: 'Somebody is missing since the time at which it occurred.',
  data: searchedDetails,
})

const MissingPersonCorrected = defineEvent({
  type: 'MissingPersonCorrected',
  schemaVersion: 1,
  command: 'CorrectMissingPerson',
  description: 'An earlier report of missing persons said it wrongly.',
  data: searchedDetails,
})

const MissingPersonFound = defineEvent({
  type: 'MissingPersonFound',
  schemaVersion: 1,
  command: 'ReportMissingPersonFound',
  description: 'A missing person was found.',
  data: details({
    ...searched,
    condition: nameSchema.optional().meta({ description: 'How: well, injured, dead.' }),
  }),
})

/** People who are looked for because nobody knows where they are. */
export const missingPersons = defineVocabulary(
  [MissingPersonReported, MissingPersonCorrected, MissingPersonFound],
  {
    MissingPersonReported: ({ data }) => missing(data),
    MissingPersonCorrected: ({ data }) => missing(data),
    MissingPersonFound: ({ data }) => [
      ...personsAre(data.condition === 'dead' ? 'dead' : 'found', data),
      { change: 'status', status: 'resolved', unless: 'somebody-out' },
    ],
  },
)

const missing = (data: z.infer<typeof searchedDetails>): readonly Change[] => [
  { change: 'describe', supposed: { kind: 'missing-person' } },
  { change: 'status', status: 'active' },
  ...personsAre('missing', data),
  ...factsAbout('missing persons', data, { count: 'people' }),
  ...placeOf(data),
]
