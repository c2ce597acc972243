import type { AgencyDefinition } from '@concord/incident'
import { type Instant, knownAt, millisecondsOf, type RecordedEvent } from '@concord/kernel'
import type { TopicAnswer } from '../../picture/asked/topics.ts'

/** Whether an agency sees an event by its marking alone. */
export type SeesByMarking = (agency: string, event: RecordedEvent) => boolean

/** That an agency may see an event, and since when. */
export interface Told {
  readonly agency: string
  readonly since: Instant
  readonly until: Instant | undefined
  readonly by: 'owner' | 'marking' | 'release'
  /** What the release asks of the agency, besides the event's own marking. */
  readonly conditions?: string | undefined
  readonly courtUse?: string | undefined
  readonly acknowledgedAt: Instant | undefined
}

/**
 * Who could see an event and since when: its owner and those it was marked for since it became known, those it was
 * released to since the release did. Judged by what the reader knew of; a release withheld from the reader is not told.
 */
export const toldOf = (
  event: RecordedEvent,
  { known, view }: TopicAnswer,
  agencies: readonly AgencyDefinition[],
  sees: SeesByMarking,
): readonly Told[] => {
  const words = known.map((entry) => entry.event).filter((word) => aimsAt(word, event))
  const named = [...(event.envelope.marking.releaseTo ?? []), ...words.flatMap((word) => releaseIn(word).to)]
  const everybody = new Set([event.envelope.agency, ...agencies.map((agency) => agency.name), ...named])
  return [...everybody].flatMap((agency) => {
    const told = toldTo(agency, event, words, sees)
    if (!told) return []
    const notice = view.acknowledgements.find((one) => one.agency === agency)?.since
    const after = notice !== undefined && millisecondsOf(notice) >= millisecondsOf(told.since)
    return [{ ...told, acknowledgedAt: after ? notice : undefined }]
  })
}

const toldTo = (
  agency: string,
  event: RecordedEvent,
  words: readonly RecordedEvent[],
  sees: SeesByMarking,
): Omit<Told, 'acknowledgedAt'> | undefined => {
  const since = knownAt(event)
  if (agency === event.envelope.agency) return { agency, since, until: undefined, by: 'owner' }
  let told: Omit<Told, 'acknowledgedAt'> | undefined = sees(agency, event)
    ? { agency, since, until: undefined, by: 'marking' }
    : undefined
  for (const word of words) {
    const { to, granted, conditions, courtUse } = releaseIn(word)
    if (!to.includes(agency)) continue
    if (!granted) told = told && { ...told, until: told.until ?? knownAt(word) }
    else if (!told || told.until)
      told = { agency, since: knownAt(word), until: undefined, by: 'release', conditions, courtUse }
    else told = { ...told, conditions, courtUse }
  }
  return told
}

const aimsAt = (word: RecordedEvent, event: RecordedEvent): boolean =>
  (word.type === 'ReleaseGranted' || word.type === 'ReleaseRevoked') &&
  word.stream === event.stream &&
  word.position > event.position &&
  releaseIn(word).event === event.id

const releaseIn = (word: RecordedEvent) => {
  const release = word.data as {
    readonly event: string
    readonly to: readonly string[]
    readonly conditions?: string
    readonly courtUse?: string
  }
  return { ...release, granted: word.type === 'ReleaseGranted' }
}
