import { defineEvent } from '@concord/kernel'
import type { z } from 'zod'
import { defineVocabulary } from '../agency-definition.ts'
import { factsAbout } from '../changes/fact-changes.ts'
import { details, nameSchema, termSchema, textSchema } from '../details/details.ts'
import { placeDetails, placeOf } from '../details/place-details.ts'

const riskDetails = details({
  ...placeDetails,
  hazard: nameSchema.optional().meta({ description: 'Of what: fire, flood, dzud, disease.' }),
  level: nameSchema
    .optional()
    .meta({ description: 'How great, in the words of the agency, such as extreme.' }),
  validUntil: termSchema.optional(),
  reason: textSchema.optional().meta({ description: 'Why.' }),
})

const RiskAssessed = defineEvent({
  type: 'RiskAssessed',
  schemaVersion: 1,
  command: 'AssessRisk',
  description: 'The agency assessed a risk in an area.',
  data: riskDetails,
})

const RiskReviewed = defineEvent({
  type: 'RiskReviewed',
  schemaVersion: 1,
  command: 'ReviewRisk',
  description: 'The agency looked at a risk again.',
  data: riskDetails,
})

/** Risk by territory, and how long an assessment holds. */
export const risk = defineVocabulary([RiskAssessed, RiskReviewed], {
  RiskAssessed: ({ data }) => [...placeOf(data), ...level(data)],
  RiskReviewed: ({ data }) => [...placeOf(data), ...level(data)],
})

const level = (data: z.infer<typeof riskDetails>) =>
  factsAbout(data.hazard ? `risk of ${data.hazard}` : 'risk', data, { level: '', validUntil: '' })
