import { isSealed } from '@concord/kernel'

/** One sealed field in what an event carries. */
export interface SealedPlace {
  /** Names and indexes from the top, joined by dots: `persons.0.name`. */
  readonly path: string
  /** The code of the person, as it stands beside the field; undefined where none does. */
  readonly subject: string | undefined
  /** Leads to the same place in a copy. */
  readonly steps: readonly string[]
}

/** All sealed fields, in the order in which they stand. */
export const sealedPlaces = (
  data: unknown,
  steps: readonly string[] = [],
  subject?: string,
): readonly SealedPlace[] => {
  if (isSealed(data)) return [{ path: steps.join('.'), subject, steps }]
  if (typeof data !== 'object' || data === null) return []
  const beside = (data as { readonly subject?: unknown }).subject
  const named = typeof beside === 'string' ? beside : undefined
  return Object.entries(data).flatMap(([name, value]) => sealedPlaces(value, [...steps, name], named))
}

/** What stands at a place. */
export const valueAt = (data: unknown, steps: readonly string[]): unknown =>
  steps.reduce<unknown>((value, step) => (value as Record<string, unknown> | undefined)?.[step], data)

/** The field's name without the places in lists, as the record of reads keeps it: `persons.name`. */
export const fieldName = ({ steps }: SealedPlace): string =>
  steps.filter((step) => !/^\d+$/.test(step)).join('.')
