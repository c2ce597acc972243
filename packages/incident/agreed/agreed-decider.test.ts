import { asked, given, happened, recorded } from '@concord/kernel/given'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { eventsInForce, keyOf, supersessions } from '../fold/as-of.ts'
import { standingInPlace } from '../fold/in-place.ts'
import { recordingDecider, typesByCommand } from './agreed-decider.ts'
import { agreedEvents } from './agreed-events.ts'
import { standingRecords, supersessionOf } from './records.ts'

const decider = recordingDecider(typesByCommand(agreedEvents))
const observed = happened('FieldObservation', {}, { reference: 'A' })

describe('a report', () => {
  test('is retracted by naming it, once', () => {
    given(decider, observed).when(asked('RetractReport')).refuses('nothing-retracted')
    given(decider, observed)
      .when(asked('RetractReport', {}, { retracts: 'A' }))
      .records('ReportRetracted')
    given(decider, observed, happened('ReportRetracted', {}, { retracts: 'A' }))
      .when(asked('RetractReport', {}, { retracts: 'A' }))
      .refuses('superseded-record')
    given(decider)
      .when(asked('RetractReport', {}, { retracts: 'A' }))
      .refuses('unknown-record')
  })

  test('is given back when its correction is retracted', () => {
    const corrected = happened('FieldObservation', {}, { reference: 'B', corrects: 'A' })
    const again = asked('ReportObservation', {}, { corrects: 'A' })
    given(decider, observed, corrected).when(again).refuses('superseded-record')
    given(decider, observed, corrected, happened('ReportRetracted', {}, { retracts: 'B' }))
      .when(again)
      .records('FieldObservation')
  })

  test('is given back when its retraction is retracted, and can be corrected again', () => {
    const retracted = happened('ReportRetracted', {}, { reference: 'R', retracts: 'A' })
    const again = asked('ReportObservation', {}, { corrects: 'A' })
    given(decider, observed, retracted).when(again).refuses('superseded-record')
    given(decider, observed, retracted, happened('ReportRetracted', {}, { retracts: 'R' }))
      .when(again)
      .records('FieldObservation')
  })
})

/** What an agency says of its earlier records, each picked by its number: nothing, that it was wrong, that it is off. */
const streamArbitrary = fc
  .array(fc.record({ says: fc.constantFrom('new', 'corrects', 'retracts', 'both'), aim: fc.nat(12) }), {
    maxLength: 12,
  })
  .map((sayings) =>
    sayings.map(({ says, aim }, index) => {
      const target = recorded(observed, aim).id
      return recorded(
        happened(
          'FieldObservation',
          { number: index },
          {
            ...(says === 'corrects' || says === 'both' ? { corrects: target } : {}),
            ...(says === 'retracts' ? { retracts: target } : {}),
            ...(says === 'both' ? { retracts: recorded(observed, (aim + 1) % 12).id } : {}),
          },
        ),
        index,
      )
    }),
  )

describe('for any stream', () => {
  const foldOf = (stream: readonly ReturnType<typeof recorded>[]) =>
    stream.reduce(decider.evolve, decider.initialState)

  test('those records stand on which the picture rests, each correction in the place of what it corrects', () => {
    fc.assert(
      fc.property(streamArbitrary, (stream) => {
        const standing = standingRecords(foldOf(stream))
          .map(({ data }) => data)
          .toArray()
        expect(standing).toEqual(standingInPlace(stream).map(({ data }) => data))
        const inForce = eventsInForce(stream, 'watch', () => true, {})
        expect(new Set(standing)).toEqual(new Set(inForce.map(({ data }) => data)))
      }),
      { numRuns: 2_000 },
    )
  })

  test('what became of a record is told as the picture has it, however often somebody changed their mind', () => {
    fc.assert(
      fc.property(streamArbitrary, (stream) => {
        const records = foldOf(stream)
        const inPicture = supersessions(stream)
        for (const event of stream)
          expect(supersessionOf(records, event.id)).toEqual(inPicture.get(keyOf(event, event.id)))
      }),
      { numRuns: 2_000 },
    )
  })

  test('a record can be corrected exactly as long as the picture rests on it', () => {
    fc.assert(
      fc.property(streamArbitrary, (stream) => {
        const inForce = new Set(eventsInForce(stream, 'watch', () => true, {}).map(({ id }) => id))
        const past = stream.map(({ type, data, envelope }) => happened(type, data, envelope))
        for (const { id } of stream) {
          const decided = given(decider, ...past).when(asked('ReportObservation', {}, { corrects: id }))
          if (inForce.has(id)) decided.records('FieldObservation')
          else decided.refuses('superseded-record')
        }
      }),
    )
  })
})

describe('a task', () => {
  const accepted = happened('TaskAccepted', { task: 'T1' })

  test('that is done is recorded as it was told: which unit that sets free follows from who was bound', () => {
    given(decider, happened('TaskAccepted', { task: 'T1', unit: 'P-20' }))
      .when(asked('CompleteTask', { task: 'T1' }))
      .records(['TaskCompleted', { task: 'T1' }])
  })

  test('is accepted once, and also after having been declined', () => {
    given(decider, accepted)
      .when(asked('AcceptTask', { task: 'T1' }))
      .refuses('task-already-accepted')
    given(decider, happened('TaskDeclined', { task: 'T1' }))
      .when(asked('AcceptTask', { task: 'T1' }))
      .records('TaskAccepted')
  })

  test('is completed by who accepted it, and then not declined', () => {
    given(decider)
      .when(asked('CompleteTask', { task: 'T1' }))
      .refuses('task-not-accepted')
    given(decider, accepted)
      .when(asked('CompleteTask', { task: 'T1' }))
      .records('TaskCompleted')
    given(decider, accepted, happened('TaskCompleted', { task: 'T1' }))
      .when(asked('DeclineTask', { task: 'T1' }))
      .refuses('task-completed')
  })

  test('is where its last standing answer leaves it', () => {
    const accept = asked('AcceptTask', { task: 'T1' })
    const complete = asked('CompleteTask', { task: 'T1' })
    const offAgain = happened('ReportRetracted', {}, { retracts: 'X' })
    const byMistake = (type: string) => happened(type, { task: 'T1' }, { reference: 'X' })
    given(decider, byMistake('TaskAccepted'), offAgain).when(complete).refuses('task-not-accepted')
    given(decider, byMistake('TaskAccepted'), offAgain).when(accept).records('TaskAccepted')
    given(decider, accepted, byMistake('TaskCompleted')).when(complete).refuses('task-not-accepted')
    given(decider, accepted, byMistake('TaskCompleted'), offAgain).when(complete).records('TaskCompleted')
    given(decider, accepted, byMistake('TaskDeclined'), offAgain)
      .when(accept)
      .refuses('task-already-accepted')
  })

  test('is completed still when it is corrected how it was accepted', () => {
    const betterSaid = happened('TaskAccepted', { task: 'T1', unit: 'P-20' }, { corrects: 'X' })
    const past = [
      happened('TaskAccepted', { task: 'T1' }, { reference: 'X' }),
      happened('TaskCompleted', { task: 'T1' }),
    ]
    given(decider, ...past, betterSaid)
      .when(asked('DeclineTask', { task: 'T1' }))
      .refuses('task-completed')
  })

  test('says nothing of another one', () => {
    given(decider, accepted)
      .when(asked('AcceptTask', { task: 'T2' }))
      .records('TaskAccepted')
  })
})

test('an acknowledgement that was taken back can be given again', () => {
  const byMistake = happened('IncidentAcknowledged', {}, { reference: 'X' })
  given(decider, byMistake, happened('ReportRetracted', {}, { retracts: 'X' }))
    .when(asked('AcknowledgeIncident'))
    .records('IncidentAcknowledged')
})

test('an incident is acknowledged once, and linked to another one only', () => {
  given(decider, happened('IncidentAcknowledged'))
    .when(asked('AcknowledgeIncident'))
    .refuses('already-acknowledged')
  given(decider)
    .when(asked('LinkIncidents', { a: 'X', b: 'X' }))
    .refuses('self-link')
  given(decider).when(asked('DanceInTheRain')).refuses('unknown-command')
})

describe('an older system that names a report put right since', () => {
  const imported = { recordedAt: '2025-04-01T00:00:00Z', system: 'older', by: 'tester' }
  const again = (reference: string, corrects: string) =>
    recorded(happened('FieldObservation', {}, { corrects }), ids.indexOf(reference))
  const ids = [0, 1, 2].map((index) => recorded(observed, index).id)
  const [first, second, third] = ids as [string, string, string]
  const known = [recorded(observed, 0), again(second, first), again(third, second)]
  const aims = (name: string, context: { readonly corrects?: string; readonly retracts?: string }) => {
    const { envelope } = recorded(observed, 3)
    const { agency, actor, mode, marking, occurredAt } = envelope
    const given = { agency, actor, mode, marking, occurredAt, receivedAt: occurredAt, imported, ...context }
    const command = { name, id: 'another', data: {}, context: given }
    const result = decider.decide(command, known.reduce(decider.evolve, decider.initialState))
    return result.ok && result.value.map(({ corrects, retracts }) => ({ corrects, retracts }))
  }

  test('corrects what stands of it', () => {
    expect(aims('ReportObservation', { corrects: first })).toEqual([{ corrects: third }])
    expect(aims('ReportObservation', { corrects: third })).toEqual([{}])
  })

  test('takes it back with all that put it right', () => {
    const everything = [third, second, first].map((retracts) => ({ retracts }))
    expect(aims('RetractReport', { retracts: first })).toEqual(everything)
    expect(aims('RetractReport', { retracts: third })).toEqual([{}])
  })
})

describe('a report that was taken back', () => {
  const retracted = happened('ReportRetracted', {}, { reference: 'R', retracts: 'A' })
  const ids = new Map([['A', recorded(observed, 0).id]])
  const [record, retraction] = [recorded(observed, 0).id, recorded(retracted, 1, ids).id]
  const givesBack = (event: string, context: object = {}) => asked('ReinstateReport', { event }, context)
  const imported = { recordedAt: '2025-04-23T04:00:00Z', system: 'older', by: 'duty' }

  test('is given back by naming it or its retraction, once', () => {
    for (const named of [record, retraction]) {
      given(decider, observed, retracted).when(givesBack(named)).records('ReportReinstated')
      const again = happened('ReportReinstated', { event: named }, { retracts: 'R' })
      given(decider, observed, retracted, again).when(givesBack(named)).refuses('nothing-retracted')
    }
    given(decider, observed).when(givesBack(record)).refuses('nothing-retracted')
    given(decider, observed).when(givesBack(retraction)).refuses('unknown-record')
  })

  test('by an older system, which also tells so of what nothing had taken back', () => {
    given(decider, observed, retracted).when(givesBack(record, { imported })).records('ReportReinstated')
    given(decider, observed).when(givesBack(record, { imported })).records('ReportReinstated')
    given(decider).when(givesBack(record, { imported })).refuses('unknown-record')
  })
})

describe('a release', () => {
  const id = '00000000-0000-4000-8000-000000000000'

  test('is of a record of the same stream', () => {
    for (const name of ['GrantRelease', 'RevokeRelease', 'RefuseRelease']) {
      const type =
        { GrantRelease: 'ReleaseGranted', RevokeRelease: 'ReleaseRevoked' }[name] ?? 'ReleaseRefused'
      given(decider, observed)
        .when(asked(name, { event: id, to: ['border'] }))
        .records([type, { event: id, to: ['border'] }])
    }
  })

  test('is asked for by naming a record, or what it would be about, and why', () => {
    const purpose = 'the search'
    for (const what of [{ event: 'B' }, { about: 'the coach' }]) {
      const asks = { of: 'border', to: ['police'], ...what }
      given(decider)
        .when(asked('RequestRelease', { ...asks, purpose }))
        .records('ReleaseRequested')
      given(decider).when(asked('RequestRelease', asks)).refuses('nothing-asked')
    }
    given(decider)
      .when(asked('RequestRelease', { of: 'border', to: ['police'], purpose }))
      .refuses('nothing-asked')
  })

  test('that was asked for without naming a record is refused by naming the request', () => {
    const refusal = { request: 'their-7', to: ['border'] }
    given(decider).when(asked('RefuseRelease', refusal)).records(['ReleaseRefused', refusal])
    given(decider)
      .when(asked('RefuseRelease', { to: ['border'] }))
      .refuses('unknown-record')
  })

  test('of what is not there is refused, also where it comes from an older system', () => {
    const grant = { event: 'B', to: ['border'] }
    const imported = { recordedAt: '2025-04-01T00:00:00Z', system: 'older', by: 'tester' }
    given(decider, observed).when(asked('GrantRelease', grant)).refuses('unknown-record')
    given(decider, observed)
      .when(asked('GrantRelease', grant, { imported }))
      .refuses('unknown-record')
  })

  test('is undone by its opposite, never by a retraction that readers would have to interpret', () => {
    const granted = happened('ReleaseGranted', { event: id, to: ['border'] }, { reference: 'R' })
    given(decider, observed, granted)
      .when(asked('RetractReport', {}, { retracts: 'R' }))
      .refuses('release-stands')
  })
})
