import { incidentTopic } from '@concord/incident'
import type { Marking, StoredEvent } from '@concord/kernel'
import { openReadSide, packBatch } from '@concord/projection'
import { expect, test } from 'vitest'
import { indexedQuestions } from './indexed-questions.ts'
import { pictureKnowledge } from './knowledge.ts'
import { pictureProjection } from './picture-projection.ts'
import { openReadModels } from './reading.ts'

const NOON = Date.parse('2025-04-23T12:00:00Z')
const at = (minutes: number) => new Date(NOON + minutes * 60_000).toISOString()

/** A read side in memory, a clock to move, and the words in which the log is told. */
const scene = () => {
  let nowMs = NOON
  let count = 0
  const knowledge = pictureKnowledge(() => nowMs)
  const side = openReadSide(':memory:', [pictureProjection(knowledge)])
  const picture = indexedQuestions(openReadModels(side.projections[0]!.database, side.journal, knowledge))
  const record = (stream: string, type: string, data: unknown, releaseTo: readonly string[] = []): string => {
    count += 1
    const [agency] = stream.split('-')
    const owner = agency === 'glass' || agency === 'access' ? 'joc' : agency!
    const event: StoredEvent = {
      id: `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`,
      type,
      stream,
      revision: count,
      position: BigInt(count),
      recordedAt: at(0),
      data,
      metadata: {
        schemaVersion: 1,
        occurredAt: at(-60),
        agency: owner,
        actor: { subject: 's', role: 'commander', agency: owner },
        mode: 'operational',
        marking: { tlp: 'AMBER', releaseTo: [...releaseTo] } satisfies Marking,
      },
    }
    const batch = packBatch([{ kind: 'event', event }])
    if (batch) side.take(batch)
    return event.id
  }
  return {
    picture,
    record,
    breakGlass: () =>
      record('glass-INC-7', 'BreakGlassInvoked', {
        reader: { agency: 'emergency', subject: 'commander-2' },
        reason: 'Two crews are inside the area.',
        until: at(60),
      }),
    pass: (minutes: number) => {
      nowMs += minutes * 60_000
    },
  }
}

const commander = { agency: 'emergency', subject: 'commander-2' }
const colleague = { agency: 'emergency', subject: 'commander-3' }
const first = { first: 10 }

test('who has broken the glass on an incident sees it, its events and its counts; nobody else does, and not for longer', () => {
  const { picture, record, breakGlass, pass } = scene()
  const withheld = record('police-INC-7', 'IncidentOpened', { title: 'Hostages' })
  const title = (who: typeof commander) => picture.topic(who, incidentTopic('INC-7'), {})?.view.title
  const events = (who: typeof commander) => picture.events(who, { incident: 'INC-7' }, first, {}).total
  const one = (who: typeof commander) => picture.event(who, withheld, {})?.event.id
  const count = (who: typeof commander) => picture.statistics(who, { incident: 'INC-7' }, {}).total
  const shown = (who: typeof commander) => [title(who), events(who), one(who), count(who)]
  const everything = ['Hostages', 1, withheld, 1]
  const nothing = [undefined, 0, undefined, 0]

  expect(shown(commander)).toEqual(nothing)
  breakGlass()
  expect(shown(commander)).toEqual(everything)
  expect(shown(colleague)).toEqual(nothing)
  expect(shown({ ...commander, agency: 'border' })).toEqual(nothing)
  pass(59)
  expect(shown(commander)).toEqual(everything)
  pass(1)
  expect(shown(commander)).toEqual(nothing)
})

test('it opens the past of its incident and nothing of another one', () => {
  const { picture, record, breakGlass } = scene()
  record('police-INC-7', 'IncidentOpened', { title: 'Hostages' })
  const elsewhere = record('police-INC-8', 'IncidentOpened', { title: 'Stolen horses' })
  breakGlass()
  const moment = { known: { position: 1n } }
  expect(picture.topic(commander, incidentTopic('INC-7'), moment)?.view.title).toBe('Hostages')
  expect(picture.topic(commander, incidentTopic('INC-8'), {})).toBeUndefined()
  expect(picture.event(commander, elsewhere, {})).toBeUndefined()
})

test('a review that finds it unjustified ends it at once', () => {
  const { picture, record, breakGlass } = scene()
  record('police-INC-7', 'IncidentOpened', { title: 'Hostages' })
  const invocation = breakGlass()
  record('glass-INC-7', 'BreakGlassReviewed', { invocation, finding: 'unjustified' })
  expect(picture.topic(commander, incidentTopic('INC-7'), {})).toBeUndefined()
})

test('events and counts that name no incident stay as they were', () => {
  const { picture, record, breakGlass } = scene()
  record('police-INC-7', 'IncidentOpened', { title: 'Hostages' })
  breakGlass()
  expect(picture.events(commander, {}, first, {}).total).toBe(0)
  expect(picture.statistics(commander, {}, {}).total).toBe(0)
})

test('in lists it stands in its place, once, as the glass shows it, on whatever page; for colleagues it does not', () => {
  const { picture, record, breakGlass } = scene()
  for (const incident of ['INC-5', 'INC-6', 'INC-8', 'INC-9']) {
    record(`emergency-${incident}`, 'IncidentOpened', { title: incident })
  }
  record('police-INC-7', 'IncidentOpened', { title: 'Hostages' })
  record('police-INC-4', 'IncidentOpened', { title: 'Stolen horses' })
  const all = (who: typeof commander, size: number, direction: 'ascending' | 'descending') => {
    const found: (string | undefined)[] = []
    let after: string | undefined
    for (let more = true; more; ) {
      const page = picture.incidents(
        who,
        {},
        { by: 'id', direction },
        { first: size, ...(after === undefined ? {} : { after }) },
        {},
      )
      expect(page.items.length).toBeLessThanOrEqual(size)
      found.push(`${page.total}`, ...page.items.map(({ incident }) => incident.title))
      after = page.items.at(-1)?.cursor
      more = page.hasMore
    }
    return [...new Set(found)]
  }
  const before = ['4', 'INC-5', 'INC-6', 'INC-8', 'INC-9']
  const broken = ['5', 'INC-5', 'INC-6', 'Hostages', 'INC-8', 'INC-9']
  const turned = (list: readonly string[]) => [list[0], ...list.slice(1).toReversed()]

  expect(all(commander, 2, 'ascending')).toEqual(before)
  breakGlass()
  for (const size of [1, 2, 3, 10]) {
    expect(all(commander, size, 'ascending')).toEqual(broken)
    expect(all(commander, size, 'descending')).toEqual(turned(broken))
    expect(all(colleague, size, 'ascending')).toEqual(before)
  }
  record('police-INC-7', 'IncidentAcknowledged', {}, ['emergency'])
  expect(all(commander, 2, 'ascending')).toEqual(broken)
})

test('a break-glass makes no incident; the owner who was told finds the notice, and nobody else does', () => {
  const { picture, record, breakGlass } = scene()
  const invocation = breakGlass()
  const notice = record('glass-INC-7', 'BreakGlassNoticeGiven', { invocation, to: 'police' }, ['police'])
  const order = { by: 'opened', direction: 'ascending' } as const
  for (const agency of ['joc', 'police', 'emergency', 'border']) {
    expect(picture.topic({ agency }, incidentTopic('INC-7'), {})).toBeUndefined()
    expect(picture.incidents({ agency }, {}, order, first, {}).total).toBe(0)
  }
  const seen = (agency: string) =>
    picture.events({ agency }, {}, first, {}).items.map(({ entry }) => entry.event.id)
  expect(seen('joc')).toEqual([notice, invocation])
  expect(seen('police')).toEqual([notice])
  expect(seen('border')).toEqual([])
})
