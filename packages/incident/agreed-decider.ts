import {
  type Command,
  type Decider,
  type EventDefinition,
  err,
  ok,
  type ProposedEvent,
  type RecordedEvent,
  type Rejection,
  type Result,
} from '@concord/kernel'
// Persistent maps: a decider's states share structure, so a long stream does not cost the square of its length.
import { OrderedMap, Map as PersistentMap } from 'immutable'

/** What an agency's stream for one incident has recorded so far, as far as every agency's rules need it. */
export interface Records {
  /** Event id to what became of the record, in the order in which they were recorded. */
  readonly byId: OrderedMap<string, RecordState>
  /** The sender's reference to the event id. */
  readonly idOfReference: PersistentMap<string, string>
  readonly tasks: PersistentMap<string, 'accepted' | 'declined' | 'completed'>
  readonly acknowledged: boolean
}

export interface RecordState {
  readonly type: string
  readonly data: unknown
  readonly supersededBy: string | undefined
  /** The record that this one corrects: it stands again when this one is retracted. */
  readonly corrects: string | undefined
}

export const noRecords: Records = {
  byId: OrderedMap(),
  idOfReference: PersistentMap(),
  tasks: PersistentMap(),
  acknowledged: false,
}

/** An agency's records with whatever its own rules remember besides. */
export type RecordsAnd<Own> = Records & { readonly own: Own }

/** What an agency's own rules are made of. All of it is pure. */
export interface OwnRules<Own = undefined> {
  readonly initially: Own
  readonly evolve?: (own: Own, event: RecordedEvent) => Own
  /** Why the command is against a rule of the agency; undefined when it is not. */
  readonly forbids?: (command: Command, records: RecordsAnd<Own>) => Rejection | undefined
  /** What is recorded, where that is not what the command carries. */
  readonly record?: (command: Command, records: RecordsAnd<Own>) => unknown
}

/** The command by which each event type is asked for, turned round. */
export const typesByCommand = (events: readonly EventDefinition[]): ReadonlyMap<string, string> =>
  new Map(events.map(({ command, type }) => [command, type]))

/**
 * The decider of an agency that records reports: each command asks for one event (`typeOf` says which), and the rules
 * that all agencies share are checked first. `own` adds the agency's.
 *
 * Imported records pass the agency's own rules unasked: they are history, and history is not argued with. A correction
 * or retraction must aim at a standing record of the same stream in any case.
 */
export const recordingDecider = <Own = undefined>(
  typeOf: ReadonlyMap<string, string>,
  own: OwnRules<Own> = { initially: undefined as Own },
): Decider<RecordsAnd<Own>> => ({
  initialState: { ...noRecords, own: own.initially },
  evolve: (records, event) => ({
    ...evolveRecords(records, event),
    own: own.evolve ? own.evolve(records.own, event) : records.own,
  }),
  decide: (asked, records): Result<readonly ProposedEvent[], Rejection> => {
    const command = withEventId(asked, records)
    const type = typeOf.get(command.name)
    if (type === undefined)
      return err({ code: 'unknown-command', detail: `There is no command ${command.name}.` })
    const broken =
      supersedes(command, records) ??
      releasesNothing(command, records) ??
      (command.context.imported
        ? undefined
        : (agreedRules(command, records) ?? own.forbids?.(command, records) ?? aimless(type, command)))
    if (broken) return err(broken)
    return ok([{ type, data: own.record ? own.record(command, records) : command.data }])
  },
})

/** A release may name its event by the sender's reference; what is recorded names it by its id. */
const withEventId = (command: Command, { idOfReference }: Records): Command => {
  if (!releases.has(command.name)) return command
  const data = command.data as RuledDetails
  const id = idOfReference.get(data.event ?? '')
  return id === undefined ? command : { ...command, data: { ...data, event: id } }
}

const releases: ReadonlySet<string> = new Set(['GrantRelease', 'RevokeRelease', 'RefuseRelease'])

export const evolveRecords = (records: Records, event: RecordedEvent): Records => {
  const { corrects, retracts, reference } = event.envelope
  const { type, data } = event
  const recorded = records.byId.set(event.id, { type, data, corrects, supersededBy: undefined })
  const corrected = supersedeRecord(recorded, corrects, event.id)
  return {
    byId: giveBack(supersedeRecord(corrected, retracts, event.id), retracts),
    idOfReference:
      reference === undefined ? records.idOfReference : records.idOfReference.set(reference, event.id),
    tasks: evolveTasks(records.tasks, event),
    acknowledged: records.acknowledged || event.type === 'IncidentAcknowledged',
  }
}

const supersedeRecord = (
  byId: Records['byId'],
  target: string | undefined,
  by: string | undefined,
): Records['byId'] => {
  const record = target === undefined ? undefined : byId.get(target)
  return target === undefined || !record ? byId : byId.set(target, { ...record, supersededBy: by })
}

/** A retracted correction gives back what it had corrected. */
const giveBack = (byId: Records['byId'], retracted: string | undefined): Records['byId'] => {
  const given = retracted === undefined ? undefined : byId.get(retracted)?.corrects
  return given !== undefined && byId.get(given)?.supersededBy === retracted
    ? supersedeRecord(byId, given, undefined)
    : byId
}

/** The data of the records of some types that are neither corrected nor retracted, oldest first. */
export const standing = (records: Records, ...types: readonly string[]): readonly unknown[] =>
  records.byId
    .valueSeq()
    .filter((record) => record.supersededBy === undefined && types.includes(record.type))
    .map((record) => record.data)
    .toArray()

const taskStates = { TaskAccepted: 'accepted', TaskDeclined: 'declined', TaskCompleted: 'completed' } as const

const evolveTasks = (tasks: Records['tasks'], event: RecordedEvent): Records['tasks'] => {
  const state = taskStates[event.type as keyof typeof taskStates]
  return state ? tasks.set((event.data as { task: string }).task, state) : tasks
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
  if (record.type === 'ReleaseGranted' || record.type === 'ReleaseRevoked') {
    const detail = 'A release is taken back by RevokeRelease, and given again by GrantRelease.'
    return { code: 'release-stands', detail }
  }
  if (record.supersededBy) {
    return {
      code: 'superseded-record',
      detail: `Record ${target} is superseded already, by ${record.supersededBy}.`,
    }
  }
  return undefined
}

/** What is released must be there, imported or not: nobody could tell what a release of nothing lets whom see. */
const releasesNothing = ({ name, data }: Command, records: Records): Rejection | undefined => {
  const { event = '' } = data as RuledDetails
  return releases.has(name) && !records.byId.has(event)
    ? { code: 'unknown-record', detail: `This agency has no record ${event} in this incident.` }
    : undefined
}

/** An event type that is called a correction corrects something, whether or not its agency has more to say. */
const aimless = (type: string, { name, context }: Command): Rejection | undefined =>
  type.endsWith('Corrected') && context.corrects === undefined
    ? { code: 'nothing-corrected', detail: `${name} needs \`corrects\`: the report that was wrong.` }
    : undefined

interface RuledDetails {
  readonly task?: string
  readonly event?: string
  readonly a?: string
  readonly b?: string
}

/** Demands that a command corrects a record of one of these types; for events whose very name is a correction. */
export const mustCorrect = (
  { name, context }: Command,
  records: Records,
  ...types: readonly string[]
): Rejection | undefined => {
  const corrected = context.corrects === undefined ? undefined : records.byId.get(context.corrects)
  if (corrected && types.includes(corrected.type)) return undefined
  const detail = corrected
    ? `${name} corrects ${types.join(' or ')}, not ${corrected.type}.`
    : `${name} needs \`corrects\`: the id or reference of the report that was wrong.`
  return { code: 'nothing-corrected', detail }
}

const agreedRules = (command: Command, records: Records): Rejection | undefined => {
  const details = command.data as RuledDetails
  const state = details.task === undefined ? undefined : records.tasks.get(details.task)
  switch (command.name) {
    case 'AcknowledgeIncident':
      return records.acknowledged
        ? { code: 'already-acknowledged', detail: 'This agency has acknowledged the incident before.' }
        : undefined
    case 'LinkIncidents':
      return details.a === details.b
        ? { code: 'self-link', detail: 'An incident cannot be linked to itself.' }
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
    default:
      return undefined
  }
}
