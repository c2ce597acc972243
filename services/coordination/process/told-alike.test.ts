import { join } from 'node:path'
import { audienceFor, createPolicy } from '@concord/access'
import { releaseIn, visibleAmong } from '@concord/incident'
import type { Marking, RecordedEvent } from '@concord/kernel'
import { happened, recorded } from '@concord/kernel/given'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readRules } from './read-rules.ts'
import { actedLog, type Given } from './testing/acted-log.ts'
import { agencies, anyNight, givenBy, NIGHT_MS, type Step } from './testing/random-night.ts'

/*
 * What the process manager makes of a log tells nobody of what is withheld from them. That it says nothing where it would
 * have said something is told by nothing but silence: see the threat model.
 */

const runs = Number(process.env.CONCORD_PROPERTY_RUNS ?? 50)
/** Milliseconds: a night takes some hundred, ten times as many where others work on the same machine. */
const timeout = 120_000 + 2_000 * runs

const rules = readRules(join(import.meta.dirname, '../rules'))
const audience = audienceFor(createPolicy({ agencies }))
const sees = new Map(agencies.map((name) => [name, audience(name)]))
/** By its marking alone, which is how what the process manager makes is told. */
const isSeenBy = (reader: string, event: Given['event']): boolean =>
  event.envelope.agency === reader || sees.get(reader)!(event as RecordedEvent) === true

/** A night as it goes: what was given in it, and what the process manager made of it. */
const nightOf = async (steps: readonly Step[]) => {
  const log = actedLog(rules)
  const given: Given[] = []
  let atMs = NIGHT_MS
  for (const [number, step] of steps.entries()) {
    atMs += step.pauseMinutes * 60_000
    const one = givenBy(step, number, atMs, log.events)
    given.push(one)
    await log.give(one)
  }
  return { given, made: log.made }
}

/** What was given in a night and a reader may see in the end, by marking or by release. */
const seenOf = (reader: string, given: readonly Given[]): ReadonlySet<unknown> =>
  new Set(
    visibleAmong(
      given.map(({ event }, index) => ({ ...event, revision: index, position: BigInt(index) })),
      reader,
      sees.get(reader)!,
    ).map(({ id }) => id),
  )

/** What is made of the same night with only this of it left: the clock goes on, and what is due is looked for as often. */
const madeOfOnly = async (given: readonly Given[], isLeft: (event: Given['event']) => boolean) => {
  const log = actedLog(rules)
  for (const one of given) await (isLeft(one.event) ? log.give(one) : log.look(one))
  return log.made
}

/**
 * What a reader sees of it, to the last byte but for its places in the log. The joint centre sees by its own notices of a
 * break-glass whose records an incident holds, which is told in its README.
 */
const toldTo = (reader: string, made: readonly RecordedEvent[]): readonly string[] =>
  made
    .filter((event) => isSeenBy(reader, event) && (reader !== 'joc' || !event.stream.startsWith('glass-')))
    .map(({ position: _, revision: __, ...event }) => JSON.stringify(event))

test('nobody is told anything that they would not be told without what is withheld from them', {
  timeout,
}, async () => {
  let told = 0
  let differing = 0
  await fc.assert(
    fc.asyncProperty(anyNight(16), async (steps) => {
      const { given, made } = await nightOf(steps)
      for (const reader of agencies) {
        const seen = seenOf(reader, given)
        // That the glass was broken, or something released to them, decides on what is seen, whoever sees it.
        const isLeft = (event: Given['event']) =>
          event.stream.startsWith('glass-') ||
          releaseIn(event as RecordedEvent)?.to.includes(reader) === true ||
          seen.has(event.id)
        if (given.every(({ event }) => isLeft(event))) continue
        const ofAll = toldTo(reader, made)
        const ofLeft = toldTo(reader, await madeOfOnly(given, isLeft))
        expect(ofLeft, reader).toEqual(expect.arrayContaining([...ofAll]))
        told += ofAll.length
        differing += 1
      }
    }),
    { numRuns: runs },
  )
  expect(differing).toBeGreaterThan(runs)
  expect(told).toBeGreaterThan(runs)
})

test('the test can fail: without what a reader sees they are told otherwise', async () => {
  let otherwise = 0
  for (const steps of fc.sample(anyNight(20), { numRuns: 20, seed: 1 })) {
    const { given, made } = await nightOf(steps)
    const ofLeft = toldTo('police', await madeOfOnly(given, (event) => !isSeenBy('police', event)))
    if (toldTo('police', made).some((one) => !ofLeft.includes(one))) otherwise += 1
  }
  expect(otherwise).toBeGreaterThan(5)
})

/** What the process manager makes of these, one a minute, by type: whom it names, and the colour. */
const markedAs = async (type: string, ...said: readonly (readonly [string, string, object, Marking])[]) => {
  const log = actedLog(rules)
  for (const [index, [stream, of, data, marking]] of said.entries()) {
    const agency = agencies.find((name) => stream.startsWith(`${name}-`)) ?? 'joc'
    const event = recorded(happened(of, data, { agency, marking }), index, new Map(), stream)
    await log.give({ event, looks: true })
  }
  return log.made.filter((event) => event.type === type).map(({ envelope }) => envelope.marking)
}
const everybody: Marking = { tlp: 'AMBER', releaseTo: [...agencies], conditions: 'For the search alone.' }
const red: Marking = { tlp: 'RED', releaseTo: ['police', 'joc'] }
const escaped = ['corrections-I0', 'PrisonerEscapeReported', { subjects: ['P-1'] }, everybody] as const

test('a search ring is marked as what set it off, and told to nobody who may not see where it was drawn around', async () => {
  const here = { kind: 'prison-escape', lat: 48.6, lon: 113.2 }
  expect(await markedAs('SearchRingComputed', escaped)).toEqual([everybody])
  expect(await markedAs('SearchRingComputed', ['police-I0', 'IncidentOpened', here, red], escaped)).toEqual([
    red,
  ])
})

test('a search ring around what was released to the centre is told to nobody who may not know of the release', async () => {
  const seen: Marking = { tlp: 'AMBER', releaseTo: ['police', 'border'] }
  const known: Marking = { tlp: 'AMBER', releaseTo: ['police', 'joc'] }
  const there = { subjects: ['P-1'], lat: 47.1, lon: 106.9 }
  const rings = await markedAs(
    'SearchRingComputed',
    escaped,
    ['corrections-I0', 'PrisonerEscapeCorrected', there, seen],
    [
      'corrections-I0',
      'ReleaseGranted',
      { event: '00000000-0000-4000-8000-000000000001', to: ['joc'] },
      known,
    ],
    ['police-I0', 'IncidentOpened', { kind: 'prison-escape', lat: 48.6, lon: 113.2 }, everybody],
  )
  expect(rings).toEqual([everybody, { tlp: 'AMBER', releaseTo: ['police'] }])
})

test('who owns a shared area is told to nobody who may not know of the area', async () => {
  const area = { owners: ['border'], areas: ['2110'] }
  const fire = ['emergency-I0', 'FireCrossedBorder', { areas: ['2110'] }, { tlp: 'GREEN' }] as const
  expect(await markedAs('IncidentOffered', ['area-A0', 'SharedAreaDefined', area, red], fire)).toEqual([red])
  expect(
    await markedAs('IncidentOffered', ['area-A0', 'SharedAreaDefined', area, { tlp: 'CLEAR' }], fire),
  ).toEqual([{ tlp: 'GREEN' }])
})

test('what a plan has done is told to nobody who may not see the plan', async () => {
  const rule = {
    title: 'As planned',
    when: { types: ['FireReported'] },
    operation: { title: 'As planned', tasks: [{ id: 'T1', agency: 'border', title: 'Close the gate' }] },
  }
  const open: Marking = { tlp: 'GREEN' }
  expect(
    await markedAs(
      'JointOperationOpened',
      ['plan-PL0', 'PlanDrafted', { rule }, red],
      ['plan-PL0', 'PlanApproved', {}, open],
      ['plan-PL0', 'PlanActivated', {}, open],
      ['emergency-I0', 'FireReported', {}, open],
    ),
  ).toEqual([red])
})

test('an operation whose name says that it is the second is told to nobody who may not see what set off the first', async () => {
  const [stream, type, data] = escaped
  const narrow: Marking = { tlp: 'RED', releaseTo: ['police', 'border', 'joc'] }
  const opened = await markedAs('JointOperationOpened', [stream, type, data, narrow], escaped)
  expect(opened).toEqual([narrow, narrow])
})
