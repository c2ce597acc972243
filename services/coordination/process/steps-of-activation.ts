import { type Marking, millisecondsOf } from '@concord/kernel'
import { type DueCommand, stepKey } from '../due-command.ts'
import { JOINT_CENTRE } from '../joint-centre.ts'
import { type Activation, markingsWithin, operationOf, REVIEW_TASK, retractionOf } from './activation.ts'
import { type CooperationRule, MINUTE_MS } from './cooperation-rule.ts'
import { toldTo } from './told-to.ts'

/**
 * What a rule that applies has still to bring about: its operation, its playbook, its offer, its review. `phases` are the
 * markings of what says whether its operation is open, asked for where anything is due: each step is told to those who may
 * see them and all else that bore on it.
 */
export const stepsOfActivation = (
  activation: Activation,
  rule: CooperationRule | undefined,
  nowMs: number,
  phases: () => readonly Marking[],
): readonly DueCommand[] =>
  [
    ...(rule !== undefined && isFresh(activation, rule, nowMs)
      ? [...opening(activation, rule), ...attaching(activation, rule), ...offering(activation, rule)]
      : []),
    ...reviewing(activation, rule === undefined ? 'plan' : 'report'),
  ].map((step) => ({ ...step, marking: toldTo([step.marking, ...markingsWithin(activation), ...phases()]) }))

/** A rule that is added today does not act on what happened last year. */
const isFresh = ({ trigger }: Activation, { withinMinutes }: CooperationRule, nowMs: number): boolean =>
  nowMs - millisecondsOf(trigger.recordedAt) <= withinMinutes * MINUTE_MS

const opening = (activation: Activation, rule: CooperationRule): readonly DueCommand[] => {
  const { operation } = rule
  const { trigger, incident, opened } = activation
  if (operation === undefined || opened || retractionOf(activation)) return []
  const tasks = operation.tasks.map(({ deadlineMinutes, ...task }) => ({
    ...task,
    ...(deadlineMinutes === undefined ? {} : { deadline: after(trigger.recordedAt, deadlineMinutes) }),
  }))
  return [
    {
      ...stepOf(activation),
      key: stepKey(rule.id, trigger.id, 'open'),
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
      key: stepKey(rule.id, trigger.id, 'playbook'),
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
 * An operation does not end because the report that set it off, or the activation of its plan, was taken back: people are
 * out there, and there may be other grounds. Its tasks stay, for the same reason, begun or not. But somebody has to decide it, and a task that nobody is on shows until they have.
 */
const reviewing = (activation: Activation, ground: 'report' | 'plan'): readonly DueCommand[] => {
  const { opened, reviewAsked, rule } = activation
  const retraction = retractionOf(activation)
  if (retraction === undefined || !opened || reviewAsked) return []
  return [
    {
      key: stepKey(rule, activation.trigger.id, 'review', retraction.id),
      command: 'AssignTask',
      incident: operationOf(activation),
      occurredAt: retraction.recordedAt,
      mode: activation.mode,
      marking: retraction.marking,
      summary: `The ${ground} that set the operation off was taken back`,
      data: {
        task: REVIEW_TASK,
        agency: JOINT_CENTRE,
        title: `The ${ground} that set this operation off was taken back: close it, or decide that it goes on`,
        rule,
        trigger: retraction.id,
      },
    },
  ]
}

const offering = (activation: Activation, rule: CooperationRule): readonly DueCommand[] =>
  rule.offer === undefined || activation.offered || retractionOf(activation) || activation.owners.length === 0
    ? []
    : [
        {
          ...stepOf(activation),
          key: stepKey(rule.id, activation.trigger.id, 'offer'),
          command: 'OfferIncident',
          incident: activation.incident,
          summary: 'Offered to the agencies that own the area',
          data: { agencies: activation.owners, rule: rule.id, basis: [activation.trigger.id] },
        },
      ]

/** A step is done the moment its cause was recorded, and goes at most to whom its cause may go. */
const stepOf = ({ trigger, mode }: Activation) => ({
  occurredAt: trigger.recordedAt,
  mode,
  marking: trigger.marking,
})

const after = (instant: string, minutes: number): string =>
  new Date(millisecondsOf(instant) + minutes * MINUTE_MS).toISOString()
