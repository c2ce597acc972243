import {
  type Change,
  casualtiesOf,
  casualtyDetails,
  defineVocabulary,
  factsAbout,
  furtherFigures,
  placeOf,
} from '@concord/incident'
import type { RecordedEvent } from '@concord/kernel'
import { type HazardDetails, hazardEvents } from './hazard-events.ts'

/**
 * What a danger means to the picture: its figures are facts about the danger by name, such as `flood`. People are
 * counted with everybody's casualties: another agency counts the same ones.
 */
const changes = (hazard: string, data: HazardDetails): readonly Change[] => [
  ...factsAbout(hazard, data, units),
  ...casualtiesOf(data),
  ...furtherFigures(hazard, data, agreedOn),
  ...placeOf(data),
]

const begins = (hazard: string, data: HazardDetails): readonly Change[] => [
  { change: 'describe', severity: data.severity, supposed: { kind: hazard } },
  { change: 'status', status: 'active' },
  ...changes(hazard, data),
]

const continues = (hazard: string, data: HazardDetails): readonly Change[] => [
  { change: 'describe', severity: data.severity, supposed: { kind: hazard } },
  ...changes(hazard, data),
]

const ends = (hazard: string, data: HazardDetails): readonly Change[] => [
  { change: 'status', status: 'resolved' },
  ...changes(hazard, data),
]

const ofKind = <const Kind extends string>(kind: Kind, hazard: string) =>
  ({
    [`${kind}Reported`]: ({ data }: RecordedEvent) => begins(hazard, data as HazardDetails),
    [`${kind}StatusReported`]: ({ data }: RecordedEvent) => continues(hazard, data as HazardDetails),
    [`${kind}StatusCorrected`]: ({ data }: RecordedEvent) => continues(hazard, data as HazardDetails),
    [`${kind}Over`]: ({ data }: RecordedEvent) => ends(hazard, data as HazardDetails),
  }) as Readonly<
    Record<
      `${Kind}${'Reported' | 'StatusReported' | 'StatusCorrected' | 'Over'}`,
      (event: RecordedEvent) => readonly Change[]
    >
  >

/** What hazards of nature and technology mean to the picture: each begins, goes on and ends the kind of its name. */
export const hazards = defineVocabulary(hazardEvents, {
  ...ofKind('Flood', 'flood'),
  ...ofKind('Dzud', 'dzud'),
  ...ofKind('Storm', 'storm'),
  ...ofKind('Earthquake', 'earthquake'),
  ...ofKind('HazardousMaterial', 'hazardous-material'),
  HazardReported: ({ data }) => begins(data.hazard, data),
  HazardStatusReported: ({ data }) => continues(data.hazard, data),
  HazardStatusCorrected: ({ data }) => continues(data.hazard, data),
  HazardOver: ({ data }) => ends(data.hazard, data),
})

const units = {
  stage: '',
  livestockLost: 'head',
  buildingsLost: '',
  areaHa: 'ha',
  containedPct: '%',
  waterLevelCm: 'cm',
  magnitude: '',
  substance: '',
} as const

const agreedOn = [...Object.keys(units), ...Object.keys(casualtyDetails)]
