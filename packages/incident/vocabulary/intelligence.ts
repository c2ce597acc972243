import { defineEvent, gradingSchema } from '@concord/kernel'
import { z } from 'zod'
import { defineVocabulary } from '../agency-definition.ts'
import {
  areaSchema,
  basisSchema,
  details,
  nameSchema,
  narrativeSchema,
  textSchema,
} from '../details/details.ts'
import { placeDetails } from '../details/place-details.ts'

const requirementSchema = nameSchema.meta({ description: 'The number of the intelligence requirement.' })
const productSchema = nameSchema.meta({ description: 'The number of the product.' })
const warningSchema = nameSchema.meta({ description: 'The number of the warning.' })

const reportDetails = details({
  ...placeDetails,
  grading3x5x2: nameSchema.optional().meta({ description: 'Grade on the 3x5x2 scale, such as 2-B-C.' }),
  grading4x4: nameSchema.optional().meta({ description: 'Grade on the 4x4 scale, such as B2.' }),
  admiralty: nameSchema.optional().meta({ description: 'Grade on the Admiralty scale, such as C3.' }),
  grading: gradingSchema.optional(),
  condition: textSchema.optional().meta({ description: 'What a reader must observe.' }),
  report: narrativeSchema.optional().meta({ description: 'What the source says.' }),
  requirement: requirementSchema.optional(),
})

const IntelligenceReported = defineEvent({
  type: 'IntelligenceReported',
  schemaVersion: 1,
  command: 'ReportIntelligence',
  description: 'A source reported something. Graded on a named scale, which is never converted.',
  data: reportDetails,
})

const IntelligenceRegraded = defineEvent({
  type: 'IntelligenceRegraded',
  schemaVersion: 1,
  command: 'RegradeIntelligence',
  description: 'A report or its source is relied on more or less than before.',
  data: reportDetails,
})

const RequirementSet = defineEvent({
  type: 'RequirementSet',
  schemaVersion: 1,
  command: 'SetRequirement',
  description: 'Those who decide said what they need to know.',
  data: details({
    requirement: requirementSchema,
    question: textSchema.optional().meta({ description: 'What is to be found out.' }),
    until: nameSchema.optional().meta({ description: 'By when.' }),
  }),
})

const ProductIssued = defineEvent({
  type: 'ProductIssued',
  schemaVersion: 1,
  command: 'IssueProduct',
  description: 'An assessment, profile or warning paper was finished.',
  data: details({
    product: productSchema,
    kind: nameSchema
      .optional()
      .meta({ description: 'strategic, operational, tactical, target, problem, threat.' }),
    title: textSchema.optional().meta({ description: 'Its title.' }),
    requirement: requirementSchema.optional(),
    basis: basisSchema.optional(),
  }),
})

const ProductDisseminated = defineEvent({
  type: 'ProductDisseminated',
  schemaVersion: 1,
  command: 'DisseminateProduct',
  description: 'A product was handed to somebody: the written record that the law asks for.',
  data: details({
    product: productSchema,
    to: z.array(nameSchema).min(1).max(100).meta({ description: 'Who received it.' }),
    purpose: textSchema.optional().meta({ description: 'What for.' }),
  }),
})

const FeedbackReceived = defineEvent({
  type: 'FeedbackReceived',
  schemaVersion: 1,
  command: 'RecordFeedback',
  description: 'A recipient said what a product was worth.',
  data: details({
    product: productSchema,
    from: nameSchema.optional().meta({ description: 'Who said so.' }),
    feedback: textSchema.optional().meta({ description: 'What was said.' }),
  }),
})

const TaskingDecided = defineEvent({
  type: 'TaskingDecided',
  schemaVersion: 1,
  command: 'DecideTasking',
  description: 'It was decided what is to be done on the strength of intelligence.',
  data: details({
    tasking: nameSchema.optional().meta({ description: 'The number of the tasking.' }),
    decision: textSchema.optional().meta({ description: 'What is to be done.' }),
    basis: basisSchema.optional(),
  }),
})

const warningDetails = details({
  warning: warningSchema,
  rule: nameSchema.optional().meta({ description: 'The threshold or watch list that raised it.' }),
  area: areaSchema.optional(),
  reason: textSchema.optional().meta({ description: 'Why.' }),
  basis: basisSchema.optional(),
})

const WarningRaised = defineEvent({
  type: 'WarningRaised',
  schemaVersion: 1,
  command: 'RaiseWarning',
  description: 'Something may happen: a threshold was passed or a watched thing was seen.',
  data: warningDetails,
})

const WarningConfirmed = defineEvent({
  type: 'WarningConfirmed',
  schemaVersion: 1,
  command: 'ConfirmWarning',
  description: 'What was warned of came about.',
  data: warningDetails,
})

const WarningDismissed = defineEvent({
  type: 'WarningDismissed',
  schemaVersion: 1,
  command: 'DismissWarning',
  description: 'A warning came to nothing.',
  data: warningDetails,
})

/** The intelligence cycle. What a report means to an incident is for people to judge: it changes no picture by itself. */
export const intelligence = defineVocabulary(
  [
    IntelligenceReported,
    IntelligenceRegraded,
    RequirementSet,
    ProductIssued,
    ProductDisseminated,
    FeedbackReceived,
    TaskingDecided,
    WarningRaised,
    WarningConfirmed,
    WarningDismissed,
  ],
  {
    IntelligenceReported: () => [],
    IntelligenceRegraded: () => [],
    RequirementSet: () => [],
    ProductIssued: () => [],
    ProductDisseminated: () => [],
    FeedbackReceived: () => [],
    TaskingDecided: () => [],
    WarningRaised: ({ data }) => [warning(data.warning, 'raised')],
    WarningConfirmed: ({ data }) => [warning(data.warning, 'confirmed')],
    WarningDismissed: ({ data }) => [warning(data.warning, 'dismissed')],
  },
)

const warning = (name: string, value: string) => ({
  change: 'fact' as const,
  about: `warning ${name}`,
  name: 'state',
  value,
})
