import type { Moment, Source } from '@concord/incident'

/** A source that remembers as of when it was asked for, so that its event can be opened as of then. */
export type StampedSource = Source & { readonly moment: Moment }

/** The same value, with every source in it stamped with the moment. */
export const stamped = <Value>(value: Value, moment: Moment): Value => stamp(value, moment) as Value

const stamp = (value: unknown, moment: Moment): unknown => {
  if (Array.isArray(value)) return value.map((item) => stamp(item, moment))
  if (typeof value !== 'object' || value === null) return value
  const fields = Object.entries(value).map(([name, field]) => [name, stamp(field, moment)])
  const copy = Object.fromEntries(fields)
  return isSource(value) ? { ...copy, moment } : copy
}

const isSource = (value: object): value is Source => 'event' in value && 'knownAt' in value
