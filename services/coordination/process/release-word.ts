import { keyOf, releaseIn } from '@concord/incident'
import {
  type Marking,
  type Mode,
  markingWithin,
  markingWithout,
  parseStreamName,
  type RecordedEvent,
} from '@concord/kernel'
import { JOINT_CENTRE } from '../joint-centre.ts'

/*
 * Who sees a record is its owner's to say, also after it was recorded. What rests on a record from whom its release was taken
 * back is told to them no more; what the joint centre may not see any more counts for nothing until it is given back. A release
 * to others widens nothing: what rests on the record goes by its marking.
 */

/** What the owner of a record says of who sees it: a release, or that it is taken back. */
export interface ReleaseWord {
  /** Names the record, as `keyOf` of `@concord/incident` does. */
  readonly record: string
  /** What the stream of the record is about, such as its incident or operation. */
  readonly topic: string
  readonly mode: Mode
  /** The owner, who sees it whatever is said, is none of them. */
  readonly to: readonly string[]
  readonly granted: boolean
  /** Who may know of it. */
  readonly marking: Marking
  /** The agencies for whom is what is for every agency. */
  readonly roster: readonly string[]
}

/** What is remembered of a record's releases. */
export interface Withheld {
  /** The agencies from whom its release was taken back and who were not given it again. */
  readonly withheldFrom?: readonly string[] | undefined
  /** The marking as it would be without that; not kept where it was never withheld from anybody. */
  readonly marked?: Marking | undefined
}

/** A record on which something rests. Plain JSON. */
export interface Ground extends Withheld {
  /** Names the record, as `keyOf` of `@concord/incident` does. */
  readonly record: string
  /** For whom it is, and with it what rests on it. */
  readonly marking: Marking
}

/** What an event says of the release of a record; undefined where it says nothing of any. */
export const releaseWordOf = (event: RecordedEvent, roster: readonly string[]): ReleaseWord | undefined => {
  const release = releaseIn(event)
  if (release === undefined) return undefined
  const { agency, marking, mode } = event.envelope
  const to = release.to.filter((name) => name !== agency)
  const topic = parseStreamName(event.stream)?.id ?? ''
  return { record: keyOf(event, release.event), topic, mode, to, granted: release.granted, marking, roster }
}

/** From whom a record is withheld once its owner has said this. */
export const withheldAfter = (
  before: readonly string[] = [],
  { to, granted }: Pick<ReleaseWord, 'to' | 'granted'>,
): readonly string[] => [...before.filter((name) => !to.includes(name)), ...(granted ? [] : to)]

/**
 * What is remembered of a record once its owner has said this of it. By what the joint centre does then it shows that it sees it
 * or does not: that is told to nobody who may not know of the word. As it was where that changes nothing.
 */
export const afterWord = (ground: Ground, word: ReleaseWord): Ground => {
  const { withheldFrom: before, marked: markedBefore = ground.marking } = ground
  const { to, granted, roster } = word
  const isNews = granted ? to.some((name) => before?.includes(name)) : to.length > 0
  if (ground.record !== word.record || !isNews) return ground
  const withheldFrom = withheldAfter(before, word)
  const marked = to.includes(JOINT_CENTRE)
    ? markingWithin([markedBefore, word.marking], roster)
    : markedBefore
  const marking = withheldFrom.length === 0 ? marked : markingWithout(marked, withheldFrom, roster)
  return { ...ground, marking, withheldFrom, marked }
}

/** Whether the joint centre may still see a record that it saw. */
export const isSeen = ({ withheldFrom }: Withheld): boolean => !withheldFrom?.includes(JOINT_CENTRE)
