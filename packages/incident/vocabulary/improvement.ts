import { defineEvent } from '@concord/kernel'
import { z } from 'zod'
import { defineVocabulary } from '../agency-definition.ts'
import { basisSchema, countSchema, details, nameSchema, termSchema, textSchema } from '../details/details.ts'
import { placeDetails } from '../details/place-details.ts'

const actionSchema = nameSchema.meta({ description: 'The number of the action.' })
const recommendationSchema = nameSchema.meta({ description: 'The number of the recommendation.' })

const LessonRecorded = defineEvent({
  type: 'LessonRecorded',
  schemaVersion: 1,
  command: 'RecordLesson',
  description: 'What was learnt from the incident.',
  data: details({
    lesson: textSchema.optional().meta({ description: 'The lesson.' }),
    basis: basisSchema.optional(),
  }),
})

const ImprovementActionOpened = defineEvent({
  type: 'ImprovementActionOpened',
  schemaVersion: 1,
  command: 'OpenImprovementAction',
  description: 'Something is to be done better from now on.',
  data: details({
    action: actionSchema,
    what: textSchema.optional().meta({ description: 'What is to be done.' }),
    owner: nameSchema.optional().meta({ description: 'Who sees to it.' }),
    due: termSchema.optional(),
  }),
})

const ImprovementActionDone = defineEvent({
  type: 'ImprovementActionDone',
  schemaVersion: 1,
  command: 'CompleteImprovementAction',
  description: 'An improvement was made.',
  data: details({
    action: actionSchema,
    outcome: textSchema.optional().meta({ description: 'What came of it.' }),
  }),
})

const RecommendationIssued = defineEvent({
  type: 'RecommendationIssued',
  schemaVersion: 1,
  command: 'IssueRecommendation',
  description: 'Somebody was advised to change something.',
  data: details({
    recommendation: recommendationSchema,
    to: nameSchema.optional().meta({ description: 'Who was advised.' }),
    text: textSchema.optional().meta({ description: 'What was advised.' }),
    due: termSchema.optional(),
  }),
})

const RecommendationImplemented = defineEvent({
  type: 'RecommendationImplemented',
  schemaVersion: 1,
  command: 'ImplementRecommendation',
  description: 'A recommendation was followed.',
  data: details({ recommendation: recommendationSchema }),
})

const TrainingHeld = defineEvent({
  type: 'TrainingHeld',
  schemaVersion: 1,
  command: 'RecordTraining',
  description: 'People were trained.',
  data: details({
    topic: nameSchema.optional().meta({ description: 'In what.' }),
    people: countSchema.optional().meta({ description: 'Number of people trained.' }),
    hours: countSchema.optional().meta({ description: 'Length in hours.' }),
    agencies: z.array(nameSchema).max(64).optional().meta({ description: 'Who took part.' }),
  }),
})

const qualificationDetails = details({
  ...placeDetails,
  officer: nameSchema.meta({ description: 'The service number of the officer.' }),
  qualification: nameSchema.meta({ description: 'What for.' }),
  until: termSchema.optional(),
})

const QualificationGranted = defineEvent({
  type: 'QualificationGranted',
  schemaVersion: 1,
  command: 'GrantQualification',
  description: 'An officer may do something from now on.',
  data: qualificationDetails,
})

const QualificationExpired = defineEvent({
  type: 'QualificationExpired',
  schemaVersion: 1,
  command: 'ExpireQualification',
  description: 'An officer may no longer do something.',
  data: qualificationDetails,
})

const ResourceHoursLogged = defineEvent({
  type: 'ResourceHoursLogged',
  schemaVersion: 1,
  command: 'LogResourceHours',
  description: 'Hours that people or equipment worked on the incident.',
  data: details({
    resource: nameSchema.optional().meta({ description: 'The unit or the equipment.' }),
    people: countSchema.optional().meta({ description: 'Number of people.' }),
    hours: countSchema.meta({ description: 'Hours, of all people together.' }),
  }),
})

const CostRecorded = defineEvent({
  type: 'CostRecorded',
  schemaVersion: 1,
  command: 'RecordCost',
  description: 'What the incident cost.',
  data: details({
    amount: z.number().meta({ description: 'The amount, in `currency`.' }),
    currency: nameSchema.meta({ description: 'ISO 4217 code.' }),
    purpose: textSchema.optional().meta({ description: 'What for.' }),
  }),
})

/** What an agency learns, what it trains, what it costs. Lines of the timeline: none of it changes the picture. */
export const improvement = defineVocabulary(
  [
    LessonRecorded,
    ImprovementActionOpened,
    ImprovementActionDone,
    RecommendationIssued,
    RecommendationImplemented,
    TrainingHeld,
    QualificationGranted,
    QualificationExpired,
    ResourceHoursLogged,
    CostRecorded,
  ],
  {
    LessonRecorded: () => [],
    ImprovementActionOpened: ({ data }) => [action(data.action, 'open')],
    ImprovementActionDone: ({ data }) => [action(data.action, 'done')],
    RecommendationIssued: ({ data }) => [recommendation(data.recommendation, 'issued')],
    RecommendationImplemented: ({ data }) => [recommendation(data.recommendation, 'implemented')],
    TrainingHeld: () => [],
    QualificationGranted: () => [],
    QualificationExpired: () => [],
    ResourceHoursLogged: () => [],
    CostRecorded: () => [],
  },
)

const action = (name: string, value: string) => ({
  change: 'fact' as const,
  about: `improvement ${name}`,
  name: 'state',
  value,
})

const recommendation = (name: string, value: string) => ({
  change: 'fact' as const,
  about: `recommendation ${name}`,
  name: 'state',
  value,
})
