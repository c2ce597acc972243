import {
  type Command,
  type Decider,
  err,
  ok,
  type ProposedEvent,
  type RecordedEvent,
  type Rejection,
  type Result,
} from '@concord/kernel'

/** What an agency's stream for one incident has recorded so far, as far as every agency's rules need it. */
export interface Records {
  /** Event id and sender's reference to what became of the record. */
  readonly byId: ReadonlyMap<string, RecordState>
  readonly idOfReference: ReadonlyMap<string, string>
  readonly tasks: ReadonlyMap<string, 'accepted' | 'declined' | 'completed'>
  readonly acknowledged: boolean
}

export interface RecordState {
  readonly type: string
  readonly supersededBy: string | undefined
}

export const noRecords: Records = {
  byId: new Map(),
  idOfReference: new Map(),
  tasks: new Map(),
  acknowledged: false,
}

/**
 * The decider of an agency that records reports: each command asks for one event (`commands` says which), and the rules
 * that all agencies share are checked first. `rules` adds the agency's own; it sees the records as they stand.
 *
 * Imported records pass the agency's own rules unasked: they are history, and history is not argued with. A correction
 * or retraction must aim at a standing record of the same stream in any case.
 */
export const recordingDecider = (
  eventTypes: ReadonlyMap<string, string>,
  rules: (command: Command, records: Records) => Rejection | undefined = () => undefined,
): Decider<Records> => ({
  initialState: noRecords,
  evolve: evolveRecords,
  decide: (command, records): Result<readonly ProposedEvent[], Rejection> => {
    const type = eventTypes.get(command.name)
    if (type === undefined)
      return err({ code: 'unknown-command', detail: `There is no command ${command.name}.` })
    const broken =
      supersedes(command, records) ??
      (command.context.imported ? undefined : (agreedRules(command, records) ?? rules(command, records)))
    return broken ? err(broken) : ok([{ type, data: command.data }])
  },
})

export const evolveRecords = (records: Records, event: RecordedEvent): Records => {
  const byId = new Map(records.byId)
  byId.set(event.id, { type: event.type, supersededBy: undefined })
  for (const target of [event.envelope.corrects, event.envelope.retracts]) {
    const before = target === undefined ? undefined : byId.get(target)
    if (target !== undefined && before) byId.set(target, { ...before, supersededBy: event.id })
  }
  const { reference } = event.envelope
  const idOfReference =
    reference === undefined ? records.idOfReference : new Map(records.idOfReference).set(reference, event.id)
  return {
    byId,
    idOfReference,
    tasks: evolveTasks(records.tasks, event),
    acknowledged: records.acknowledged || event.type === 'IncidentAcknowledged',
  }
}

const taskStates = { TaskAccepted: 'accepted', TaskDeclined: 'declined', TaskCompleted: 'completed' } as const

const evolveTasks = (tasks: Records['tasks'], event: RecordedEvent): Records['tasks'] => {
  const state = taskStates[event.type as keyof typeof taskStates]
  return state ? new Map(tasks).set((event.data as { task: string }).task, state) : tasks
}

const supersedes = (command: Command, records: Records): Rejection | undefined => {
  const { corrects, retracts } = command.context
  const target = corrects ?? retracts
  if (command.name === 'RetractReport' && retracts === undefined) {
    return {
      code: 'nothing-retracted',
      detail: 'A retraction needs `retracts`: the id of the report it takes back.',
    }
  }
  if (target === undefined) return undefined
  const record = records.byId.get(target)
  if (!record) {
    return { code: 'unknown-record', detail: `This agency has no record ${target} in this incident.` }
  }
  if (record.supersededBy) {
    return {
      code: 'superseded-record',
      detail: `Record ${target} is superseded already, by ${record.supersededBy}.`,
    }
  }
  return undefined
}

const agreedRules = (command: Command, records: Records): Rejection | undefined => {
  const details = command.data as { readonly task?: string; readonly event?: string }
  const state = details.task === undefined ? undefined : records.tasks.get(details.task)
  switch (command.name) {
    case 'AcknowledgeIncident':
      return records.acknowledged
        ? { code: 'already-acknowledged', detail: 'This agency has acknowledged the incident before.' }
        : undefined
    case 'AcceptTask':
      return state === 'accepted' || state === 'completed'
        ? { code: 'task-already-accepted', detail: `Task ${details.task} is ${state} already.` }
        : undefined
    case 'DeclineTask':
      return state === 'completed'
        ? { code: 'task-completed', detail: `Task ${details.task} is completed already.` }
        : undefined
    case 'CompleteTask':
      return state === 'accepted'
        ? undefined
        : { code: 'task-not-accepted', detail: `Task ${details.task} is not one this agency has accepted.` }
    case 'GrantRelease':
    case 'RevokeRelease':
    case 'RefuseRelease':
      return records.byId.has(details.event ?? '')
        ? undefined
        : { code: 'unknown-record', detail: `This agency has no record ${details.event} in this incident.` }
    default:
      return undefined
  }
}
