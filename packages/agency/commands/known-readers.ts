import type { Marking } from '@concord/kernel'
import leven from 'leven'
import type { FieldError } from '../problem.ts'

/** Whom a marking may name. */
export interface KnownReaders {
  readonly agencies: readonly string[]
  /** Foreign partners in the register, whether their agreement is in force or not. */
  readonly partners: readonly string[]
}

/** The most names that are suggested for an unknown one. */
const MOST_SUGGESTED = 3

/**
 * The places in a command whose marking names a reader whom nobody knows: a slip of the pen, most often, and the
 * record would stay hidden from whom it is meant for. Suggests agencies only: who has an agreement is not for
 * everybody who may ask. To whom a record is released later is the policy's business (`release.cedar`); who once was
 * a partner can still be named where a release is taken back.
 */
export const unknownReaders = (
  { agencies, partners }: KnownReaders,
  marking: Marking | undefined,
): readonly FieldError[] =>
  (marking?.releaseTo ?? []).flatMap((name, at) =>
    agencies.includes(name) || partners.includes(name)
      ? []
      : [{ pointer: `#/marking/releaseTo/${at}`, detail: adviceOn(name, agencies) }],
  )

const adviceOn = (name: string, agencies: readonly string[]): string => {
  const nearest = agencies
    .map((agency) => ({ agency, distance: leven(agency, name) }))
    .toSorted((one, other) => one.distance - other.distance || one.agency.localeCompare(other.agency))
    .slice(0, MOST_SUGGESTED)
    .map(({ agency }) => agency)
  return `is neither an agency that takes part nor a registered partner; the nearest agencies are ${nearest.join(', ')}`
}
