import { defineEvent } from '@concord/kernel'
import { z } from 'zod'
import {
  aboutSomebody,
  certaintySchema,
  details,
  nameSchema,
  personSchema,
  severitySchema,
  textSchema,
  whomDetails,
} from '../details/details.ts'
import { placeDetails } from '../details/place-details.ts'
import { IncidentsLinked, IncidentsUnlinked } from './link-events.ts'
import { PersonalDataErased, ReportReinstated, ReportRetracted } from './record-events.ts'
import { ReleaseGranted, ReleaseRefused, ReleaseRequested, ReleaseRevoked } from './release-events.ts'
import { CasualtiesReported, ReportFiled } from './report-events.ts'
import { RetentionReviewed, ReviewWarningGiven } from './retention-events.ts'
import {
  ResourceCommitted,
  ResourceReleased,
  ResourceRequested,
  TaskAccepted,
  TaskCompleted,
  TaskDeclined,
  UnitStatusReported,
} from './work-events.ts'

/*
 * The events that every agency may record in its own stream, and that mean the same from each of them.
 */

export const IncidentOpened = defineEvent({
  type: 'IncidentOpened',
  schemaVersion: 1,
  command: 'OpenIncident',
  description: 'The agency opened an incident and says of what kind it is.',
  data: details({
    kind: nameSchema.optional().meta({ description: 'The kind of incident, such as wildfire.' }),
    title: textSchema.optional().meta({ description: 'A line for lists.' }),
    severity: severitySchema.optional(),
    certainty: certaintySchema.optional(),
    ...placeDetails,
  }),
})

export const IncidentAcknowledged = defineEvent({
  type: 'IncidentAcknowledged',
  schemaVersion: 1,
  command: 'AcknowledgeIncident',
  description: 'A duty officer of the agency has taken notice of the incident.',
  data: details({}),
})

export const IncidentStatusReported = defineEvent({
  type: 'IncidentStatusReported',
  schemaVersion: 1,
  command: 'ReportIncidentStatus',
  description: 'The agency says how far its own part of the incident is.',
  data: details({
    status: z.enum(['active', 'contained', 'resolved']).meta({
      description: 'active: being worked on; contained: not growing; resolved: nothing left to do.',
    }),
    disposition: nameSchema.optional().meta({ description: 'How it ended, in the words of the agency.' }),
  }),
})

export const FalseAlarmFound = defineEvent({
  type: 'FalseAlarmFound',
  schemaVersion: 1,
  command: 'ReportFalseAlarm',
  description:
    'What was reported had not happened: an incident that the agency reported or leads is resolved as a false alarm. `retracts` in the envelope may take back the report that raised it.',
  data: details({
    cause: nameSchema
      .optional()
      .meta({ description: 'What raised it, such as a faulty detector, good intent or malice.' }),
  }),
})

export const FieldObservation = defineEvent({
  type: 'FieldObservation',
  schemaVersion: 1,
  command: 'ReportObservation',
  description: 'Somebody in the field saw something that bears on the incident.',
  data: details({
    ...placeDetails,
    grade: z
      .string()
      .max(16)
      .optional()
      .meta({ description: 'The grade of the observation, Admiralty scale.' }),
    observation: textSchema.optional().meta({ description: 'What was seen.' }),
  }),
})

export const SightingReported = defineEvent({
  type: 'SightingReported',
  schemaVersion: 1,
  command: 'ReportSighting',
  description: 'Somebody may have been seen.',
  data: details({
    ...whomDetails,
    ...placeDetails,
    grade: z.string().max(16).optional().meta({ description: 'The grade of the sighting, Admiralty scale.' }),
    reporter: nameSchema.optional().meta({ description: 'Who reports, by function or code name.' }),
    interview: personSchema.optional().meta({ description: 'Notes of the interview with a person.' }),
  }),
})

export const FactStated = defineEvent({
  type: 'FactStated',
  schemaVersion: 1,
  command: 'StateFact',
  description:
    'The agency states a value. Another agency may state another one; both stand until a decision settles it.',
  data: details({
    about: nameSchema.meta({ description: 'What the statement is about, such as a vehicle or the fire.' }),
    name: nameSchema.meta({ description: 'Which property, such as colour or areaHa.' }),
    value: z
      .union([textSchema, z.number(), z.boolean(), z.array(nameSchema).max(100)])
      .meta({ description: 'The stated value.' }),
    unit: nameSchema.optional().meta({ description: 'The unit of a number.' }),
  }),
})

export const SubjectApprehended = defineEvent({
  type: 'SubjectApprehended',
  schemaVersion: 1,
  command: 'ReportApprehension',
  description: 'The agency detained a person who was sought.',
  data: aboutSomebody(
    details({
      ...whomDetails,
      vehicle: nameSchema.optional().meta({ description: 'The code of a vehicle secured with the person.' }),
      ...placeDetails,
    }),
  ),
})

/** In the order in which a reader of the documentation wants to meet them. */
export const agreedEvents = [
  IncidentOpened,
  IncidentAcknowledged,
  IncidentStatusReported,
  FalseAlarmFound,
  FieldObservation,
  SightingReported,
  FactStated,
  CasualtiesReported,
  ReportFiled,
  SubjectApprehended,
  IncidentsLinked,
  IncidentsUnlinked,
  TaskAccepted,
  TaskDeclined,
  TaskCompleted,
  ResourceRequested,
  ResourceCommitted,
  ResourceReleased,
  UnitStatusReported,
  ReportRetracted,
  ReportReinstated,
  ReleaseRequested,
  ReleaseGranted,
  ReleaseRevoked,
  ReleaseRefused,
  PersonalDataErased,
  RetentionReviewed,
  ReviewWarningGiven,
] as const
