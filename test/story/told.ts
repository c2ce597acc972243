import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import { createPolicy, type Reader } from '@concord/access'
import {
  type AgencyDefinition,
  type Audience,
  eventsInForce,
  type Moment,
  type Topic,
  type TopicView,
  topicsOf,
  viewOf,
} from '@concord/incident'
import type { EventLog, RecordedEvent } from '@concord/kernel'
import { takeLines } from '../../packages/agency/batch/take-lines.ts'
import { type CommandDesk, openCommandDesk } from '../../packages/agency/commands/command-desk.ts'
import { addressing, type Delivered } from '../../packages/command-line/import/address.ts'
import { readStory } from '../../packages/command-line/import/story/story.ts'
import { isCentre, recordsOf } from '../../packages/command-line/recipient.ts'
import type { Session } from '../../packages/command-line/session.ts'
import { meaningOf, roster } from '../../services/roster.ts'
import { logInMemory } from './log-in-memory.ts'

/** The events of a story in a file. */
export const tell = (file: URL): Promise<readonly RecordedEvent[]> =>
  tellLines(createReadStream(file), basename(file.pathname))

/** When everything is brought in: long after it was recorded where it comes from. */
const BROUGHT_IN = '2030-01-01T00:00:00.000Z'

/**
 * A story's lines as `concord import story` reads and addresses them, taken one after the other by the agencies' own
 * desks: what the log would hold, with no process. A line that cannot be read or is refused fails, and so does one
 * that does not fit its type, unless such are kept.
 */
export const tellLines = async (
  lines: Readable,
  file: string,
  { keepsMisfits = false } = {},
): Promise<readonly RecordedEvent[]> => {
  const log = logInMemory(roster, BROUGHT_IN)
  const take = takingFor(log.of, keepsMisfits)
  const address = addressing(session, { agency: undefined, recognisedBy: undefined })
  const records = recordsOf(session)
  const agencies = roster.map(({ name }) => name)
  for await (const item of readStory(lines, {
    ...{ file, system: 'story', agencies, records },
    isCentre: isCentre(session),
  })) {
    const delivered = item.kind === 'bad' ? item : address(item.report)
    if ('bad' in delivered) throw new Error(`${delivered.bad.place}: ${delivered.bad.detail}`)
    await take(delivered)
  }
  return log.events
}

/** Where the desks are found, and as whom: a token says no more than its agency here. */
const session: Session = {
  graphql: 'http://nowhere/graphql',
  agencies: roster.map(({ name, title, events }) => ({
    name,
    title,
    url: `http://${name}`,
    records: events.map(({ type }) => type),
    open: events.filter(({ by }) => by === 'roster').map(({ type }) => type),
  })),
  tokens: roster.map(({ name }) => ({ agency: name, role: 'importer', token: name })),
}

const takingFor = (logOf: (agency: string) => EventLog, keepsMisfits: boolean) => {
  const desks = new Map(
    roster.map((one) => [`http://${one.name}`, [one, deskOf(one, logOf(one.name))] as const]),
  )
  return async ({ to, line }: Exclude<Delivered, { bad: unknown }>): Promise<void> => {
    const [{ events }, desk] = desks.get(to.url)!
    const reader: Reader = { ...importer, agency: to.token }
    const source = Readable.from([Buffer.from(JSON.stringify(line))])
    for await (const result of takeLines(source, { desk, events, reader, limits, halted: () => undefined }))
      if (result.status !== 201 || (result.errors && !keepsMisfits))
        throw new Error(`${line.reference}: ${JSON.stringify(result)}`)
  }
}

const importer = { subject: 'tester', roles: ['importer'], purpose: undefined, case: undefined } as const
const limits = { mostLineBytes: 1_000_000, mostLines: 1, mostBytes: 1_000_000 }
const agencies = roster.map(({ name }) => name)
const policy = createPolicy({ agencies })

const deskOf = (definition: AgencyDefinition, log: EventLog): CommandDesk =>
  openCommandDesk({
    definition,
    log,
    policy: () => policy,
    readers: { agencies, partners: [] },
    digest: (...asked) => createHash('sha256').update(JSON.stringify(asked)).digest('hex'),
    marking: { tlp: 'AMBER' },
    mostInFlight: 1_024,
    mostStreams: 32,
    clock: () => Date.parse(BROUGHT_IN),
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
