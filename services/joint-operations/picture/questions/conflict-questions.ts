import type { Conflict } from '@concord/incident'
import type { ConflictFilter, ConflictPage } from '../asked/conflicts.ts'
import type { PageRequest } from '../asked/page.ts'
import { type Disputed, type DisputedFrom, disputedIn, pageOfConflicts } from '../definition/conflict-page.ts'
import { conflictFinder } from '../definition/conflicts.ts'
import { positionIn } from '../definition/cursor.ts'
import { firstContradiction, type Side } from '../definition/disputes.ts'
import { viewsOf } from '../definition/views.ts'
import type { IndexQuestion, ReadModels } from './index-question.ts'
import { knownTo } from './known-to.ts'

/** A page of the real contradictions and double commitments that visible events show. */
export const askConflicts = (
  models: ReadModels,
  question: IndexQuestion,
  filter: ConflictFilter,
  page: PageRequest,
): ConflictPage =>
  pageOfConflicts(disputedFor(models, question), finderOf(models, question).realIn, filter, page)

/** Those of one incident. */
export const askConflictsOf = (
  models: ReadModels,
  question: IndexQuestion,
  incident: string,
): readonly Conflict[] => finderOf(models, question).ofIncident(incident)

const finderOf = (models: ReadModels, question: IndexQuestion) => {
  const known = knownTo(models, question)
  return conflictFinder(known, viewsOf(known))
}

/**
 * Where the reader knew of two sides of something, and since which event. Noted by marking and ordinal; where anything was
 * released, or became known at an instant before what the log has earlier, the sides themselves are looked at. Both give the
 * same: what else was released to others, and what came later, makes no difference.
 */
export const disputedFor =
  (models: ReadModels, question: IndexQuestion): DisputedFrom =>
  (first, most) => {
    const isLookedAt = question.known.axis === 'ordinal' ? 't.released' : '(t.released OR t.clocked)'
    const seen = contradicted(models, question, isLookedAt)
    const others = noted(models, question, `NOT ${isLookedAt}`, first, most)
    return disputedIn([...others, ...seen])(first, most)
  }

const position = `printf('%020d', e.position) AS position`

const noted = (
  { sql, ordinalAt }: ReadModels,
  question: IndexQuestion,
  where: string,
  first: Disputed | undefined,
  most: number,
): readonly Disputed[] => {
  const from = first === undefined ? 0 : ordinalAt(positionIn(first.position))
  return sql(
    `SELECT t.name AS topic, ${position} FROM disputed AS d INDEXED BY disputed_ordinal
     CROSS JOIN topic AS t USING (topic) CROSS JOIN event AS e USING (ordinal)
     WHERE d.ordinal BETWEEN :from AND :ordinal AND d.mask & :bit AND (d.ordinal > :from OR t.name >= :name) AND ${where}
       AND NOT EXISTS (SELECT 1 FROM disputed AS b WHERE b.topic = d.topic AND b.ordinal < d.ordinal AND b.mask & :bit)
     ORDER BY d.ordinal, t.name LIMIT :most + 0`,
  ).all({
    ...question.parameters,
    ...{ from, ordinal: question.known.ordinal, name: first?.topic ?? '', most },
  }) as unknown as Disputed[]
}

const contradicted = ({ sql }: ReadModels, question: IndexQuestion, where: string): readonly Disputed[] => {
  const sides = sql(
    `SELECT t.name AS topic, s.thing, s.by, s.claim, s.measured, ${position}
     FROM (SELECT DISTINCT topic FROM disputed) CROSS JOIN topic AS t USING (topic) CROSS JOIN side AS s USING (topic)
     CROSS JOIN event AS e USING (ordinal)
     WHERE ${where} AND ${question.isKnown} AND ${question.isSeen} ORDER BY topic, s.ordinal`,
  ).iterate({ ...question.parameters }) as unknown as Iterable<Disputed & Side>
  const found: Disputed[] = []
  for (const taken of runsByTopic(sides)) {
    const contradiction = firstContradiction(taken)
    if (contradiction) found.push({ topic: contradiction.topic, position: contradiction.position })
  }
  return found
}

/** Sides of one topic at a time: never more are held. */
function* runsByTopic<Taken extends Disputed>(sides: Iterable<Taken>): Generator<readonly Taken[]> {
  let run: Taken[] = []
  for (const side of sides) {
    if (run.length > 0 && run[0]!.topic !== side.topic) {
      yield run
      run = []
    }
    run.push(side)
  }
  if (run.length > 0) yield run
}
