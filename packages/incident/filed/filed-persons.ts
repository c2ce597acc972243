import type { Change, PersonStatus } from '../changes/change.ts'
import type { Whom } from '../details/details.ts'
import { personsAre } from '../details/person-changes.ts'
import { didNotHappen } from './did-not-happen.ts'
import { somebody, something } from './somebody.ts'

/**
 * How those are whom a report of no agreed type is about by code, where its name says it: `HostageReleased`,
 * `TouristsMissing`, `SmugglerArrested`. Of everybody else no more is said than that they are involved. Where somebody is
 * out or held, the incident is active.
 */
export const filedPersons = ({ reportType, subject, subjects }: Filed): readonly Change[] => {
  const status = statusIn(reportType) ?? 'involved'
  const persons = personsAre(status, whomOf(subject, subjects)).map((one) => accountedFor(one, reportType))
  return persons.length > 0 && isToBeCopedWith.has(status)
    ? [...persons, { change: 'status', status: 'active', unless: 'under-way' }]
    : persons
}

/** Of those who are accounted for it is known where they are, which may have been said better. */
const accountedFor = (change: Change, reportType: string): Change =>
  change.change === 'person' && /AccountedFor$/.test(reportType) && change.status === 'found'
    ? { ...change, unless: 'not-out' }
    : change

const isToBeCopedWith: ReadonlySet<PersonStatus> = new Set(['at-large', 'missing', 'held'])

const statusIn = (reportType: string): PersonStatus | undefined => {
  const said = reportType.replace(
    /(?<=.)(?:Count|Number|Numbers)?(?:Reported|Corrected|Amended|Revised|Updated|Recorded|Confirmed)$/,
    '',
  )
  if (didNotComeBack.test(said)) return 'missing'
  if (didNotHappen.test(said)) return undefined
  const says = (words: string) => statuses.find(([name]) => name.test(words))?.[1]
  return says(said) ?? says(said.replace(whereAndHow, ''))
}

/** Of whom it is said that they are not where they ought to be. */
const didNotComeBack =
  /(?:Not|Failed[Tt]o|Never|NoShow|DidNot)(?:Return(?:ed)?|Back|Arriv(?:ed?)|Present|AccountedFor|CameBack|ComeBack|Report)$|NoShow$/

/** `PrisonerReturnedVoluntarily`, `FugitiveCaughtNearBorder`: neither says otherwise how somebody is. */
const whereAndHow =
  /(?<=[a-z])(?:(?:After|At|Before|By|During|Following|From|In|Inside|Near|On|Outside|Upon|With)(?=[A-Z])\w+|[A-Z][a-z]+ly|Alive|Unharmed|Unhurt|Again)$/

interface Filed {
  readonly reportType: string
  readonly subject?: unknown
  readonly subjects?: unknown
}

const whomOf = (subject: unknown, subjects: unknown): Whom => ({
  ...(typeof subject === 'string' ? { subject } : {}),
  ...(Array.isArray(subjects) ? { subjects: subjects.filter((one) => typeof one === 'string') } : {}),
})

/** Of these words the whole name, or what is said of somebody. */
const ofSomebody = (words: string): RegExp => new RegExp(`(?:^|${somebody})(?:${words})$`)

/** Of these words what is said of whoever is told of, unless it is of a thing: nobody knows all words for people. */
const ofNoThing = (words: string): RegExp => new RegExp(`(?<!${something})(?:${words})$`)

/** Those who are kept, on their way. */
const ofTransport = (words: string): RegExp =>
  new RegExp(
    `(?:Prison|Jail|Custody|Prisoners?|Inmates?|Detainees?|Convicts?)(?:Transport|Transfer|Convoy|Escort|Van|Bus|Vehicle|Train)(?:${words})$`,
  )

/** Somebody else who is back is not in custody. */
const ofPrisoner = (words: string): RegExp =>
  new RegExp(`(?:Prisoner|Inmate|Detainee|Convict|Escapee|Absconder|Fugitive)s?(?:${words})$`)

const statuses: readonly (readonly [name: RegExp, status: PersonStatus])[] = [
  [
    /(Dead|Died|Deceased|Killed|Drowned|Fatality|Death)$|Bod(?:y|ies)(?:Found|Located|Recovered|Identified)$/,
    'dead',
  ],
  [/Hostages?(Taking|Taken|Held|Situation|Crisis|Siege)$|(Abduction|Abducted|Kidnapping|Kidnapped)$/, 'held'],
  [/(?:Hostage|Captive)s?(?:Escape|Escaped|Fled|RanAway)$/, 'released'],
  [new RegExp(`${somebody}(Released|Freed|Discharged)$|^Released(On\\w+|From\\w+)?$`), 'released'],
  [new RegExp(`${somebody}(Found|Located|Rescued|Recovered)$|(?<!Un)AccountedFor$`), 'found'],
  [new RegExp(`^Missing${somebody}$`), 'missing'],
  [ofNoThing('Missing|Disappeared|Vanished|Gone|Absent|Short|Unaccounted(?:For)?'), 'missing'],
  [
    /(?:Headcount|HeadCount|RollCall|Muster)(?:Discrepancy|Mismatch|Deficit|Shortfall|Incomplete|Failed)$/,
    'missing',
  ],
  // Of people alone.
  [/(?:Arrested|Apprehended|Recaptured|Gave\w+Up|TakenInto(?:\w+)?Custody)$/, 'detained'],
  [/(?:Presented|Gave|Turned|Handed)(?:Him|Her|Them)[Ss]el(?:f|ves)(?:In|Up|Over)?$|TurnedIn$/, 'detained'],
  [ofNoThing('Detained|Captured|Caught|Intercepted|Overpowered|Retaken|Surrendered'), 'detained'],
  // Of others it may be a crime that they are.
  [ofPrisoner('(?:[A-Z][a-z]+And)?(?:Held|Seized)'), 'detained'],
  [
    ofPrisoner(
      'Returned|Readmitted(?:To\\w+)?|Recommitted|Reincarcerated|BroughtBack|CameBack|BackInCustody|BackInPrison|Secured',
    ),
    'in-custody',
  ],
  [/Abscond(?:ed|ing|ment)?$|^(?:Prison|Jail|Custody)(?:Escape|[Bb]reak(?:[Oo]ut)?)$/, 'at-large'],
  // Whoever was in it is out.
  [ofTransport('Hijack|Hijacked|Hijacking|Ambush|Ambushed'), 'at-large'],
  [/(?:Quarantine|Isolation|HouseArrest)(?:Breach|Breached|Broken|Escaped|Fled|Left)$/, 'at-large'],
  [ofSomebody('Fled|RanAway|RanOff|BrokeOut'), 'at-large'],
  // From wherever it was: CourtHouseEscape, TunnelBreakout.
  [
    ofNoThing('Escape|Escapes|Escaped|Escaping|Break[Oo]ut|AtLarge|OnTheRun|OnTheLoose|AtLiberty'),
    'at-large',
  ],
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
