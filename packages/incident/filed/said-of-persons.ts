import type { PersonStatus } from '../changes/change.ts'
import { didNotHappen } from './did-not-happen.ts'
import { somebody, something } from './somebody.ts'

/**
 * How those are whom a report is about, by its name: `HostageReleased`, `TouristsMissing`, `PatrolFoundHiker`. Undefined where
 * it says nothing of that.
 */
export const saidOfPersons = (reportType: string): PersonStatus | undefined => {
  const said = inPassive(withoutTelling(reportType))
  const briefly = said.replace(whereAndHow, '')
  if (didNotComeBack.test(said) || didNotComeBack.test(briefly)) return 'missing'
  if (didNotHappen.test(said)) return undefined
  const says = (words: string) => statuses.find(([name]) => name.test(words))?.[1]
  return says(said) ?? says(briefly)
}

/** `PatrolFoundHiker` says of the hiker what `HikerFound` does; of whoever acts it says nothing. */
const inPassive = (name: string): string => {
  const { done = '', whom = '' } = active.exec(name)?.groups ?? {}
  return whom === '' ? name : `${whom}${done}`
}

const active = new RegExp(
  `^(?:Patrol|Police|Guard|Border|Troop|Rescuer|Crew|Boat|Ship|Helicopter|Diver|Team|Unit|Dog|Volunteer|Herder|Neighbour|Villager|Officer)(?:s|Guards?)?(?<done>Arrested|Detained|Caught|Captured|Recaptured|Intercepted|Stopped|Seized|Found|Located|Reached|Rescued|Saved|PickedUp|Freed|Saw)(?:The)?(?<whom>${somebody})$`,
)

const withoutTelling = (reportType: string): string =>
  reportType.replace(
    /(?<=.)(?:Count|Number|Numbers)?(?:Reported|Corrected|Amended|Revised|Updated|Recorded|Confirmed)$/,
    '',
  )

/** What is said, and nothing of where, when and how. */
const withoutWhere = (reportType: string): string => withoutTelling(reportType).replace(whereAndHow, '')

/** Whether it says only that they came from somewhere, or were brought. */
export const isBack = (reportType: string): boolean =>
  back.some((name) => name.test(withoutTelling(reportType)) || name.test(withoutWhere(reportType)))

/** Of whom it is said that they are not where they ought to be. */
const didNotComeBack =
  /(?:Not|Failed[Tt]o|Never|NoShow|DidNot)(?:Return(?:ed)?|Back|Arriv(?:ed?)|Present|AccountedFor|CameBack|ComeBack|Report)$|NoShow$/

/** `PrisonerReturnedVoluntarily`, `FugitiveCaughtNearBorder`: neither says otherwise how somebody is. */
const whereAndHow =
  /(?<=[a-z])(?:(?:After|At|Before|By|During|Following|From|In|Inside|Near|On|Outside|Through|Upon|With)(?=[A-Z])\w+|[A-Z][a-z]+ly|Alive|Unharmed|Unhurt|Safe|SafeAndSound|Again)$/

/** Whom a patrol picks up is caught where they had fled, and safe where they were lost. */
export const isCaughtIfAtLarge = (reportType: string): boolean =>
  /(?:PickedUp|HandedOver|Extradited|SentBack|TurnedBack|BroughtIn|Report(?:ed|s)To(?:Post|Police|Station|Guards?|Base|Prison|Barracks|Checkpoint))$/.test(
    withoutWhere(reportType),
  )

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
const ofPrisoner = (words: string): RegExp => new RegExp(`${prisoner}(?:${words})$`)

const prisoner = '(?:Prisoner|Inmate|Detainee|Convict|Escapee|Absconder|Fugitive)s?'

/** Of whom it is said that they came from somewhere, or were brought. */
const back: readonly RegExp[] = [
  ofNoThing(
    'Returned|CameBack|GotBack|ReportedBack|Report(?:ed|s)To(?:Post|Police|Station|Guards?|Base|Prison|Barracks|Checkpoint)|WalkedIn|TurnedUp|BroughtIn',
  ),
  ofSomebody('Reached|Evacuated|Hospitali[sz]ed|HandedOver|SentBack|TurnedBack|Repatriated|Extradited|Safe'),
]

const statuses: readonly (readonly [name: RegExp, status: PersonStatus])[] = [
  [
    /(Dead|Died|Deceased|Killed|Drowned|Fatality|Death|Perished|Succumbed|Suffocated|Lifeless|Found(?:Frozen|Hanged|Shot|Stabbed))$|(?:Froze|Frozen|Burn(?:ed|t)|Starved|Crushed|Trampled)(?:To)?Death$|(?:Bod(?:y|ies)|Corpses?|Remains)(?:Found|Located|Recovered|Identified|Retrieved|Discovered|WashedUp|WashedAshore|PulledOut)$/,
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
      `(?:${broughtTo})$|(?:Remanded|Jailed|Imprisoned|Incarcerated)$|Remand(?:Placed|Ordered|Begun)$|Behind[Bb]ars$|LockedUp$`,
    ),
    'in-custody',
  ],
  [
    new RegExp(`${somebody}(Found|Located|Rescued|Recovered|Retrieved|Reunited)$|(?<!Un)AccountedFor$`),
    'found',
  ],
  [/(?:Patrol|Team|Party|Group|Expedition)s?(?:Found|Located)$/, 'found'],
  [
    ofNoThing(
      'Rescued|Saved|Freed|Dug(?:Out|Up)|(?:Pulled|Brought|Led|Lifted)(?:Out|Up|Down|Ashore|Free|ToSafety)|CutFree|Extricated|Airlifted(?:Out)?|TakenOff|TakenAboard|PickedUp',
    ),
    'found',
  ],
  [new RegExp(`^(?:Missing|Lost)${somebody}$`), 'missing'],
  [new RegExp(`${somebody}Separated$`), 'missing'],
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
  [
    /(?:Arrested|Apprehended|Recaptured|(?<!House|Cardiac)Arrest(?:Made)?|Gave\w+Up|TakenInto(?:\w+)?Custody)$/,
    'detained',
  ],
  [/(?:Presented|Gave|Turned|Handed)(?:Him|Her|Them)[Ss]el(?:f|ves)(?:In|Up|Over)?$|TurnedIn$/, 'detained'],
  [ofNoThing('Detained|Captured|Caught|Intercepted|Overpowered|Retaken|Surrendered|Surrender'), 'detained'],
  // Of others it may be a crime that they are.
  [
    new RegExp(
      `(?:${prisoner}|Suspects?|Smugglers?|Poachers?)(?:[A-Z][a-z]+And)?(?:Held|Seized|Stopped|Nabbed)$`,
    ),
    'detained',
  ],
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
