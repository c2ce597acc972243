import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import type { Readable } from 'node:stream'
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
import { askedByLine } from '../../packages/agency/batch/asked-by-line.ts'
import { withReferences } from '../../packages/agency/commands/reference-fold.ts'
import type { Addressed } from '../../packages/command-line/import/report-line.ts'
import { readStory } from '../../packages/command-line/import/story.ts'
import { definitionOf, meaningOf, ownerOfCategory, roster } from '../../services/roster.ts'

/** The events of a story in a file. */
export const tell = (file: URL): Promise<readonly RecordedEvent[]> =>
  tellLines(createReadStream(file), basename(file.pathname))

/**
 * A story's lines as they are brought in, decided and folded one after the other: what the log would hold, with no log.
 * A line that cannot be read or is refused fails.
 */
export const tellLines = async (lines: Readable, file: string): Promise<readonly RecordedEvent[]> => {
  const agencies = roster.map(({ name }) => name)
  const items = readStory(lines, { file, system: 'story', agencies, records })
  const ids = new Map<string, string>()
  const states = new Map<string, unknown>()
  const events: RecordedEvent[] = []
  for await (const item of items) {
    if (item.kind === 'bad') throw new Error(`${item.bad.place}: ${item.bad.detail}`)
    events.push(record(item.report, events.length, ids, states))
  }
  return events
}

/** Whether an agency has a type of that name. */
const records = (agency: string, type: string): boolean =>
  roster.some(({ name, events }) => name === agency && events.some((one) => one.type === type))

const record = (
  { agency = '', line }: Addressed,
  index: number,
  ids: Map<string, string>,
  states: Map<string, unknown>,
): RecordedEvent => {
  const { owner, asked } = takerOf(agency, line)
  const definition = owner.events.find(({ command }) => command === asked.command)!
  const stream = `${definition.category ?? owner.name}-${line.incident}`
  const envelope = envelopeOf(line, owner.name, agency)
  const told = (type: string, data: unknown) => recorded({ type, data, envelope }, index, ids, stream)
  const decider = withReferences(ownerOfCategory(definition.category ?? owner.name)!.decider)
  const state = (states.get(stream) as typeof decider.initialState | undefined) ?? decider.initialState
  const asking = told(definition.type, line.data)
  const command: Command = {
    name: definition.command,
    id: asking.id,
    data: (definition.request ?? definition.data).parse(asked.body.data),
    context: { ...asking.envelope, receivedAt: asking.recordedAt } as Command['context'],
  }
  const decided = decider.decide(command, state)
  if (!decided.ok) throw new Error(`${line.reference}: ${decided.error.code}: ${decided.error.detail}`)
  const [proposed] = decided.value
  const event = told(proposed!.type, definition.data.parse(proposed!.data))
  states.set(stream, decider.evolve(state, event))
  ids.set(line.reference, event.id)
  return event
}

/** The agency whose service takes a line, and what the line asks of it: its sender's own, or one that is open to it. */
const takerOf = (agency: string, line: Addressed['line']) => {
  const open = definitionOf(line.type)?.by === 'roster' ? definitionOf(line.type)?.category : undefined
  const isOwn = open === undefined || definitionOf(line.type, agency) !== undefined
  const owner = isOwn ? roster.find(({ name }) => name === agency)! : ownerOfCategory(open)!
  const asked = askedByLine(new Map(owner.events.map(({ type, command }) => [type, command])))
  return { owner, asked: asked({ command: undefined, type: line.type, body: { ...line } }) }
}

const envelopeOf = (
  {
    reference,
    occurredAt,
    recordedAt = occurredAt,
    summary,
    mode,
    marking,
    corrects,
    retracts,
  }: Addressed['line'],
  owner: string,
  agency: string,
): Partial<Envelope> => ({
  agency: owner,
  actor: { subject: 'tester', role: 'importer', agency },
  reference,
  occurredAt,
  imported: { recordedAt, system: 'story', by: 'tester' },
  ...(summary === undefined ? {} : { summary }),
  ...(mode === undefined ? {} : { mode }),
  ...(marking === undefined ? {} : { marking }),
  ...(corrects === undefined ? {} : { corrects }),
  ...(retracts === undefined ? {} : { retracts }),
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
