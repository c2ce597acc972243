import type { Envelope, Marking, Mode } from '@concord/kernel'
import fc from 'fast-check'
import { roster } from '../../../roster.ts'
import type { ActedLog, Given } from './acted-log.ts'

/*
 * Random nights of whatever the process manager acts upon, with few names, so that one thing bears on another.
 */

/** The agencies of the roster. */
export const agencies: readonly string[] = roster.map(({ name }) => name)

const incidents = ['I0', 'I1']
const operations = ['OP-I0-prisoner-escape', 'OP-I1-plan.PL0', 'OP-I0-prisoner-escape.2']
const start = Date.UTC(2025, 3, 23, 12)

/** What can be said: by whom, in which streams, of which type, in which words. */
interface Sentence {
  readonly by: readonly string[]
  readonly streams: readonly string[]
  readonly type: string
  readonly data: readonly object[]
}

const at = (category: string, ids: readonly string[]) => ids.map((id) => `${category}-${id}`)

/** `*` stands for the agency that says it. */
const said = (
  by: readonly string[],
  type: string,
  streams: readonly string[],
  ...data: object[]
): Sentence => ({
  by,
  type,
  streams,
  data,
})

const here = { lat: 48.6, lon: 113.2, areas: ['2110'] }
const there = { lat: 47.1, lon: 106.9 }
const inAnHour = (minutes: number) => new Date(start + minutes * 60_000).toISOString()
const planned = {
  title: 'As planned',
  when: { types: ['FactStated', 'FireCrossedBorder'] },
  operation: {
    title: 'As planned',
    tasks: [{ id: 'T1', agency: 'border', title: 'Close the gate', deadlineMinutes: 40 }],
    playbook: { playbook: 'GATE', steps: [{ step: 'lock', deadlineMinutes: 10 }] },
  },
}

const some = ['police', 'border', 'corrections', 'emergency']
const tasks = ['T1', 'T2', 'T3']
const own = at('*', incidents)
const sentences: readonly Sentence[] = [
  said(['corrections'], 'PrisonerEscapeReported', own, { subjects: ['P-1'], ...here }, { subjects: ['P-2'] }),
  said(
    ['corrections'],
    'PrisonerEscapeCorrected',
    own,
    { subjects: ['P-1', 'P-3'], ...there },
    { subjects: ['P-2'] },
  ),
  said(['corrections'], 'CustodyRestored', own, { subjects: ['P-1'] }, { subjects: ['P-2'] }),
  said(
    ['police', 'border'],
    'MissingPersonReported',
    own,
    { subjects: ['M-1'] },
    { subjects: ['P-1'], ...there },
  ),
  said(
    ['police', 'border'],
    'SightingReported',
    own,
    { subjects: ['P-1'], ...there },
    { subjects: ['P-2'], ...here },
  ),
  said(some, 'IncidentOpened', own, { kind: 'wildfire', ...here }, { kind: 'prison-escape', ...there }),
  said(['police'], 'ForeignTravellerHarmed', own, { subject: 'F-1' }),
  said(['emergency'], 'FireCrossedBorder', own, here, { areaHa: 5 }),
  said(some, 'FactStated', own, ...[1, 2, 3].map((value) => ({ about: 'fire', name: 'areaHa', value }))),
  said(
    some,
    'ResourceCommitted',
    own,
    ...['R1', 'R2'].flatMap((request) => [
      { request, unit: 'U1', personnel: 5 },
      { request, personnel: 5 },
    ]),
  ),
  said(some, 'ResourceReleased', own, { request: 'R1', unit: 'U1' }, { request: 'R2', personnel: 3 }),
  ...['TaskAccepted', 'TaskDeclined', 'TaskCompleted', 'TaskAccepted'].map((type) =>
    said(some, type, at('*', operations), ...tasks.map((task) => ({ task }))),
  ),
  said(
    ['joc'],
    'DecisionRecorded',
    at('operation', operations),
    { fact: { incident: 'I0', name: 'areaHa', value: 2 } },
    { unit: 'U1', allocations: [{ use: 'I0/R1', personnel: 3 }] },
  ),
  said(['police'], 'DecisionRecorded', own, { fact: { name: 'areaHa', value: 2 } }, { unit: 'U1' }),
  said(['joc'], 'JointOperationOpened', at('operation', operations), {
    tasks: [{ id: 'T1', agency: 'police', deadline: inAnHour(90) }],
    incidents: ['I0'],
  }),
  said(
    ['joc'],
    'TaskAssigned',
    at('operation', operations),
    ...tasks.map((task) => ({ task, agency: 'police', deadline: inAnHour(120) })),
  ),
  said(['joc'], 'TaskWithdrawn', at('operation', operations), ...tasks.map((task) => ({ task }))),
  said(['joc'], 'JointOperationClosed', at('operation', operations), { reason: 'Over.' }),
  said(
    ['joc'],
    'SharedAreaDefined',
    at('area', ['A0', 'A1']),
    { owners: ['border', 'police'], areas: ['2110'] },
    { owners: ['corrections'], areas: ['2110'] },
  ),
  said(
    ['joc'],
    'PlanDrafted',
    at('plan', ['PL0']),
    { rule: planned },
    { rule: { ...planned, title: 'Otherwise' } },
  ),
  said(['joc'], 'PlanApproved', at('plan', ['PL0']), {}),
  said(['joc'], 'PlanActivated', at('plan', ['PL0']), {}),
  said(['joc'], 'PlanSuperseded', at('plan', ['PL0']), {}),
  said(['joc'], 'LeadAgencyAssigned', at('incident', incidents), { agency: 'police' }, { agency: 'border' }),
  said(['joc'], 'AgencyStoodDown', at('incident', incidents), { agency: 'police' }),
  said(['joc'], 'IncidentClosed', at('incident', incidents), {}),
  said(['joc'], 'IncidentMerged', at('incident', incidents), { into: 'I1' }),
  said(
    ['joc'],
    'BreakGlassInvoked',
    at('glass', incidents),
    ...['police', 'emergency'].map((agency) => ({
      reader: { agency, subject: 'somebody' },
      reason: 'It cannot wait at all.',
      until: inAnHour(400),
    })),
    { reader: { agency: 'border', subject: 'somebody' }, reason: 'It cannot wait.', until: inAnHour(30) },
  ),
]

/** One step of a night, in small numbers that can be made smaller. */
const step = fc.record({
  sentence: fc.nat(999),
  by: fc.nat(11),
  stream: fc.nat(11),
  data: fc.nat(11),
  marking: fc.nat(99),
  mode: fc.constantFrom<Mode>('operational', 'operational', 'operational', 'operational', 'exercise'),
  act: fc.constantFrom(
    'say',
    'say',
    'say',
    'say',
    'correct',
    'retract',
    'release',
    'revoke',
    'revoke',
    'review',
  ),
  aim: fc.nat(4),
  // The longest is past the week in which a break-glass is to be reviewed.
  pauseMinutes: fc.constantFrom(1, 5, 20, 45, 90, 11_520),
  looks: fc.constantFrom(true, true, false),
})
/** One step of a night. */
export type NightStep = typeof step extends fc.Arbitrary<infer Value> ? Value : never

const everybody = [...agencies]
const markings: readonly Marking[] = [
  { tlp: 'GREEN' },
  { tlp: 'AMBER', releaseTo: everybody, conditions: 'For the search alone.' },
  { tlp: 'AMBER', releaseTo: everybody },
  { tlp: 'AMBER', releaseTo: ['police', 'border', 'joc'] },
  { tlp: 'RED', releaseTo: ['police', 'joc'] },
  { tlp: 'AMBER', releaseTo: ['joc'] },
  { tlp: 'AMBER+STRICT', releaseTo: ['border', 'corrections', 'emergency', 'joc'] },
  { tlp: 'AMBER', releaseTo: ['police', 'border'] },
  { tlp: 'RED' },
]

const releasedTo = [
  ['joc'],
  ['border', 'joc'],
  ['police'],
  everybody,
  ['border'],
  ['emergency', 'corrections'],
]

/** Any night of so many steps at most. */
export const anyNight = (most: number): fc.Arbitrary<readonly NightStep[]> =>
  fc.array(step, { minLength: 4, maxLength: most, size: 'max' })

/** What a step says, in a log that is so far. */
export const givenBy = (one: NightStep, number: number, atMs: number, log: ActedLog['events']): Given => {
  const sentence = sentences[one.sentence % sentences.length]!
  const broken = one.act === 'review' ? log.findLast(({ type }) => type === 'BreakGlassInvoked') : undefined
  const agency = broken ? 'joc' : sentence.by[one.by % sentence.by.length]!
  const mine = log.filter(({ envelope }) => envelope.agency === agency)
  const says = one.act === 'say' || one.act === 'review'
  const aimed = says ? undefined : mine.at(-1 - (one.aim % Math.max(1, mine.length)))
  const stream =
    (broken ?? aimed)?.stream ?? sentence.streams[one.stream % sentence.streams.length]!.replace('*', agency)
  const isRetraction = one.act === 'retract' && aimed !== undefined
  const words = wordsOfRelease.get(one.act)
  const released = words && aimed
  const isSame = one.act === 'correct' && aimed !== undefined && one.data % 2 === 0
  const said = (): Pick<Given['event'], 'type' | 'data'> => {
    if (released)
      return { type: words, data: { event: released.id, to: releasedTo[one.data % releasedTo.length] } }
    if (broken) return { type: 'BreakGlassReviewed', data: reviewOf(broken.id, one.data) }
    if (isRetraction) return { type: 'ReportRetracted', data: {} }
    if (isSame) return { type: aimed.type, data: aimed.data }
    return { type: sentence.type, data: wordsOf(sentence, agency, one.data) }
  }
  const moment = new Date(atMs).toISOString()
  const id = `00000000-0000-4000-8000-${String(number + 1).padStart(12, '0')}`
  const envelope: Envelope = {
    schemaVersion: 1,
    commandId: id,
    $correlationId: id,
    $causationId: id,
    occurredAt: moment,
    agency,
    actor: { subject: `${agency}-duty`, role: 'duty-officer', agency },
    mode: aimed?.envelope.mode ?? one.mode,
    marking: markings[one.marking % markings.length]!,
    previousHash: null,
    ...(aimed && !released && (isRetraction ? { retracts: aimed.id } : { corrects: aimed.id })),
  }
  return {
    event: {
      id,
      stream,
      ...said(),
      recordedAt: moment,
      envelope,
    },
    looks: one.looks,
  }
}

const wordsOfRelease = new Map([
  ['release', 'ReleaseGranted'],
  ['revoke', 'ReleaseRevoked'],
])

const reviewOf = (invocation: string, number: number) => ({
  invocation,
  finding: number % 2 === 0 ? 'justified' : 'unjustified',
})

/** As its agency's schema takes it. */
const wordsOf = ({ type, data }: Sentence, agency: string, number: number): unknown =>
  roster
    .find(({ name }) => name === agency)!
    .events.find((definition) => definition.type === type)!
    .data.parse(data[number % data.length])

/** When a night begins, in milliseconds since the Unix epoch. */
export const NIGHT_MS = start
