import type { Change, PersonStatus } from '../changes/change.ts'
import type { Whom } from '../details/details.ts'
import { personsAre } from '../details/person-changes.ts'
import { didNotHappen } from './did-not-happen.ts'
import { isOverBy } from './filed-happening.ts'
import { somebody, something } from './somebody.ts'

/**
 * How those are whom a report of no agreed type is about by code, where its name says it: `HostageReleased`,
 * `TouristsMissing`, `SmugglerArrested`. Of everybody else no more is said than that they are involved. Where somebody is
 * out or held, the incident is active. Whom it calls hostages are held, unless its name says that they are so no more.
 */
export const filedPersons = ({
  reportType,
  subject,
  subjects,
  hostage,
  hostages,
}: Filed): readonly Change[] => {
  const said = statusIn(reportType)
  const status = said ?? 'involved'
  const ofHostages =
    said !== undefined && isFree.has(said) ? said : isOverBy(reportType) ? 'released' : 'held'
  const told = personsAre(status, whomOf(subject, subjects)).map((one) => accountedFor(one, reportType))
  const held = personsAre(ofHostages, whomOf(hostage, hostages))
  const persons = [...told, ...held]
  const isGone =
    (told.length > 0 && isToBeCopedWith.has(status)) || (held.length > 0 && ofHostages === 'held')
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

/** Whom a patrol picks up is caught where they had fled, and safe where they were lost. */
const isCaughtIfAtLarge = (reportType: string): boolean =>
  /(?:PickedUp|HandedOver|Extradited|SentBack|TurnedBack|BroughtIn)$/.test(withoutWhere(reportType))

/** How a hostage may be of whom it is told what became of them. */
const isFree: ReadonlySet<PersonStatus> = new Set(['released', 'found', 'dead'])

const isToBeCopedWith: ReadonlySet<PersonStatus> = new Set(['at-large', 'missing', 'held'])

const statusIn = (reportType: string): PersonStatus | undefined => {
  const said = withoutTelling(reportType)
  const briefly = said.replace(whereAndHow, '')
  if (didNotComeBack.test(said) || didNotComeBack.test(briefly)) return 'missing'
  if (didNotHappen.test(said)) return undefined
  const says = (words: string) => statuses.find(([name]) => name.test(words))?.[1]
  return says(said) ?? says(briefly)
}

const withoutTelling = (reportType: string): string =>
  reportType.replace(
    /(?<=.)(?:Count|Number|Numbers)?(?:Reported|Corrected|Amended|Revised|Updated|Recorded|Confirmed)$/,
    '',
  )

/** What is said, and nothing of where, when and how. */
const withoutWhere = (reportType: string): string => withoutTelling(reportType).replace(whereAndHow, '')

const isBack = (reportType: string): boolean =>
  back.some((name) => name.test(withoutTelling(reportType)) || name.test(withoutWhere(reportType)))

/** Of whom it is said that they are not where they ought to be. */
const didNotComeBack =
  /(?:Not|Failed[Tt]o|Never|NoShow|DidNot)(?:Return(?:ed)?|Back|Arriv(?:ed?)|Present|AccountedFor|CameBack|ComeBack|Report)$|NoShow$/

/** `PrisonerReturnedVoluntarily`, `FugitiveCaughtNearBorder`: neither says otherwise how somebody is. */
const whereAndHow =
  /(?<=[a-z])(?:(?:After|At|Before|By|During|Following|From|In|Inside|Near|On|Outside|Through|Upon|With)(?=[A-Z])\w+|[A-Z][a-z]+ly|Alive|Unharmed|Unhurt|Again)$/

interface Filed {
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

/** Of these words the whole name, or what is said of somebody. */
const ofSomebody = (words: string): RegExp => new RegExp(`(?:^|${somebody})(?:${words})$`)

/** Of these words what is said of whoever is told of, unless it is of a thing: nobody knows all words for people. */
const ofNoThing = (words: string): RegExp => new RegExp(`(?<!${something})(?:${words})$`)

/** Those who are kept, on their way. */
const ofTransport = (words: string): RegExp =>
  new RegExp(
    `(?:Prison|Jail|Custody|Prisoners?|Inmates?|Detainees?|Convicts?)(?:Transport|Transfer|Convoy|Escort|Van|Bus|Vehicle|Train)(?:${words})$`,
  )

/** People on their way together, and what they are in: whoever is told of by code is in it. */
const party = `(?:${somebody}|(?:Patrol|Team|Party|Group|Expedition|Transport|Convoy|Escort|Detail|Boat|Ship|Vessel|Bus|Train|Plane|Aircraft|Helicopter|Vehicle|Flight|Contact)s?)`

/** To where people are kept by right; whoever is taken into custody is detained, until it is told where they are kept. */
const broughtTo =
  '(?:(?:Transferred|Moved|Brought|Taken|Delivered|Escorted|Sent|Committed|Admitted|Returned|HandedOver)(?:Back)?To|(?:Placed|Put|Remanded|Held|Lodged|Committed)(?:In|Into|On|To))(?:PreTrial|Pretrial|Police|State)?(?:Custody|Prison|Jail|Gaol|Detention|Remand|Cells?)(?:Cent(?:er|re)|Facility|Prison)?'

/** Somebody else who is back is not in custody. */
const ofPrisoner = (words: string): RegExp =>
  new RegExp(`(?:Prisoner|Inmate|Detainee|Convict|Escapee|Absconder|Fugitive)s?(?:${words})$`)

/** Of whom it is said that they came from somewhere, or were brought. */
const back: readonly RegExp[] = [
  ofNoThing('Returned|CameBack|GotBack|ReportedBack|WalkedIn|TurnedUp|BroughtIn'),
  ofSomebody('Reached|Evacuated|Hospitali[sz]ed|HandedOver|SentBack|TurnedBack|Repatriated|Extradited|Safe'),
]

const statuses: readonly (readonly [name: RegExp, status: PersonStatus])[] = [
  [
    /(Dead|Died|Deceased|Killed|Drowned|Fatality|Death|Perished|Succumbed|Suffocated|Lifeless|Found(?:Frozen|Hanged|Shot|Stabbed))$|(?:Froze|Frozen|Burn(?:ed|t)|Starved|Crushed|Trampled)(?:To)?Death$|Bod(?:y|ies)(?:Found|Located|Recovered|Identified)$/,
    'dead',
  ],
  [/Hostages?(Taking|Taken|Held|Situation|Crisis|Siege)$|(Abduction|Abducted|Kidnapping|Kidnapped)$/, 'held'],
  [/(?:Taken|Held|Seized)(?:As)?Hostages?$|TakenCaptive$/, 'held'],
  [/(?:Hostage|Captive)s?(?:Escape|Escaped|Fled|RanAway)$/, 'released'],
  // Who was in danger, and in nobody's custody.
  [
    /(?:Miner|Worker|Passenger|Resident|Tourist|Hiker|Angler|Survivor|Victim|Student|Pupil)s?Escaped?$|(?:Children|Fishermen)Escaped?$/,
    'found',
  ],
  [new RegExp(`${somebody}(Released|Freed|Discharged)$|^Released(On\\w+|From\\w+)?$`), 'released'],
  // Into a cell, from wherever they were.
  [
    new RegExp(
      `(?:${broughtTo})$|(?:Remanded|Jailed|Imprisoned|Incarcerated)$|Remand(?:Placed|Ordered|Begun)$`,
    ),
    'in-custody',
  ],
  [new RegExp(`${somebody}(Found|Located|Rescued|Recovered)$|(?<!Un)AccountedFor$`), 'found'],
  [/(?:Patrol|Team|Party|Group|Expedition)s?(?:Found|Located)$/, 'found'],
  [
    ofNoThing(
      'Rescued|Saved|Freed|Dug(?:Out|Up)|(?:Pulled|Brought|Led|Lifted)(?:Out|Up|Down|Ashore|Free|ToSafety)|CutFree|Extricated|Airlifted(?:Out)?|TakenOff|TakenAboard|PickedUp',
    ),
    'found',
  ],
  [new RegExp(`^(?:Missing|Lost)${somebody}$`), 'missing'],
  // Nobody has heard of them, or can reach them.
  [new RegExp(`${party}(?:Overdue|Lost)$`), 'missing'],
  [/(?:Overboard|Adrift|SweptAway|Buried|Trapped|Stranded|CutOff|Disappearance|ThroughIce)$/, 'missing'],
  [/(?:AbsentWithoutLeave|Leave(?:Overstayed|Exceeded))$/, 'missing'],
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
  // Of any other whoever was in it is held.
  [/(?:Hijack|Carjack)(?:ed|ing)?$/, 'held'],
  [/(?:Quarantine|Isolation|HouseArrest)(?:Breach|Breached|Broken|Escaped|Fled|Left)$/, 'at-large'],
  [/(?:Left|Escaped|Fled)(?:Quarantine|Isolation|HouseArrest|Hospital)$/, 'at-large'],
  [ofSomebody('Fled|Fled(?:The)?Scene|RanAway|RanOff|BrokeOut|Deserted'), 'at-large'],
  [/Desert(?:er|ers|ion)$/, 'at-large'],
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
  [/(Custody(?:Restored|Resumed)|InCustody|Returned(To|Into)(Custody|Prison))$/, 'in-custody'],
  ...back.map((name) => [name, 'found'] as const),
]
