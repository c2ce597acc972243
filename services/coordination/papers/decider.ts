import { correctsOneOf, type Records } from '@concord/incident'
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

/** The types of the steps that follow each other. */
export const papersInOrder: ReadonlySet<string> = new Set(Object.keys(states))

/** One step of a paper: whatever is no step leaves it as it was. */
export const evolvePaper = (before: PaperState, { type }: Pick<AppendedEvent, 'type'>): PaperState =>
  states[type] ?? before

/** From which states a paper may take a step. */
const steps: Readonly<Record<string, { readonly type: string; readonly from: readonly PaperState[] }>> = {
  ApprovePlan: { type: 'PlanApproved', from: ['drafted'] },
  ActivatePlan: { type: 'PlanActivated', from: ['approved'] },
  SupersedePlan: { type: 'PlanSuperseded', from: ['approved', 'active'] },
  IssueOrder: { type: 'OrderIssued', from: ['none', 'revoked'] },
  AssignPersonnelByOrder: { type: 'PersonnelAssignedByOrder', from: ['issued'] },
  RevokeOrder: { type: 'OrderRevoked', from: ['issued'] },
}

/** Why a step of a paper is not possible. A correction of the same step says what was wrong and is always possible. */
export const paperForbids = (
  command: Command,
  paper: PaperState,
  records: Records,
): Rejection | undefined => {
  const { name } = command
  if (name === 'DraftPlan') return wrongRule(command.data) ?? approvedOtherwise(command, paper)
  const step = steps[name]
  if (step === undefined || step.from.includes(paper) || correctsOneOf(command, records, step.type))
    return undefined
  const stands = paper === 'none' ? 'does not exist' : `is ${paper}`
  const detail = `The paper ${stands}; ${name} needs it to be ${step.from.join(' or ')}.`
  return { code: 'paper-out-of-turn', detail }
}

/** A plan is drafted anew at any time and is then to be approved anew; what was approved is not reworded afterwards. */
const approvedOtherwise = ({ context }: Command, paper: PaperState): Rejection | undefined =>
  context.corrects === undefined || paper === 'none' || paper === 'drafted'
    ? undefined
    : {
        code: 'paper-out-of-turn',
        detail: `The paper is already ${paper}. Draft a new edition and have it approved.`,
      }

/** What could not be followed is not drafted: nobody should approve a rule that the system cannot read. */
const wrongRule = (data: unknown): Rejection | undefined => {
  const planned = ruleOfPlan('', (data as { readonly rule?: unknown }).rule)
  return 'wrong' in planned
    ? { code: 'not-a-rule', detail: `The cooperation rule in the plan is wrong: ${planned.wrong}.` }
    : undefined
}
