import {
  basisSchema,
  countSchema,
  DecisionRecorded as DecisionTaken,
  details,
  incidentIdSchema,
  latitudeSchema,
  longitudeSchema,
  nameSchema,
  severitySchema,
  textSchema,
} from '@concord/incident'
import { agencyNameSchema, defineEvent, instantSchema } from '@concord/kernel'
import { z } from 'zod'
import { playbookEvents } from './playbook-events.ts'
import { ruleSchema, triggerSchema } from './rule-fields.ts'
import { taskDetails, taskEvents, taskSchema } from './task-events.ts'

const category = 'operation'

const JointOperationOpened = defineEvent({
  category,
  type: 'JointOperationOpened',
  schemaVersion: 1,
  command: 'OpenJointOperation',
  description: 'A joint operation has begun.',
  data: details({
    title: textSchema.optional().meta({ description: 'A line for lists.' }),
    kind: nameSchema.optional().meta({ description: 'The kind of operation.' }),
    severity: severitySchema.optional(),
    tasks: z
      .array(z.union([taskSchema, details({ id: taskSchema, ...taskDetails })]))
      .max(200)
      .default([])
      .meta({ description: 'The tasks it begins with, by name or in full.' }),
    incidents: z
      .array(incidentIdSchema)
      .max(200)
      .default([])
      .meta({ description: 'The incidents it serves.' }),
    lead: agencyNameSchema.optional().meta({ description: 'Who leads it from the beginning.' }),
    rule: ruleSchema.optional(),
    trigger: triggerSchema.optional(),
    order: nameSchema.optional().meta({ description: 'The order on which it rests.' }),
  }),
})

const JointOperationClosed = defineEvent({
  category,
  type: 'JointOperationClosed',
  schemaVersion: 1,
  command: 'CloseJointOperation',
  description: 'A joint operation is over.',
  data: details({
    reason: textSchema.optional().meta({ description: 'Why it is closed, where tasks are still open.' }),
  }),
})

const CooperationRuleActivated = defineEvent({
  category,
  type: 'CooperationRuleActivated',
  schemaVersion: 1,
  command: 'ActivateCooperationRule',
  description: 'A cooperation rule applies to what happened.',
  data: details({ rule: ruleSchema, trigger: triggerSchema.optional() }),
})

const EscapeRuleActivated = defineEvent({
  category,
  type: 'EscapeRuleActivated',
  schemaVersion: 1,
  command: 'ActivateEscapeRule',
  description: 'The rule on escapes applies, by the word of the joint centre.',
  data: details({ rule: ruleSchema.optional(), incident: incidentIdSchema.optional() }),
})

const SearchRingComputed = defineEvent({
  category,
  type: 'SearchRingComputed',
  schemaVersion: 1,
  command: 'ComputeSearchRing',
  description: 'How far somebody can have come since last seen. Holds for the time at which it occurred.',
  data: details({
    incident: incidentIdSchema.optional(),
    search: z.int().min(1).max(10_000).optional().meta({
      description: 'Which search in this incident it belongs to; the first when left out.',
    }),
    subjects: z.array(nameSchema).max(100).optional().meta({ description: 'Who is searched for.' }),
    lat: latitudeSchema.optional(),
    lon: longitudeSchema.optional(),
    radiusKm: countSchema.meta({ description: 'Radius in kilometres.' }),
    since: instantSchema.optional().meta({ description: 'Last seen.' }),
    speedKmh: countSchema.optional().meta({ description: 'Assumed speed in kilometres an hour.' }),
    terrainFactor: countSchema
      .optional()
      .meta({ description: 'Share of the speed that the terrain allows.' }),
    rule: ruleSchema.optional(),
    basis: basisSchema.optional(),
  }),
})

/** Taken in an operation. */
const DecisionRecorded = defineEvent({ ...DecisionTaken, category })

const ConflictDetected = defineEvent({
  category,
  type: 'ConflictDetected',
  schemaVersion: 1,
  command: 'ReportConflict',
  description:
    'Agencies say different things, or a unit is bound twice. The process manager says so by itself.',
  data: details({
    conflict: textSchema.optional().meta({ description: 'What contradicts what.' }),
    basis: basisSchema.optional(),
  }),
})

const JointGroupFormed = defineEvent({
  category,
  type: 'JointGroupFormed',
  schemaVersion: 1,
  command: 'FormJointGroup',
  description: 'People of several agencies and volunteers work as one group.',
  data: details({
    group: nameSchema.meta({ description: 'The name of the group.' }),
    members: z.array(nameSchema).max(200).optional().meta({ description: 'Agencies, units or volunteers.' }),
    leader: nameSchema.optional().meta({ description: 'Who leads it.' }),
  }),
})

/** A joint operation from opening to closing. */
export const operationEvents = [
  JointOperationOpened,
  ...taskEvents,
  CooperationRuleActivated,
  EscapeRuleActivated,
  SearchRingComputed,
  DecisionRecorded,
  ConflictDetected,
  JointGroupFormed,
  ...playbookEvents,
  JointOperationClosed,
] as const
