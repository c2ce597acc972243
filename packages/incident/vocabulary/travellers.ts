import { defineEvent } from '@concord/kernel'
import { z } from 'zod'
import { defineVocabulary } from '../agency-definition.ts'
import { factsAbout } from '../changes/fact-changes.ts'
import {
  countSchema,
  details,
  nameSchema,
  narrativeSchema,
  personsSchema,
  termSchema,
} from '../details/details.ts'
import { placeDetails, placeOf } from '../details/place-details.ts'

const travellerDetails = {
  ...placeDetails,
  nationality: nameSchema.optional().meta({ description: 'ISO 3166-1 alpha-2 code of the nationality.' }),
  people: countSchema.optional().meta({ description: 'Number of travellers.' }),
  persons: personsSchema.optional(),
} as const

const ForeignTravellerAssisted = defineEvent({
  type: 'ForeignTravellerAssisted',
  schemaVersion: 1,
  command: 'AssistForeignTraveller',
  description: 'Foreign travellers were helped.',
  data: details({
    ...travellerDetails,
    legalAid: z.boolean().optional().meta({ description: 'Whether legal aid was given or asked for.' }),
  }),
})

const ForeignTravellerHarmed = defineEvent({
  type: 'ForeignTravellerHarmed',
  schemaVersion: 1,
  command: 'ReportForeignTravellerHarmed',
  description: 'Foreign travellers came to harm or are victims of a crime.',
  data: details({
    ...travellerDetails,
    harm: narrativeSchema.optional().meta({ description: 'What happened to them.' }),
    consularNoticeDue: termSchema.optional().meta({ description: 'Until when the consulate must be told.' }),
  }),
})

const ConsularNotified = defineEvent({
  type: 'ConsularNotified',
  schemaVersion: 1,
  command: 'NotifyConsulate',
  description: 'The consulate of a traveller was told.',
  data: details({
    nationality: nameSchema
      .optional()
      .meta({ description: 'The country whose consulate was told, by its ISO 3166-1 code.' }),
    consulate: nameSchema.optional().meta({ description: 'Who was told.' }),
    by: nameSchema.optional().meta({ description: 'How: telephone, letter, in person.' }),
  }),
})

const legalAidDetails = details({
  case: nameSchema.optional().meta({ description: 'The number of the legal-aid case.' }),
  people: countSchema.optional().meta({ description: 'Number of travellers.' }),
  outcome: narrativeSchema.optional().meta({ description: 'What came of it.' }),
})

const LegalAidOpened = defineEvent({
  type: 'LegalAidOpened',
  schemaVersion: 1,
  command: 'OpenLegalAid',
  description: 'A legal-aid case was opened for a traveller.',
  data: legalAidDetails,
})

const LegalAidClosed = defineEvent({
  type: 'LegalAidClosed',
  schemaVersion: 1,
  command: 'CloseLegalAid',
  description: 'A legal-aid case was closed.',
  data: legalAidDetails,
})

/** Foreign travellers: helped, harmed, their consulate told, their legal aid. */
export const travellers = defineVocabulary(
  [ForeignTravellerAssisted, ForeignTravellerHarmed, ConsularNotified, LegalAidOpened, LegalAidClosed],
  {
    ForeignTravellerAssisted: ({ data }) => [
      ...placeOf(data),
      ...factsAbout('assisted travellers', data, { people: 'people', nationality: '', legalAid: '' }),
    ],
    ForeignTravellerHarmed: ({ data }) => [
      ...placeOf(data),
      ...factsAbout('harmed travellers', data, { people: 'people', nationality: '', consularNoticeDue: '' }),
    ],
    ConsularNotified: () => [
      { change: 'fact', about: 'harmed travellers', name: 'consulateNotified', value: true },
    ],
    LegalAidOpened: ({ data }) => [
      { change: 'fact', about: `legal aid ${data.case ?? ''}`.trim(), name: 'state', value: 'open' },
    ],
    LegalAidClosed: ({ data }) => [
      { change: 'fact', about: `legal aid ${data.case ?? ''}`.trim(), name: 'state', value: 'closed' },
    ],
  },
)
