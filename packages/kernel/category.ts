import type { EventDefinition } from './event.ts'

/** As much of an agency as says which streams it writes. */
export interface Writer {
  /** The agency's name, and the category of the streams that hold what says no other one. */
  readonly name: string
  readonly events: readonly EventDefinition[]
}

/** The category of the streams to which an agency writes an event type. */
export const categoryOf = ({ category }: Pick<EventDefinition, 'category'>, agency: string): string =>
  category ?? agency

/** The categories of all streams that an agency writes: its own name, and those that its events declare. */
export const categoriesOf = ({ name, events }: Writer): ReadonlySet<string> =>
  new Set([name, ...events.map((event) => categoryOf(event, name))])

/** The categories of the streams that may hold an event type, the one that it declares first. */
export const categoriesFor = (event: EventDefinition, writer: Writer): readonly string[] => {
  const declared = categoryOf(event, writer.name)
  return event.withItsRecord ? [...new Set([declared, ...categoriesOf(writer)])] : [declared]
}

/**
 * Every category and the agency that owns it; undefined where several write it: then the first part of a stream's id
 * names its owner.
 */
export const ownersOfCategories = <One extends Writer>(
  agencies: readonly One[],
): ReadonlyMap<string, One | undefined> => {
  const owners = new Map<string, One | undefined>()
  for (const agency of agencies)
    for (const category of categoriesOf(agency))
      owners.set(category, owners.has(category) ? undefined : agency)
  return owners
}
