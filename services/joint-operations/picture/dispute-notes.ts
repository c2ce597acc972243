import type { Change } from '@concord/incident'
import type { FoldedEvent } from './folded-event.ts'
import type { Statements } from './statements.ts'

/** An incident with the events that say something of it. */
interface StatedOn {
  readonly topic: number
  readonly events: readonly FoldedEvent[]
}

/** Notes in which incidents and units there can be conflicts at all, and for whom: only there are they looked for. */
export const disputeNotes = (sql: Statements) => {
  /** Incidents in which somebody else has stated a thing differently may hold contradictions. */
  const noteStatements = ({ topic, events }: StatedOn, folded: FoldedEvent): void => {
    const stated = factsIn(folded)
    if (stated.length === 0) return
    const { agency } = folded.event.envelope
    const others = events.filter(
      (one) =>
        one.event.envelope.agency !== agency &&
        factsIn(one).some((fact) => stated.some((other) => isOtherwise(fact, other))),
    )
    if (others.length === 0) return
    const mask = others.reduce((seen, other) => seen | (other.mask & folded.mask), 0n)
    sql('INSERT INTO disputed VALUES (?, ?) ON CONFLICT DO UPDATE SET mask = mask | excluded.mask').run(
      topic,
      mask,
    )
  }

  /** Only a unit that was committed more than once can be committed twice at the same time. */
  const noteCommitment = (unit: number, { changes, mask }: FoldedEvent): void => {
    if (!changes.some(({ change }) => change === 'commitment')) return
    sql(
      `INSERT INTO disputed SELECT topic, mask & :mask FROM committed WHERE topic = :unit
       ON CONFLICT DO UPDATE SET mask = mask | excluded.mask`,
    ).run({ unit, mask })
    sql(
      'INSERT INTO committed VALUES (:unit, :mask) ON CONFLICT DO UPDATE SET mask = mask | excluded.mask',
    ).run({ unit, mask })
  }

  return { noteStatements, noteCommitment }
}

type StatedFact = Extract<Change, { readonly change: 'fact' }>

const factsIn = ({ changes }: FoldedEvent): readonly StatedFact[] =>
  changes.filter((one) => one.change === 'fact')

/** Whether two facts give one thing different values. */
const isOtherwise = (a: StatedFact, b: StatedFact): boolean =>
  a.about === b.about && a.name === b.name && JSON.stringify(a.value) !== JSON.stringify(b.value)
