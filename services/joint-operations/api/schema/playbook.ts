import { modeOf } from '@concord/incident'
import { millisecondsOf, type RecordedEvent } from '@concord/kernel'
import type { ApiContext } from '../context.ts'
import { type EventNode, eventNode } from '../derive/event-node.ts'
import type { IncidentNode } from './incident-node.ts'

export const playbookTypeDefs = /* GraphQL */ `
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

interface Step {
  readonly step: string
  readonly state: 'OPEN' | 'OVERDUE' | 'COMPLETED' | 'SKIPPED'
  readonly deadline: string | undefined
  readonly at: string | undefined
  readonly reason: string | undefined
  readonly event: EventNode | null
}

const dataOf = ({ data }: RecordedEvent): StepData => data as StepData

export const playbookResolvers = {
  Incident: {
    playbooks: (incident: IncidentNode, _: unknown, { reading }: ApiContext) => {
      const { moment, summary } = incident
      const inForce = (incident.answer(reading)?.inForce ?? []).filter(
        (event) => modeOf(event) === summary.mode,
      )
      const nowMs = moment.valid === undefined ? reading.services.clock.now() : millisecondsOf(moment.valid)
      const node = (event: RecordedEvent) => eventNode({ event, supersededBy: undefined }, moment)
      return inForce
        .filter(({ type }) => type === 'PlaybookAttached')
        .map((attached) => {
          const { playbook = '', steps = [], deadlines = {} } = dataOf(attached)
          const told = steps.map((step): Step => {
            const done = inForce.findLast(
              (event) =>
                (event.type === 'StepCompleted' || event.type === 'StepSkipped') &&
                dataOf(event).step === step &&
                (dataOf(event).playbook ?? playbook) === playbook,
            )
            const deadline = deadlines[step]
            const late = deadline !== undefined && millisecondsOf(deadline) < nowMs
            const open = late ? 'OVERDUE' : 'OPEN'
            return {
              step,
              state: done === undefined ? open : done.type === 'StepSkipped' ? 'SKIPPED' : 'COMPLETED',
              deadline,
              at: done?.envelope.occurredAt,
              reason: done && dataOf(done).reason,
              event: done ? node(done) : null,
            }
          })
          const open = told.filter(({ at }) => at === undefined).length
          return { playbook, attached: node(attached), steps: told, open }
        })
    },
  },
}
