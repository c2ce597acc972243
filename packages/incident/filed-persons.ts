import type { Change, PersonStatus } from './change.ts'
import type { Whom } from './details.ts'
import { personsAre } from './person-changes.ts'

/**
 * How those are whom a report of no agreed type is about by code, where its name says it: `HostageReleased`,
 * `TouristsMissing`, `SmugglerArrested`. Of nobody else is anything said.
 */
export const filedPersons = ({ reportType, subject, subjects }: Filed): readonly Change[] => {
  const said = reportType.replace(/(?<=.)(Reported|Corrected|Updated|Recorded|Confirmed)$/, '')
  const [, status] = statuses.find(([name]) => name.test(said)) ?? []
  return status === undefined ? [] : personsAre(status, whomOf(subject, subjects))
}

interface Filed {
  readonly reportType: string
  readonly subject?: unknown
  readonly subjects?: unknown
}

const whomOf = (subject: unknown, subjects: unknown): Whom => ({
  ...(typeof subject === 'string' ? { subject } : {}),
  ...(Array.isArray(subjects) ? { subjects: subjects.filter((one) => typeof one === 'string') } : {}),
})

/** What may be found or released without being anybody is left out: a weapon, a scene, a figure. */
const somebody =
  '(?:Person|People|Subject|Suspect|Fugitive|Prisoner|Inmate|Detainee|Offender|Hostage|Captive|Victim|Child|Children|Minor|Girl|Boy|Woman|Man|Tourist|Traveller|Hiker|Patient|Passenger|Crew|Driver|Survivor)s?'

const statuses: readonly (readonly [name: RegExp, status: PersonStatus])[] = [
  [
    /(Dead|Died|Deceased|Killed|Drowned|Fatality|Death)$|^Bod(y|ies)(Found|Located|Recovered|Identified)$/,
    'dead',
  ],
  [/Hostages?(Taking|Taken|Held)$|(Abduction|Abducted|Kidnapping|Kidnapped)$/, 'held'],
  [new RegExp(`${somebody}(Released|Freed|Discharged)$|^Released(On\\w+|From\\w+)?$`), 'released'],
  [new RegExp(`${somebody}(Found|Located|Rescued|Recovered)$`), 'found'],
  [new RegExp(`^Missing${somebody}$|(Missing|Disappeared)$`), 'missing'],
  [/(Detained|Arrested|Apprehended|Captured|Recaptured)$/, 'detained'],
  [/(Escape|Escaped|Absconded|AtLarge)$/, 'at-large'],
  [/(Sighted|Sighting|Seen)$/, 'sighted'],
  [/(Identified|Identity)$/, 'identified'],
  [/(CustodyRestored|InCustody|Returned(To|Into)(Custody|Prison))$/, 'in-custody'],
]
