import { defineEvent } from '@concord/kernel'
import { z } from 'zod'
import { defineVocabulary } from '../agency-definition.ts'
import { details, nameSchema, textSchema } from '../details/details.ts'

const ForeignReleaseMade = defineEvent({
  type: 'ForeignReleaseMade',
  schemaVersion: 1,
  command: 'ReleaseTo',
  description: 'Something was handed to a foreign partner, under conditions.',
  data: details({
    partner: nameSchema.meta({ description: 'The registered partner.' }),
    events: z.array(nameSchema).max(100).optional().meta({ description: 'The events handed over.' }),
    conditions: textSchema.optional().meta({ description: 'What the partner must observe.' }),
  }),
})

/** What went to partners abroad: the written record of it, not the release itself. */
export const foreignRelease = defineVocabulary([ForeignReleaseMade], { ForeignReleaseMade: () => [] })
