import type { Decider, EventDefinition, EventOf } from '@concord/kernel'
import type { Change } from './changes/change.ts'
import type { Meaning } from './changes/filing.ts'

/**
 * An agency as one declaration: what it records, how it decides, and what its events mean to the joint picture. Its
 * HTTP API, its documentation, its part of the GraphQL schema and its place in the picture follow from it.
 */
export interface AgencyDefinition<State = unknown> {
  /** Lower case, no dash: the category of its streams and the name in tokens and markings. */
  readonly name: string
  readonly title: string
  /** What this agency records, in its own words: the first paragraph of its documentation. */
  readonly description: string
  readonly events: readonly EventDefinition[]
  readonly decider: Decider<State>
  /** What an event of this agency changes in the picture. Total: an event it has nothing to say about gives []. */
  readonly view: Meaning
}

/** Declares an agency; throws at start-up when two events share a type or a command. */
export const defineAgency = <State>(definition: AgencyDefinition<State>): AgencyDefinition<State> => {
  for (const key of ['type', 'command'] as const) {
    const seen = new Set<string>()
    for (const event of definition.events) {
      if (seen.has(event[key])) throw new Error(`${definition.name} declares the ${key} ${event[key]} twice`)
      seen.add(event[key])
    }
  }
  return definition
}

/**
 * Event types that belong together, with what each means. Some are spoken by several agencies: an agency is put
 * together from the vocabularies it speaks.
 */
export interface Vocabulary {
  readonly events: readonly EventDefinition[]
  readonly view: Meaning
}

/**
 * Declares a vocabulary by a table with one entry for each event type: a new one does not compile until it is said what it
 * means to the picture. `() => []` says: nothing but a line in the timeline.
 */
export const defineVocabulary = <const Definitions extends readonly EventDefinition[]>(
  events: Definitions,
  table: ViewTable<NoInfer<Definitions>>,
): { readonly events: Definitions; readonly view: Meaning } => {
  const meanings = table as unknown as Readonly<Record<string, Meaning>>
  return { events, view: (event) => meanings[event.type]?.(event) ?? [] }
}

/** Several vocabularies as one. A type means what the vocabulary that declares it says. */
export const speak = <const Spoken extends readonly Vocabulary[]>(
  ...vocabularies: Spoken
): { readonly events: readonly Spoken[number]['events'][number][]; readonly view: Meaning } => {
  const meanings = new Map<string, Meaning>()
  for (const { events, view } of vocabularies) for (const { type } of events) meanings.set(type, view)
  return {
    events: vocabularies.flatMap(({ events }) => events),
    view: (event) => meanings.get(event.type)?.(event) ?? [],
  }
}

/** One entry for each event type: what such an event changes. */
type ViewTable<Definitions extends readonly EventDefinition[]> = {
  readonly [Type in Definitions[number]['type']]: (
    event: EventOf<Extract<Definitions[number], { readonly type: Type }>>,
  ) => readonly Change[]
}
