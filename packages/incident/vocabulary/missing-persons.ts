import { defineEvent } from '@concord/kernel'
import { z } from 'zod'
import { defineVocabulary } from '../agency-definition.ts'
import type { Change, PersonStatus } from '../change.ts'
import {
  countSchema,
  details,
  nameSchema,
  narrativeSchema,
  personsSchema,
  subjectSchema,
} from '../details.ts'
import { factsAbout } from '../fact-changes.ts'
import { placeDetails, placeOf } from '../place-details.ts'

const searchedDetails = {
  ...placeDetails,
  subjects: z.array(subjectSchema).min(1).max(100).optional().meta({ description: 'Codes of the persons.' }),
  subject: subjectSchema.optional(),
  count: countSchema.optional().meta({ description: 'Number of persons.' }),
  persons: personsSchema.optional(),
  circumstances: narrativeSchema.optional().meta({ description: 'What is known of how it came about.' }),
} as const

const MissingPersonReported = defineEvent({
  type: 'MissingPersonReported',
  schemaVersion: 1,
  command: 'ReportMissingPerson',
  description: 'Somebody is missing since the time at which it occurred.',
  data: details(searchedDetails),
})

const MissingPersonCorrected = defineEvent({
  type: 'MissingPersonCorrected',
  schemaVersion: 1,
  command: 'CorrectMissingPerson',
  description: 'An earlier report of missing persons said it wrongly.',
  data: details(searchedDetails),
})

const MissingPersonFound = defineEvent({
  type: 'MissingPersonFound',
  schemaVersion: 1,
  command: 'ReportMissingPersonFound',
  description: 'A missing person was found.',
  data: details({
    ...searchedDetails,
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
      ...people(data, 'found'),
      { change: 'status', status: 'resolved', unless: 'somebody-out' },
    ],
  },
)

type Searched = Parameters<typeof placeOf>[0] & {
  readonly subjects?: readonly string[] | undefined
  readonly subject?: string | undefined
}

const missing = (data: Searched): readonly Change[] => [
  { change: 'describe', kind: 'missing-person' },
  { change: 'status', status: 'active' },
  ...people(data, 'missing'),
  ...factsAbout('missing persons', data as Readonly<Record<string, unknown>>, { count: 'people' }),
  ...placeOf(data),
]

const people = ({ subjects, subject }: Searched, status: PersonStatus): readonly Change[] =>
  [...(subjects ?? []), ...(subject ? [subject] : [])].map((one) => ({
    change: 'person',
    subject: one,
    status,
  }))
