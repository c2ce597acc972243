import type { Change, PersonStatus } from '../changes/change.ts'
import type { Whom } from '../details/details.ts'
import { personsAre } from '../details/person-changes.ts'
import { isOverBy } from './filed-happening.ts'
import { isBack, isCaughtIfAtLarge, saidOfPersons } from './said-of-persons.ts'

/**
 * How those are whom a report of no agreed type is about by code, where its `status` or its name says it: `HostageReleased`,
 * `TouristsMissing`, `SmugglerArrested`. Of everybody else no more is said than that they are involved. Where somebody is
 * out or held, the incident is active. Whom it calls hostages are held, unless its name says that they are so no more.
 */
export const filedPersons = ({
  reportType,
  subject,
  subjects,
  hostage,
  hostages,
  ...told
}: Filed): readonly Change[] => {
  const said = statusTold(told) ?? saidOfPersons(reportType)
  const status = said ?? 'involved'
  const ofHostages =
    said !== undefined && isFree.has(said) ? said : isOverBy(reportType) ? 'released' : 'held'
  const meant = personsAre(status, whomOf(subject, subjects)).map((one) => accountedFor(one, reportType))
  const held = personsAre(ofHostages, whomOf(hostage, hostages))
  const persons = [...meant, ...held]
  const isGone =
    (meant.length > 0 && isToBeCopedWith.has(status)) || (held.length > 0 && ofHostages === 'held')
  return isGone ? [...persons, { change: 'status', status: 'active', unless: 'under-way' }] : persons
}

/**
 * Of those who are accounted for it is known where they are, which may have been said better. Who came back or was brought
 * somewhere is found where they were gone; of whoever was not it says no more than that they are involved.
 */
const accountedFor = (change: Change, reportType: string): Change => {
  if (change.change !== 'person' || change.status !== 'found') return change
  if (/AccountedFor$/.test(reportType)) return { ...change, unless: 'not-out' }
  return {
    ...change,
    ...(isBack(reportType) ? { unless: 'never-gone' } : {}),
    ...(isCaughtIfAtLarge(reportType) ? { ifAtLarge: 'detained' } : {}),
  }
}

/** `{ subject: 'P-1', status: 'found dead' }` says it in a field, in the words in which others do in the name. */
const statusTold = (told: Readonly<Record<string, unknown>>): PersonStatus | undefined => {
  const words = [told.status, told.outcome, told.fate].find((one) => typeof one === 'string')
  if (typeof words !== 'string' || words.length > MOST_OF_A_STATUS) return undefined
  const apart = words.split(/[^A-Za-z]+|(?<=[a-z])(?=[A-Z])/).map((word) => word.toLowerCase())
  const name = apart.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
  return saidOfPersons(`Person${name}`)
}

const MOST_OF_A_STATUS = 40

/** How a hostage may be of whom it is told what became of them. */
const isFree: ReadonlySet<PersonStatus> = new Set(['released', 'found', 'dead'])

const isToBeCopedWith: ReadonlySet<PersonStatus> = new Set(['at-large', 'missing', 'held'])

interface Filed extends Readonly<Record<string, unknown>> {
  readonly reportType: string
  readonly subject?: unknown
  readonly subjects?: unknown
  readonly hostage?: unknown
  readonly hostages?: unknown
}

const whomOf = (subject: unknown, subjects: unknown): Whom => ({
  ...(typeof subject === 'string' ? { subject } : {}),
  ...(Array.isArray(subjects) ? { subjects: subjects.filter((one) => typeof one === 'string') } : {}),
})
