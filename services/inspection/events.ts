import { countSchema, details, nameSchema, placeDetails, textSchema } from '@concord/incident'
import { defineEvent } from '@concord/kernel'
import { z } from 'zod'

const goodsDetails = details({
  ...placeDetails,
  consignment: nameSchema.meta({ description: 'The number of the consignment.' }),
  goods: nameSchema.optional().meta({ description: 'What it is, such as meat or hides.' }),
  weightKg: countSchema.optional().meta({ description: 'Weight in kilograms.' }),
  reason: textSchema.optional().meta({ description: 'Why.' }),
})

const GoodsInspected = defineEvent({
  type: 'GoodsInspected',
  schemaVersion: 1,
  command: 'InspectGoods',
  description: 'A consignment was inspected.',
  data: goodsDetails.extend({ passed: z.boolean().meta({ description: 'Whether it may go on.' }) }),
})

const GoodsSeized = defineEvent({
  type: 'GoodsSeized',
  schemaVersion: 1,
  command: 'SeizeGoods',
  description: 'A consignment was taken away.',
  data: goodsDetails,
})

const DisinfectionDone = defineEvent({
  type: 'DisinfectionDone',
  schemaVersion: 1,
  command: 'RecordDisinfection',
  description: 'Vehicles or a place were disinfected.',
  data: details({
    ...placeDetails,
    vehicles: countSchema.optional().meta({ description: 'Number of vehicles.' }),
  }),
})

/** What only specialised inspection records. */
export const inspectionEvents = [GoodsInspected, GoodsSeized, DisinfectionDone] as const
