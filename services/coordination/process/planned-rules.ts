import { parseStreamName, type RecordedEvent } from '@concord/kernel'
import { type CooperationRule, cooperationRuleSchema } from './cooperation-rule.ts'

/** How far the rules of one plan are: drafted, approved, and in force until the plan is superseded. */
export interface PlannedRule {
  readonly drafted: CooperationRule | undefined
  readonly approved: CooperationRule | undefined
  /** Kept after the plan was superseded, for what it has set off. */
  readonly active: CooperationRule | undefined
  readonly inForce: boolean
}

/** By plan. */
export type PlannedRules = Readonly<Record<string, PlannedRule>>

interface WithPlans {
  readonly plans: PlannedRules
}

/**
 * The rule that a cooperation plan carries, under the plan's own name; what is wrong with it where it is none. A plan
 * without a rule is for people alone.
 */
export const ruleOfPlan = (
  plan: string,
  rule: unknown,
): { readonly rule: CooperationRule | undefined } | { readonly wrong: string } => {
  if (rule === undefined) return { rule: undefined }
  const parsed = cooperationRuleSchema.safeParse({ ...(rule as object), id: 'plan' })
  if (parsed.success) return { rule: { ...parsed.data, id: ruleIdOf(plan) } }
  const { path, message } = parsed.error.issues[0]!
  return { wrong: [...path.map(String), message].join(': ') }
}

/** How a plan is named as the rule under which something is done. */
export const ruleIdOf = (plan: string): string => `plan/${plan}`

/**
 * One step of the fold: a plan acts from its activation until it is superseded, as it was approved last. What is played
 * with a plan puts no rule in force and takes none out of it.
 */
export const evolvePlans = (
  plans: PlannedRules,
  { type, data, stream, envelope }: RecordedEvent,
): PlannedRules => {
  const { category, id = '' } = parseStreamName(stream) ?? {}
  if (category !== 'plan' || envelope.mode !== 'operational') return plans
  const before = plans[id] ?? { drafted: undefined, approved: undefined, active: undefined, inForce: false }
  const put = (change: Partial<PlannedRule>) => ({ ...plans, [id]: { ...before, ...change } })
  switch (type) {
    case 'PlanDrafted': {
      const planned = ruleOfPlan(id, (data as { readonly rule?: unknown }).rule)
      return put({ drafted: 'rule' in planned ? planned.rule : undefined })
    }
    case 'PlanApproved':
      return put({ approved: before.drafted })
    case 'PlanActivated':
      return put({ active: before.approved, inForce: before.approved !== undefined })
    case 'PlanSuperseded':
      return put({ inForce: false })
    default:
      return plans
  }
}

/** Rules that may set something off. */
export const rulesInForce = (
  { plans }: WithPlans,
  rules: readonly CooperationRule[],
): readonly CooperationRule[] => [
  ...rules,
  ...Object.values(plans).flatMap(({ active, inForce }) => (active && inForce ? [active] : [])),
]

/** All rules under which something may still be going on. */
export const rulesOf = (
  { plans }: WithPlans,
  rules: readonly CooperationRule[],
): readonly CooperationRule[] => [...rules, ...Object.values(plans).flatMap(({ active }) => active ?? [])]
