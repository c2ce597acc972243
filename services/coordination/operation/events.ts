import {
  basisSchema,
  countSchema,
  DecisionRecorded as DecisionTaken,
  details,
  incidentIdSchema,
  latitudeSchema,
  longitudeSchema,
  nameSchema,
  personnelSchema,
  severitySchema,
  textSchema,
} from '@concord/incident'
import { agencyNameSchema, defineEvent, instantSchema } from '@concord/kernel'
import { z } from 'zod'

const category = 'operation'

const taskSchema = nameSchema.meta({ description: 'The task within the operation.' })
const deadlineSchema = instantSchema.meta({ description: 'By when it must be done.' })
const ruleSchema = nameSchema.meta({ description: 'The cooperation rule under which it is done.' })
const triggerSchema = nameSchema.meta({ description: 'The id of the event that set it off.' })

const taskDetails = {
  agency: agencyNameSchema.optional().meta({ description: 'Who is to do it.' }),
  title: textSchema.optional().meta({ description: 'What is to be done.' }),
  deadline: deadlineSchema.optional(),
  personnel: personnelSchema.optional(),
  qualification: nameSchema.optional().meta({ description: 'What those who do it must be qualified for.' }),
} as const

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

const TaskAssigned = defineEvent({
  category,
  type: 'TaskAssigned',
  schemaVersion: 1,
  command: 'AssignTask',
  description: 'An agency is to do something. It answers in its own stream.',
  data: details({
    task: taskSchema,
    ...taskDetails,
    rule: ruleSchema.optional(),
    trigger: triggerSchema.optional(),
  }),
})

const TaskWithdrawn = defineEvent({
  category,
  type: 'TaskWithdrawn',
  schemaVersion: 1,
  command: 'WithdrawTask',
  description: 'A task need not be done any more.',
  data: details({ task: taskSchema, reason: textSchema.optional().meta({ description: 'Why.' }) }),
})

const TaskDeadlinePassed = defineEvent({
  category,
  type: 'TaskDeadlinePassed',
  schemaVersion: 1,
  command: 'RaiseDeadlineBreach',
  description: 'A task was not done by its deadline. Occurred at the deadline.',
  data: details({
    task: taskSchema,
    deadline: deadlineSchema.optional(),
    agency: agencyNameSchema.optional(),
    state: nameSchema.optional().meta({ description: 'How the task stood then, as far as was known.' }),
  }),
  roles: ['service', 'coordinator'],
})

const TaskAnswerNoted = defineEvent({
  category,
  type: 'TaskAnswerNoted',
  schemaVersion: 1,
  command: 'NoteTaskAnswer',
  description:
    "What an agency answered in its own stream is on record in the operation's too, so that nothing is closed or raised against it.",
  data: details({
    task: taskSchema,
    agency: agencyNameSchema.meta({ description: 'Who answered.' }),
    answer: z.enum(['accepted', 'declined', 'completed', 'assigned']).meta({
      description: 'What it answered; `assigned` when it took its answers back.',
    }),
    basis: basisSchema.optional(),
  }),
  roles: ['service', 'coordinator'],
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

const PlaybookAttached = defineEvent({
  category,
  type: 'PlaybookAttached',
  schemaVersion: 1,
  command: 'AttachPlaybook',
  description: 'The operation follows a playbook.',
  data: details({
    playbook: nameSchema.meta({ description: 'The name of the playbook.' }),
    steps: z.array(nameSchema).max(200).optional().meta({ description: 'Its steps.' }),
    deadlines: z
      .record(nameSchema, instantSchema)
      .optional()
      .meta({ description: 'By when steps are to be done, by step.' }),
    rule: ruleSchema.optional(),
  }),
})

const stepDetails = details({
  step: nameSchema.meta({ description: 'The step of the playbook.' }),
  playbook: nameSchema.optional().meta({ description: 'The playbook the step belongs to.' }),
  reason: textSchema.optional().meta({ description: 'Why it was done otherwise or left out.' }),
})

const StepCompleted = defineEvent({
  category,
  type: 'StepCompleted',
  schemaVersion: 1,
  command: 'CompleteStep',
  description: 'A step of a playbook was done.',
  data: stepDetails,
})

const StepSkipped = defineEvent({
  category,
  type: 'StepSkipped',
  schemaVersion: 1,
  command: 'SkipStep',
  description: 'A step of a playbook was left out, and why.',
  data: stepDetails,
})

/** A joint operation from opening to closing. */
export const operationEvents = [
  JointOperationOpened,
  TaskAssigned,
  TaskWithdrawn,
  TaskAnswerNoted,
  TaskDeadlinePassed,
  CooperationRuleActivated,
  EscapeRuleActivated,
  SearchRingComputed,
  DecisionRecorded,
  ConflictDetected,
  JointGroupFormed,
  PlaybookAttached,
  StepCompleted,
  StepSkipped,
  JointOperationClosed,
] as const
