import { readFileSync } from 'node:fs'
import {
  type Audience,
  eventsInForce,
  type Moment,
  type Topic,
  type TopicView,
  topicsOf,
  viewOf,
} from '@concord/incident'
import type { Command, Envelope, RecordedEvent } from '@concord/kernel'
import { recorded } from '@concord/kernel/given'
import { definitionOf, meaningOf, ownerOfCategory } from '../../services/roster.ts'

/** A line of a story: what an agency's older system would hand over. */
interface Line {
  readonly id: string
  readonly agency: string
  readonly type: string
  readonly incident: string
  readonly occurredAt: string
  readonly recordedAt: string
  readonly mode: Envelope['mode']
  readonly corrects: string | null
  readonly handling: Envelope['marking']
  readonly summary: string
  readonly data: unknown
}

/** The story's lines as commands, decided and folded one after the other: what the log would hold, with no log. */
export const tell = (file: URL): readonly RecordedEvent[] => {
  const lines: readonly Line[] = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  const ids = new Map<string, string>()
  const states = new Map<string, unknown>()
  return lines.map((line, index) => {
    const definition = definitionOf(line.type, line.agency)!
    const stream = `${definition.category ?? line.agency}-${line.incident}`
    const { decider } = ownerOfCategory(definition.category ?? line.agency)!
    const told = (type: string, data: unknown) =>
      recorded({ type, data, envelope: envelopeOf(line) }, index, ids, stream)
    const data = (definition.request ?? definition.data).parse(line.data)
    const state = states.get(stream) ?? decider.initialState
    const command: Command = {
      name: definition.command,
      id: told(line.type, data).id,
      data,
      context: { ...told(line.type, data).envelope, summary: line.summary, receivedAt: line.recordedAt },
    }
    const decided = decider.decide(command, state)
    if (!decided.ok) throw new Error(`${line.id}: ${decided.error.code}: ${decided.error.detail}`)
    const [proposed] = decided.value
    const event = told(proposed!.type, definition.data.parse(proposed!.data))
    states.set(stream, decider.evolve(state, event))
    ids.set(line.id, event.id)
    return event
  })
}

const envelopeOf = (line: Line): Partial<Envelope> => ({
  agency: line.agency,
  reference: line.id,
  occurredAt: line.occurredAt,
  summary: line.summary,
  mode: line.mode,
  marking: line.handling,
  imported: { recordedAt: line.recordedAt, system: 'story', by: 'tester' },
  ...(line.corrects === null ? {} : { corrects: line.corrects }),
})

const released: Audience = () => true

export const releasedTo =
  (reader: string): Audience =>
  ({ envelope: { marking } }) =>
    marking.releaseTo?.includes(reader) ?? false

/** The events about a topic that are in force at a moment, for one reader. */
export const inForce = (
  log: readonly RecordedEvent[],
  topic: Topic,
  moment: Moment,
  reader = 'joc',
  audience = released,
): readonly RecordedEvent[] =>
  eventsInForce(
    log.filter((event) => topicsOf(event, meaningOf(event)).includes(topic)),
    reader,
    audience,
    moment,
  )

/** The picture of a topic at a moment, for one reader. */
export const picture = (log: readonly RecordedEvent[], topic: Topic, moment: Moment): TopicView | undefined =>
  viewOf(topic, inForce(log, topic, moment), meaningOf)
