import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { canonical } from '@concord/event-log'
import { type AgencyDefinition, type Change, topicsOf } from '@concord/incident'
import { type EventDefinition, type RecordedEvent, streamName, upcast } from '@concord/kernel'
import { type Fixture, readFixtures } from './lock-folder.ts'

/** Beside the roster, not with the other locks: read models are made anew when it changes. */
const viewLockFile = join(import.meta.dirname, '..', '..', 'services', 'views.lock.json')

/** By the lock name of an event type's version, what its examples mean. */
export type ViewLock = Readonly<Record<string, LockedMeaning>>

interface LockedMeaning {
  /** Of all that the views make of the examples. */
  readonly digest: string
  /** For people: what is stated, facts as `crime.victims` and other changes by their word, in order of the alphabet. */
  readonly states: readonly string[]
}

export const readViewLock = (): ViewLock =>
  existsSync(viewLockFile) ? (JSON.parse(readFileSync(viewLockFile, 'utf8')) as ViewLock) : {}

export const writeViewLock = (lock: ViewLock): void =>
  writeFileSync(viewLockFile, `${JSON.stringify(lock, null, 2)}\n`)

/**
 * What the views of a roster make of every fixture that is an agency's, with the topics it is filed under. A type that
 * several agencies understand alike counts once, so that one more who does changes nothing.
 */
export const viewsOf = (roster: readonly AgencyDefinition[], fixtures = readFixtures()): ViewLock => {
  const entries = [...fixtures].flatMap(([name, fixture]): readonly [string, LockedMeaning][] => {
    const told = roster.flatMap(({ events, view }) => {
      const definition = events.find(({ type }) => type === fixture.type)
      return definition ? [meaningsOf(fixture, definition, view)] : []
    })
    if (told.length === 0) return []
    const digest = digestOf([...new Set(told.map((meanings) => canonical(meanings)))].sort())
    const states = told.flat().flatMap(({ changes }) => changes.map(statementOf))
    return [[name, { digest, states: [...new Set(states)].sort() }]]
  })
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** What a change is about: two of one event that say the same are told apart by the digest alone. */
const statementOf = (change: Change): string =>
  change.change === 'fact' ? `${change.about}.${change.name}` : change.change

/** Sentences on all that the views state otherwise than the lock has it. */
export const differences = (before: ViewLock, now: ViewLock): readonly string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(now)])].flatMap((name) =>
    differencesOf(before[name], now[name]).map((difference) => `${name} ${difference}`),
  )

const differencesOf = (before?: LockedMeaning, now?: LockedMeaning): readonly string[] => {
  if (before?.digest === now?.digest) return []
  if (now === undefined) return ['is no longer known to any view']
  if (before === undefined) return [`is new and states ${now.states.join(', ') || 'nothing'}`]
  const lost = before.states.filter((statement) => !now.states.includes(statement))
  const gained = now.states.filter((statement) => !before.states.includes(statement))
  if (lost.length + gained.length === 0)
    return ['states the same otherwise: a value, a unit, the order or where it is filed']
  return [
    ...(lost.length === 0 ? [] : [`no longer states ${lost.join(', ')}`]),
    ...(gained.length === 0 ? [] : [`now states ${gained.join(', ')}`]),
  ]
}

const meaningsOf = (fixture: Fixture, definition: EventDefinition, view: AgencyDefinition['view']) =>
  fixture.examples.map((example) => {
    // A fixture is what a sender writes; what is recorded has the defaults.
    const recorded = definition.data.parse(upcast(definition, fixture.schemaVersion, example))
    const event = exampleEvent(definition, recorded)
    const changes = view(event)
    return { changes, topics: topicsOf(event, changes) }
  })

/** The same for every agency: the lock must not change with who takes part. */
const exampleEvent = (
  { type, category = 'agency', schemaVersion }: EventDefinition,
  data: unknown,
): RecordedEvent => ({
  id: '00000000-0000-4000-8000-000000000001',
  type,
  data,
  stream: streamName(category, 'INC-1'),
  revision: 0,
  position: 100n,
  recordedAt: '2025-04-23T12:00:00.000Z',
  envelope: {
    schemaVersion,
    commandId: '00000000-0000-4000-8000-000000000002',
    $correlationId: '00000000-0000-4000-8000-000000000002',
    $causationId: '00000000-0000-4000-8000-000000000002',
    previousHash: '',
    occurredAt: '2025-04-22T10:00:00+08:00',
    agency: 'agency',
    actor: { subject: 's', role: 'duty-officer', agency: 'agency' },
    mode: 'operational',
    marking: { tlp: 'AMBER', releaseTo: [] },
  },
})

const digestOf = (meanings: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(meanings)).digest('hex').slice(0, 16)
