import type { Moment } from '@concord/incident'
import { millisecondsOf, type RecordedEvent } from '@concord/kernel'
import type { ApiContext } from '../context.ts'
import { countsIn } from '../derive/counting.ts'
import { type EventNode, eventNode } from '../derive/event-node.ts'
import type { IncidentNode } from '../derive/incident-node.ts'
import { validMs } from '../derive/valid-ms.ts'

export const typeDefs = /* GraphQL */ `
  extend type Incident {
    "The playbooks that an operation follows, with how far they are."
    playbooks: [Playbook!]!
  }

  "Steps that are known beforehand."
  type Playbook {
    "Its name."
    playbook: String!
    "The event by which it was attached."
    attached: Event!
    "Its steps, in their order."
    steps: [PlaybookStep!]!
    "How many steps are neither done nor left out."
    open: Int!
  }

  "A step of a playbook."
  type PlaybookStep {
    "Its name."
    step: String!
    "How far it is."
    state: StepState!
    "By when it is to be done."
    deadline: DateTime
    "When it was done or left out."
    at: DateTime
    "Why it was done otherwise or left out."
    reason: String
    "The event that says so."
    event: Event
  }

  "How far a step is."
  enum StepState {
    "Not done yet."
    OPEN
    "Not done by its deadline."
    OVERDUE
    "Done."
    COMPLETED
    "Left out, for a reason."
    SKIPPED
  }
`

interface StepData {
  readonly step?: string
  readonly playbook?: string
  readonly reason?: string
  readonly steps?: readonly string[]
  readonly deadlines?: Readonly<Record<string, string>>
}

interface PlaybookStep {
  readonly step: string
  readonly state: 'OPEN' | 'OVERDUE' | 'COMPLETED' | 'SKIPPED'
  readonly deadline: string | undefined
  readonly at: string | undefined
  readonly reason: string | undefined
  readonly event: EventNode | null
}

export const resolvers = {
  Incident: {
    playbooks: (incident: IncidentNode, _: unknown, { reading }: ApiContext) => {
      const { moment } = incident
      const answer = incident.answer(reading)
      if (answer === undefined) return []
      const nowMs = validMs(reading, moment)
      const events = answer.inForce.filter(countsIn(answer))
      return events
        .filter(({ type }) => type === 'PlaybookAttached')
        .map((attached) => playbookOf(attached, events, moment, nowMs))
    },
  },
}

const playbookOf = (
  attached: RecordedEvent,
  events: readonly RecordedEvent[],
  moment: Moment,
  nowMs: number,
) => {
  const { playbook = '', steps: names = [], deadlines = {} } = dataOf(attached)
  const due = new Map(Object.entries(deadlines))
  const node = (event: RecordedEvent) => eventNode({ event, supersededBy: undefined }, moment)
  const steps = names.map((step): PlaybookStep => {
    const told = lastWordOn(step, playbook, events)
    const deadline = due.get(step)
    const isLate = deadline !== undefined && millisecondsOf(deadline) < nowMs
    return {
      step,
      state: told ? stateSaidBy(told) : isLate ? 'OVERDUE' : 'OPEN',
      deadline,
      at: told?.envelope.occurredAt,
      reason: told && dataOf(told).reason,
      event: told ? node(told) : null,
    }
  })
  const open = steps.filter(({ event }) => event === null).length
  return { playbook, attached: node(attached), steps, open }
}

/** A step told of without its playbook is one of whichever has a step of that name. */
const lastWordOn = (step: string, playbook: string, events: readonly RecordedEvent[]) =>
  events.findLast((event) => {
    const told = dataOf(event)
    return isStep(event) && told.step === step && (told.playbook ?? playbook) === playbook
  })

const isStep = ({ type }: RecordedEvent): boolean => type === 'StepCompleted' || type === 'StepSkipped'

const stateSaidBy = ({ type }: RecordedEvent): PlaybookStep['state'] =>
  type === 'StepSkipped' ? 'SKIPPED' : 'COMPLETED'

const dataOf = ({ data }: RecordedEvent): StepData => data as StepData
