import { createHash } from 'node:crypto'
import { audienceFor, createPolicy, policyDigest } from '@concord/access'
import {
  byPosition,
  eventsInForce,
  keyOf,
  type Meaning,
  releaseIn,
  type Severity,
  visibleAmong,
} from '@concord/incident'
import { type EventLog, type RecordedEvent, streamName } from '@concord/kernel'
import { meaningOf, roster } from '../../roster.ts'
import { rosterMeaning } from '../../roster-meaning.ts'
import type { DueCommand } from '../due-command.ts'
import { JOINT_CENTRE } from '../joint-centre.ts'
import type { CooperationRule } from './cooperation-rule.ts'
import type { DueRing } from './due.ts'
import type { ProcessKnowledge } from './process-state.ts'
import type { Said } from './said.ts'
import { searchRing } from './search-ring.ts'

const policy = createPolicy({ agencies: roster.map(({ name }) => name) })
const audience = audienceFor(policy)

/** Whether an agency may see an event by its marking, or because it is its own. */
const visibleTo = (agency: string, { envelope }: Pick<Said, 'envelope'>): boolean =>
  envelope.agency === agency || policy.mayRead(agency, envelope.agency, envelope.marking).ok

/** What the process manager's fold is told: the rules, who may see an event, what the event says to the picture. */
export const knowledgeWith = (rules: readonly CooperationRule[]): ProcessKnowledge => ({
  rules,
  agencies: roster.map(({ name }) => name),
  changes: meaningOf,
  visibleTo,
  describe: (event) => describe(event, meaningOf),
})

/** Names what the fold depends on besides the log: rules, what events mean and who sees them, the shape of its state. */
export const meaningOfRules = (rules: readonly CooperationRule[]): string =>
  createHash('sha256')
    .update(JSON.stringify([STATE, rules, rosterMeaning(), policyDigest()]))
    .digest('hex')

/** Raised when what a checkpoint holds has another shape or meaning than before. */
const STATE = 24

const describe = (event: RecordedEvent, meaning: Meaning): ReturnType<ProcessKnowledge['describe']> => {
  const kinds: string[] = []
  const severities: Severity[] = []
  const areas: string[] = []
  let point: readonly [number, number] | undefined
  for (const change of meaning(event)) {
    if (change.change === 'describe') {
      const kind = change.kind ?? change.supposed?.kind
      const severity = change.severity ?? change.supposed?.severity
      if (kind !== undefined) kinds.push(kind)
      if (severity !== undefined) severities.push(severity)
    }
    if (change.change === 'place') {
      areas.push(...(change.areas ?? []))
      if (change.lat !== undefined && change.lon !== undefined) point = [change.lon, change.lat]
    }
  }
  return { kinds, severities, location: { areas, point } }
}

/**
 * The ring that is due, from the incident's streams as they stand: what the joint centre may see of them, of the mode in
 * which the rule was set off. Throws when the log cannot be read: it is tried again later.
 */
export const ringFrom =
  (log: Pick<EventLog, 'readStream'>) =>
  async (due: DueRing): Promise<DueCommand | undefined> => {
    const { incident, mode } = due.activation
    const reads = await Promise.all(roster.map(({ name }) => log.readStream(streamName(name, incident))))
    const events = reads.flatMap((read) => {
      if (!read.ok) throw new Error(`The streams of ${incident} cannot be read: ${read.error.kind}`)
      return read.value.events.filter(({ envelope }) => envelope.mode === mode)
    })
    const all = events.toSorted(byPosition)
    const seen = visibleAmong(all, JOINT_CENTRE, audience(JOINT_CENTRE))
    const inForce = eventsInForce(all, JOINT_CENTRE, audience(JOINT_CENTRE), {})
    return searchRing(due, { all, seen, inForce, words: wordsThatDecide(all) }, meaningOf)
  }

/** The releases to the joint centre, given or taken back, of what one of them lets it see otherwise than the marking does. */
const wordsThatDecide = (events: readonly RecordedEvent[]): readonly RecordedEvent[] => {
  const byMarking = new Map(
    events.map((event) => [keyOf(event, event.id), visibleTo(JOINT_CENTRE, event)] as const),
  )
  const words = Map.groupBy(
    events.filter((event) => releaseIn(event)?.to.includes(JOINT_CENTRE)),
    (word) => keyOf(word, releaseIn(word)!.event),
  )
  return [...words].flatMap(([released, ofIt]) =>
    ofIt.some((word) => releaseIn(word)!.granted !== byMarking.get(released)) ? ofIt : [],
  )
}
