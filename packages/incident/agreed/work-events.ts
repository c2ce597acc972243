import { agencyNameSchema, defineEvent } from '@concord/kernel'
import { z } from 'zod'
import { details, nameSchema, personnelSchema, quantitySchema, textSchema } from '../details/details.ts'

/*
 * What an agency takes on and whom it binds to that. Tasks are answered here and not in the operation's stream: an answer
 * is the act of the agency that gives it, signed by it, and possible while the line to everybody else is down.
 */

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
    quantity: quantitySchema
      .optional()
      .meta({ description: 'How many or how much of it, where that is no people.' }),
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
    quantity: quantitySchema
      .optional()
      .meta({ description: 'How many or how much is bound, of what was asked for.' }),
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
