import {
  areaSchema,
  basisSchema,
  countSchema,
  details,
  nameSchema,
  narrativeSchema,
  placeDetails,
  termSchema,
  textSchema,
} from '@concord/incident'
import { defineEvent } from '@concord/kernel'
import { z } from 'zod'

const checkpointSchema = nameSchema.meta({ description: 'The code of the checkpoint.' })
const segmentSchema = nameSchema.meta({ description: 'The segment of the border.' })

const BorderViolationTraceFound = defineEvent({
  type: 'BorderViolationTraceFound',
  schemaVersion: 1,
  command: 'ReportBorderViolationTrace',
  description: 'Tracks show that the line was crossed. Occurred when it was crossed, as far as can be told.',
  data: details({
    ...placeDetails,
    horses: countSchema.optional().meta({ description: 'Number of horses the tracks show.' }),
    people: countSchema.optional().meta({ description: 'Number of people the tracks show.' }),
    vehicles: countSchema.optional().meta({ description: 'Number of vehicles the tracks show.' }),
    estimate: textSchema
      .optional()
      .meta({ description: 'When the tracks were made, as far as can be told.' }),
    direction: nameSchema.optional().meta({ description: 'Where they lead.' }),
  }),
})

const BorderViolationRecorded = defineEvent({
  type: 'BorderViolationRecorded',
  schemaVersion: 1,
  command: 'RecordBorderViolation',
  description: 'The line was crossed where it must not be.',
  data: details({
    ...placeDetails,
    segment: segmentSchema.optional(),
    people: countSchema.optional().meta({ description: 'Number of people who crossed.' }),
    direction: nameSchema.optional().meta({ description: 'in or out.' }),
  }),
})

const BorderRegimeViolationRecorded = defineEvent({
  type: 'BorderRegimeViolationRecorded',
  schemaVersion: 1,
  command: 'RecordRegimeViolation',
  description: 'A rule of the border zone or of a checkpoint was broken.',
  data: details({
    ...placeDetails,
    checkpoint: checkpointSchema.optional(),
    subject: nameSchema.optional().meta({ description: 'The code of the person.' }),
    rule: nameSchema.optional().meta({ description: 'The rule that was broken.' }),
  }),
})

const RepeatOffenderThresholdReached = defineEvent({
  type: 'RepeatOffenderThresholdReached',
  schemaVersion: 1,
  command: 'ReportRepeatOffender',
  description: 'Somebody broke the rules so often that the law has more to say.',
  data: details({
    checkpoint: checkpointSchema.optional(),
    subject: nameSchema.meta({ description: 'The code of the person.' }),
    violations: countSchema.optional().meta({ description: 'How often.' }),
    since: termSchema.optional(),
    basis: basisSchema.optional(),
  }),
})

const measureDetails = details({
  measure: nameSchema.meta({ description: 'The number of the measure.' }),
  kind: nameSchema
    .optional()
    .meta({ description: 'warning, fine, restriction, removal, or another of the catalogue.' }),
  subject: nameSchema.optional().meta({ description: 'The code of the person it is imposed on.' }),
  until: termSchema.optional(),
  days: countSchema.optional().meta({ description: 'Its length in days, where that is what was said.' }),
  legalBasis: textSchema.optional().meta({ description: 'The article that allows it.' }),
  area: areaSchema.optional(),
})

const measure = <const Type extends string>(type: Type, command: string, description: string) =>
  defineEvent({ type, schemaVersion: 1, command, description, data: measureDetails })

const MeasureTypeDefined = defineEvent({
  type: 'MeasureTypeDefined',
  schemaVersion: 1,
  command: 'DefineMeasureType',
  description: 'The catalogue of administrative measures has a new entry.',
  data: details({
    kind: nameSchema.meta({ description: 'The name of the kind of measure.' }),
    legalBasis: textSchema.optional().meta({ description: 'The law that allows it.' }),
    days: countSchema.optional().meta({ description: 'The longest term, in days.' }),
  }),
})

const PostEstablished = defineEvent({
  type: 'PostEstablished',
  schemaVersion: 1,
  command: 'EstablishPost',
  description: 'A border post, a barrier or a sensor stands from now on.',
  data: details({
    ...placeDetails,
    post: nameSchema.meta({ description: 'Its name.' }),
    segment: segmentSchema.optional(),
  }),
})

const BarrierBuilt = defineEvent({
  type: 'BarrierBuilt',
  schemaVersion: 1,
  command: 'BuildBarrier',
  description: 'A barrier was built along a segment.',
  data: details({
    ...placeDetails,
    segment: segmentSchema.optional(),
    lengthKm: countSchema.optional().meta({ description: 'Length in kilometres.' }),
  }),
})

const assistantDetails = details({
  assistant: nameSchema.meta({ description: 'The code of the assistant member.' }),
  group: nameSchema.optional().meta({ description: 'The volunteer group.' }),
  area: areaSchema.optional(),
})

const assistant = <const Type extends string>(type: Type, command: string, description: string) =>
  defineEvent({ type, schemaVersion: 1, command, description, data: assistantDetails })

const VolunteerReportReceived = defineEvent({
  type: 'VolunteerReportReceived',
  schemaVersion: 1,
  command: 'RecordVolunteerReport',
  description: 'A volunteer reported something, perhaps long after it happened.',
  data: details({
    ...placeDetails,
    reporter: nameSchema.optional().meta({ description: 'The volunteer or the group, by code.' }),
    report: narrativeSchema.optional().meta({ description: 'What was reported.' }),
    grade: nameSchema.optional().meta({ description: 'The grade of the report, Admiralty scale.' }),
  }),
})

const IssueReferredToCommission = defineEvent({
  type: 'IssueReferredToCommission',
  schemaVersion: 1,
  command: 'ReferToCommission',
  description: 'A question goes to the border commission.',
  data: details({
    issue: nameSchema.meta({ description: 'The number of the issue.' }),
    question: textSchema.optional().meta({ description: 'What is to be settled.' }),
    basis: z.array(nameSchema).max(100).optional().meta({ description: 'The events it rests on.' }),
  }),
})

/** What only border protection records. */
export const borderEvents = [
  BorderViolationTraceFound,
  BorderViolationRecorded,
  BorderRegimeViolationRecorded,
  RepeatOffenderThresholdReached,
  MeasureTypeDefined,
  measure('MeasureProposed', 'ProposeMeasure', 'An administrative measure was proposed.'),
  measure('MeasureImposed', 'ImposeMeasure', 'An administrative measure is in force.'),
  measure('MeasureAppealed', 'AppealMeasure', 'Somebody appealed against a measure.'),
  measure('MeasureLifted', 'LiftMeasure', 'A measure was lifted before its term.'),
  measure('MeasureExpired', 'ExpireMeasure', 'The term of a measure has passed.'),
  PostEstablished,
  BarrierBuilt,
  assistant(
    'AssistantEnrolled',
    'EnrolAssistant',
    'Somebody became an assistant member of border protection.',
  ),
  assistant('AssistantAssigned', 'AssignAssistant', 'An assistant member was given a stretch or a duty.'),
  assistant('AssistantDischarged', 'DischargeAssistant', 'An assistant member left.'),
  VolunteerReportReceived,
  IssueReferredToCommission,
] as const
