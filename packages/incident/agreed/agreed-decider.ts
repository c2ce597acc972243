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
import { agreedRules } from './agreed-rules.ts'
import { aimedAt, meantBy, REINSTATING } from './aims.ts'
import { evolveRecords, noRecords, type Records, supersessionOf } from './records.ts'
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
    const detail = 'To take a release back, send RevokeRelease; to give it again, GrantRelease.'
    return { code: 'release-stands', detail }
  }
  const superseded = supersessionOf(records, target)
  return superseded
    ? {
        code: 'superseded-record',
        detail: `Record ${target} has already been superseded by ${superseded.by}.`,
      }
    : undefined
}

/** What is released or given back must be there, imported or not: nobody could tell what a release of nothing lets whom see. */
const namesNothing = ({ name, data }: Command, records: Records): Rejection | undefined => {
  const { event = '', request } = data as { readonly event?: string; readonly request?: string }
  if (!namingRecords.has(name) || records.byId.has(event)) return undefined
  return name === 'RefuseRelease' && event === '' && request !== undefined ? undefined : unknownRecord(event)
}

/** An event type that is called a correction corrects something, whether or not its agency has more to say. */
const aimless = (type: string, { name, context }: Command): Rejection | undefined =>
  type.endsWith('Corrected') && context.corrects === undefined
    ? { code: 'nothing-corrected', detail: `${name} needs \`corrects\`: the report that was wrong.` }
    : undefined

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
