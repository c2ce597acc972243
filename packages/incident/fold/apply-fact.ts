import { type Instant, millisecondsOf } from '@concord/kernel'
import type { FactChange } from '../changes/change.ts'
import { isSameQuantity, type Quantity } from '../changes/quantity.ts'
import { type Apply, equal, put } from './applier.ts'
import { isInForce } from './apply-measure.ts'
import { isContradicted } from './contradiction.ts'
import { thingMeant } from './thing-meant.ts'
import type { Fact, FactStatement, Held } from './topic-view.ts'

/**
 * A statement takes the place of what the same agency stated before of the same thing. What is only supposed gives way to
 * what anybody states, before or after; and what is over, to what is supposed anew.
 */
export const fact: Apply<'fact'> = (view, told, held) => {
  const change = { ...told, about: thingMeant(view, told, held.source.agency) }
  if (view.measures.some((one) => one.kind === change.unlessInForce && isInForce(one))) return view
  const same = (one: { about: string; name: string }) =>
    one.about === change.about && one.name === change.name
  const agency = held.source.agency
  const before = view.facts.find(same)
  const said = before?.statements ?? []
  if (change.supposed && said.some(({ supposed, over }) => !supposed && !over)) return view
  const standing = said.filter(({ supposed }) => (supposed ?? false) === (change.supposed ?? false))
  const earlier = said.find((one) => one.agency === agency)
  const again = earlier !== undefined && isSameQuantity(earlier, change) ? earlier : undefined
  const statement = {
    ...{ agency, value: change.value, unit: change.unit },
    // Whoever says again what was overruled says nothing new.
    overruled: again?.overruled ?? wasOverruled(change, before?.settled),
    toldAt: firstOf(again?.toldAt, firstOf(change.told?.knownAt, held.source.knownAt)),
    ...(change.supposed ? { supposed: true } : {}),
    ...(change.over ? { over: true } : {}),
    ...held,
    ...(change.statedIn ? { source: change.statedIn } : {}),
  }
  const statements = put(standing, statement, (one) => one.agency === agency)
  const stated = { about: change.about, name: change.name, statements, settled: before?.settled }
  return { ...view, facts: put(view.facts, unlessContradicted(stated), same) }
}

/** Whether a decision was for another value when the record had stated it that is put right here in something else. */
const wasOverruled = ({ told, ...stated }: FactChange, settled: Fact['settled']): boolean =>
  told !== undefined &&
  settled !== undefined &&
  !isSameQuantity(stated, settled) &&
  isBy(told.since, settled.since) &&
  isBy(told.knownAt, settled.source.knownAt)

const isBy = (one: Instant, other: Instant): boolean => millisecondsOf(one) <= millisecondsOf(other)

const firstOf = (one: string | undefined, other: string): string =>
  one !== undefined && millisecondsOf(one) < millisecondsOf(other) ? one : other

/** A decision ends the contradictions it names, if it was for whoever took it to decide. */
export const decision: Apply<'decision'> = (view, change, held) => {
  const taken = {
    decision: change.decision,
    rationale: change.rationale,
    basis: change.basis,
    unit: change.unit,
    allocations: change.allocations ?? [],
    ...held,
  }
  const mayNot = change.unless === 'not-leading' && view.lead !== held.source.agency
  const settles = mayNot ? [] : (change.facts ?? [])
  const facts = view.facts.map((one) => {
    const decided = settles.find(({ name, about = one.about }) => name === one.name && about === one.about)
    return decided ? settledFact(one, decided, held) : one
  })
  return { ...view, facts, decisions: [...view.decisions, taken] }
}

/** A number that is decided on without a unit is meant as it is stated. */
const settledFact = (fact: Fact, { value, unit }: Quantity, held: Held): Fact => {
  const meant = { value, unit: unit ?? fact.statements.find((one) => equal(one.value, value))?.unit }
  const overruled = (one: FactStatement) => !isSameQuantity(one, meant) && wasTold(one, held)
  return unlessContradicted({
    ...fact,
    statements: fact.statements.map((one) => ({ ...one, overruled: overruled(one) })),
    settled: { ...held, ...meant },
  })
}

/** Nobody decides on what is told afterwards of the time before, such as a correction: it is the agency's new word. */
const wasTold = ({ toldAt }: FactStatement, { source }: Held): boolean => isBy(toldAt, source.knownAt)

/** A decision stands until what it has not overruled is contradicted again. */
const unlessContradicted = (fact: Fact): Fact =>
  isContradicted(fact.statements) ? { ...fact, settled: undefined } : fact
