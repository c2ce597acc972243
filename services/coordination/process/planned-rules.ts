import { parseStreamName, type RecordedEvent } from '@concord/kernel'
import { type CooperationRule, cooperationRuleSchema } from './cooperation-rule.ts'
import type { Ground, ReleaseWord } from './release-word.ts'
import {
  aimsAt,
  bearsOn,
  groundOf,
  type Remembered,
  releasing,
  remembering,
  type Said,
  saidBy,
} from './said.ts'

/** The steps of one plan. */
export type PlannedRule = Remembered<PlanState, Said<PlanDetails>>

/** How far a rule is: drafted, approved, and in force until the plan is superseded. */
interface PlanState {
  readonly drafted?: Edition | undefined
  readonly approved?: Edition | undefined
  /** Kept after the plan was superseded, for what it has set off. */
  readonly active?: Edition | undefined
  readonly inForce: boolean
}

/** A rule, and the steps that brought it so far. */
interface Edition {
  readonly rule: CooperationRule
  readonly within: readonly Ground[]
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
export const evolvePlans = (plans: PlannedRules, event: RecordedEvent): PlannedRules => {
  const { category, id = '' } = parseStreamName(event.stream) ?? {}
  if (category !== 'plan' || event.envelope.mode !== 'operational') return plans
  const before = plans[id] ?? memory.nothing
  if (!steps.has(event.type) && !bearsOn(event, before.said)) return plans
  const { rule } = event.data as PlanDetails
  return { ...plans, [id]: memory.remember(before, saidBy(event, { rule })) }
}

/** The plans once an owner has said this of who sees a record. */
export const plansAfterWord = (plans: PlannedRules, word: ReleaseWord): PlannedRules => {
  const plan = plans[word.topic]
  return plan ? { ...plans, [word.topic]: releasing(plan, word) } : plans
}

/** Rules that may set something off. */
export const rulesInForce = (
  { plans }: WithPlans,
  rules: readonly CooperationRule[],
): readonly CooperationRule[] => [
  ...rules,
  ...statesOf(plans).flatMap(({ active, inForce }) => (active && inForce ? [active.rule] : [])),
]

/** All rules under which something may still be going on. */
export const rulesOf = (
  { plans }: WithPlans,
  rules: readonly CooperationRule[],
): readonly CooperationRule[] => [...rules, ...statesOf(plans).flatMap(({ active }) => active?.rule ?? [])]

/** The names of all rules under which something may have been set off, be the plan's activation taken back since. */
export const ruleIdsOf = ({ plans }: WithPlans, rules: readonly CooperationRule[]): readonly string[] => [
  ...rules.map(({ id }) => id),
  ...Object.keys(plans).map(ruleIdOf),
]

/**
 * What makes a plan's rule what it is: how it was drafted, approved and activated, and whatever was corrected or taken back of
 * the plan. Nothing where the rule is of no plan.
 */
export const groundsOfPlan = ({ plans }: WithPlans, rule: string): readonly Ground[] => {
  const plan = Object.keys(plans).find((one) => ruleIdOf(one) === rule)
  if (plan === undefined) return []
  const { said } = plans[plan]!
  return [...(memory.stateOf(plans[plan]!).active?.within ?? []), ...said.filter(aimsAt).map(groundOf)]
}

/** Whether a plan's rule was ever put in force, by what stands of the plan. */
export const isFollowed = ({ plans }: WithPlans, plan: string): boolean =>
  memory.stateOf(plans[plan] ?? memory.nothing).active !== undefined

const statesOf = (plans: PlannedRules): readonly PlanState[] => Object.values(plans).map(memory.stateOf)

interface PlanDetails {
  readonly rule?: unknown
}

const steps: ReadonlySet<string> = new Set(['PlanDrafted', 'PlanApproved', 'PlanActivated', 'PlanSuperseded'])

const step = (before: PlanState, said: Said<PlanDetails>): PlanState => {
  const { type, stream, data } = said
  const within = [groundOf(said)]
  const further = (edition: Edition | undefined) =>
    edition && { ...edition, within: [...edition.within, ...within] }
  switch (type) {
    case 'PlanDrafted': {
      const planned = ruleOfPlan(parseStreamName(stream)!.id, data.rule)
      const rule = 'rule' in planned ? planned.rule : undefined
      return { ...before, drafted: rule && { rule, within } }
    }
    case 'PlanApproved':
      return { ...before, approved: further(before.drafted) }
    case 'PlanActivated':
      return { ...before, active: further(before.approved), inForce: before.approved !== undefined }
    case 'PlanSuperseded':
      return { ...before, inForce: false }
    default:
      return before
  }
}

/** At most this many steps of a plan are kept; a correction of an older one changes nothing any more. */
const MOST_STEPS = 200

const memory = remembering<PlanState, Said<PlanDetails>>({ inForce: false }, step, MOST_STEPS)
