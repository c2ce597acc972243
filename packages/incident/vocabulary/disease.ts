import { defineEvent } from '@concord/kernel'
import type { z } from 'zod'
import { defineVocabulary } from '../agency-definition.ts'
import type { Change, MeasureChange } from '../changes/change.ts'
import { factsAbout } from '../changes/fact-changes.ts'
import { type Term, untilOf } from '../changes/term.ts'
import {
  countSchema,
  details,
  nameSchema,
  severitySchema,
  termSchema,
  textSchema,
} from '../details/details.ts'
import { areasOf, type Placed, placeDetails, placeOf } from '../details/place-details.ts'
import { furtherFigures } from '../filed/further-figures.ts'

const diseaseDetails = details({
  ...placeDetails,
  disease: nameSchema.optional().meta({ description: 'The disease, such as FMD.' }),
  status: nameSchema.optional().meta({ description: 'suspected, confirmed, refuted or resolved.' }),
  animals: countSchema.optional().meta({ description: 'Number of animals affected.' }),
  people: countSchema.optional().meta({ description: 'Number of people affected.' }),
  dead: countSchema.optional().meta({ description: 'Number of animals or people that died.' }),
  laboratory: nameSchema.optional().meta({ description: 'The laboratory that tested.' }),
  severity: severitySchema.optional(),
})

const AnimalDiseaseSuspected = defineEvent({
  type: 'AnimalDiseaseSuspected',
  schemaVersion: 1,
  command: 'ReportAnimalDiseaseSuspicion',
  description: 'A disease of animals is suspected.',
  data: diseaseDetails,
})

const HumanDiseaseSuspected = defineEvent({
  type: 'HumanDiseaseSuspected',
  schemaVersion: 1,
  command: 'ReportHumanDiseaseSuspicion',
  description: 'A communicable disease of people is suspected.',
  data: diseaseDetails,
})

const DiseaseSuspected = defineEvent({
  type: 'DiseaseSuspected',
  schemaVersion: 1,
  command: 'ReportDiseaseSuspicion',
  description: 'A disease is suspected.',
  data: diseaseDetails,
})

const DiseaseConfirmed = defineEvent({
  type: 'DiseaseConfirmed',
  schemaVersion: 1,
  command: 'ConfirmDisease',
  description: 'A suspected disease was confirmed.',
  data: diseaseDetails,
})

const DiseaseResolved = defineEvent({
  type: 'DiseaseResolved',
  schemaVersion: 1,
  command: 'ResolveDisease',
  description: 'A disease is over, or the suspicion was refuted.',
  data: diseaseDetails,
})

const quarantineDetails = details({
  ...placeDetails,
  quarantine: nameSchema.optional().meta({ description: 'The number of the quarantine.' }),
  days: countSchema.optional().meta({ description: 'Its length in days; of an extension, how many more.' }),
  until: termSchema.optional(),
  reason: textSchema.optional().meta({ description: 'Why.' }),
})

const QuarantineImposed = defineEvent({
  type: 'QuarantineImposed',
  schemaVersion: 1,
  command: 'ImposeQuarantine',
  description: 'An area is under quarantine.',
  data: quarantineDetails,
})

const QuarantineExtended = defineEvent({
  type: 'QuarantineExtended',
  schemaVersion: 1,
  command: 'ExtendQuarantine',
  description: 'A quarantine lasts longer, or covers more.',
  data: quarantineDetails,
})

const QuarantineLifted = defineEvent({
  type: 'QuarantineLifted',
  schemaVersion: 1,
  command: 'LiftQuarantine',
  description: 'A quarantine has ended.',
  data: quarantineDetails,
})

const diseaseUnits = { disease: '', animals: 'head', people: 'people', dead: '' } as const

const disease = (
  data: z.infer<typeof diseaseDetails>,
  kind: string | undefined,
  status: string,
  isOver = status === 'resolved' || status === 'refuted',
): readonly Change[] => [
  { change: 'describe', severity: data.severity, supposed: { kind } },
  { change: 'status', status: isOver ? 'resolved' : 'active' },
  {
    change: 'fact',
    about: 'disease',
    name: 'status',
    value: status,
    supposed: status === 'suspected' || undefined,
    over: isOver || undefined,
  },
  ...factsAbout('disease', data, diseaseUnits),
  ...furtherFigures('disease', data, Object.keys(diseaseUnits)),
  ...placeOf(data),
]

type Quarantined = Placed & Term & { readonly quarantine?: string | undefined }

const quarantine = (
  data: Quarantined,
  state: MeasureChange['state'],
  term: Pick<MeasureChange, 'until' | 'furtherDays'> = { until: data.until },
): readonly Change[] => {
  const areas = areasOf(data)
  const measure = data.quarantine ?? `quarantine ${areas.join(' ')}`.trim()
  return [
    { change: 'measure', measure, kind: 'quarantine', state, areas, ...term },
    {
      ...{ change: 'fact', about: 'quarantine', name: 'inForce', value: state !== 'lifted' },
      ...(state === 'lifted' ? { unlessInForce: 'quarantine' } : {}),
    },
    ...placeOf(data),
  ]
}

/** Disease of animals and people, and the quarantine it brings. */
export const diseases = defineVocabulary(
  [
    AnimalDiseaseSuspected,
    HumanDiseaseSuspected,
    DiseaseSuspected,
    DiseaseConfirmed,
    DiseaseResolved,
    QuarantineImposed,
    QuarantineExtended,
    QuarantineLifted,
  ],
  {
    AnimalDiseaseSuspected: ({ data }) => disease(data, 'animal-disease', data.status ?? 'suspected'),
    HumanDiseaseSuspected: ({ data }) => disease(data, 'human-disease', data.status ?? 'suspected'),
    DiseaseSuspected: ({ data }) => disease(data, 'disease', data.status ?? 'suspected'),
    DiseaseConfirmed: ({ data }) => disease(data, undefined, 'confirmed'),
    DiseaseResolved: ({ data }) => disease(data, undefined, data.status ?? 'resolved', true),
    QuarantineImposed: ({ data, envelope }) =>
      quarantine(data, 'imposed', { until: untilOf(data, envelope.occurredAt) }),
    QuarantineExtended: ({ data }) =>
      quarantine(data, 'extended', { until: data.until, furtherDays: data.days }),
    QuarantineLifted: ({ data }) => quarantine(data, 'lifted'),
  },
)
