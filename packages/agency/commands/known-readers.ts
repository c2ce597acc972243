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
 * The places in a command whose marking names an unknown reader. Most often that is a misspelling, and the record would stay
 * hidden from the reader it is meant for. Suggests agencies only, because not everybody may learn which partners have an
 * agreement. To whom a record is released later is up to the policy (`release.cedar`); a former partner can still be named
 * when a release is taken back.
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
