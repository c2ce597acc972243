import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StoredEvent } from '@concord/kernel'
import { openReadSide, packBatch, type SetAside } from '@concord/projection'
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { plainQuestions } from './definition/plain-questions.ts'
import { pictureProjection } from './fold/picture-projection.ts'
import { indexedQuestions } from './indexed-questions.ts'
import type { PictureKnowledge } from './knowledge/picture-knowledge.ts'
import { type SpeakingAgency, vocabularyOf } from './knowledge/vocabulary.ts'
import { openReadModels } from './questions/read-models.ts'
import { answers, question, recorded } from './testing/ask-everything.ts'
import { randomLog } from './testing/random-log.ts'
import { knowledge } from './testing/read-side-of.ts'
import { smallRoster } from './testing/small-roster.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})
const newFolder = () => {
  folders.push(mkdtempSync(join(tmpdir(), 'concord-meaning-')))
  return folders.at(-1)!
}

/** Opens a picture as a process does that starts. */
const start = (folder: string, known: PictureKnowledge) => {
  const told: string[] = []
  const aside: SetAside[] = []
  const projection = pictureProjection({
    ...known,
    rememberedEvents: 4,
    countedTogether: { eventsInBlock: 5 },
  })
  const side = openReadSide(folder, [projection], {
    onRebuild: (_, why) => told.push(why),
    onSetAside: (events) => aside.push(...events),
  })
  while (side.advance());
  const models = openReadModels(side.projections[0]!.database, side.journal, known)
  const take = (...events: readonly StoredEvent[]) => {
    const batch = packBatch(events.map((event) => ({ kind: 'event', event })))
    if (batch) side.take(batch)
  }
  return { take, told, aside, picture: indexedQuestions(models), stop: () => side.close() }
}

const meaning = (name: string, change: (agency: SpeakingAgency) => SpeakingAgency): PictureKnowledge => ({
  ...knowledge,
  meaning: () => name,
  vocabulary: vocabularyOf(smallRoster.map(change)),
})
const before = meaning('before', (agency) => agency)
/** What was reported of an incident's status says something of its title now. */
const statusIsTitle = (agency: SpeakingAgency): SpeakingAgency => ({
  ...agency,
  view: (event) =>
    event.type === 'IncidentStatusReported' || event.type === 'IncidentAcknowledged'
      ? [{ change: 'describe', title: event.id }]
      : agency.view(event),
})
const after = meaning('after', statusIsTitle)

describe('after an upgrade that makes something else of events', () => {
  test('the picture is as if it had always been so, whatever comes later', () => {
    fc.assert(
      fc.property(
        randomLog(28),
        fc.nat(28),
        fc.array(question, { minLength: 3, maxLength: 3 }),
        (log, cut, asked) => {
          const folder = newFolder()
          const old = start(folder, before)
          old.take(...log.slice(0, cut))
          old.stop()
          const now = start(folder, after)
          for (const event of log.slice(cut)) now.take(event)
          const plain = plainQuestions(recorded(log), after)
          for (const one of asked) expect(answers(now.picture, one)).toEqual(answers(plain, one))
          expect(now.told).toEqual(['events have come to mean something else'])
          now.stop()
        },
      ),
      { numRuns: 20 },
    )
  })

  test('that nobody noticed, rows that do not fit are made anew at the next start, once', () => {
    const unnoticed = { ...after, meaning: before.meaning }
    let misfits = 0
    fc.assert(
      fc.property(randomLog(40), fc.nat(30), question, (log, cut, asked) => {
        const folder = newFolder()
        const old = start(folder, before)
        old.take(...log.slice(0, cut))
        old.stop()
        let now = start(folder, unnoticed)
        try {
          for (const event of log.slice(cut)) now.take(event)
        } catch (error) {
          expect(error).toMatchObject({ message: 'the two-time index does not fit its events' })
          misfits += 1
          now.stop()
          now = start(folder, unnoticed)
          expect(now.told).toEqual(['its rows did not fit their events'])
          now.take(...log.slice(cut))
          expect(answers(now.picture, asked)).toEqual(answers(plainQuestions(recorded(log), after), asked))
        }
        now.stop()
      }),
      { numRuns: 40, seed: 1, endOnFailure: true },
    )
    expect(misfits).toBeGreaterThan(0)
  })
})

const event = (ordinal: number, type: string, data: unknown): StoredEvent => ({
  id: `00000000-0000-4000-8000-${String(ordinal).padStart(12, '0')}`,
  ...{ type, data, stream: 'alpha-I1', revision: ordinal, position: BigInt(ordinal) },
  recordedAt: `2025-04-23T12:0${ordinal}:00.000Z`,
  metadata: {
    ...{ schemaVersion: 1, occurredAt: '2025-04-23T11:00:00.000Z', agency: 'alpha', mode: 'operational' },
    ...{ actor: { subject: 's', role: 'duty-officer', agency: 'alpha' }, marking: { tlp: 'GREEN' } },
  },
})
const opened = event(1, 'IncidentOpened', { kind: 'wildfire' })
const closed = event(2, 'IncidentClosed', {})
const acknowledged = event(3, 'IncidentAcknowledged', {})

const stateOf = ({ picture }: ReturnType<typeof start>) =>
  picture
    .incidents({ agency: 'alpha' }, {}, { by: 'id', direction: 'ascending' }, { first: 5 }, {})
    .items.map(({ incident }) => incident.status)
const typesOf = ({ picture }: ReturnType<typeof start>) =>
  picture
    .events({ agency: 'alpha' }, {}, { first: 9 }, {})
    .items.map(({ entry }) => entry.event.type)
    .toReversed()

const withClosing = (change: (definition: SpeakingAgency['events'][number]) => SpeakingAgency['events']) =>
  meaning('without', (agency) => ({
    ...agency,
    events: agency.events.flatMap((one) => (one.type === 'IncidentClosed' ? change(one) : [one])),
  }))

describe('what nothing can be made of', () => {
  test('because its type is unknown is set aside, and folded once it is known', () => {
    const folder = newFolder()
    const old = start(
      folder,
      withClosing(() => []),
    )
    old.take(opened, closed)
    expect(stateOf(old)).toEqual(['active'])
    expect(old.aside.map(({ event, reason }) => [event.type, reason])).toEqual([
      ['IncidentClosed', 'unknown-type'],
    ])
    old.stop()
    const now = start(folder, before)
    expect([stateOf(now), now.aside]).toEqual([['closed'], []])
    now.stop()
  })

  test('because its upcaster throws is set aside, and what comes after it is folded', () => {
    const lift = (): never => {
      throw new Error('no such field')
    }
    const broken = withClosing((one) => [{ ...one, schemaVersion: 2, upcasters: { 1: lift } }])
    const now = start(newFolder(), broken)
    now.take(opened, closed, acknowledged)
    expect(now.aside).toEqual([
      {
        event: { type: 'IncidentClosed', stream: 'alpha-I1', revision: 2, position: 2n },
        reason: 'upcaster-failed',
        detail: 'no such field',
      },
    ])
    expect([stateOf(now), typesOf(now)]).toEqual([['active'], ['IncidentOpened', 'IncidentAcknowledged']])
    now.stop()
  })

  test('because its view throws stands in the timeline, changes nothing, and is told once', () => {
    const broken = meaning('broken', (agency) => ({
      ...agency,
      view: (one) => {
        if (one.type === 'IncidentClosed') throw new Error('no such place')
        return agency.view(one)
      },
    }))
    const now = start(newFolder(), broken)
    now.take(opened, closed)
    now.take(acknowledged)
    expect(now.aside.map(({ event, reason }) => [event.type, reason])).toEqual([
      ['IncidentClosed', 'view-failed'],
    ])
    expect(stateOf(now)).toEqual(['active'])
    expect(typesOf(now)).toEqual(['IncidentOpened', 'IncidentClosed', 'IncidentAcknowledged'])
    now.stop()
  })
})
