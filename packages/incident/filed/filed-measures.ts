import type { Change, MeasureChange } from '../changes/change.ts'
import { areasOf } from '../details/place-details.ts'
import { calledAfter } from './called-after.ts'
import { somebody } from './somebody.ts'
import { thingNamed } from './thing-named.ts'

/**
 * What a report of no agreed type puts in force or ends, where its name says so: a `CurfewImposed` is in force until its
 * term or the `CurfewLifted`, also as a `CurfewCorrected` has it. Without a number of its own there is one of each kind in
 * an incident. Only measures are imposed; ambulances are ordered as well, hospitals established, and wrecks lifted: what is no
 * measure by its own name is lifted where it was imposed, and nowhere else. A way that is closed is so until it is opened again.
 */
export const filedMeasures = (report: Filed): readonly Change[] => {
  const closure = closureIn(report)
  return closure ? [closure] : measuresIn(report)
}

/** `{ reportType: 'RoadClosed', road: 'A-16' }` is the closure of the `road A-16`; without a code, of the road. */
const closureIn = ({ reportType, measure, kind: _, until, ...rest }: Filed): Change | undefined => {
  const { way = '', verb = '' } = closing.exec(reportType)?.groups ?? {}
  if (way === '') return undefined
  const called = calledAfter(way)
  const areas = areasOf(rest)
  return {
    change: 'measure',
    kind: `${called} closure`,
    measure: typeof measure === 'string' ? measure : (thingNamed(rest, called) ?? called),
    state: /^(?:Re)?[Oo]pened$|^Unblocked$|^Cleared$|^Resumed$|^Passable$/.test(verb) ? 'lifted' : 'imposed',
    ...(typeof until === 'string' ? { until } : {}),
    ...(areas.length > 0 ? { areas } : {}),
  }
}

const measuresIn = ({ reportType, measure, kind: toldKind, until, ...rest }: Filed): readonly Change[] => {
  const { name = '', verb = '' } = told.exec(inNouns(reportType))?.groups ?? {}
  const code = measure ?? rest[lastWordOf(name)]
  const isNamed = isMeasure.test(name)
  const state = isNamed || verb === 'Imposed' || verb === 'Lifted' ? states[verb] : undefined
  if (state === undefined) return []
  const kind = saysNoKind.test(name) && typeof toldKind === 'string' ? toldKind : calledAfter(name)
  const term = typeof until === 'string' ? { until } : {}
  const areas = areasOf(rest)
  const unless = isNamed || state !== 'lifted' ? {} : { unless: 'never-imposed' as const }
  return [
    {
      ...{ change: 'measure', measure: typeof code === 'string' ? code : kind, kind, state },
      ...term,
      ...(areas.length > 0 ? { areas } : {}),
      ...unless,
    },
  ]
}

/** Who says `FishingBanned` says that a ban on fishing was imposed; of a person it is no measure of the incident. */
const inNouns = (reportType: string): string =>
  banned.reduce((name, [verb, noun]) => name.replace(verb, noun), reportType)

/** What people do by leave; a search or a patrol is suspended as well, and no measure. */
const permitted =
  '(?:Sale|Trade|Export|Import|Visit|Visiting|Flight|Ferry|Rail|Train|Bus|Transit|Movement|Grazing|Hunting|Fishing|Slaughter|Classe|Lesson|Traffic|Service)s?'

const banned: readonly (readonly [verb: RegExp, noun: string])[] = [
  [new RegExp(`(?<!^|${somebody})(?:Banned|Forbidden|Prohibited|Outlawed)(?=(?:Corrected)?$)`), 'BanImposed'],
  [new RegExp(`(?<!^|${somebody})(?:Restricted)(?=(?:Corrected)?$)`), 'RestrictionImposed'],
  [/(?<=[a-z])Rationed(?=(?:Corrected)?$)/, 'RationingImposed'],
  [new RegExp(`(?<=${permitted})Suspended(?=(?:Corrected)?$)`), 'SuspensionImposed'],
  [new RegExp(`(?<=${permitted})Resumed(?=(?:Corrected)?$)`), 'SuspensionLifted'],
  // An ambulance is recalled as well.
  [
    /(?<=(?:Product|Batch|Lot|Medicine|Drug|Vaccine|Food|Feed|Meat|Milk|Goods|Device|Toy)s?)Recalled(?=(?:Corrected)?$)/,
    'RecallImposed',
  ],
]

/** A `BoilWaterNoticeIssued` may be told of by its `notice`, a `CurfewImposed` by its `curfew`. */
const lastWordOf = (name: string): string => /[A-Z][a-z]*$/.exec(name)?.[0].toLowerCase() ?? ''

/** Of a `MeasureOrdered` the name says no more than that. */
const saysNoKind = /^Measures?$/

interface Filed extends Readonly<Record<string, unknown>> {
  readonly reportType: string
  readonly measure?: unknown
  readonly kind?: unknown
  readonly until?: unknown
}

const states: Readonly<Record<string, MeasureChange['state']>> = {
  Imposed: 'imposed',
  Ordered: 'imposed',
  Established: 'imposed',
  Declared: 'imposed',
  Issued: 'imposed',
  Announced: 'imposed',
  Decided: 'imposed',
  Started: 'imposed',
  Begun: 'imposed',
  Initiated: 'imposed',
  Introduced: 'imposed',
  Set: 'imposed',
  SetUp: 'imposed',
  Activated: 'imposed',
  PutInPlace: 'imposed',
  Corrected: 'imposed',
  Extended: 'extended',
  Lifted: 'lifted',
  Removed: 'lifted',
  Ended: 'lifted',
  Terminated: 'lifted',
  Discontinued: 'lifted',
  Withdrawn: 'lifted',
  CalledOff: 'lifted',
  Revoked: 'lifted',
  Cancelled: 'lifted',
  Canceled: 'lifted',
  Rescinded: 'lifted',
}

/** What people pass along or across. */
const closing =
  /^(?<way>Road|Highway|Motorway|Street|Lane|Harbou?r|Port|Bridge|Tunnel|Underpass|Railway|Runway|Taxiway|Airspace|River|Canal|Waterway|Pass|Trail)(?:Traffic)?(?<verb>Closed|Blocked|Shut|SealedOff|Suspended|Halted|Barred|Impassable|Reopened|Opened|Unblocked|Cleared|Resumed|Passable)(?:Corrected)?$/

/** A correction counts as what it puts right: `CurfewImposedCorrected` imposes a curfew. */
const told = new RegExp(`^(?<name>.+?)(?<verb>${Object.keys(states).join('|')})(?:Corrected)?$`)

/** What holds for a term and binds people. */
const isMeasure = new RegExp(
  `(?:${[
    ...[
      'Curfew',
      'Lockdown',
      'Ban',
      'Prohibition',
      'Restrictions?',
      'Limits?',
      'Closure',
      'Suspension',
      'Embargo',
    ],
    ...[
      'Cordon',
      'Perimeter',
      'Zone',
      'Roadblock',
      'Blockade',
      'Diversion',
      'Detour',
      'Quarantine',
      'Isolation',
    ],
    ...['(?:Water|Food|Air|Travel|Health)(?:Notice|Advisory)', 'ShelterInPlace', 'StayAtHomeOrder'],
    ...['Evacuation', 'Recall', 'Rationing', 'StateOfEmergency', 'MartialLaw', 'Measures?'],
  ].join('|')})$`,
)
