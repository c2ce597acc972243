import { type Envelope, type Marking, millisecondsOf } from '@concord/kernel'
import { v5 as uuidv5 } from 'uuid'
import { JOINT_CENTRE } from '../joint-centre.ts'
import { type Activation, operationOf, REVIEW_TASK } from './activation.ts'
import { claimsOf, isDisputed } from './claims.ts'
import type { CooperationRule } from './cooperation-rule.ts'
import { rulesOf } from './planned-rules.ts'
import type { ProcessState, WatchedOperation, WatchedTask } from './process-state.ts'

/** A command that is to be given because of what the log says. The same log gives the same command, key included. */
export interface DueCommand {
  readonly key: string
  readonly command: string
  /** The incident or operation to whose stream it goes. */
  readonly incident: string
  readonly occurredAt: string
  readonly mode: Envelope['mode']
  readonly marking: Marking
  readonly summary: string
  readonly data: unknown
}

/** A search ring that may have to be computed anew; where, the incident says. */
export interface DueRing {
  readonly activation: Activation
  readonly rule: CooperationRule
  readonly tick: number
}

/** Under this name all keys of the process manager are gathered. */
const keys = 'b7d3c9b0-54a6-5d0e-8f6e-0d6c5f3a9b11'

/** The key of a step: the same rule, event and step make the same key, so that nothing is ever done twice. */
export const keyOf = (...step: readonly (string | number)[]): string => uuidv5(JSON.stringify(step), keys)

/** Everything that is to be done at this moment and is not done yet, as far as the log says. */
export const dueCommands = (
  state: ProcessState,
  rules: readonly CooperationRule[],
  nowMs: number,
): readonly DueCommand[] => [
  ...activationsOf(state, rules).flatMap(([activation, rule]) => [
    ...(isFresh(activation, rule, nowMs)
      ? [...opening(activation, rule), ...attaching(activation, rule), ...offering(activation, rule)]
      : []),
    ...reviewing(activation),
  ]),
  ...conflicts(state),
  ...Object.entries(state.operations).flatMap(([id, operation]) =>
    Object.entries(operation.tasks).flatMap(([task, watched]) => [
      ...noting(id, operation, task, watched),
      ...breaching(id, operation, task, watched, nowMs),
    ]),
  ),
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
    return upToDate ? [] : [{ activation, rule, tick }]
  })

/** When there may be something to do although nothing happens: the next deadline or ring; undefined when there is none. */
export const nextDueMs = (
  state: ProcessState,
  rules: readonly CooperationRule[],
  nowMs: number,
): number | undefined => {
  const deadlines = Object.values(state.operations).flatMap(({ tasks }) =>
    Object.values(tasks).flatMap(({ deadline }) =>
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

export const MINUTE_MS = 60_000

const activationsOf = (
  state: ProcessState,
  rules: readonly CooperationRule[],
): readonly (readonly [Activation, CooperationRule])[] => {
  const all = rulesOf(state, rules)
  return Object.values(state.activations).flatMap((activation) => {
    const rule = activation === 'over' ? undefined : all.find(({ id }) => id === activation.rule)
    return rule === undefined || activation === 'over' ? [] : [[activation, rule] as const]
  })
}

/** A rule that is added today does not act on what happened last year. */
const isFresh = ({ trigger }: Activation, { withinMinutes }: CooperationRule, nowMs: number): boolean =>
  nowMs - millisecondsOf(trigger.recordedAt) <= withinMinutes * MINUTE_MS

const opening = (activation: Activation, rule: CooperationRule): readonly DueCommand[] => {
  const { operation } = rule
  const { trigger, incident, opened, retraction } = activation
  if (operation === undefined || opened || retraction) return []
  const tasks = operation.tasks.map(({ deadlineMinutes, ...task }) => ({
    ...task,
    ...(deadlineMinutes === undefined ? {} : { deadline: after(trigger.recordedAt, deadlineMinutes) }),
  }))
  return [
    {
      ...stepOf(activation),
      key: keyOf(rule.id, trigger.id, 'open'),
      command: 'OpenJointOperation',
      incident: operationOf(activation),
      summary: `Joint operation opened by the cooperation rule "${rule.title}"`,
      data: {
        title: operation.title,
        kind: operation.kind ?? rule.id,
        incidents: [incident],
        rule: rule.id,
        trigger: trigger.id,
        tasks,
      },
    },
  ]
}

/** Deadlines of steps count, like those of tasks, from the moment at which the cause was recorded. */
const attaching = (activation: Activation, rule: CooperationRule): readonly DueCommand[] => {
  const playbook = rule.operation?.playbook
  if (playbook === undefined || !activation.opened || activation.playbookAttached) return []
  const { trigger } = activation
  const deadlines = playbook.steps.flatMap(({ step, deadlineMinutes }) =>
    deadlineMinutes === undefined ? [] : [[step, after(trigger.recordedAt, deadlineMinutes)]],
  )
  return [
    {
      ...stepOf(activation),
      key: keyOf(rule.id, trigger.id, 'playbook'),
      command: 'AttachPlaybook',
      incident: operationOf(activation),
      summary: `The operation follows the playbook ${playbook.playbook}`,
      data: {
        playbook: playbook.playbook,
        steps: playbook.steps.map(({ step }) => step),
        deadlines: Object.fromEntries(deadlines),
        rule: rule.id,
      },
    },
  ]
}

/**
 * An operation does not end because the report that set it off was taken back: people are out there, and there may be
 * other grounds. But somebody has to decide it, and a task that nobody is on shows until they have.
 */
const reviewing = (activation: Activation): readonly DueCommand[] => {
  const { retraction, opened, reviewAsked, rule } = activation
  if (retraction === undefined || !opened || reviewAsked) return []
  return [
    {
      key: keyOf(rule, activation.trigger.id, 'review', retraction.id),
      command: 'AssignTask',
      incident: operationOf(activation),
      occurredAt: retraction.recordedAt,
      mode: activation.mode,
      marking: retraction.marking,
      summary: 'The report that set the operation off was taken back',
      data: {
        task: REVIEW_TASK,
        agency: JOINT_CENTRE,
        title: 'The report that set this operation off was taken back: close it, or decide that it goes on',
        rule,
        trigger: retraction.id,
      },
    },
  ]
}

const offering = (activation: Activation, rule: CooperationRule): readonly DueCommand[] =>
  rule.offer === undefined || activation.offered || activation.retraction || activation.owners.length === 0
    ? []
    : [
        {
          ...stepOf(activation),
          key: keyOf(rule.id, activation.trigger.id, 'offer'),
          command: 'OfferIncident',
          incident: activation.incident,
          summary: 'Offered to the agencies that own the area',
          data: { agencies: activation.owners, rule: rule.id, basis: [activation.trigger.id] },
        },
      ]

/** A step is done the moment its cause was recorded, and goes to whom its cause may go. */
const stepOf = ({ trigger, mode }: Activation) => ({
  occurredAt: trigger.recordedAt,
  mode,
  marking: trigger.marking,
})

/** A contradiction is told to those who may see everything that contradicts each other, and to nobody else. */
const conflicts = ({ disputes }: ProcessState): readonly DueCommand[] =>
  Object.entries(disputes).flatMap(([thing, dispute]) => {
    const basis = claimsOf(dispute)
    if (!isDisputed(dispute) || dispute.told === basis.join()) return []
    const { claims, incident, mode, about } = dispute
    const seenBy = claims
      .map((claim) => claim.seenBy)
      .reduce((all, more) => all.filter((one) => more.includes(one)))
    return [
      {
        key: keyOf('conflict', thing, ...basis),
        command: 'ReportConflict',
        incident,
        occurredAt: claims
          .map(({ recordedAt }) => recordedAt)
          .toSorted()
          .at(-1)!,
        mode,
        marking: { tlp: 'AMBER', releaseTo: seenBy.filter((agency) => agency !== JOINT_CENTRE) },
        summary: about,
        data: { conflict: about, thing, basis },
      },
    ]
  })

const noting = (
  operation: string,
  { mode }: WatchedOperation,
  task: string,
  { answer, noted }: WatchedTask,
): readonly DueCommand[] =>
  answer === undefined || noted === answer.answer
    ? []
    : [
        {
          key: keyOf('answer', answer.event),
          command: 'NoteTaskAnswer',
          incident: operation,
          occurredAt: answer.occurredAt,
          mode,
          marking: answer.marking,
          summary: `Task ${task}: ${answer.answer} by ${answer.agency}`,
          data: { task, agency: answer.agency, answer: answer.answer, basis: [answer.event] },
        },
      ]

const breaching = (
  operation: string,
  { mode, marking }: WatchedOperation,
  task: string,
  { agency, deadline, answer, breached }: WatchedTask,
  nowMs: number,
): readonly DueCommand[] => {
  const passed = deadline !== undefined && millisecondsOf(deadline) <= nowMs
  if (!passed || breached.includes(deadline) || answer?.answer === 'completed') return []
  return [
    {
      key: keyOf('breach', operation, task, deadline),
      command: 'RaiseDeadlineBreach',
      incident: operation,
      occurredAt: deadline,
      mode,
      marking,
      summary: `Task ${task} was not done by its deadline`,
      data: { task, deadline, ...(agency ? { agency } : {}), state: answer?.answer ?? 'assigned' },
    },
  ]
}

const after = (instant: string, minutes: number): string =>
  new Date(millisecondsOf(instant) + minutes * MINUTE_MS).toISOString()
