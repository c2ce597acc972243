import { type Reader, refuseToken } from '@concord/access'
import { ok } from '@concord/kernel'
import { roster } from '../../roster.ts'
import { createJointApi } from '../api/joint-api.ts'
import { indexedQuestions } from '../picture/indexed-questions.ts'
import type { Standing } from '../picture/picture.ts'
import { foldedSituation, openSituation } from './folded-situation.ts'
import { cpuMsSince, option, percentile, textOption } from './measure.ts'

/*
 * Every root of the joint-operations API that lists, counts or looks for something, asked in process through the same
 * fetch that serves HTTP: now, and as of T. Told in CPU time of the one thread that answers: what takes more than 100 ms
 * keeps everybody else waiting.
 *
 *   node queries.bench.ts [--incidents=100000] [--asked=40] [--only=text] [--folder=…]
 */
const incidents = option('incidents', 100_000)
const asked = option('asked', 40)
const only = textOption('only') ?? ''
const MARK_MS = 100

const situation = await foldedSituation({
  incidents,
  eventsPerIncident: 10,
  open: Math.min(3000, incidents / 3),
})
const { events } = situation
const { models, close } = openSituation(situation)
const standing: Standing = { position: BigInt(events) * 1000n, lagMs: 0, stale: false, refused: 0 }
const never = async () => {
  throw new Error('the bench asks for no such thing')
}
const api = createJointApi({
  picture: {
    ...indexedQuestions(models),
    standing: () => standing,
    standingFor: () => standing,
    waitFor: never,
    follow: never as never,
    glasses: () => [],
  },
  agencies: roster,
  tokens: {
    verify: async (token) =>
      token === undefined
        ? refuseToken('missing')
        : ok<Reader>({
            agency: token,
            subject: 'bench',
            roles: ['analyst'],
            purpose: undefined,
            case: undefined,
          }),
  },
  seesByMarking: () => true,
  openPersonal: never,
  integrity: never,
  overseesLog: () => false,
  recordOfReads: never,
  overseesGlass: () => false,
  clock: Date.now,
  sleep: async () => {},
})

const page = '{ totalCount nodes { id status changedAt } }'
const listed = (name: string, filter: string, order = '') => [
  `incidents ${name}`,
  `incidents(first: 50 ${filter ? `filter: { ${filter} }` : ''} ${order} ASOF) ${page}`,
]
const by = (order: string) => `order: { by: ${order}, direction: DESCENDING }`
const running = 'statuses: [REPORTED, ACKNOWLEDGED, ACTIVE, CONTAINED]'
const somewhere = (index: number) => `INC-${Math.floor((incidents * (index % asked)) / asked / 2)}`

const roots: readonly (readonly string[])[] = [
  ...['CHANGED', 'OPENED', 'SEVERITY', 'ID'].flatMap((order) => [
    listed(`not over, by ${order}`, running, by(order)),
    listed(`all, by ${order}`, '', by(order)),
  ]),
  listed('of a kind', 'kinds: ["wildfire"]'),
  listed('of a severity', 'severities: [SEVERE]'),
  listed('of an agency', 'agencies: ["border"]'),
  listed('in an area', 'areas: ["2107"]'),
  listed('in a box', 'box: { west: 100, south: 47, east: 101, north: 48 }'),
  listed('with a word', 'text: "horses"'),
  listed('with a rare word', 'text: "INCIDENT"'),
  listed('opened after', 'openedAfter: "2024-03-01T00:00:00Z"'),
  ['operations', `operations(first: 50 ASOF) ${page}`],
  [
    'one incident',
    'incident(id: "INCIDENT" ASOF) { id status timeline(first: 20) { totalCount nodes { inForce } } }',
  ],
  ['latencies', 'latencies(first: 20 ASOF) { totalCount edges { node { recordedS clearedS } } }'],
  ['slowest reports', 'slowestReports(first: 20 ASOF) { totalCount nodes { delayS } }'],
  ['events', 'events(first: 50 ASOF) { totalCount nodes { id } }'],
  ['events as they occurred', 'events(first: 50 order: OCCURRED ASOF) { totalCount nodes { id } }'],
  [
    'events of a type',
    'events(first: 50 filter: { types: ["FactStated"] } ASOF) { totalCount nodes { id } }',
  ],
  ['events with a word', 'events(first: 50 filter: { text: "horses" } ASOF) { totalCount nodes { id } }'],
  [
    'search, a common word',
    `search(text: "horses" ASOF) { incidents ${page} events { totalCount nodes { id } } }`,
  ],
  [
    'search, a rare word',
    `search(text: "INCIDENT" ASOF) { incidents ${page} events { totalCount nodes { id } } }`,
  ],
  ['statistics', 'statistics(ASOF) { total { count } byType { name count } }'],
  ['statistics of an agency', 'statistics(filter: { agencies: ["border"] } ASOF) { byType { name count } }'],
  ['conflicts', 'conflicts(first: 20 ASOF) { totalCount nodes { since } }'],
  [
    'conflicts of an incident',
    'conflicts(first: 20 incident: "INCIDENT" ASOF) { totalCount nodes { since } }',
  ],
  ['checkpoints', 'checkpoints(first: 50 ASOF) { checkpoint status }'],
  ['hotspots', 'hotspots(first: 50 ASOF) { totalCount nodes { id } }'],
]

console.log(
  `${incidents.toLocaleString('en')} incidents, ${events.toLocaleString('en')} events; p50 and p99 in ms of CPU`,
)
for (const [name, field] of roots) {
  if (!name!.includes(only)) continue
  console.log(
    `  ${name!.padEnd(28)} now ${await timed(field!, false)}   as of T ${await timed(field!, true)}`,
  )
}
close()

/** Asks until it knows enough: at most so often, and not much longer than a second. */
async function timed(field: string, past: boolean): Promise<string> {
  const took: number[] = []
  const until = performance.now() + 1500
  for (let index = 0; index < asked && (index < 3 || performance.now() < until); index++) {
    const asOf = past ? `asOf: { known: { position: "${positionOf(index)}" } }` : ''
    const query = `{ ${field
      .replaceAll('INCIDENT', somewhere(index))
      .replaceAll('(ASOF)', past ? `(${asOf})` : '')
      .replaceAll('ASOF', asOf)} }`
    const before = process.threadCpuUsage()
    const response = await api.fetch('http://localhost/graphql', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${index % 2 === 0 ? 'joc' : 'police'}`,
      },
      body: JSON.stringify({ query }),
    })
    const { errors } = (await response.json()) as { readonly errors?: unknown }
    took.push(cpuMsSince(before))
    if (errors) return JSON.stringify(errors).slice(0, 300)
  }
  const measured = took.length > 3 ? took.slice(1) : took
  const [median, p99] = [percentile(measured, 0.5), percentile(measured, 0.99)]
  return `${median.toFixed(1).padStart(7)} ${p99.toFixed(1).padStart(7)}${median > MARK_MS ? ' SLOW' : '     '}`
}

function positionOf(index: number): bigint {
  return BigInt(Math.floor(events * (0.1 + (0.8 * index) / asked))) * 1000n
}
