import type { FactChange } from '../changes/change.ts'
import { withoutUnit } from '../changes/unit-in-name.ts'
import type { TopicView } from './topic-view.ts'

/**
 * The thing that a figure is about where nobody but the name of the report says so: what the same agency told the same figure
 * of before. The `rioters` of a `RiotStatusReported` are those of its `PrisonRiotReported`. On the whole, how many of a kind are
 * in a state is one number, such as the `decksBurning` of a fire and of the vessel that was named. A figure that it told of two
 * things is left where it is.
 */
export const thingMeant = (view: TopicView, { about, name, loosely }: FactChange, agency: string): string => {
  if (loosely === undefined) return about
  const told = view.facts.filter(
    (one) => one.name === name && one.statements.some((statement) => statement.agency === agency),
  )
  if (told.some((one) => one.about === about)) return about
  const alike = told.filter((one) => isAlike(one.about, about))
  const onWhole =
    loosely === 'whole' && isHowManyAreSo(name) ? told.filter((one) => !isOther(one.about, about)) : []
  const [meant, another] = alike.length > 0 ? alike : onWhole
  return meant !== undefined && another === undefined ? meant.about : about
}

/** Named in full or by its last words, as a `spill` and the `fuel spill`; an `outage` is of what people are without. */
const isAlike = (one: string, other: string): boolean =>
  one.endsWith(` ${other}`) ||
  other.endsWith(` ${one}`) ||
  (outages.has(one) && supplies.has(other)) ||
  (outages.has(other) && supplies.has(one))

/** Who is without water is not without power. */
const isOther = (one: string, other: string): boolean => supplies.has(one) && supplies.has(other)

const outages: ReadonlySet<string> = new Set(['outage', 'blackout'])
const supplies: ReadonlySet<string> = new Set([
  ...['power', 'electricity', 'water', 'gas', 'heat', 'heating', 'phone', 'telephone', 'internet'],
])

/** `customersWithout`, `blocksHeld`: a plural and how it is with them. Of a measure there are many. */
const isHowManyAreSo = (name: string): boolean =>
  /^(?:[a-z]+s|people|children)[A-Z]/.test(name) && !ofMeasure.test(name) && withoutUnit(name) === name

const ofMeasure =
  /^(?:(?:kilo|centi|milli)?(?:met(?:re|er)|gram)s|lit(?:re|er)s|tonn?es|tons|hectares|degrees|(?:day|hour|minute|second)s|is|was|has|gas|mass|status)[A-Z]/
