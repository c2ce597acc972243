import { type Happened, happened, recorded } from '@concord/kernel/given'
import type { Change } from '../changes/change.ts'
import { incidentTopic } from '../changes/topic.ts'
import { eventsInForce, viewOf } from '../fold/as-of.ts'

/** Who says it; `occurredAt` where it is told of another moment than that at which it is said. */
type By = string | { readonly agency: string; readonly occurredAt: string }

/** A picture made of changes, each by the agency that says it, one minute after the other. */
export const picture = (...said: readonly (readonly [by: By, ...Change[]])[]) => {
  const told = said.map(
    ([by], index): Happened => happened(`Said${index}`, {}, typeof by === 'string' ? { agency: by } : by),
  )
  const events = told.map((one, index) => recorded(one, index))
  const changesOf = new Map(said.map(([, ...changes], index) => [`Said${index}`, changes]))
  const inForce = eventsInForce(events, 'centre', () => true, {})
  return viewOf(incidentTopic('INC-1'), inForce, ({ type }) => changesOf.get(type) ?? [])!
}
