import { eventsInForce, incidentTopic, viewOf } from '@concord/incident'
import type { Mode, RecordedEvent } from '@concord/kernel'
import { happened, recorded } from '@concord/kernel/given'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { agencyBits } from '../../tables/agency-bits.ts'
import type { FiledEvent } from './filed-event.ts'
import { OPEN, type RectangleSink } from './rectangle.ts'
import { type TwoTimeHistory, twoTimeHistory } from './two-time-history.ts'

const topic = incidentTopic('INC-1')
const nowhere: RectangleSink<string> = { add: () => {}, close: () => {}, remove: () => {} }
const agencies = ['police', 'border', 'rescue']
const statuses = ['active', 'contained', 'resolved'] as const

/** What one event says; `aim` picks one of those before it. */
const saying = fc.record({
  mode: fc.constantFrom<Mode>('operational', 'operational', 'operational', 'exercise'),
  minute: fc.nat(60),
  secret: fc.boolean(),
  status: fc.nat(2),
  act: fc.constantFrom('say', 'say', 'say', 'correct', 'retract', 'grant', 'revoke'),
  aim: fc.nat(200),
  to: fc.constantFrom(['border'], ['border', 'rescue'], ['rescue']),
})

/** A stream of the police, much of which puts right, takes back and releases what it said before. */
const anyStream = fc.array(saying, { maxLength: 120, size: 'max' }).map((sayings) => {
  const stream: RecordedEvent[] = []
  for (const { act, mode, minute, secret, status, aim, to } of sayings) {
    const target = stream[aim % Math.max(1, stream.length)]?.id
    const isRelease = target !== undefined && (act === 'grant' || act === 'revoke')
    const type = act === 'grant' ? 'ReleaseGranted' : 'ReleaseRevoked'
    const envelope = {
      mode,
      agency: 'police',
      occurredAt: new Date(Date.UTC(2025, 3, 1) + minute * 60_000).toISOString(),
      marking: { tlp: secret ? ('RED' as const) : ('GREEN' as const) },
      ...(act === 'correct' && target && { corrects: target }),
      ...(act === 'retract' && target && { retracts: target }),
    }
    const told = isRelease
      ? happened(type, { event: target, to }, envelope)
      : happened('StatusSaid', { status }, envelope)
    stream.push(recorded(told, stream.length))
  }
  return stream
})

const changesOf = ({ type, data }: RecordedEvent) =>
  type === 'StatusSaid'
    ? [{ change: 'status' as const, status: statuses[(data as { status: number }).status]! }]
    : []

const sees = (reader: string) => (event: RecordedEvent) =>
  reader === event.envelope.agency || event.envelope.marking.tlp === 'GREEN'

const filedWith =
  (bits: ReturnType<typeof agencyBits>, onChanges: () => void = () => {}) =>
  (event: RecordedEvent): FiledEvent => ({
    event,
    isMember: true,
    occurredMs: Date.parse(event.envelope.occurredAt),
    mask: bits.maskWhere((name) => sees(name)(event)),
    get changes() {
      onChanges()
      return changesOf(event)
    },
  })

const historyOf = (events: readonly RecordedEvent[], onChanges?: () => void): TwoTimeHistory<string> => {
  const bits = agencyBits(() => true)
  bits.mention(agencies)
  const history = twoTimeHistory({ topic, bits, summarize: ({ status }) => status })
  for (const [index, event] of events.entries())
    history.arrive(filedWith(bits, onChanges)(event), index, nowhere)
  return history
}

/** The status from moment to moment, by folding all of it anew for each of them. */
const foldedAnew = (events: readonly RecordedEvent[], reader: string) => {
  const inForce = eventsInForce(events, reader, sees(reader), {})
  const moments = [...new Set(inForce.map(({ envelope }) => Date.parse(envelope.occurredAt)))]
  const said = moments.map((from) => {
    const until = inForce.filter(({ envelope }) => Date.parse(envelope.occurredAt) <= from)
    return { from, summary: viewOf(topic, until, changesOf)!.status as string }
  })
  return said.filter(({ summary }, at) => said[at - 1]?.summary !== summary)
}

test.each([
  ['in the order of the log', (events: readonly RecordedEvent[]) => events],
  ['in any order', (events: readonly RecordedEvent[]) => events.toSorted((a, b) => order(a) - order(b))],
])(
  'what is put right, taken back and released step by step comes to the same as all of it folded anew, %s',
  (_, inOrder) => {
    fc.assert(
      fc.property(anyStream, (stream) => {
        const history = historyOf(inOrder(stream))
        const bits = agencyBits(() => true)
        bits.mention(agencies)
        for (const reader of agencies) {
          const { segments, inForce } = history.groups.find(({ mask }) => (mask & bits.bitOf(reader)) !== 0n)!
          const ids = eventsInForce(stream, reader, sees(reader), {}).map(({ id }) => id)
          expect(inForce.events.map(({ event }) => event.id)).toEqual(ids)
          expect(
            segments.filter(({ summary }, at) => segments[at - 1]?.summary !== summary).map(startOf),
          ).toEqual(foldedAnew(stream, reader))
          expect(segments.map(({ to }) => to)).toEqual(
            segments.map((_, at) => segments[at + 1]?.from ?? OPEN),
          )
        }
      }),
      { numRuns: Number(process.env.CONCORD_PROPERTY_RUNS ?? 100) },
    )
  },
)

const startOf = ({ from, summary }: { readonly from: number; readonly summary: string }) => ({
  from,
  summary,
})

/** A place that has nothing to do with that in the log. */
const order = ({ revision }: RecordedEvent): number => (revision * 7919) % 101

const said = (events: number) =>
  Array.from({ length: events }, (_, index) =>
    recorded(happened('StatusSaid', { status: 0 }, { agency: 'police', marking: { tlp: 'RED' } }), index),
  )

/** How many events were folded until all of a stream had arrived. */
const foldedFor = (events: readonly RecordedEvent[]): number => {
  let folded = 0
  historyOf(events, () => folded++)
  return folded
}

test.each([
  [
    'puts right',
    (event: RecordedEvent) =>
      happened('StatusSaid', { status: 0 }, { occurredAt: event.envelope.occurredAt, corrects: event.id }),
  ],
  ['takes back', (event: RecordedEvent) => happened('ReportRetracted', {}, { retracts: event.id })],
  ['releases', (event: RecordedEvent) => happened('ReleaseGranted', { event: event.id, to: ['border'] })],
])('who %s one report after the other costs no more for each however many there are', (_, ofIt) => {
  const log = (events: number) => [
    ...said(events),
    // What opened the incident stands: without it all of the incident would be opened later.
    ...said(events)
      .slice(1)
      .map((event, index) => {
        const { type, data, envelope } = ofIt(event)
        return recorded(happened(type, data, { agency: 'police', ...envelope }), events + index)
      }),
  ]
  expect(foldedFor(log(800))).toBeLessThan(5 * foldedFor(log(200)))
})
