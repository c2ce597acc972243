import { z } from 'zod'

/** A span of the calendar: `{ "years": 5 }`. Ends of months are kept: a year after 29 February is 28 February. */
const spanSchema = z
  .strictObject({
    years: z.int().min(0).max(100).default(0),
    months: z.int().min(0).max(1200).default(0),
    days: z.int().min(0).max(36_500).default(0),
  })
  .refine(({ years, months, days }) => years + months + days > 0, 'must be longer than zero')

/** Years, months and days, longer than nothing. */
export type Span = z.infer<typeof spanSchema>

const ruleSchema = z.strictObject({
  name: z.string().min(1).max(64),
  basis: z.string().min(1).max(500).meta({ description: 'The law, as it is cited in the erasure.' }),
  keepFor: spanSchema.meta({ description: 'Reviewed again, or purged, within this time.' }),
  warnBefore: spanSchema.meta({ description: 'How long before that the owner is warned.' }),
})

/**
 * How long data about persons is kept, as a file that a deployment writes. The first rule that fits a record counts;
 * `otherwise` fits all, so that nothing is without a limit.
 */
export const retentionRulesSchema = z.strictObject({
  rules: z
    .array(
      ruleSchema.extend({
        types: z
          .array(z.string())
          .max(500)
          .optional()
          .meta({ description: 'Types of events it fits; default all.' }),
        agencies: z.array(z.string()).max(200).optional(),
        subjectCategories: z
          .array(z.enum(['suspect', 'convicted', 'victim', 'witness', 'other']))
          .optional()
          .meta({ description: 'Kinds of data subject it fits (Directive 2016/680 art. 6); default all.' }),
      }),
    )
    .max(200),
  otherwise: ruleSchema,
})

/** The rules once they have passed their schema. */
export type RetentionRules = z.infer<typeof retentionRulesSchema>
/** How long, by which law, and how long before that the owner is warned. */
export type RetentionRule = z.infer<typeof ruleSchema>

/** What holds where a deployment has set nothing: five years for everything, with three months' warning. */
export const defaultRetentionRules: RetentionRules = retentionRulesSchema.parse({
  rules: [
    {
      name: 'bystanders',
      basis:
        'Directive (EU) 2016/680, art. 5 and 6: victims, witnesses and others are kept no longer than the case needs.',
      subjectCategories: ['victim', 'witness', 'other'],
      keepFor: { years: 1 },
      warnBefore: { days: 30 },
    },
    {
      name: 'criminal-intelligence',
      basis: '28 CFR 23.20(h): reviewed and validated, or purged, within five years.',
      types: ['IntelligenceReported', 'IntelligenceRegraded'],
      keepFor: { years: 5 },
      warnBefore: { days: 90 },
    },
  ],
  otherwise: {
    name: 'everything-else',
    basis: 'Directive (EU) 2016/680, art. 5: a time limit for erasure or for periodic review.',
    keepFor: { years: 5 },
    warnBefore: { days: 90 },
  },
})

/** Milliseconds since the Unix epoch; `sign` -1 goes back. In UTC, where every day has 24 hours. */
export const addSpan = (fromMs: number, { years, months, days }: Span, sign: 1 | -1 = 1): number => {
  const from = new Date(fromMs)
  const month = from.getUTCMonth() + sign * (12 * years + months)
  const lastDay = new Date(Date.UTC(from.getUTCFullYear(), month + 1, 0)).getUTCDate()
  const day = Math.min(from.getUTCDate(), lastDay) + sign * days
  const midnight = Date.UTC(from.getUTCFullYear(), month, day)
  return midnight + (fromMs - Date.UTC(from.getUTCFullYear(), from.getUTCMonth(), from.getUTCDate()))
}
