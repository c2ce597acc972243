import { nameSchema, type Severity, severitySchema, textSchema } from '@concord/incident'
import { agencyNameSchema, modeSchema, tlpSchema } from '@concord/kernel'
import { z } from 'zod'

/*
 * A cooperation rule as agencies agree on it: when it applies, and what follows. It is a file: adding one to the folder
 * adds a rule, and nobody writes code. README.md beside the files says what each field does.
 */

const conditionSchema = z
  .strictObject({
    field: nameSchema.meta({ description: "A field of the event's data." }),
    equals: z.union([z.string(), z.number(), z.boolean()]).optional(),
    atLeast: z.number().optional().meta({ description: 'For a number; for a list, how long it must be.' }),
    present: z.boolean().optional(),
  })
  .refine(
    ({ equals, atLeast, present }) =>
      [equals, atLeast, present].filter((one) => one !== undefined).length === 1,
    'a condition says exactly one of `equals`, `atLeast`, `present`',
  )

const whenSchema = z.strictObject({
  types: z.array(nameSchema).min(1).max(50).meta({ description: 'Event types, any of which sets it off.' }),
  agencies: z.array(agencyNameSchema).min(1).max(50).optional(),
  kinds: z
    .array(nameSchema)
    .min(1)
    .max(50)
    .optional()
    .meta({ description: 'What the event says of the kind.' }),
  severities: z.array(severitySchema).min(1).max(5).optional(),
  modes: z
    .array(modeSchema.exclude(['test']))
    .min(1)
    .default(['operational']),
  tlp: z.array(tlpSchema).min(1).max(5).optional(),
  releasedTo: z
    .array(agencyNameSchema)
    .max(50)
    .optional()
    .meta({ description: 'Agencies that may see the event: no task on what they must not know.' }),
  conditions: z.array(conditionSchema).max(20).default([]),
})

const taskSchema = z.strictObject({
  id: nameSchema,
  agency: agencyNameSchema,
  title: textSchema,
  deadlineMinutes: z.number().positive().max(525_600).optional(),
})

const playbookSchema = z.strictObject({
  playbook: nameSchema,
  steps: z
    .array(
      z.strictObject({ step: nameSchema, deadlineMinutes: z.number().positive().max(525_600).optional() }),
    )
    .min(1)
    .max(200),
})

const searchRingSchema = z.strictObject({
  speedKmh: z.number().positive().max(300),
  terrainFactor: z.number().positive().max(1).default(1),
  everyMinutes: z.number().min(1).max(1_440),
  forMinutes: z.number().positive().max(43_200),
  mostKm: z.number().positive().max(2_000).default(500),
  lastSeenBy: z
    .array(nameSchema)
    .min(1)
    .max(50)
    .meta({ description: 'Event types that say where and when.' }),
})

/**
 * A cooperation rule as its file has it: when it applies, once or again, and what is then to be done. The README of
 * `rules` tells of each field; numbers of minutes are limited to thirty days.
 */
export const cooperationRuleSchema = z
  .strictObject({
    id: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,63}$/, 'a rule is named by lower-case letters, digits and dashes'),
    title: textSchema,
    legalBasis: textSchema.optional(),
    again: z.enum(['always', 'when-over', 'never']).default('when-over'),
    withinMinutes: z.number().positive().max(43_200).default(1_440),
    when: whenSchema,
    operation: z
      .strictObject({
        title: textSchema,
        kind: nameSchema.optional(),
        tasks: z.array(taskSchema).min(1).max(50),
        playbook: playbookSchema.optional(),
      })
      .optional(),
    searchRing: searchRingSchema.optional(),
    offer: z.literal('owners-of-the-area').optional(),
  })
  .refine(
    ({ operation, offer }) => operation !== undefined || offer !== undefined,
    'a rule must do something',
  )
  .refine(
    ({ operation, searchRing }) => operation !== undefined || searchRing === undefined,
    'a search ring belongs to an operation',
  )

/** A rule that has passed {@link cooperationRuleSchema}. */
export type CooperationRule = z.infer<typeof cooperationRuleSchema>

/** Rules count in minutes, clocks in milliseconds. */
export const MINUTE_MS = 60_000

/** What a rule looks at: the event as it was recorded, and what it says of kind and severity. */
export interface Occurrence {
  readonly type: string
  readonly data: Readonly<Record<string, unknown>>
  readonly agency: string
  readonly mode: string
  readonly tlp: string
  readonly kinds: readonly string[]
  readonly severities: readonly Severity[]
  readonly visibleTo: (agency: string) => boolean
}

/** Whether a rule applies to what happened. All of what it says must hold. */
export const applies = ({ when }: CooperationRule, occurrence: Occurrence): boolean =>
  when.types.includes(occurrence.type) &&
  oneOf(when.modes, [occurrence.mode]) &&
  oneOf(when.agencies, [occurrence.agency]) &&
  oneOf(when.tlp, [occurrence.tlp]) &&
  oneOf(when.kinds, occurrence.kinds) &&
  oneOf(when.severities, occurrence.severities) &&
  (when.releasedTo ?? []).every(occurrence.visibleTo) &&
  when.conditions.every((condition) => holds(condition, occurrence.data[condition.field]))

const oneOf = (wanted: readonly string[] | undefined, given: readonly string[]): boolean =>
  wanted === undefined || given.some((one) => wanted.includes(one))

const holds = (condition: z.infer<typeof conditionSchema>, value: unknown): boolean => {
  if (condition.equals !== undefined) return value === condition.equals
  if (condition.present !== undefined) return (value !== undefined) === condition.present
  const size = Array.isArray(value) ? value.length : value
  return typeof size === 'number' && size >= (condition.atLeast ?? 0)
}
