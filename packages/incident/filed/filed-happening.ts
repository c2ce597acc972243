import type { Change, StatusChange } from '../changes/change.ts'
import { abating, ceasing, orderRestored } from './abating.ts'
import { didNotHappen } from './did-not-happen.ts'

/**
 * What a report of no agreed type says of the happening that the whole incident is: a `PrisonRiotReported` makes an incident
 * of which nobody has said the kind a `prison-riot`; a `PrisonRiotStarted` makes it active besides, a `PrisonRiotEnded`
 * resolves it, a `ChemicalReleaseContained` or a `FloodReceded` contains it and a `PrisonRiotResumed` makes it active again, each only where the
 * incident is of that kind. Of a part, such as an `EvacuationEnded`, it says nothing.
 */
export const filedHappening = ({ reportType, kind, ...told }: Filed): readonly Change[] => {
  const { happening = '', verb = '' } = said.exec(reportType)?.groups ?? {}
  const [, failed] = failing.exec(reportType) ?? []
  if (failed !== undefined) return [{ change: 'describe', supposed: { kind: `${kebab(failed)}-outage` } }]
  const called = kebab(happening)
  if (orderRestored.test(reportType)) return risings.map((ofKind) => ({ ...resolved, ofKind }))
  if (verb === 'Restored')
    return isAllBack(told) ? failures.map((of) => ({ ...resolved, ofKind: `${called}-${of}` })) : []
  if (isWater.test(happening) && ends[verb]?.status === 'contained')
    return [{ ...contained, ofKind: 'flood' }]
  const end = ends[verb]
  if (end !== undefined) return [{ ...end, ofKind: called }]
  if (!isHappening.test(happening) || didNotHappen.test(happening)) return []
  return [
    { change: 'describe', supposed: { kind: typeof kind === 'string' ? undefined : called } },
    ...(starts[verb] ? [{ ...starts[verb], ofKind: called }] : []),
  ]
}

const kebab = (name: string): string => name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase()

/** What people are without once it fails, or its lines are down. */
const failing =
  /^(Power|Electricity|Water|Gas|Heat|Heating|Internet|Phone|Telephone|Mobile|Radio)(?:Supply|Lines?|Cables?|Grid|Network|Mains?|Service|Station|Plant)?(?:Down|Lost|Failed|Interrupted|Disrupted|Dead|Severed|CutOff)(?:Reported|Corrected)?$/

/** What recedes where there is a flood. */
const isWater = /^(?:Flood)?(?:Waters?|River|WaterLevels?|RiverLevels?)$/

/** Whether by such a report a happening that can be the whole incident is over: a `SiegeEnded`, and no `TalksEnded`. */
export const isOverBy = (reportType: string): boolean => {
  const { happening = '', verb = '' } = said.exec(reportType)?.groups ?? {}
  const isEnd = ends[verb]?.status === 'resolved' && isHappening.test(happening)
  return orderRestored.test(reportType) || (isEnd && !didNotHappen.test(reportType))
}

/** What those do who have to be brought to order. */
const risings = [
  ...['riot', 'mutiny', 'unrest', 'disorder', 'disturbance', 'looting', 'brawl', 'siege', 'standoff'],
  ...['uprising', 'revolt', 'rebellion'],
]

/** What the failing of something that is restored can be called: a `PowerRestored` ends a `power-outage`. */
const failures = ['outage', 'failure', 'cut', 'blackout', 'interruption', 'disruption']

/** Whether no number says that some are without it still. */
const isAllBack = (told: Readonly<Record<string, unknown>>): boolean =>
  !Object.entries(told).some(
    ([name, value]) => typeof value === 'number' && value > 0 && stillWithout.test(name),
  )

const stillWithout = /(?:[Ww]ithout|[Rr]emaining|[Ss]till|[Aa]ffected|Left|Out|Down)/

interface Filed extends Readonly<Record<string, unknown>> {
  readonly reportType: string
  readonly kind?: unknown
}

const contained: StatusChange = { change: 'status', status: 'contained' }
const resolved: StatusChange = { change: 'status', status: 'resolved', unless: 'somebody-out' }
const begun: StatusChange = { change: 'status', status: 'active', unless: 'under-way' }
const again: StatusChange = { change: 'status', status: 'active' }

/** Closed it is by the joint centre alone. */
const ends: Readonly<Record<string, StatusChange>> = {
  ...Object.fromEntries(abating.map((verb) => [verb, contained])),
  ...Object.fromEntries(ceasing.map((verb) => [verb, resolved])),
}

const starts: Readonly<Record<string, StatusChange>> = {
  ...{ Started: begun, Began: begun, Begun: begun, Occurred: begun, BrokeOut: begun },
  ...{ Commenced: begun, Erupted: begun, Initiated: begun },
  ...{ Resumed: again, Restarted: again, FlaredUp: again, Reignited: again, Rekindled: again },
}

const tellings = [
  'Reported',
  'Detected',
  'Confirmed',
  'Notified',
  'Observed',
  'Spotted',
  'Announced',
  'Signalled',
  'Suspected',
]

/** A correction counts as what it puts right. */
const said = new RegExp(
  `^(?<happening>[A-Z].*?)(?:Status|Situation|Declared|Now|Fully|Completely|Largely|Finally)?(?<verb>${[...Object.keys(ends), ...Object.keys(starts), ...tellings, 'Restored'].join('|')})(?:Corrected)?$`,
)

/** What an incident can be; a road, a search or a transfer that is reported or started is part of one. */
const isHappening = new RegExp(
  `(?:^|[a-z])(?:${[
    ...[
      'Riot',
      'Mutiny',
      'Uprising',
      'Revolt',
      'Rebellion',
      'Unrest',
      'Disorder',
      'Disturbance',
      'Looting',
      'Brawl',
      'Crush',
      'Stampede',
      'Siege',
    ],
    ...['Hostage(?:Taking|Situation|Crisis)', 'Hijacking', 'Kidnapping', 'Abduction', 'Pursuit'],
    ...['Shooting', 'Stabbing', 'Bombing', '(?<!Heart)Attack', 'Ambush', 'Robbery', 'Strike', 'Standoff'],
    ...[
      '(?:Chemical|Hazmat|Gas|Toxic|Substance|Radiation|Ammonia|Chlorine|Acid|Vapou?r)Release',
      'Leak',
      'Spill',
      'Explosion',
      'Fire',
      'Contamination',
      'Poisoning',
    ],
    ...[
      'Earthquake',
      'Aftershock',
      '(?:Dam|Dyke|Dike|Levee)Breach',
      'Landslide',
      'Mudslide',
      'Avalanche',
      'Flood',
      'Storm',
      'Blizzard',
      'Tornado',
      'Drought',
    ],
    ...['Eruption', 'Tsunami', 'Collapse', 'Accident', 'Collision', 'Crash', 'Derailment', 'Sinking'],
    ...['Outbreak', 'Epidemic', 'Outage', 'Blackout', 'Failure'],
  ].join('|')})$`,
)
