import { countSchema, details, nameSchema, placeDetails, severitySchema } from '@concord/incident'
import { defineEvent } from '@concord/kernel'
import { z } from 'zod'

const anyHazardShape = {
  ...placeDetails,
  hazard: nameSchema.meta({
    description: 'flood, dzud, storm, earthquake, hazardous-material or another kind.',
  }),
  severity: severitySchema.optional(),
  stage: nameSchema.optional().meta({ description: 'How far it is, in the words of the agency.' }),
  affected: countSchema.optional().meta({ description: 'Number of people affected.' }),
  evacuated: countSchema.optional().meta({ description: 'Number of people evacuated.' }),
  injured: countSchema.optional().meta({ description: 'Number of people injured.' }),
  dead: countSchema.optional().meta({ description: 'Number of people dead.' }),
  livestockLost: countSchema.optional().meta({ description: 'Number of animals lost.' }),
  waterLevelCm: z.number().optional().meta({ description: 'Water level in centimetres.' }),
} as const

const { hazard: _, ...knownHazardShape } = anyHazardShape

const anyHazard = details(anyHazardShape)

const knownHazard = details({
  ...knownHazardShape,
  missing: countSchema.optional().meta({ description: 'Number of people missing.' }),
  buildingsLost: countSchema.optional().meta({ description: 'Number of buildings lost.' }),
  areaHa: countSchema.optional().meta({ description: 'Area affected, in hectares.' }),
  containedPct: z.number().min(0).max(100).optional().meta({ description: 'How far contained, percent.' }),
  magnitude: z.number().optional().meta({ description: 'Magnitude of an earthquake.' }),
  substance: nameSchema.optional().meta({ description: 'The substance that escaped.' }),
})

const ofAny = <const Type extends string>(type: Type, command: string, description: string) =>
  defineEvent({ type, schemaVersion: 1, command, description, data: anyHazard })

/** The four events of a kind of danger that has a name: reported, how it stands, corrected, over. */
const ofKind = <const Kind extends string>(kind: Kind, words: string) =>
  [
    known(`${kind}Reported`, `Report${kind}`, `There is ${words}.`),
    known(`${kind}StatusReported`, `Report${kind}Status`, `How ${words} stands.`),
    known(`${kind}StatusCorrected`, `Correct${kind}Status`, `An earlier report on ${words} said it wrongly.`),
    known(`${kind}Over`, `Report${kind}Over`, `${words.charAt(0).toUpperCase()}${words.slice(1)} is over.`),
  ] as const

const known = <const Type extends string>(type: Type, command: string, description: string) =>
  defineEvent({ type, schemaVersion: 1, command, description, data: knownHazard })

/** What a report on a danger that has a name carries; of any other danger most of it may come too. */
export type HazardDetails = z.infer<typeof knownHazard>

/** What nature and technology do, fires apart. */
export const hazardEvents = [
  ...ofKind('Flood', 'a flood'),
  ...ofKind('Dzud', 'a dzud'),
  ...ofKind('Storm', 'a storm'),
  ...ofKind('Earthquake', 'an earthquake'),
  ...ofKind('HazardousMaterial', 'a spill of hazardous material'),
  ofAny('HazardReported', 'ReportHazard', 'Nature or technology endangers people: a flood, a dzud, a spill.'),
  ofAny('HazardStatusReported', 'ReportHazardStatus', 'How the danger stands.'),
  ofAny('HazardStatusCorrected', 'CorrectHazardStatus', 'An earlier report on the danger said it wrongly.'),
  ofAny('HazardOver', 'ReportHazardOver', 'The danger has passed.'),
] as const
