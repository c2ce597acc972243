import { glassEvents } from '@concord/access'
import { evolveRecords, type RecordState, type Records, standingRecords } from '@concord/incident'
import type { Command, Rejection } from '@concord/kernel'
import { unchangeable } from './glass/decider.ts'
import { lifecycleEvents } from './lifecycle/events.ts'
import type { Operation } from './operation/decider.ts'
import { papersInOrder } from './papers/decider.ts'

/** What a stream would hold if the record that a command takes back did not stand, or stood again. */
export const recordsWithout = (records: Records, { id, name, data, context }: Command): Records =>
  evolveRecords(records, { id, type: name, data, envelope: context })

/** What is recorded of a break-glass stays, whoever tells it otherwise. */
export const changesGlass = ({ context }: Command, { byId }: Records): Rejection | undefined => {
  const target = byId.get(context.retracts ?? context.corrects ?? '')
  return target !== undefined && glassTypes.has(target.type) ? unchangeable : undefined
}

/**
 * Why a record of the joint centre is not taken back. Others act on what it records, so it says why; steps that follow
 * each other are taken back from the last on; and a task that an agency has taken on is withdrawn instead.
 */
export const takingBackForbids = (
  { data, context }: Command,
  before: Records & { readonly operation: Operation },
  after: Records & { readonly operation: Operation },
): Rejection | undefined =>
  ((data as { readonly reason?: string }).reason ?? context.summary) === undefined
    ? refuse('reason-missing', 'Taking back a record of the joint centre needs a reason.')
    : (notTheLast(before, after, lifecycleSteps) ??
      notTheLast(before, after, papersInOrder) ??
      takenOn(before.operation, after.operation))

/** Whether the two differ in those steps otherwise than at the end. */
const notTheLast = (before: Records, after: Records, types: ReadonlySet<string>): Rejection | undefined => {
  const [shorter, longer] = [before, after]
    .map((records) => stepsIn(records, types))
    .toSorted((one, other) => one.length - other.length) as [readonly RecordState[], readonly RecordState[]]
  return shorter.every((step, at) => step === longer[at])
    ? undefined
    : refuse(
        'others-rest-on-it',
        'Further steps have been taken since. Take those back first, beginning with the last one.',
      )
}

const stepsIn = (records: Records, types: ReadonlySet<string>): readonly RecordState[] =>
  standingRecords(records)
    .filter(({ type }) => types.has(type))
    .toArray()

const takenOn = (before: Operation, after: Operation): Rejection | undefined => {
  if (after.phase === 'unknown' && !(after.tasks.isEmpty() && after.steps.isEmpty()))
    return refuse(
      'others-rest-on-it',
      'Tasks have been assigned or a playbook attached since. Close the operation instead.',
    )
  const [task, gone] =
    before.tasks.findEntry(
      ({ state }, name) => (state === 'accepted' || state === 'completed') && !after.tasks.has(name),
    ) ?? []
  return gone === undefined
    ? undefined
    : refuse(
        `task-${gone.state}`,
        `Task ${task} is ${gone.state} by ${gone.agency}, so it cannot be taken back.`,
      )
}

const glassTypes: ReadonlySet<string> = new Set(glassEvents.map(({ type }) => type))

/** What is only offered binds nobody, and stands apart. */
const lifecycleSteps: ReadonlySet<string> = new Set(
  lifecycleEvents.map(({ type }) => type).filter((type) => type !== 'IncidentOffered'),
)

const refuse = (code: string, detail: string): Rejection => ({ code, detail })
