import { basisSchema, details, nameSchema, personnelSchema, textSchema } from '@concord/incident'
import { agencyNameSchema, defineEvent, instantSchema } from '@concord/kernel'
import { z } from 'zod'
import { ruleSchema, triggerSchema } from './rule-fields.ts'

const category = 'operation'

/** Names a task. */
export const taskSchema = nameSchema.meta({ description: 'The task within the operation.' })

const deadlineSchema = instantSchema.meta({ description: 'By when it must be done.' })
/** What an assignment says of a task, and an opening of those it begins with. */
export const taskDetails = {
  agency: agencyNameSchema.optional().meta({ description: 'Who is to do it.' }),
  title: textSchema.optional().meta({ description: 'What is to be done.' }),
  deadline: deadlineSchema.optional(),
  personnel: personnelSchema.optional(),
  qualification: nameSchema.optional().meta({ description: 'What those who do it must be qualified for.' }),
} as const

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

/** What becomes of an operation's tasks. */
export const taskEvents = [TaskAssigned, TaskWithdrawn, TaskAnswerNoted, TaskDeadlinePassed] as const
