import {
  aboutSomebody,
  countSchema,
  details,
  nameSchema,
  narrativeSchema,
  personsSchema,
  placeDetails,
  severitySchema,
  subjectSchema,
  termSchema,
  textSchema,
  whomDetails,
} from '@concord/incident'
import { defineEvent } from '@concord/kernel'
import { z } from 'zod'

const escapeDetails = details({
  ...placeDetails,
  subjects: z
    .array(subjectSchema)
    .max(1000)
    .default([])
    .meta({ description: 'Who is out, by code; left out, where nobody knows yet who it is.' }),
  count: countSchema.optional().meta({ description: 'How many are out.' }),
  persons: personsSchema.optional(),
  facility: nameSchema.optional().meta({ description: 'The prison or the work detail they left.' }),
  onFoot: z.boolean().optional().meta({ description: 'Whether they are on foot, as far as known.' }),
  dangerous: z.boolean().optional().meta({ description: 'Whether they are held to be dangerous.' }),
})

const PrisonerEscapeReported = defineEvent({
  type: 'PrisonerEscapeReported',
  schemaVersion: 1,
  command: 'ReportPrisonerEscape',
  description: 'Prisoners are out. Occurred when they were last seen.',
  data: escapeDetails,
})

const PrisonerEscapeCorrected = defineEvent({
  type: 'PrisonerEscapeCorrected',
  schemaVersion: 1,
  command: 'CorrectPrisonerEscape',
  description: 'An earlier report of an escape said it wrongly: who, how many, since when.',
  data: escapeDetails,
})

const IdentityConfirmed = defineEvent({
  type: 'IdentityConfirmed',
  schemaVersion: 1,
  command: 'ConfirmIdentity',
  description: 'It is certain who somebody is.',
  data: aboutSomebody(
    details({
      ...whomDetails,
      by: nameSchema.optional().meta({ description: 'How: fingerprints, documents.' }),
    }),
  ),
})

const CustodyRestored = defineEvent({
  type: 'CustodyRestored',
  schemaVersion: 1,
  command: 'RestoreCustody',
  description: 'Prisoners who were out are back.',
  data: aboutSomebody(details(whomDetails)),
})

const PrisonSecurityIncident = defineEvent({
  type: 'PrisonSecurityIncident',
  schemaVersion: 1,
  command: 'ReportPrisonSecurityIncident',
  description: 'Disorder, violence or a breach of security in a prison.',
  data: details({
    ...placeDetails,
    facility: nameSchema.optional().meta({ description: 'The prison it happened in.' }),
    kind: nameSchema.optional().meta({ description: 'The kind of incident.' }),
    severity: severitySchema.optional(),
    involved: countSchema.optional().meta({ description: 'Number of people involved.' }),
    injured: countSchema.optional().meta({ description: 'Number of people injured.' }),
  }),
})

const PrisonOrderRestored = defineEvent({
  type: 'PrisonOrderRestored',
  schemaVersion: 1,
  command: 'RestorePrisonOrder',
  description: 'A disorder in a prison is over: the staff are in control again.',
  data: details({
    ...placeDetails,
    facility: nameSchema.optional().meta({ description: 'The prison it happened in.' }),
    involved: countSchema.optional().meta({ description: 'Number of people who were involved, all told.' }),
    injured: countSchema.optional().meta({ description: 'Number of people injured, all told.' }),
  }),
})

const SecurityAuditRecorded = defineEvent({
  type: 'SecurityAuditRecorded',
  schemaVersion: 1,
  command: 'RecordSecurityAudit',
  description: 'The security of a prison was looked at.',
  data: details({
    facility: nameSchema.optional().meta({ description: 'The prison that was looked at.' }),
    findings: z.array(textSchema).max(200).optional().meta({ description: 'What was found.' }),
  }),
})

const CustodyStateChanged = defineEvent({
  type: 'CustodyStateChanged',
  schemaVersion: 1,
  command: 'ChangeCustodyState',
  description: 'Somebody is held in another way than before.',
  data: details({
    subject: subjectSchema,
    state: nameSchema.meta({ description: 'remand, sentenced, hospital, monitored, released.' }),
    facility: nameSchema.optional().meta({ description: 'The prison that keeps the person.' }),
  }),
})

const transferDetails = details({
  transfer: nameSchema.optional().meta({ description: 'The number of the transfer.' }),
  ...whomDetails,
  from: nameSchema.optional().meta({ description: 'Where from.' }),
  to: nameSchema.optional().meta({ description: 'Where to.' }),
})

const TransferStarted = defineEvent({
  type: 'TransferStarted',
  schemaVersion: 1,
  command: 'StartTransfer',
  description: 'Prisoners are on the way from one place to another.',
  data: transferDetails,
})

const TransferCompleted = defineEvent({
  type: 'TransferCompleted',
  schemaVersion: 1,
  command: 'CompleteTransfer',
  description: 'Prisoners have arrived.',
  data: transferDetails,
})

const EscortIncident = defineEvent({
  type: 'EscortIncident',
  schemaVersion: 1,
  command: 'ReportEscortIncident',
  description: 'Something happened while prisoners were escorted.',
  data: details({
    ...placeDetails,
    transfer: nameSchema.optional().meta({ description: 'The transfer it happened on.' }),
    what: narrativeSchema.optional().meta({ description: 'What happened.' }),
  }),
})

const detailSchema = nameSchema.meta({ description: 'The name of the work detail.' })

const WorkDetailDeparted = defineEvent({
  type: 'WorkDetailDeparted',
  schemaVersion: 1,
  command: 'DepartWorkDetail',
  description: 'Prisoners left the walls for work.',
  data: details({
    ...placeDetails,
    detail: detailSchema,
    prisoners: countSchema.optional().meta({ description: 'Number of prisoners.' }),
    guards: countSchema.optional().meta({ description: 'Number of guards.' }),
    headcountEveryMinutes: countSchema
      .optional()
      .meta({ description: 'How often they are counted, in minutes.' }),
  }),
})

const HeadcountTaken = defineEvent({
  type: 'HeadcountTaken',
  schemaVersion: 1,
  command: 'TakeHeadcount',
  description: 'A work detail was counted, or a prison.',
  data: details({
    detail: detailSchema.optional().meta({
      description: 'The name of the work detail; left out, it is the prison that was counted.',
    }),
    prison: nameSchema.optional().meta({ description: 'The prison that was counted.' }),
    present: countSchema.meta({ description: 'Number of prisoners present.' }),
    expected: countSchema.optional().meta({ description: 'Number of prisoners who should be present.' }),
  }),
})

const WorkDetailReturned = defineEvent({
  type: 'WorkDetailReturned',
  schemaVersion: 1,
  command: 'ReturnWorkDetail',
  description: 'A work detail is back inside the walls.',
  data: details({
    detail: detailSchema,
    prisoners: countSchema.optional().meta({ description: 'Number of prisoners who came back.' }),
  }),
})

const ReleaseNotified = defineEvent({
  type: 'ReleaseNotified',
  schemaVersion: 1,
  command: 'NotifyRelease',
  description: 'The home area was told that somebody will be released.',
  data: details({ subject: subjectSchema, ...placeDetails, on: termSchema.optional() }),
})

const probationDetails = details({
  subject: subjectSchema,
  ...placeDetails,
  condition: nameSchema.optional().meta({ description: 'The condition of probation.' }),
  until: termSchema.optional(),
  reason: narrativeSchema.optional().meta({ description: 'What happened.' }),
})

const probation = <const Type extends string>(type: Type, command: string, description: string) =>
  defineEvent({ type, schemaVersion: 1, command, description, data: probationDetails })

/** What only the prison and probation service records. */
export const correctionsEvents = [
  PrisonerEscapeReported,
  PrisonerEscapeCorrected,
  IdentityConfirmed,
  CustodyRestored,
  PrisonSecurityIncident,
  PrisonOrderRestored,
  SecurityAuditRecorded,
  CustodyStateChanged,
  TransferStarted,
  TransferCompleted,
  EscortIncident,
  WorkDetailDeparted,
  HeadcountTaken,
  WorkDetailReturned,
  ReleaseNotified,
  probation('ProbationConditionSet', 'SetProbationCondition', 'Somebody is on probation under a condition.'),
  probation('ProbationBreached', 'ReportProbationBreach', 'A condition of probation was broken.'),
  probation('ProbationCompleted', 'CompleteProbation', 'Probation has ended.'),
] as const
