import { isSealed, type RecordedEvent, subjectBeside, subjectOfSummary, subjectsIn } from '@concord/kernel'

/** One sealed field of an event. */
export interface SealedPlace {
  /**
   * Names and indexes from the top of the data, joined by dots: `persons.0.name`; `envelope.summary` for the summary.
   */
  readonly path: string
  /** The code of the person, as it stands beside the field; undefined where none does. */
  readonly subject: string | undefined
  /** Leads to the same place in the data of a copy, or from its `envelope`. */
  readonly steps: readonly string[]
}

/** All sealed fields of an event, in the order in which they stand; the summary last. */
export const sealedPlacesOf = ({
  data,
  envelope,
}: Pick<RecordedEvent, 'data' | 'envelope'>): readonly SealedPlace[] => {
  const places = sealedPlaces(data, [])
  if (!isSealed(envelope.summary)) return places
  return [...places, { path: SUMMARY, subject: subjectOfSummary(data), steps: ['envelope', 'summary'] }]
}

const SUMMARY = 'envelope.summary'

/** Whether a place is that of the summary, which may be about everybody whom the event names. */
export const isSummary = ({ path }: SealedPlace): boolean => path === SUMMARY

/**
 * The codes under which a read of a field is put on record: the person's own; for a summary all whom the event names.
 * Where no code stands, the event stands for the person.
 */
export const subjectsOf = (place: SealedPlace, { id, data }: RecordedEvent): readonly string[] => {
  if (!isSummary(place)) return [place.subject ?? id]
  const named = subjectsIn(data)
  return named.length > 0 ? named : [id]
}

const sealedPlaces = (data: unknown, steps: readonly string[], subject?: string): readonly SealedPlace[] => {
  if (isSealed(data)) return [{ path: steps.join('.'), subject, steps }]
  if (typeof data !== 'object' || data === null) return []
  const named = subjectBeside(data)
  return Object.entries(data).flatMap(([name, value]) => sealedPlaces(value, [...steps, name], named))
}

/** What stands at a place. */
export const valueAt = (data: unknown, steps: readonly string[]): unknown =>
  steps.reduce<unknown>((value, step) => (value as Record<string, unknown> | undefined)?.[step], data)

/** The field's name without the places in lists, as the record of reads keeps it: `persons.name`. */
export const fieldName = ({ steps }: SealedPlace): string =>
  steps.filter((step) => !/^\d+$/.test(step)).join('.')
