import type { AppendedEvent, Envelope } from '@concord/kernel'
// Persistent maps: a decider's states share structure, so a long stream does not cost the square of its length.
import { Map as ImmutableMap, OrderedMap, type Seq } from 'immutable'
import type { Supersession } from './as-of.ts'

/** What an agency's stream for one incident has recorded so far, as far as every agency's rules need it. */
export interface Records {
  /** Event id to the record, in the order in which they were recorded. */
  readonly byId: OrderedMap<string, RecordState>
  /** What became of those that do not stand. */
  readonly superseded: ImmutableMap<string, Supersession>
}

export interface RecordState extends Pick<AppendedEvent, 'type' | 'data'> {
  /** The records before it that it corrects or takes back. */
  readonly corrects: string | undefined
  readonly retracts: string | undefined
  /** The records after it that aim at it, oldest first. */
  readonly aimedAtBy: readonly string[]
}

/** As much of an event as the fold needs. */
export interface Said extends Pick<AppendedEvent, 'id' | 'type' | 'data'> {
  readonly envelope: Pick<Envelope, 'corrects' | 'retracts'>
}

export const noRecords: Records = { byId: OrderedMap(), superseded: ImmutableMap() }

/**
 * One step of the fold, for one mode of one stream. What is in force afterwards is what the picture has in force; only
 * the records are judged anew that the event bears upon, so that a command never costs what was corrected long ago.
 */
export const evolveRecords = ({ byId, superseded }: Records, event: Said): Records => {
  const { id, type, data, envelope } = event
  const corrects = byId.has(envelope.corrects ?? '') ? envelope.corrects : undefined
  const retracts = byId.has(envelope.retracts ?? '') ? envelope.retracts : undefined
  const record: RecordState = { type, data, corrects, retracts, aimedAtBy: [] }
  const targets = targetsOf(record)
  const records = targets
    .reduce((all, target) => all.update(target, (aimed) => aimed && withAim(aimed, id)), byId)
    .set(id, record)
  return { byId: records, superseded: judge({ byId: records, superseded }, targets) }
}

/** What became of a record, as the fold has it that makes the picture; undefined where it stands. */
export const supersessionOf = ({ superseded }: Records, id: string): Supersession | undefined =>
  superseded.get(id)

/** The records that are neither corrected nor retracted, by id, oldest first. Looked at only as far as asked for. */
export const standingRecords = ({ byId, superseded }: Records): Seq.Keyed<string, RecordState> =>
  byId.toSeq().filter((_, id) => !superseded.has(id))

/** The data of the standing records of some types, oldest first. */
export const standing = (records: Records, ...types: readonly string[]): readonly unknown[] =>
  standingRecords(records)
    .filter(({ type }) => types.includes(type))
    .valueSeq()
    .map(({ data }) => data)
    .toArray()

/** The last standing record of this kind. */
export const lastStanding = (
  records: Records,
  isMeant: (record: RecordState) => boolean,
): RecordState | undefined => standingRecords(records).findLast(isMeant)

const targetsOf = ({ corrects, retracts }: RecordState): readonly string[] =>
  [corrects, retracts].filter((target) => target !== undefined)

const withAim = (record: RecordState, by: string): RecordState => ({
  ...record,
  aimedAtBy: [...record.aimedAtBy, by],
})

/** Judges records anew, and with each that is retracted or given back what it had aimed at itself. */
const judge = ({ byId, superseded }: Records, targets: readonly string[]): Records['superseded'] => {
  let judged = superseded
  const open = [...targets]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const record = byId.get(id)!
    const before = judged.get(id)
    const fate = fateOf(id, record, { byId, superseded: judged })
    judged = fate === undefined ? judged.delete(id) : judged.set(id, fate)
    if (isRetracted(before) !== isRetracted(fate)) open.push(...targetsOf(record))
  }
  return judged
}

/** The last word counts of those that have not been taken back themselves. */
const fateOf = (
  id: string,
  { aimedAtBy }: RecordState,
  { byId, superseded }: Records,
): Supersession | undefined => {
  const by = aimedAtBy.findLast((one) => !isRetracted(superseded.get(one)))
  return by === undefined
    ? undefined
    : { fate: byId.get(by)!.corrects === id ? 'corrected' : 'retracted', by }
}

const isRetracted = (supersession: Supersession | undefined): boolean => supersession?.fate === 'retracted'
