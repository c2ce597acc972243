import {
  type AppendedEvent,
  type Command,
  type Decider,
  type EventDefinition,
  err,
  ok,
  type ProposedEvent,
  type Rejection,
  type Result,
} from '@concord/kernel'
import { decisionForbids } from './decision-rule.ts'
import {
  evolveRecords,
  lastStanding,
  noRecords,
  type Records,
  standingData,
  supersessionOf,
} from './records.ts'
import { retractionsMeant } from './reinstating.ts'
import { unknownRecord } from './unknown-record.ts'

/** An agency's records with whatever its own rules remember besides. */
export type RecordsAnd<Own> = Records & { readonly own: Own }

/** What an agency's own rules are made of. All of it is pure. */
export interface OwnRules<Own = undefined> {
  readonly initially: Own
  /** One step of what is remembered besides; `records` are those after the event. */
  readonly evolve?: (own: Own, event: AppendedEvent, records: Records) => Own
  /** Why the command is against a rule of the agency; undefined when it is not. */
  readonly forbids?: (command: Command, records: RecordsAnd<Own>) => Rejection | undefined
  /** Why it cannot be recorded even as history: two records that cannot both stand. Asked of imported commands too. */
  readonly contradicts?: (command: Command, records: RecordsAnd<Own>) => Rejection | undefined
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
 * or retraction must aim at a standing record of the same stream in any case, and nothing contradicts what stands; only an
 * imported one may name a report that was put right since, and then aims at what stands of it.
 */
export const recordingDecider = <Own = undefined>(
  typeOf: ReadonlyMap<string, string>,
  own: OwnRules<Own> = { initially: undefined as Own },
): Decider<RecordsAnd<Own>> => ({
  initialState: { ...noRecords, own: own.initially },
  evolve: ({ own: before, ...known }, event) => {
    const records = evolveRecords(known, event)
    return { ...records, own: own.evolve ? own.evolve(before, event, records) : before }
  },
  decide: (command, records): Result<readonly ProposedEvent[], Rejection> => {
    const type = typeOf.get(command.name)
    if (type === undefined)
      return err({ code: 'unknown-command', detail: `There is no command ${command.name}.` })
    const meant = meantBy(command, records)
    const aimed = command.name === REINSTATING ? aimedAt(command, meant) : command
    const broken =
      (meant.length > 0 ? undefined : supersedes(command, records)) ??
      namesNothing(command, records) ??
      own.contradicts?.(aimed, records) ??
      (command.context.imported
        ? undefined
        : (agreedRules(command, records) ?? own.forbids?.(aimed, records) ?? aimless(type, command)))
    if (broken) return err(broken)
    const event = { type, data: own.record ? own.record(command, records) : command.data }
    return ok(meant.length > 0 ? meant.map((aim) => ({ ...event, ...aim })) : [event])
  },
})

const REINSTATING = 'ReinstateReport'

/** The commands whose `event` names a record of the same stream. */
export const namingRecords: ReadonlySet<string> = new Set([
  ...['GrantRelease', 'RevokeRelease', 'RefuseRelease'],
  REINSTATING,
])

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
  if (!record) return unknownRecord(target)
  if (record.type === 'ReleaseGranted' || record.type === 'ReleaseRevoked') {
    const detail = 'A release is taken back by RevokeRelease, and given again by GrantRelease.'
    return { code: 'release-stands', detail }
  }
  const superseded = supersessionOf(records, target)
  return superseded
    ? {
        code: 'superseded-record',
        detail: `Record ${target} is superseded already, by ${superseded.by}.`,
      }
    : undefined
}

type Aim = Pick<ProposedEvent, 'corrects' | 'retracts'>

/** To an agency's own rules, whoever gives a record back takes a retraction back. */
const aimedAt = (command: Command, [aim]: readonly Aim[]): Command => ({
  ...command,
  context: { ...command.context, ...aim },
})

/** The records that a command aims at without having named them as such. */
const meantBy = ({ name, data, context }: Command, records: Records): readonly Aim[] => {
  if (name === REINSTATING)
    return retractionsMeant(records, (data as RuledDetails).event ?? '').map((one) => ({ retracts: one }))
  return context.imported ? meantInstead(context, records) : []
}

/**
 * What an older system's record aims at that names a report which was put right before: people name the report, and mean
 * what stands of it. What is taken back goes with everything that put it right, the latest first. Nothing where the report
 * itself stands.
 */
const meantInstead = ({ corrects, retracts }: Command['context'], records: Records): readonly Aim[] => {
  const target = corrects ?? retracts ?? ''
  const told = [target]
  let word = supersessionOf(records, target)
  for (
    ;
    word?.fate === 'corrected' && told.length <= MOST_CORRECTIONS;
    word = supersessionOf(records, word.by)
  )
    told.push(word.by)
  if (told.length === 1 || word !== undefined) return []
  return corrects === undefined
    ? told.toReversed().map((one) => ({ retracts: one }))
    : [{ corrects: told.at(-1)! }]
}

/** A report that was put right more often is named by its last correction. */
const MOST_CORRECTIONS = 100

/** What is released or given back must be there, imported or not: nobody could tell what a release of nothing lets whom see. */
const namesNothing = ({ name, data }: Command, records: Records): Rejection | undefined => {
  const { event = '', request } = data as RuledDetails
  if (!namingRecords.has(name) || records.byId.has(event)) return undefined
  return name === 'RefuseRelease' && event === '' && request !== undefined ? undefined : unknownRecord(event)
}

/** An event type that is called a correction corrects something, whether or not its agency has more to say. */
const aimless = (type: string, { name, context }: Command): Rejection | undefined =>
  type.endsWith('Corrected') && context.corrects === undefined
    ? { code: 'nothing-corrected', detail: `${name} needs \`corrects\`: the report that was wrong.` }
    : undefined

interface RuledDetails {
  readonly task?: string
  readonly event?: string
  readonly request?: string
  readonly about?: string
  readonly purpose?: string
  readonly a?: string
  readonly b?: string
}

/** Whether a command corrects a record of one of these types. */
export const correctsOneOf = (
  { context }: Command,
  { byId }: Records,
  ...types: readonly string[]
): boolean => types.includes(byId.get(context.corrects ?? '')?.type ?? '')

/** Demands that a command corrects a record of one of these types; for events whose very name is a correction. */
export const mustCorrect = (
  command: Command,
  records: Records,
  ...types: readonly string[]
): Rejection | undefined => {
  if (correctsOneOf(command, records, ...types)) return undefined
  const { name, context } = command
  const corrected = records.byId.get(context.corrects ?? '')
  const detail = corrected
    ? `${name} corrects ${types.join(' or ')}, not ${corrected.type}.`
    : `${name} needs \`corrects\`: the id or reference of the report that was wrong.`
  return { code: 'nothing-corrected', detail }
}

const agreedRules = (command: Command, records: Records): Rejection | undefined => {
  const { task = '', a, b, event, about, purpose } = command.data as RuledDetails
  switch (command.name) {
    case 'RequestRelease':
      return (event ?? about) === undefined || purpose === undefined
        ? { code: 'nothing-asked', detail: 'Say what is asked for, `event` or `about`, and the `purpose`.' }
        : undefined
    case 'AcknowledgeIncident':
      return standingData(records, 'IncidentAcknowledged').length > 0
        ? { code: 'already-acknowledged', detail: 'This agency has acknowledged the incident before.' }
        : undefined
    case 'RecordDecision':
      return decisionForbids(command)
    case REINSTATING:
      return retractionsMeant(records, event ?? '').length > 0
        ? undefined
        : { code: 'nothing-retracted', detail: `Record ${event} stands: nothing has taken it back.` }
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
        ? { code: 'task-already-accepted', detail: `Task ${task} is ${before} already.` }
        : undefined
    case 'DeclineTask':
      return before === 'completed'
        ? { code: 'task-completed', detail: `Task ${task} is completed already.` }
        : undefined
    case 'CompleteTask':
      return before === 'accepted'
        ? undefined
        : { code: 'task-not-accepted', detail: `Task ${task} is not one this agency has accepted.` }
  }
}
