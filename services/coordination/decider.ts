import {
  type Records,
  type RecordsAnd,
  recordingDecider,
  standingRecords,
  typesByCommand,
} from '@concord/incident'
import type { AppendedEvent, Command, Rejection } from '@concord/kernel'
import { withGlass } from './glass/decider.ts'
import {
  evolveLifecycle,
  type Lifecycle,
  type LifecycleEvent,
  lifecycleForbids,
  notOpened,
  withActingAgency,
} from './lifecycle/decider.ts'
import {
  evolveOperation,
  notBegun,
  type Operation,
  type OperationCommand,
  type OperationEvent,
  operationForbids,
} from './operation/decider.ts'
import { evolvePaper, type PaperState, paperForbids } from './papers/decider.ts'
import { changesGlass, recordsWithout, takingBackForbids } from './taking-back.ts'
import { vocabulary } from './view.ts'

/** What one stream of the joint centre says. Each kind of stream moves its own part and leaves the others alone. */
interface Joint {
  readonly lifecycle: Lifecycle
  readonly operation: Operation
  readonly paper: PaperState
}

const nothingYet: Joint = { lifecycle: notOpened, operation: notBegun, paper: 'none' }

/** What is corrected or taken back counts for nothing: all is folded anew, then, from what stands. */
const evolve = (before: Joint, event: AppendedEvent, records: Records): Joint => {
  const { corrects, retracts } = records.byId.get(event.id)!
  return (corrects ?? retracts) === undefined ? evolveParts(before, event) : foldOf(records, event.stream)
}

const foldOf = (records: Records, stream: string): Joint =>
  standingRecords(records).reduce(
    (state, { type, data }) => evolveParts(state, { type, data, stream }),
    nothingYet,
  )

const evolveParts = (
  { lifecycle, operation, paper }: Joint,
  event: Pick<AppendedEvent, 'type' | 'data' | 'stream'>,
): Joint => ({
  // The codec has read them by what their types declare; what is of neither kind changes neither.
  lifecycle: evolveLifecycle(lifecycle, event as LifecycleEvent),
  operation: evolveOperation(operation, event as OperationEvent),
  paper: evolvePaper(paper, event),
})

const forbids = (command: Command, { own, ...records }: RecordsAnd<Joint>): Rejection | undefined =>
  lifecycleForbids(command, own.lifecycle) ??
  operationForbids(command as OperationCommand, own.operation) ??
  paperForbids(command, own.paper, records) ??
  exerciseForbids(command) ??
  (command.context.retracts === undefined ? undefined : mayNotBeTakenBack(command, records, own))

const mayNotBeTakenBack = (
  command: Command,
  records: Records,
  { operation }: Joint,
): Rejection | undefined => {
  const after = recordsWithout(records, command)
  return takingBackForbids(
    command,
    { ...records, operation },
    { ...after, operation: foldOf(after, '').operation },
  )
}

/** What is played must never be taken for what happened. */
const exerciseForbids = ({ name, context }: Command): Rejection | undefined =>
  name.endsWith('Exercise') &&
  name !== 'PlanExercise' &&
  name !== 'EvaluateExercise' &&
  context.mode === 'operational'
    ? { code: 'exercise-mode-missing', detail: 'An exercise must be recorded with mode `exercise`.' }
    : undefined

const recording = recordingDecider(typesByCommand(vocabulary.events), {
  initially: nothingYet,
  evolve,
  forbids,
  contradicts: changesGlass,
  record: withActingAgency,
})

/**
 * Decides on every stream of the joint centre: incidents, operations, papers, break-glasses. What its agency may not
 * say, or not now, is a rejection.
 */
export const decider = withGlass(recording)
