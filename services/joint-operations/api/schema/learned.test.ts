import { describe, expect, test } from 'vitest'
import { apiOver, tokenOf } from '../testing/api-over.ts'
import { borderNight, borderNightLog } from '../testing/border-night.ts'
import { subscribe } from '../testing/event-stream.ts'
import { type ToldEvent, tell } from '../testing/told-event.ts'

const emergency = tokenOf('emergency', ['commander'])
const border = tokenOf('border', ['commander'])
const analyst = tokenOf('joc', ['analyst'])

const at = (time: string) => ({ at: `2025-04-23T${time}:00+08:00` })

/** What somebody learned between two moments, as the list of events and the incident's timeline tell it. */
const learned = async (token: string, after: object, until: object, log = borderNightLog, asOf = {}) => {
  const { data } = await apiOver(log).ask(
    token,
    `query ($after: Known, $until: Known, $asOf: AsOf) {
      events(filter: { incident: "INC-1", learnedAfter: $after, learnedUntil: $until }, asOf: $asOf) {
        totalCount nodes { reference }
      }
      statistics(filter: { incident: "INC-1", learnedAfter: $after, learnedUntil: $until }, asOf: $asOf) { total { count } }
      incident(id: "INC-1", asOf: $asOf) {
        timeline(superseded: true, learnedAfter: $after, learnedUntil: $until) { totalCount nodes { event { reference } } }
      }
    }`,
    { after, until, asOf },
  )
  const references = data.events.nodes.map((event: { reference: string }) => event.reference)
  const told = data.incident.timeline.nodes.map(
    ({ event }: { event: { reference: string } }) => event.reference,
  )
  expect(told.toSorted()).toEqual(references.toSorted())
  const counts = [data.events.totalCount, data.statistics.total.count, data.incident.timeline.totalCount]
  expect(counts).toEqual(counts.map(() => references.length))
  return references
}

describe('what did we learn between one moment and another?', () => {
  test('what became known after the one and by the other, however long before it happened', async () => {
    expect(await learned(border, at('20:40'), at('21:10'))).toEqual(['B-2', 'P-2', 'P-1', 'E-2'])
  })

  test('one stretch goes on where another ends, and nothing is learned in both', async () => {
    expect(await learned(border, at('20:40'), at('20:50'))).toEqual(['E-2'])
    expect(await learned(border, at('20:50'), at('21:10'))).toEqual(['B-2', 'P-2', 'P-1'])
  })

  test('whoever something was released to learned it at the release, all others when it was recorded', async () => {
    expect(await learned(emergency, at('20:55'), at('21:15'))).toEqual(['B-2', 'P-2'])
    expect(await learned(emergency, at('21:15'), at('21:25'))).toEqual(['P-3', 'P-1'])
    expect(await learned(border, at('21:15'), at('21:25'))).toEqual(['P-3'])
  })

  test('between two positions', async () => {
    expect(await learned(emergency, { position: '50' }, { position: '70' })).toEqual(['P-3', 'B-2', 'P-1'])
  })

  test('what an older system recorded was learned then, and not when it was brought in', async () => {
    const calls: ToldEvent = {
      position: 90,
      agency: 'emergency',
      incident: 'INC-1',
      type: 'FieldObservation',
      at: '2025-04-23T20:35:00+08:00',
      knownAt: '2025-04-23T20:45:00+08:00',
      reference: 'E-9',
      releaseTo: ['border'],
      imported: true,
    }
    expect(await learned(border, at('20:40'), at('20:50'), tell([...borderNight, calls]))).toEqual([
      'E-2',
      'E-9',
    ])
  })

  test('what was taken back is gone, and was learned for whoever asks as of before', async () => {
    const revoked = tell([
      ...borderNight,
      {
        position: 90,
        agency: 'police',
        incident: 'INC-1',
        type: 'ReleaseRevoked',
        at: '2025-04-23T21:40:00+08:00',
        reference: 'P-4',
        data: { event: '00000000-0000-4000-8000-000000000040', to: ['emergency'] },
        tlp: 'AMBER+STRICT',
        releaseTo: ['emergency'],
      },
    ])
    expect(await learned(emergency, at('21:15'), at('21:25'), revoked)).toEqual(['P-3'])
    const then = { known: at('21:30') }
    expect(await learned(emergency, at('21:15'), at('21:25'), revoked, then)).toEqual(['P-3', 'P-1'])
  })

  test('nobody learned what is withheld from them', async () => {
    expect(await learned(analyst, at('20:50'), at('21:25'))).not.toContain('P-1')
  })

  test('a position that the reader’s picture has not come to is refused, because what was learned there is not settled', async () => {
    const { errors } = await apiOver(borderNightLog).ask(
      border,
      '{ events(filter: { learnedAfter: { position: "900" } }) { totalCount } }',
    )
    expect(errors![0]!.extensions.code).toBe('BAD_INPUT')
  })

  test('who follows live is told to leave it out: what changes is learned as it comes', async () => {
    const document = `subscription ($filter: EventFilter) { changes(filter: $filter) { position } }`
    const filter = { learnedAfter: at('20:40') }
    const subscription = await subscribe(apiOver(borderNightLog), border, document, { variables: { filter } })
    const [refused] = await subscription.take(1)
    expect(refused!.answer!.errors![0]!.message).toContain('learned as they come')
    await subscription.close()
  })
})
