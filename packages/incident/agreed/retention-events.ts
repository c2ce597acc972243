import { defineEvent, instantSchema, personal } from '@concord/kernel'
import { z } from 'zod'
import { subjectSchema } from '../details/details.ts'

/*
 * How long data about persons is kept. Every agency records these in its own stream of the incident: its records, its
 * law, its signature. That data was purged is said by `PersonalDataErased`.
 */

export const RetentionReviewed = defineEvent({
  type: 'RetentionReviewed',
  schemaVersion: 1,
  command: 'ReviewRetention',
  roles: ['commander', 'coordinator'],
  description: 'Somebody looked again at what is held about a person and says why it is still needed.',
  data: z.strictObject({
    subject: subjectSchema,
    reason: personal(z.string().min(10).max(2000)).meta({
      description: 'Why it is still needed, in a sentence; sealed at rest.',
    }),
  }),
})

export const ReviewWarningGiven = defineEvent({
  type: 'ReviewWarningGiven',
  schemaVersion: 1,
  command: 'WarnOfReview',
  roles: ['service'],
  description: 'What is held about a person is purged at a moment, unless somebody reviews it before.',
  data: z.strictObject({
    subject: subjectSchema,
    dueAt: instantSchema.meta({ description: 'When it is purged.' }),
    rule: z.string().min(1).max(64).meta({ description: 'The rule of retention that sets the date.' }),
  }),
})
