import { defineEvent } from '@concord/kernel'
import { z } from 'zod'
import { details, eventReferenceSchema, nameSchema, narrativeSchema, textSchema } from '../details/details.ts'

/*
 * What an agency says of records of its own: that they are taken back, given back, or erased.
 */

export const ReportRetracted = defineEvent({
  type: 'ReportRetracted',
  schemaVersion: 1,
  command: 'RetractReport',
  description:
    'The agency takes back a record of its own, in whichever of its streams that is; `retracts` in the envelope names it.',
  withItsRecord: true,
  data: details({ reason: textSchema.optional().meta({ description: 'Why it is taken back.' }) }),
})

export const ReportReinstated = defineEvent({
  type: 'ReportReinstated',
  schemaVersion: 1,
  command: 'ReinstateReport',
  description:
    'The agency gives back a record of its own that it had taken back; `retracts` in the envelope names the retraction. Without it, nothing had taken the record back.',
  withItsRecord: true,
  data: details({
    event: z.uuid().meta({ description: 'The record, or the retraction by which it was gone.' }),
    reason: textSchema.optional().meta({ description: 'Why it stands after all.' }),
  }),
  request: details({
    event: eventReferenceSchema.meta({
      description: 'The record, or the retraction by which it is gone: its id or reference.',
    }),
    reason: textSchema.optional().meta({ description: 'Why it stands after all.' }),
  }),
})

const erasureDetails = details({
  target: eventReferenceSchema.optional().meta({ description: 'The event that held it.' }),
  field: nameSchema.optional().meta({ description: 'The path of the field.' }),
  subject: nameSchema.optional().meta({ description: 'The code of the person whose key was destroyed.' }),
  legalBasis: textSchema.meta({ description: 'Why the law demands it.' }),
  // Makes it an event about a person, whose summary is sealed even where only a record is named.
  remarks: narrativeSchema.optional().meta({ description: 'What else is to be said of it; sealed at rest.' }),
})

export const PersonalDataErased = defineEvent({
  type: 'PersonalDataErased',
  schemaVersion: 1,
  command: 'ErasePersonalData',
  description:
    'The key of a person in an incident was destroyed. Says that it was done and why, never what was erased.',
  data: erasureDetails.extend({
    effect: z.literal('none').optional().meta({
      description:
        'That an imported erasure destroyed nothing: nothing that it names was held when it was brought in.',
    }),
  }),
  request: erasureDetails,
})
