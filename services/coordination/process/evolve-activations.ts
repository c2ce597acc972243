import { keyOf } from '@concord/incident'
import { type Envelope, parseStreamName, type RecordedEvent } from '@concord/kernel'
import {
  type Activation,
  type Activations,
  activationKey,
  bornOnBy,
  type Cause,
  isOver,
  operationOf,
  REVIEW_TASK,
} from './activation.ts'
import { applies, type CooperationRule } from './cooperation-rule.ts'
import { withLast } from './last-heard.ts'
import {
  groundsOfPlan,
  isFollowed,
  type PlannedRules,
  ruleIdOf,
  ruleIdsOf,
  rulesInForce,
} from './planned-rules.ts'
import type { ProcessKnowledge, ProcessState } from './process-state.ts'
import { groundsOfOwners, ownersOf } from './shared-area.ts'
import { groundsOfPhases } from './watched-operation.ts'

/** What the activations in an incident, or of an operation, have brought about so far. */
export const evolveActivations = (
  state: ProcessState,
  event: RecordedEvent,
  { rules }: ProcessKnowledge,
): ProcessState => {
  const id = idOf(event)
  let { activations } = state
  for (const rule of ruleIdsOf(state, rules)) {
    for (const key of [activationKey(rule, id), ...keysIn(state, rule, id, event.envelope.mode)]) {
      const before = activations.get(key)
      if (before?.mode === event.envelope.mode)
        activations = activations.set(key, evolveActivation(before, event, id))
    }
  }
  return activations === state.activations ? state : { ...state, activations }
}

/** Begins the activations of the rules that apply because of an event. */
export const activate = (
  state: ProcessState,
  event: RecordedEvent,
  knowledge: ProcessKnowledge,
): ProcessState =>
  rulesInForce(state, knowledge.rules)
    .filter((rule) => applies(rule, occurrenceOf(event, knowledge)))
    .reduce((before, rule) => begin(before, event, rule, knowledge), state)

/** A plan whose activation is taken back set its operations off in error, as a report that is taken back did. */
export const evolveByPlan = (
  { activations, plans }: Pick<ProcessState, 'activations' | 'plans'>,
  event: RecordedEvent,
  after: PlannedRules,
): Activations => {
  const plan = idOf(event)
  const isNow = isFollowed({ plans: after }, plan)
  if (plans === after || isFollowed({ plans }, plan) === isNow) return activations
  const loosened = (one: Activation): Activation => {
    if (!isNow) return bornOnBy({ ...one, retraction: one.retraction ?? causeOf(event) }, [causeOf(event)])
    return one.retraction?.id === event.envelope.retracts
      ? bornOnBy({ ...one, retraction: undefined }, [causeOf(event)])
      : one
  }
  return activations.map((one) => (one.rule === ruleIdOf(plan) ? loosened(one) : one))
}

interface ProcessDetails {
  readonly rule?: string
  readonly task?: string
  readonly tick?: number
  readonly basis?: readonly string[]
}

const evolveActivation = (activation: Activation, event: RecordedEvent, id: string): Activation => {
  if (activation.incident === id) return evolveIncident(activation, event)
  const { rule, task, tick = 0, basis = [] } = event.data as ProcessDetails
  const mine = activation.rule === rule
  switch (event.type) {
    case 'JointOperationOpened':
      return mine ? { ...activation, opened: true } : activation
    case 'PlaybookAttached':
      return mine ? { ...activation, playbookAttached: true } : activation
    case 'SearchRingComputed':
      return mine
        ? { ...activation, ring: { tick, basis: basis[0] ?? '', position: String(event.position) } }
        : activation
    case 'TaskAssigned':
      return mine && task === REVIEW_TASK ? { ...activation, reviewAsked: true } : activation
    default:
      return activation
  }
}

const evolveIncident = (activation: Activation, event: RecordedEvent): Activation => {
  const { retracts } = event.envelope
  if (event.type === 'IncidentOffered' && (event.data as ProcessDetails).rule === activation.rule)
    return { ...activation, offered: true }
  const changed = String(event.position)
  if (retracts === activation.trigger.id)
    return bornOnBy({ ...activation, changed, retraction: causeOf(event) }, [causeOf(event)])
  // A retraction that is taken back itself gives the trigger back.
  return retracts !== undefined && retracts === activation.retraction?.id
    ? bornOnBy({ ...activation, changed, retraction: undefined }, [causeOf(event)])
    : { ...activation, changed }
}

/** At most this many activations are followed; those begun earlier bring nothing about any more. */
const MOST_ACTIVATIONS = 10_000

const begin = (
  state: ProcessState,
  event: RecordedEvent,
  rule: CooperationRule,
  knowledge: ProcessKnowledge,
): ProcessState => {
  const { mode } = event.envelope
  const incident = idOf(event)
  const appliedKey = `${rule.id}/${incident}/${mode}`
  const times = state.applied.get(appliedKey, 0)
  if (times > 0 && !appliesAgain(state, event, rule, times)) return state
  const location = rule.offer && knowledge.describe(event).location
  const owners = location ? ownersOf(state.sharedAreas, location) : []
  if (owners.length === 0 && rule.operation === undefined) return state
  const time = times + 1
  const activation: Activation = {
    rule: rule.id,
    incident,
    mode,
    time,
    trigger: causeOf(event),
    within: [],
    retraction: undefined,
    reviewAsked: false,
    owners,
    opened: false,
    playbookAttached: false,
    offered: false,
    ring: undefined,
    changed: String(event.position),
  }
  const key = activationKey(rule.id, operationOf(activation))
  const begun = bornOnBy(activation, [
    ...(location ? groundsOfOwners(state.sharedAreas, location) : []),
    ...groundsOfPlan(state, rule.id),
    ...groundsBefore(state, activation),
  ])
  return {
    ...state,
    applied: state.applied.set(appliedKey, time),
    activations: withLast(state.activations, key, begun, MOST_ACTIVATIONS),
  }
}

/** What an operation is called, and whether a rule applies once more, tells of the times before. */
const groundsBefore = (
  { activations, operations }: ProcessState,
  { rule, incident, mode, time }: Activation,
) =>
  Array.from({ length: time - 1 }, (_, index) =>
    operationOf({ rule, incident, mode, time: index + 1 }),
  ).flatMap((operation) => {
    const before = activations.get(activationKey(rule, operation))
    return [
      ...(before ? [before.trigger, ...before.within] : []),
      ...groundsOfPhases(operations, { operation, mode }),
    ]
  })

/** A correction says the same thing better: it never sets a rule off a second time. An offer is made once. */
const appliesAgain = (
  { activations, operations }: ProcessState,
  event: RecordedEvent,
  { id, again, operation }: CooperationRule,
  times: number,
): boolean => {
  const { mode, corrects } = event.envelope
  if (corrects !== undefined || operation === undefined || again === 'never') return false
  const last = activations.get(
    activationKey(id, operationOf({ rule: id, incident: idOf(event), mode, time: times })),
  )
  return again === 'always' || last === undefined || isOver(operations, last)
}

const occurrenceOf = (event: RecordedEvent, { describe, visibleTo }: ProcessKnowledge) => {
  const { kinds, severities } = describe(event)
  const { agency, mode, marking } = event.envelope
  return {
    type: event.type,
    data: event.data as Readonly<Record<string, unknown>>,
    agency,
    mode,
    tlp: marking.tlp,
    kinds,
    severities,
    visibleTo: (one: string) => visibleTo(one, event),
  }
}

const keysIn = (
  { applied }: ProcessState,
  rule: string,
  incident: string,
  mode: Envelope['mode'],
): readonly string[] =>
  Array.from({ length: applied.get(`${rule}/${incident}/${mode}`, 0) }, (_, index) =>
    activationKey(rule, operationOf({ rule, incident, mode, time: index + 1 })),
  )

const idOf = ({ stream }: RecordedEvent): string => parseStreamName(stream)?.id ?? ''

const causeOf = (event: RecordedEvent): Cause => ({
  record: keyOf(event, event.id),
  id: event.id,
  recordedAt: event.recordedAt,
  marking: event.envelope.marking,
})
