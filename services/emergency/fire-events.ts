import { countSchema, details, nameSchema, placeDetails, severitySchema, textSchema } from '@concord/incident'
import { defineEvent } from '@concord/kernel'
import { z } from 'zod'

/** Terms of the UN/FAO wildland fire glossary. */
const fireDetails = details({
  ...placeDetails,
  areaHa: countSchema.optional().meta({ description: 'Burnt area in hectares.' }),
  areaKm2: countSchema
    .optional()
    .meta({ description: 'Burnt area in square kilometres, where it was not given in hectares.' }),
  containedPct: z
    .number()
    .min(0)
    .max(100)
    .optional()
    .meta({ description: 'Share of the edge that is contained, percent.' }),
  onOwnSoil: z.boolean().optional().meta({ description: 'Whether it burns on this side of the border.' }),
  distanceToBorderKm: countSchema.optional().meta({ description: 'Distance to the border in kilometres.' }),
  stage: nameSchema.optional().meta({ description: 'going, contained, controlled, patrolled or out.' }),
  cause: nameSchema.optional().meta({ description: 'The cause, as far as known.' }),
  severity: severitySchema.optional(),
  gersLost: countSchema.optional().meta({ description: 'Number of gers lost.' }),
  buildingsLost: countSchema.optional().meta({ description: 'Number of buildings lost.' }),
  evacuated: countSchema.optional().meta({ description: 'Number of people evacuated.' }),
  injured: countSchema.optional().meta({ description: 'Number of people injured.' }),
  dead: countSchema.optional().meta({ description: 'Number of people dead.' }),
  livestockLost: countSchema.optional().meta({ description: 'Number of animals lost.' }),
  crews: countSchema.optional().meta({ description: 'Number of crews at work.' }),
  personnel: countSchema.optional().meta({ description: 'Number of people at work.' }),
  windMps: countSchema.optional().meta({ description: 'Wind speed in metres a second.' }),
})

const fire = <const Type extends string>(type: Type, command: string, description: string) =>
  defineEvent({ type, schemaVersion: 1, command, description, data: fireDetails })

const FireCauseDetermined = defineEvent({
  type: 'FireCauseDetermined',
  schemaVersion: 1,
  command: 'DetermineFireCause',
  description: 'It was found out why it burnt.',
  data: details({
    cause: nameSchema.meta({ description: 'The cause.' }),
    finding: textSchema.optional().meta({ description: 'How it was found out.' }),
    evidence: nameSchema.optional().meta({ description: 'The evidence it rests on.' }),
  }),
})

/** What a report on a fire carries. */
export type FireDetails = z.infer<typeof fireDetails>

/** A fire from the first report to the last ember. */
export const fireEvents = [
  fire('FireReported', 'ReportFire', 'It burns.'),
  fire('FireStatusReported', 'ReportFireStatus', 'How large the fire is and how far it is contained.'),
  fire('FireStatusCorrected', 'CorrectFireStatus', 'An earlier report on the fire said it wrongly.'),
  fire('FireCrossedBorder', 'ReportFireCrossedBorder', 'The fire came over the border.'),
  fire('FireContained', 'ReportFireContained', 'The fire no longer spreads.'),
  fire('FireOut', 'ReportFireOut', 'The fire is out.'),
  FireCauseDetermined,
] as const
