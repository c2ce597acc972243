import type { MeasureChange } from '../changes/change.ts'
import { untilOf } from '../changes/term.ts'
import { type Apply, put, union } from './applier.ts'
import type { Measure, TopicView } from './topic-view.ts'

/** A step of a measure. Lifted in some of its areas, it goes on in the others as it was. */
export const measure: Apply<'measure'> = (view, change, held) =>
  measuresMeant(view, change).reduce(
    (after, name) =>
      withAreasLeft(after, name, areasLeft(after, name, change)) ??
      withMeasure(after, { ...change, measure: name }, held),
    view,
  )

const withAreasLeft = (view: TopicView, name: string, areas: readonly string[]): TopicView | undefined =>
  areas.length === 0
    ? undefined
    : { ...view, measures: view.measures.map((one) => (one.measure === name ? { ...one, areas } : one)) }

/** Whether a measure holds, whatever has been said against it. */
export const isInForce = ({ state }: Pick<Measure, 'state'>): boolean =>
  state !== 'lifted' && state !== 'proposed'

/** What is lifted or extended without saying which of its kind is whichever of them are in force, in its areas where it names some. */
const measuresMeant = (view: TopicView, change: MeasureChange): readonly string[] => {
  const { measure, kind, state, areas = [] } = change
  const inForce = view.measures.filter((one) => one.state !== 'lifted')
  const called = inForce.filter((one) => one.kind === kind)
  // A ban that is lifted is the water use ban, where nothing else is called a ban.
  const ofKind = called.length > 0 ? called : inForce.filter((one) => isOf(one.kind, kind))
  const there = areas.length === 0 || measure === kind ? ofKind : ofKind.filter((one) => meets(one, areas))
  const isNamed = !isCalledAfterKind(change) || view.measures.some((one) => one.measure === measure)
  return (state === 'lifted' || state === 'extended') && !isNamed && there.length > 0
    ? there.map((one) => one.measure)
    : [measure]
}

/** Named by the last words of its kind. */
const isOf = (kind: string, named: MeasureChange['kind']): boolean => kind.endsWith(` ${named}`)

const kindOf = (told: MeasureChange['kind'], before: string | undefined): string => {
  if (typeof told !== 'string') return before ?? told.supposed
  return before !== undefined && isOf(before, told) ? before : told
}

/** A measure that nobody gave a name is called after its kind, or its kind and its areas. */
const isCalledAfterKind = ({ measure, kind, areas = [] }: MeasureChange): boolean =>
  measure === kind || measure === [kind, ...areas].join(' ')

const meets = (one: Pick<Measure, 'areas'>, areas: readonly string[]): boolean =>
  one.areas.some((area) => areas.includes(area))

/** Where a measure still holds after it was lifted in some of its areas; nowhere, where it is lifted altogether. */
const areasLeft = (
  view: TopicView,
  name: string,
  { state, areas = [] }: MeasureChange,
): readonly string[] => {
  const before = view.measures.find((one) => one.measure === name)
  return state === 'lifted' && areas.length > 0 && before !== undefined && isInForce(before)
    ? before.areas.filter((area) => !areas.includes(area))
    : []
}

const withMeasure: Apply<'measure'> = (view, change, held) => {
  const same = (one: { measure: string }) => one.measure === change.measure
  const before = view.measures.find(same)
  if (change.unless === 'never-imposed' && before === undefined) return view
  const state = {
    measure: change.measure,
    kind: kindOf(change.kind, before?.kind),
    state: change.state,
    until: change.until ?? prolonged(before?.until, change.furtherDays),
    areas: union(before?.areas ?? [], change.areas),
    ...held,
  }
  return { ...view, measures: put(view.measures, state, same) }
}

/** A term so many days longer; one that nobody set stays open. */
const prolonged = (until: string | undefined, days: number | undefined): string | undefined =>
  until === undefined || days === undefined ? until : untilOf({ days }, until)
