import type { Change, IncidentStatus } from '../changes/change.ts'
import { didNotHappen } from './did-not-happen.ts'

/**
 * What a report of no agreed type says of the happening that the whole incident is: a `PrisonRiotStarted` makes an incident
 * of which nobody has said the kind a `prison-riot`, a `PrisonRiotEnded` resolves it and a `ChemicalReleaseContained`
 * contains it, each only where the incident is of that kind. Of a part, such as an `EvacuationEnded`, it says nothing.
 */
export const filedHappening = ({ reportType, kind }: Filed): readonly Change[] => {
  const { happening, verb = '' } = told.exec(reportType)?.groups ?? {}
  if (happening === undefined) return []
  const called = happening.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase()
  const status = steps[verb]
  if (status !== undefined)
    return [
      {
        ...{ change: 'status', status, ofKind: called },
        ...(status === 'resolved' ? { unless: 'somebody-out' as const } : {}),
      },
    ]
  return typeof kind !== 'string' && isHappening.test(happening) && !didNotHappen.test(happening)
    ? [{ change: 'describe', supposed: { kind: called } }]
    : []
}

interface Filed {
  readonly reportType: string
  readonly kind?: unknown
}

/** Closed it is by the joint centre alone. */
const steps: Readonly<Record<string, IncidentStatus>> = {
  Contained: 'contained',
  UnderControl: 'contained',
  BroughtUnderControl: 'contained',
  Ended: 'resolved',
  Over: 'resolved',
  Resolved: 'resolved',
  Extinguished: 'resolved',
}

const begins = ['Reported', 'Started', 'Began', 'Begun', 'Occurred', 'BrokeOut', 'Detected', 'Confirmed']

/** A correction counts as what it puts right. */
const told = new RegExp(
  `^(?<happening>[A-Z].*?)(?<verb>${[...Object.keys(steps), ...begins].join('|')})(?:Corrected)?$`,
)

/** What an incident can be; a road, a search or a transfer that is reported or started is part of one. */
const isHappening = new RegExp(
  `(?:^|[a-z])(?:${[
    ...['Riot', 'Mutiny', 'Unrest', 'Disorder', 'Disturbance', 'Looting', 'Brawl', 'Stampede', 'Siege'],
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
