import { isDeepStrictEqual } from 'node:util'
import type { Envelope, RecordedEvent } from '@concord/kernel'
import { ReportRetracted } from './record-events.ts'
import { ReleaseGranted, ReleaseRevoked } from './release-events.ts'

/** An event that had force when it was recorded and has none any more, because its key was revoked from a moment before. */
export type LostEvent = Pick<RecordedEvent, 'id' | 'type' | 'data' | 'revision' | 'envelope'>

/** What the agency records in the stream of a lost event, so that it counts no more for whoever follows the log. */
export interface Disowning extends Pick<Envelope, 'mode' | 'marking'> {
  readonly type: string
  readonly data: unknown
  readonly retracts?: string
}

/** A stream of one agency, all of it, in its order. */
export interface StreamWithLost {
  readonly standing: readonly RecordedEvent[]
  readonly lost: readonly LostEvent[]
  /** Whether an agency or a partner sees what is marked so, before anything is released. */
  readonly seesByMarking: (reader: string, marking: Envelope['marking']) => boolean
}

/**
 * What is still to be recorded so that a stream reads as if nothing had been lost in it; nothing once all of it is. Each lost
 * event is retracted, for those readers who see it by its marking, and is released to nobody any more. Of other events each
 * release is as the events with force left it. Pure.
 */
export const disowningsIn = (stream: StreamWithLost): readonly Disowning[] => [
  ...retractionsOf(stream),
  ...releasesAsBefore(stream),
]

const REASON =
  'It was signed with a key of this agency that was revoked from a moment before. What is true of it is recorded again.'

const retractionsOf = ({ standing, lost }: StreamWithLost): readonly Disowning[] => {
  const retractions = plainRetractions(standing)
  const isRetracted = ({ id, envelope }: LostEvent): boolean =>
    retractions
      .get(nameOf(envelope, id))
      ?.some((retraction) => isDeepStrictEqual(retraction.envelope.marking, envelope.marking)) ?? false
  return lost
    .filter((event) => !isRetracted(event))
    .map(({ id, envelope: { mode, marking } }) => ({
      type: ReportRetracted.type,
      data: { reason: REASON },
      mode,
      marking,
      retracts: id,
    }))
}

/**
 * By what they retract, the retractions at which nothing aims in turn: whoever sees the marking sees that they stand. One that is
 * corrected, taken back or released by something that some do not see may leave the record standing for them.
 */
const plainRetractions = (
  standing: readonly RecordedEvent[],
): ReadonlyMap<string, readonly RecordedEvent[]> => {
  const aimedAt = new Set(
    standing.flatMap((event) => {
      const { corrects, retracts } = event.envelope
      return [corrects, retracts, wordIn(event)?.data.event].map((id) => nameOf(event.envelope, id ?? ''))
    }),
  )
  return Map.groupBy(
    standing.filter(({ id, envelope }) => !aimedAt.has(nameOf(envelope, id))),
    ({ envelope }) => nameOf(envelope, envelope.retracts ?? ''),
  )
}

/** Names a record of the stream: those of several modes stand side by side. */
const nameOf = ({ mode }: Pick<Envelope, 'mode'>, id: string): string => `${mode} ${id}`

const releasesAsBefore = (stream: StreamWithLost): readonly Disowning[] => {
  const { standing, lost, seesByMarking } = stream
  const markings = new Map(standing.map(({ id, envelope }) => [nameOf(envelope, id), envelope.marking]))
  const lostNames = new Set(lost.map(({ id, envelope }) => nameOf(envelope, id)))
  return [...wordsByReader(stream)].flatMap(([, { reader, last, withForce }]) => {
    const name = nameOf(last.envelope, last.data.event)
    const marking = markings.get(name)
    const wasSeen = withForce?.granted ?? (marking !== undefined && seesByMarking(reader, marking))
    const isSeen = wasSeen && !lostNames.has(name)
    if (last.granted === isSeen) return []
    const { data, envelope } = (isSeen && withForce) || last
    const { mode } = envelope
    const type = isSeen ? ReleaseGranted.type : ReleaseRevoked.type
    return [{ type, data: { ...data, to: [reader] }, mode, marking: envelope.marking }]
  })
}

/** A release, or the revocation of one. */
interface Word extends Pick<LostEvent, 'envelope'> {
  readonly granted: boolean
  readonly data: { readonly event: string; readonly to: readonly string[] }
}

/** The last word on whether a reader sees an event, and the last one with force. */
interface LastWords {
  readonly reader: string
  readonly last: Word
  readonly withForce: Word | undefined
}

/** By reader and event, as far as something lost has a part in it. */
const wordsByReader = ({ standing, lost }: StreamWithLost): ReadonlyMap<string, LastWords> => {
  const words = new Map<string, LastWords>()
  const isLost = new Set(lost.map(({ revision }) => revision))
  for (const event of [...standing, ...lost].toSorted((one, other) => one.revision - other.revision)) {
    const word = wordIn(event)
    for (const reader of word?.data.to ?? []) {
      const key = `${nameOf(event.envelope, word!.data.event)} ${reader}`
      const withForce = isLost.has(event.revision) ? words.get(key)?.withForce : word
      words.set(key, { reader, last: word!, withForce })
    }
  }
  return words
}

/** Whoever stole a key may have written anything: what does not read as a release is none. */
const wordIn = ({ type, data, envelope }: LostEvent): Word | undefined => {
  const definition = [ReleaseGranted, ReleaseRevoked].find((one) => one.type === type)
  const read = definition?.data.safeParse(data)
  return read?.success ? { granted: type === ReleaseGranted.type, data: read.data, envelope } : undefined
}
