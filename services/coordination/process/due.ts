import { type Marking, millisecondsOf } from '@concord/kernel'
import { type DueCommand, stepKey } from '../due-command.ts'
import { callsForReview } from '../glass/calls-for-review.ts'
import { JOINT_CENTRE } from '../joint-centre.ts'
import { type Activation, isOver, operationOf } from './activation.ts'
import { areDisputed } from './claims.ts'
import { type CooperationRule, MINUTE_MS } from './cooperation-rule.ts'
import { claimsOf, inWords } from './dispute.ts'
import { rulesOf } from './planned-rules.ts'
import type { ProcessState } from './process-state.ts'
import { isSeen } from './release-word.ts'
import { stepsOfActivation } from './steps-of-activation.ts'
import { stepsOfOperation } from './steps-of-operation.ts'
import { groundsOfPhases, tasksOf } from './watched-operation.ts'

/** A search ring that may have to be computed anew; where, the incident says. */
export interface DueRing {
  readonly activation: Activation
  readonly rule: CooperationRule
  readonly tick: number
  /** The markings of what says whether its operation is open. */
  readonly phases: () => readonly Marking[]
}

/** Everything that is to be done at this moment and is not done yet, as far as the log says. */
export const dueCommands = (
  state: ProcessState,
  rules: readonly CooperationRule[],
  nowMs: number,
): readonly DueCommand[] => [
  ...goingOn(state, rules).flatMap(([activation, rule]) =>
    stepsOfActivation(activation, rule, nowMs, () => phasesOf(state, activation)),
  ),
  ...conflicts(state),
  ...[...state.operations.values()].flatMap((operation) => stepsOfOperation(operation, nowMs)),
  ...callsForReview(state.glasses, nowMs),
]

/** The rings whose hour has come, or whose incident has changed. */
export const dueRings = (
  state: ProcessState,
  rules: readonly CooperationRule[],
  nowMs: number,
): readonly DueRing[] =>
  activationsOf(state, rules).flatMap(([activation, rule]) => {
    const { searchRing } = rule
    if (searchRing === undefined || !activation.opened) return []
    const elapsedMs = nowMs - millisecondsOf(activation.trigger.recordedAt)
    if (elapsedMs > searchRing.forMinutes * MINUTE_MS) return []
    const tick = Math.max(0, Math.floor(elapsedMs / (searchRing.everyMinutes * MINUTE_MS)))
    const { ring, changed } = activation
    const upToDate = ring !== undefined && ring.tick >= tick && BigInt(ring.position) > BigInt(changed)
    return upToDate ? [] : [{ activation, rule, tick, phases: () => phasesOf(state, activation) }]
  })

/** When there may be something to do although nothing happens: the next deadline or ring; undefined when there is none. */
export const nextDueMs = (
  state: ProcessState,
  rules: readonly CooperationRule[],
  nowMs: number,
): number | undefined => {
  const deadlines = [...state.operations.values()].flatMap((operation) =>
    [...tasksOf(operation).values()].flatMap(({ deadline }) =>
      deadline === undefined ? [] : [millisecondsOf(deadline)],
    ),
  )
  const ticks = activationsOf(state, rules).flatMap(([{ trigger, opened }, { searchRing }]) => {
    if (searchRing === undefined || !opened) return []
    const everyMs = searchRing.everyMinutes * MINUTE_MS
    const startMs = millisecondsOf(trigger.recordedAt)
    return [startMs + (Math.floor((nowMs - startMs) / everyMs) + 1) * everyMs]
  })
  const ahead = [...deadlines, ...ticks].filter((one) => one > nowMs)
  return ahead.length === 0 ? undefined : Math.min(...ahead)
}

const activationsOf = (
  state: ProcessState,
  rules: readonly CooperationRule[],
): readonly (readonly [Activation, CooperationRule])[] =>
  goingOn(state, rules).flatMap(([activation, rule]) =>
    rule === undefined ? [] : [[activation, rule] as const],
  )

const phasesOf = ({ operations }: ProcessState, activation: Activation): readonly Marking[] =>
  groundsOfPhases(operations, { operation: operationOf(activation), mode: activation.mode }).map(
    ({ marking }) => marking,
  )

/**
 * What the joint centre may still see the trigger of. Without a rule where the plan that carried it is not followed any more: its
 * activation was taken back.
 */
const goingOn = (
  state: ProcessState,
  rules: readonly CooperationRule[],
): readonly (readonly [Activation, CooperationRule | undefined])[] => {
  const all = rulesOf(state, rules)
  return [...state.activations.values()].flatMap((activation) => {
    if (!isSeen(activation.trigger) || isOver(state.operations, activation)) return []
    return [[activation, all.find(({ id }) => id === activation.rule)] as const]
  })
}

/** A contradiction is told to those who may see everything that was said of the thing, and to nobody else. */
const conflicts = ({ disputes }: ProcessState): readonly DueCommand[] =>
  [...disputes].flatMap(([thing, dispute]) => {
    const claims = claimsOf(dispute)
    const basis = claims.map(({ event }) => event).toSorted()
    if (!areDisputed(claims) || dispute.told === basis.join()) return []
    const { incident, mode, seenBy } = dispute
    const conflict = inWords(dispute)
    return [
      {
        key: stepKey('conflict', thing, ...basis),
        command: 'ReportConflict',
        incident,
        occurredAt: claims
          .map(({ recordedAt }) => recordedAt)
          .toSorted()
          .at(-1)!,
        mode,
        marking: { tlp: 'AMBER', releaseTo: seenBy.filter((agency) => agency !== JOINT_CENTRE) },
        summary: conflict,
        data: { conflict, thing, basis },
      },
    ]
  })
