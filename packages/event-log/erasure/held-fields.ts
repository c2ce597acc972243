import {
  isSealed,
  isWithinLevels,
  type RecordedEvent,
  subjectBeside,
  subjectOfSummary,
  subjectsIn,
} from '@concord/kernel'
import { meansSomebody } from '../sealing/personal-words.ts'

/** One sealed field of an event, and whom an erasure must name to mean it. */
export interface HeldField {
  readonly event: string
  readonly reference: string | undefined
  readonly type: string
  /** The names on the way to it, without places in lists: `persons.name`; `envelope.summary` for the summary. */
  readonly field: string
  /** The person under whose key it is sealed; undefined where it is sealed under the event's own. */
  readonly subject: string | undefined
  /** Everybody whom the event names by code: as a `subject`, or under another word that means somebody, such as `witness`. */
  readonly named: readonly string[]
  /** The name of the key; what is sealed under one key is erased together. */
  readonly key: string
}

/** What an erasure names: a person, or an event of the same incident by id or reference, and a field of it. */
export interface NamedErasure {
  readonly subject?: string | undefined
  readonly target?: string | undefined
  readonly field?: string | undefined
}

/** As much of an event as is looked at: stored or recorded, checked or not. */
export type HoldingEvent = Pick<RecordedEvent, 'id' | 'type' | 'data'> & {
  readonly envelope: Pick<RecordedEvent['envelope'], 'reference' | 'summary'>
}

/**
 * The sealed fields of an event, erased ones included: what is sealed says which key was used, and stays. None in what
 * nests deeper than anything that was ever sealed.
 */
export const heldFields = ({ id, type, data, envelope }: HoldingEvent): readonly HeldField[] => {
  if (!isWithinLevels(data)) return []
  const common = { event: id, reference: envelope.reference, type, named: codesIn(data) }
  const summary = isSealed(envelope.summary) ? [envelope.summary] : []
  return [
    ...sealedIn(data, [], undefined).map(({ path, ...sealed }) => ({
      ...common,
      field: named(path),
      ...sealed,
    })),
    ...summary.map(({ $sealed }) => ({
      ...common,
      field: 'envelope.summary',
      subject: subjectOfSummary(data),
      key: $sealed.key,
    })),
  ]
}

/**
 * The fields that an erasure names. A person's are those under the person's key, and in every event that names the person
 * also those under the event's own key, because they may be about anybody in it. Of a target all, or those at `field`; a
 * field that is not there names nothing unless the target holds one key only, for no other person's data may be lost.
 */
export const fieldsNamed = (
  fields: readonly HeldField[],
  { subject, target, field }: NamedErasure,
): readonly HeldField[] => {
  if (subject !== undefined) {
    return fields.filter((held) => (held.subject ?? subject) === subject && isAbout(held, subject))
  }
  if (target === undefined) return []
  const ofTarget = fields.filter(({ event, reference }) => event === target || reference === target)
  if (field === undefined || new Set(ofTarget.map(({ key }) => key)).size === 1) return ofTarget
  return ofTarget.filter((held) => isAt(held, field))
}

/**
 * Whether a field is the one of that name, or inside it: `witness` is also `witness.name`, and so is `witness.subject`,
 * for a code is no secret and stands for the person. Places in lists don't count: `people[0].name` is `people.name`.
 */
export const isAt = (held: Pick<HeldField, 'field'>, field: string): boolean => {
  const meant = named(field.split(/[./[\]]+/)).replace(/\.subject$/, '')
  return held.field === meant || held.field.startsWith(`${meant}.`)
}

/** A code counts under whatever word for a person it stands: what is told beside it is told of that person. */
const codesIn = (data: unknown): readonly string[] => {
  const codes = new Set(subjectsIn(data))
  const look = (value: unknown, name: string): void => {
    if (typeof value === 'string' && meansSomebody(name)) codes.add(value)
    if (typeof value !== 'object' || value === null || isSealed(value)) return
    if (Array.isArray(value)) for (const item of value) look(item, name)
    else for (const [inner, item] of Object.entries(value)) look(item, inner)
  }
  look(data, '')
  return [...codes]
}

/** The event's id stands for a person without a code. */
const isAbout = ({ event, named: codes }: HeldField, subject: string): boolean =>
  event === subject || codes.includes(subject)

const named = (path: readonly string[]): string => path.filter((step) => !/^\d*$/.test(step)).join('.')

interface SealedField {
  readonly path: readonly string[]
  readonly subject: string | undefined
  readonly key: string
}

const sealedIn = (
  value: unknown,
  path: readonly string[],
  subject: string | undefined,
): readonly SealedField[] => {
  if (isSealed(value)) return [{ path, subject, key: value.$sealed.key }]
  if (typeof value !== 'object' || value === null) return []
  const beside = subjectBeside(value)
  return Object.entries(value).flatMap(([step, item]) => sealedIn(item, [...path, step], beside))
}
