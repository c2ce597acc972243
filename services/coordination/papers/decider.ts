import type { AppendedEvent, Command, Rejection } from '@concord/kernel'
import { ruleOfPlan } from '../process/planned-rules.ts'

/** How far a paper is. A plan and an order each have a stream of their own, so one field serves both. */
export type PaperState = 'none' | 'drafted' | 'approved' | 'active' | 'superseded' | 'issued' | 'revoked'

const states: Readonly<Record<string, PaperState>> = {
  PlanDrafted: 'drafted',
  PlanApproved: 'approved',
  PlanActivated: 'active',
  PlanSuperseded: 'superseded',
  OrderIssued: 'issued',
  OrderRevoked: 'revoked',
}

export const evolvePaper = (before: PaperState, { type }: Pick<AppendedEvent, 'type'>): PaperState =>
  states[type] ?? before

/** From which states a paper may take a step. A plan is drafted anew at any time; it is then to be approved anew. */
const steps: Readonly<Record<string, readonly PaperState[]>> = {
  ApprovePlan: ['drafted'],
  ActivatePlan: ['approved'],
  SupersedePlan: ['approved', 'active'],
  IssueOrder: ['none', 'revoked'],
  AssignPersonnelByOrder: ['issued'],
  RevokeOrder: ['issued'],
}

/** Why a step of a paper is not possible. A correction says what was wrong and is always possible. */
export const paperForbids = ({ name, data, context }: Command, paper: PaperState): Rejection | undefined => {
  if (name === 'DraftPlan') return wrongRule(data)
  const from = steps[name]
  if (from === undefined || from.includes(paper) || context.corrects !== undefined) return undefined
  const stands = paper === 'none' ? 'does not exist' : `is ${paper}`
  return { code: 'paper-out-of-turn', detail: `It ${stands}; ${name} needs it to be ${from.join(' or ')}.` }
}

/** What could not be followed is not drafted: nobody should approve a rule that the system cannot read. */
const wrongRule = (data: unknown): Rejection | undefined => {
  const planned = ruleOfPlan('', (data as { readonly rule?: unknown }).rule)
  return 'wrong' in planned ? { code: 'not-a-rule', detail: `The plan's rule: ${planned.wrong}.` } : undefined
}
