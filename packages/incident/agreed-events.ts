import { agencyNameSchema, defineEvent } from '@concord/kernel'
import { z } from 'zod'
import {
  aboutSomebody,
  certaintySchema,
  details,
  eventReferenceSchema,
  incidentIdSchema,
  nameSchema,
  narrativeSchema,
  personnelSchema,
  personSchema,
  severitySchema,
  textSchema,
  whomDetails,
} from './details.ts'
import { placeDetails } from './place-details.ts'
import { CasualtiesReported, ReportFiled } from './report-events.ts'
import { RetentionReviewed, ReviewWarningGiven } from './retention-events.ts'

/*
 * The events that every agency may record in its own stream, and that mean the same from each of them. Tasks are
 * answered here and not in the operation's stream: an answer is the act of the agency that gives it, signed by it, and
 * possible while the line to everybody else is down.
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

export const IncidentsLinked = defineEvent({
  type: 'IncidentsLinked',
  schemaVersion: 1,
  command: 'LinkIncidents',
  description: 'The agency holds that two incidents belong together.',
  data: details({
    a: incidentIdSchema,
    b: incidentIdSchema,
    relation: nameSchema
      .default('RELATED')
      .meta({ description: 'RELATED, PARENT, CHILD or a word of the agency.' }),
    confidence: nameSchema.optional().meta({ description: 'How likely the link is, in estimative words.' }),
    basis: z.array(eventReferenceSchema).max(100).optional().meta({ description: 'The events it rests on.' }),
  }),
})

export const IncidentsUnlinked = defineEvent({
  type: 'IncidentsUnlinked',
  schemaVersion: 1,
  command: 'UnlinkIncidents',
  description: 'The agency withdraws a link between two incidents.',
  data: details({
    a: incidentIdSchema,
    b: incidentIdSchema,
    basis: z
      .array(eventReferenceSchema)
      .max(100)
      .optional()
      .meta({ description: 'The events that refute it.' }),
  }),
})

export const TaskAccepted = defineEvent({
  type: 'TaskAccepted',
  schemaVersion: 1,
  command: 'AcceptTask',
  description: 'The agency takes on a task of a joint operation.',
  data: details({
    task: nameSchema.meta({ description: 'The task within the operation.' }),
    personnel: personnelSchema.optional(),
    unit: nameSchema.optional().meta({ description: 'The unit that does it.' }),
  }),
})

export const TaskDeclined = defineEvent({
  type: 'TaskDeclined',
  schemaVersion: 1,
  command: 'DeclineTask',
  description: 'The agency does not take on a task, and says why.',
  data: details({
    task: nameSchema.meta({ description: 'The task within the operation.' }),
    reason: textSchema.optional().meta({ description: 'Why not.' }),
  }),
})

export const TaskCompleted = defineEvent({
  type: 'TaskCompleted',
  schemaVersion: 1,
  command: 'CompleteTask',
  description: 'The agency has done a task that it had accepted.',
  data: details({
    task: nameSchema.meta({ description: 'The task within the operation.' }),
    outcome: textSchema.optional().meta({ description: 'What came of it.' }),
    personnel: personnelSchema.optional(),
    unit: nameSchema.optional().meta({
      description: 'The unit that is free again.',
    }),
  }),
})

export const ResourceRequested = defineEvent({
  type: 'ResourceRequested',
  schemaVersion: 1,
  command: 'RequestResource',
  description: 'The agency asks for people or equipment.',
  data: details({
    request: nameSchema.meta({ description: 'The name of the request within the incident.' }),
    of: agencyNameSchema.optional().meta({ description: 'The agency that is asked.' }),
    personnel: personnelSchema.optional(),
    what: textSchema.optional().meta({ description: 'What is needed.' }),
  }),
})

export const ResourceCommitted = defineEvent({
  type: 'ResourceCommitted',
  schemaVersion: 1,
  command: 'CommitResource',
  description: 'The agency binds people or equipment to a request or a task.',
  data: details({
    request: nameSchema
      .optional()
      .meta({ description: 'The request within the incident they are bound to.' }),
    task: nameSchema
      .optional()
      .meta({ description: 'The task they are bound to, where nobody requested them.' }),
    personnel: personnelSchema.optional(),
    unit: nameSchema.optional().meta({ description: 'The unit that is bound.' }),
  })
    .refine(({ request, task }) => request !== undefined || task !== undefined, {
      path: ['request'],
      message: 'bound to nothing: give request, or task',
    })
    .meta({ examples: [{ request: 'R1', personnel: 14, unit: 'B-14' }] }),
})

export const ResourceReleased = defineEvent({
  type: 'ResourceReleased',
  schemaVersion: 1,
  command: 'ReleaseResource',
  description: 'People or equipment are no longer bound to a request or a task.',
  data: details({
    request: nameSchema.optional().meta({ description: 'The request they were bound to.' }),
    task: nameSchema.optional().meta({ description: 'The task they were bound to.' }),
    personnel: personnelSchema.optional(),
    unit: nameSchema.optional().meta({
      description: 'The unit that is free again.',
    }),
  }),
})

export const UnitStatusReported = defineEvent({
  type: 'UnitStatusReported',
  schemaVersion: 1,
  command: 'ReportUnitStatus',
  description: 'Where a unit is in its turn-out to the incident.',
  data: details({
    unit: nameSchema.meta({ description: 'The unit.' }),
    status: z
      .enum(['dispatched', 'responding', 'on-scene', 'transporting', 'at-hospital', 'available'])
      .meta({
        description: 'dispatched: told to go; responding: under way; available: free for another call.',
      }),
    kind: nameSchema.optional().meta({ description: 'The kind of unit, such as ENGINE.' }),
  }),
})

export const ReportRetracted = defineEvent({
  type: 'ReportRetracted',
  schemaVersion: 1,
  command: 'RetractReport',
  description:
    'The agency takes back a record of its own, in whichever of its streams that is; `retracts` in the envelope names it.',
  withItsRecord: true,
  data: details({ reason: textSchema.optional().meta({ description: 'Why it is taken back.' }) }),
})

export const ReleaseRequested = defineEvent({
  type: 'ReleaseRequested',
  schemaVersion: 1,
  command: 'RequestRelease',
  description:
    'The agency asks another one to let it, or a third party, see an event, or whatever it has about something.',
  data: details({
    of: agencyNameSchema.meta({ description: 'The owner who is asked.' }),
    event: eventReferenceSchema.optional(),
    about: textSchema.optional().meta({
      description: 'What is asked for, where nobody outside knows of an event.',
    }),
    to: z
      .array(agencyNameSchema)
      .min(1)
      .max(64)
      .meta({ description: 'Agencies or registered partners who want to see it.' }),
    purpose: textSchema.optional().meta({
      description: 'What it is needed for; only an older system may leave it out.',
    }),
  }),
})

const ownEventSchema = z.uuid().meta({ description: 'The event, one of the same stream.' })

/** A command may name the event by its reference; what is recorded names it by its id. */
const namedEvent = {
  event: eventReferenceSchema.meta({
    description: 'The event, one of the same stream: its id or reference.',
  }),
} as const

const releaseDetails = details({
  event: ownEventSchema,
  to: z.array(agencyNameSchema).min(1).max(64).meta({ description: 'Agencies or registered partners.' }),
  conditions: textSchema.optional().meta({ description: 'What the readers must observe.' }),
  courtUse: z.enum(['permitted', 'with-permission', 'refused']).optional(),
})

const refusalDetails = details({
  event: ownEventSchema.optional(),
  request: eventReferenceSchema.optional().meta({
    description: 'The request that is refused, where it names no event.',
  }),
  to: z
    .array(agencyNameSchema)
    .min(1)
    .max(64)
    .meta({ description: 'Agencies or partners who may not see it.' }),
  reason: textSchema.optional().meta({ description: 'Why not.' }),
})

export const ReleaseGranted = defineEvent({
  type: 'ReleaseGranted',
  schemaVersion: 1,
  command: 'GrantRelease',
  roles: ['commander', 'coordinator'],
  description: 'The owner lets others see an event of its own from now on.',
  data: releaseDetails,
  request: releaseDetails.extend(namedEvent),
})

export const ReleaseRevoked = defineEvent({
  type: 'ReleaseRevoked',
  schemaVersion: 1,
  command: 'RevokeRelease',
  description: 'The owner takes a release back. What was read stays read, and on record.',
  data: releaseDetails,
  request: releaseDetails.extend(namedEvent),
})

export const ReleaseRefused = defineEvent({
  type: 'ReleaseRefused',
  schemaVersion: 1,
  command: 'RefuseRelease',
  description: 'The owner refuses to release an event of its own, or whatever it was asked for.',
  data: refusalDetails,
  request: refusalDetails.extend({ event: namedEvent.event.optional() }),
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

/** In the order in which a reader of the documentation wants to meet them. */
export const agreedEvents = [
  IncidentOpened,
  IncidentAcknowledged,
  IncidentStatusReported,
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
  ReleaseRequested,
  ReleaseGranted,
  ReleaseRevoked,
  ReleaseRefused,
  PersonalDataErased,
  RetentionReviewed,
  ReviewWarningGiven,
] as const
