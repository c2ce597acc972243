import {
  areasOf,
  type Change,
  casualtiesOf,
  casualtyDetails,
  defineVocabulary,
  factsAbout,
  furtherFigures,
  placeOf,
} from '@concord/incident'
import { type FireDetails, fireEvents } from './fire-events.ts'

/**
 * What a fire means to the picture. Its figures are facts about `fire`; people are counted with everybody's
 * casualties.
 */
export const fire = defineVocabulary(fireEvents, {
  FireReported: ({ data }) => [
    { change: 'describe', severity: data.severity, supposed: { kind: 'wildfire', certainty: 'Observed' } },
    { change: 'status', status: 'active' },
    ...figures(data),
    ...soil(data.onOwnSoil ?? (areasOf(data).length > 0 ? true : undefined)),
  ],
  FireStatusReported: ({ data }) => [...describe(data), ...figures(data), ...soil(data.onOwnSoil)],
  FireStatusCorrected: ({ data }) => [...describe(data), ...figures(data), ...soil(data.onOwnSoil)],
  FireCrossedBorder: ({ data }) => [
    { change: 'describe', severity: data.severity, supposed: { kind: 'wildfire' } },
    { change: 'status', status: 'active' },
    ...figures(data),
    ...soil(data.onOwnSoil ?? true),
  ],
  FireContained: ({ data }) => [{ change: 'status', status: 'contained' }, ...figures(data)],
  FireOut: ({ data }) => [{ change: 'status', status: 'resolved' }, ...figures(data), ...soil(false)],
  FireCauseDetermined: ({ data }) => factsAbout('fire', data, { cause: '' }),
})

/** One area, one unit: what is compared must not differ only in how it was written. */
const hectares = (areaKm2: number | undefined): number | undefined =>
  areaKm2 === undefined ? undefined : Math.round(areaKm2 * 100 * 1e6) / 1e6

const describe = ({ severity }: FireDetails): readonly Change[] => [
  { change: 'describe', severity, supposed: { kind: 'wildfire' } },
]

const figures = (data: FireDetails): readonly Change[] => [
  ...factsAbout('fire', { ...data, areaHa: data.areaHa ?? hectares(data.areaKm2) }, units),
  ...casualtiesOf(data),
  ...furtherFigures('fire', data, agreedOn),
  ...placeOf(data),
]

/** An area code names a place of this country, so a fire that has one burns here; without one nobody knows. */
const soil = (onOwnSoil: boolean | undefined): readonly Change[] =>
  onOwnSoil === undefined ? [] : [{ change: 'fact', about: 'fire', name: 'onOwnSoil', value: onOwnSoil }]

const units = {
  areaHa: 'ha',
  containedPct: '%',
  distanceToBorderKm: 'km',
  stage: '',
  cause: '',
  gersLost: '',
  buildingsLost: '',
  livestockLost: 'head',
  crews: '',
  personnel: 'people',
  windMps: 'm/s',
} as const

const agreedOn = [...Object.keys(units), ...Object.keys(casualtyDetails), 'areaKm2']
