import { happened, recorded, type Told } from '@concord/kernel/given'
import { viewOf } from '../as-of.ts'
import type { Change } from '../change.ts'
import { incidentTopic } from '../topic.ts'

/** A picture made of changes, each by the agency that says it, one minute after the other. */
export const picture = (...said: readonly (readonly [agency: string, ...Change[]])[]) => {
  const told = said.map(([agency], index): Told => happened(`Said${index}`, {}, { agency }))
  const events = told.map((one, index) => recorded(one, index))
  const changesOf = new Map(said.map(([, ...changes], index) => [`Said${index}`, changes]))
  return viewOf(incidentTopic('INC-1'), events, ({ type }) => changesOf.get(type) ?? [])!
}
