import { details, nameSchema, textSchema } from '@concord/incident'
import { defineEvent, instantSchema } from '@concord/kernel'
import { z } from 'zod'
import { ruleSchema } from './rule-fields.ts'

const category = 'operation'

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

/** The playbooks that an operation follows, step by step. */
export const playbookEvents = [PlaybookAttached, StepCompleted, StepSkipped] as const
