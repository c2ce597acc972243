import type { Change, PersonStatus } from '../changes/change.ts'
import type { Whom } from '../details/details.ts'
import { personsAre } from '../details/person-changes.ts'
import { didNotHappen } from './did-not-happen.ts'

/**
 * How those are whom a report of no agreed type is about by code, where its name says it: `HostageReleased`,
 * `TouristsMissing`, `SmugglerArrested`. Of everybody else no more is said than that they are involved. Where somebody is
 * out or held, the incident is active.
 */
export const filedPersons = ({ reportType, subject, subjects }: Filed): readonly Change[] => {
  const said = reportType.replace(/(?<=.)(Reported|Corrected|Amended|Updated|Recorded|Confirmed)$/, '')
  const [, status = 'involved'] = didNotHappen.test(said)
    ? []
    : (statuses.find(([name]) => name.test(said)) ?? [])
  const persons = personsAre(status, whomOf(subject, subjects))
  return persons.length > 0 && isToBeCopedWith.has(status)
    ? [...persons, { change: 'status', status: 'active', unless: 'under-way' }]
    : persons
}

const isToBeCopedWith: ReadonlySet<PersonStatus> = new Set(['at-large', 'missing', 'held'])

interface Filed {
  readonly reportType: string
  readonly subject?: unknown
  readonly subjects?: unknown
}

const whomOf = (subject: unknown, subjects: unknown): Whom => ({
  ...(typeof subject === 'string' ? { subject } : {}),
  ...(Array.isArray(subjects) ? { subjects: subjects.filter((one) => typeof one === 'string') } : {}),
})

/** What may be found, seen or missing without being anybody is left out: a weapon, a vessel, a cause. */
const somebody = `(?:${[
  ...[
    'Person',
    'People',
    'Subject',
    'Suspect',
    'Victim',
    'Survivor',
    'Witness',
    'Patient',
    'Crew',
    'Passenger',
  ],
  ...[
    'Child',
    'Children',
    'Minor',
    'Girl',
    'Boy',
    'Woman',
    'Women',
    'Man',
    'Men',
    'Infant',
    'Student',
    'Pupil',
  ],
  ...['Prisoner', 'Inmate', 'Detainee', 'Convict', 'Escapee', 'Fugitive', 'Hostage', 'Captive', 'Offender'],
  ...[
    'Smuggler',
    'Trafficker',
    'Poacher',
    'Thief',
    'Thieves',
    'Robber',
    'Rustler',
    'Attacker',
    'Gunman',
    'Intruder',
  ],
  ...[
    'Perpetrator',
    'Trespasser',
    'Tourist',
    'Traveller',
    'Hiker',
    'Climber',
    'Skier',
    'Swimmer',
    'Driver',
    'Rider',
  ],
  ...[
    'Pilot',
    'Sailor',
    'Fisherman',
    'Fishermen',
    'Herder',
    'Hunter',
    'Farmer',
    'Worker',
    'Guard',
    'Officer',
    'Soldier',
  ],
  ...['Migrant', 'Refugee', 'Resident', 'Citizen', 'Guide', 'Rescuer', 'Firefighter'],
  ...[
    'Stowaway',
    'Hijacker',
    'Deserter',
    'Absconder',
    'Runaway',
    'Foreigner',
    'Pilgrim',
    'Spectator',
    'Visitor',
  ],
  // Returnees, deportees, evacuees: who is something done to.
  '[A-Z][a-z]+(?<!Committ|Lev)ee',
].join('|')})s?`

/** Of these words the whole name, or what is said of somebody. */
const ofSomebody = (words: string): RegExp => new RegExp(`(?:^|${somebody})(?:${words})$`)

/** What else may be held, caught or handed over: people are called by more words than can be known. */
const something = `(?:${[
  ...[
    'Vessel',
    'Ship',
    'Boat',
    'Vehicle',
    'Car',
    'Truck',
    'Train',
    'Aircraft',
    'Plane',
    'Drone',
    'Container',
  ],
  ...['Image', 'Photo', 'Video', 'Footage', 'Data', 'Signal', 'Weapon', 'Gun', 'Firearm', 'Rifle', 'Arm'],
  ...[
    'Cargo',
    'Shipment',
    'Consignment',
    'Good',
    'Parcel',
    'Document',
    'Passport',
    'Phone',
    'Device',
    'Drug',
  ],
  ...['Animal', 'Livestock', 'Cattle', 'Herd', 'Horse', 'Sheep', 'Dog', 'Bird', 'Fish', 'Catch'],
].join('|')})s?`

/** Those who are kept, on their way. */
const ofTransport = (words: string): RegExp =>
  new RegExp(
    `(?:Prison|Jail|Custody|Prisoners?|Inmates?|Detainees?|Convicts?)(?:Transport|Transfer|Convoy|Escort|Van|Bus|Vehicle|Train)(?:${words})$`,
  )

/** Somebody else who is back is not in custody. */
const ofPrisoner = (words: string): RegExp =>
  new RegExp(`(?:Prisoner|Inmate|Detainee|Convict|Escapee|Fugitive)s?(?:${words})$`)

const statuses: readonly (readonly [name: RegExp, status: PersonStatus])[] = [
  [
    /(Dead|Died|Deceased|Killed|Drowned|Fatality|Death)$|^Bod(y|ies)(Found|Located|Recovered|Identified)$/,
    'dead',
  ],
  [/Hostages?(Taking|Taken|Held|Situation|Crisis|Siege)$|(Abduction|Abducted|Kidnapping|Kidnapped)$/, 'held'],
  [new RegExp(`${somebody}(Released|Freed|Discharged)$|^Released(On\\w+|From\\w+)?$`), 'released'],
  [new RegExp(`${somebody}(Found|Located|Rescued|Recovered)$`), 'found'],
  [new RegExp(`^Missing${somebody}$`), 'missing'],
  [ofSomebody('Missing|Disappeared|Unaccounted(?:For)?'), 'missing'],
  // Of people alone.
  [/(Arrested|Apprehended|Recaptured|GaveThemselvesUp|TakenIntoCustody)$/, 'detained'],
  [new RegExp(`(?<!${something})(?:Detained|Captured|Caught|Retaken|Surrendered)$`), 'detained'],
  [ofPrisoner('Returned|BroughtBack|BackInCustody|BackInPrison'), 'in-custody'],
  [/Abscond(?:ed|ing|ment)?$|^(?:Prison|Jail|Custody)(?:Escape|[Bb]reak(?:[Oo]ut)?)$/, 'at-large'],
  // Whoever was in it is out.
  [ofTransport('Hijack|Hijacked|Hijacking|Ambush|Ambushed'), 'at-large'],
  [/(?:Quarantine|Isolation|HouseArrest)(?:Breach|Breached|Broken|Escaped|Fled|Left)$/, 'at-large'],
  [ofSomebody('Escape|Escaped|Escaping|Fled|RanAway|RanOff|Break[Oo]ut|BrokeOut|AtLarge'), 'at-large'],
  // Whoever is looked for: a notice that is cancelled says nothing of where they are.
  [
    new RegExp(`^Wanted(?:${somebody})?(?:Notice)?(?:Declared|Issued|Published|Circulated|Listed)?$`),
    'at-large',
  ],
  [new RegExp(`${somebody}(?:Declared|Listed)?Wanted$`), 'at-large'],
  [ofSomebody('Sighted|Sighting|Seen'), 'sighted'],
  [ofSomebody('Identified|Identity'), 'identified'],
  [/(CustodyRestored|InCustody|Returned(To|Into)(Custody|Prison))$/, 'in-custody'],
]
