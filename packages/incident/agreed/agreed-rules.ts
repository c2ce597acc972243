import type { Command, Rejection } from '@concord/kernel'
import { REINSTATING } from './aims.ts'
import { decisionForbids } from './decision-rule.ts'
import { lastStanding, type Records, standingData } from './records.ts'
import { retractionsMeant } from './reinstating.ts'

interface RuledDetails {
  readonly task?: string
  readonly event?: string
  readonly about?: string
  readonly purpose?: string
  readonly a?: string
  readonly b?: string
}

/** Why a command is against what all agencies are held to; undefined where it is not. */
export const agreedRules = (command: Command, records: Records): Rejection | undefined => {
  const { task = '', a, b, event, about, purpose } = command.data as RuledDetails
  switch (command.name) {
    case 'RequestRelease':
      return (event ?? about) === undefined || purpose === undefined
        ? {
            code: 'nothing-asked',
            detail: 'The request must name what is asked for (`event` or `about`) and the `purpose`.',
          }
        : undefined
    case 'AcknowledgeIncident':
      return standingData(records, 'IncidentAcknowledged').length > 0
        ? { code: 'already-acknowledged', detail: 'This agency has already acknowledged the incident.' }
        : undefined
    case 'RecordDecision':
      return decisionForbids(command)
    case REINSTATING:
      return retractionsMeant(records, event ?? '').length > 0
        ? undefined
        : {
            code: 'nothing-retracted',
            detail: `Record ${event} was not taken back, so there is nothing to restore.`,
          }
    case 'LinkIncidents':
      return a === b ? { code: 'self-link', detail: 'An incident cannot be linked to itself.' } : undefined
    case 'AcceptTask':
    case 'DeclineTask':
    case 'CompleteTask':
      return outOfTurn(command.name, task, lastAnswer(task, records))
    default:
      return undefined
  }
}

const answers = { TaskAccepted: 'accepted', TaskDeclined: 'declined', TaskCompleted: 'completed' } as const

type Answer = (typeof answers)[keyof typeof answers]

/** The agency's last standing answer on a task. */
const lastAnswer = (task: string, records: Records): Answer | undefined => {
  const answer = lastStanding(
    records,
    ({ type, data }) => type in answers && (data as RuledDetails).task === task,
  )
  return answer && answers[answer.type as keyof typeof answers]
}

const outOfTurn = (
  name: 'AcceptTask' | 'DeclineTask' | 'CompleteTask',
  task: string,
  before: Answer | undefined,
): Rejection | undefined => {
  switch (name) {
    case 'AcceptTask':
      return before === 'accepted' || before === 'completed'
        ? { code: 'task-already-accepted', detail: `Task ${task} is already ${before}.` }
        : undefined
    case 'DeclineTask':
      return before === 'completed'
        ? { code: 'task-completed', detail: `Task ${task} is already completed.` }
        : undefined
    case 'CompleteTask':
      return before === 'accepted'
        ? undefined
        : { code: 'task-not-accepted', detail: `This agency has not accepted task ${task}.` }
  }
}
