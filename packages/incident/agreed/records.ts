import type { AppendedEvent, Envelope } from '@concord/kernel'
// Persistent maps: a decider's states share structure, so a long stream does not cost the square of its length.
import { Map as ImmutableMap, OrderedMap, type Seq } from 'immutable'
import type { Supersession } from '../fold/as-of.ts'

/** What an agency's stream for one incident has recorded so far, as far as every agency's rules need it. */
export interface Records {
  /** Event id to the record, in the order in which they were recorded. */
  readonly byId: OrderedMap<string, RecordState>
  /** What became of those that do not stand. */
  readonly superseded: ImmutableMap<string, Supersession>
  /** The ids of those that stand, by place: what corrects a record stands in its place. */
  readonly inPlace: OrderedMap<string, readonly string[]>
}

/** A record of the stream, and what was recorded of it since. */
export interface RecordState extends Pick<AppendedEvent, 'type' | 'data'> {
  /** The records before it that it corrects or takes back. */
  readonly corrects: string | undefined
  readonly retracts: string | undefined
  /** The records after it that aim at it, oldest first. */
  readonly aimedAtBy: readonly string[]
  /** Its number in the stream, and the id of the record in whose place it stands. */
  readonly number: number
  readonly place: string
}

/** An event, as far as the fold needs it. */
export interface NewRecord extends Pick<AppendedEvent, 'id' | 'type' | 'data'> {
  readonly envelope: Pick<Envelope, 'corrects' | 'retracts'>
}

/** The state of a stream that does not exist yet. */
export const noRecords: Records = { byId: OrderedMap(), superseded: ImmutableMap(), inPlace: OrderedMap() }

/**
 * One step of the fold, for one mode of one stream. What is in force afterwards is what the picture has in force; only
 * the records are judged anew that the event bears upon, so that a command never costs what was corrected long ago.
 */
export const evolveRecords = ({ byId, superseded, inPlace }: Records, event: NewRecord): Records => {
  const { id, type, data, envelope } = event
  const corrects = byId.has(envelope.corrects ?? '') ? envelope.corrects : undefined
  const retracts = byId.has(envelope.retracts ?? '') ? envelope.retracts : undefined
  const place = corrects === undefined ? id : byId.get(corrects)!.place
  const record: RecordState = { type, data, corrects, retracts, aimedAtBy: [], number: byId.size, place }
  const targets = targetsOf(record)
  const records = targets
    .reduce((all, target) => all.update(target, (aimed) => aimed && withAim(aimed, id)), byId)
    .set(id, record)
  const standing = inPlace.update(place, [], (ids) => [...ids, id])
  return judge({ byId: records, superseded, inPlace: standing }, targets)
}

/** What became of a record, as the fold has it that makes the picture; undefined where it stands. */
export const supersessionOf = ({ superseded }: Records, id: string): Supersession | undefined =>
  superseded.get(id)

/**
 * The records that are neither corrected nor retracted, oldest first, a correction in the place of what it corrects:
 * {@link standingInPlace}. Looked at only as far as asked for.
 */
export const standingRecords = ({ byId, inPlace }: Records): Seq.Indexed<RecordState> =>
  inPlace
    .toSeq()
    .valueSeq()
    .flatMap((ids) => ids.map((id) => byId.get(id)!))

/** The data of the standing records of some types, in the same order. */
export const standingData = (records: Records, ...types: readonly string[]): readonly unknown[] =>
  standingRecords(records)
    .filter(({ type }) => types.includes(type))
    .map(({ data }) => data)
    .toArray()

/** The last standing record of this kind. */
export const lastStanding = (
  { byId, inPlace }: Records,
  isMeant: (record: RecordState) => boolean,
): RecordState | undefined => {
  for (const ids of inPlace.toSeq().reverse().values()) {
    const last = ids.map((id) => byId.get(id)!).findLast(isMeant)
    if (last) return last
  }
  return undefined
}

const targetsOf = ({ corrects, retracts }: RecordState): readonly string[] =>
  [corrects, retracts].filter((target) => target !== undefined)

const withAim = (record: RecordState, by: string): RecordState => ({
  ...record,
  aimedAtBy: [...record.aimedAtBy, by],
})

/** Judges records anew, and with each that is retracted or given back what it had aimed at itself. */
const judge = ({ byId, superseded, inPlace }: Records, targets: readonly string[]): Records => {
  let judged = superseded
  let standing = inPlace
  const open = [...targets]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const record = byId.get(id)!
    const before = judged.get(id)
    const fate = fateOf(id, record, byId, judged)
    judged = fate === undefined ? judged.delete(id) : judged.set(id, fate)
    if ((before === undefined) !== (fate === undefined))
      standing = standing.update(record.place, (ids = []) => withOrWithout(ids, id, byId))
    if (isRetracted(before) !== isRetracted(fate)) open.push(...targetsOf(record))
  }
  return { byId, superseded: judged, inPlace: standing }
}

/** A record that stood does not any more, or stands again; in one place those recorded first come first. */
const withOrWithout = (ids: readonly string[], id: string, byId: Records['byId']): readonly string[] =>
  ids.includes(id)
    ? ids.filter((one) => one !== id)
    : [...ids, id].toSorted((one, other) => byId.get(one)!.number - byId.get(other)!.number)

/** The last word counts of those that have not been taken back themselves. */
const fateOf = (
  id: string,
  { aimedAtBy }: RecordState,
  byId: Records['byId'],
  superseded: Records['superseded'],
): Supersession | undefined => {
  const by = aimedAtBy.findLast((one) => !isRetracted(superseded.get(one)))
  return by === undefined
    ? undefined
    : { fate: byId.get(by)!.corrects === id ? 'corrected' : 'retracted', by }
}

const isRetracted = (supersession: Supersession | undefined): boolean => supersession?.fate === 'retracted'
