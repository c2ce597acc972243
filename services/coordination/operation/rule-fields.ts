import { nameSchema } from '@concord/incident'

/** The rule behind a step. */
export const ruleSchema = nameSchema.meta({ description: 'The cooperation rule under which it is done.' })

/** The event behind a step. */
export const triggerSchema = nameSchema.meta({ description: 'The id of the event that set it off.' })
