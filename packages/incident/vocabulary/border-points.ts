import { defineEvent } from '@concord/kernel'
import { z } from 'zod'
import { defineVocabulary } from '../agency-definition.ts'
import type { Change } from '../changes/change.ts'
import { checkpointTopic } from '../changes/topic.ts'
import { details, nameSchema, textSchema } from '../details/details.ts'

const CheckpointStatusChanged = defineEvent({
  type: 'CheckpointStatusChanged',
  schemaVersion: 1,
  command: 'ChangeCheckpointStatus',
  description: 'A checkpoint is open, restricted or closed from now on, with exceptions.',
  data: details({
    checkpoint: nameSchema.meta({ description: 'The code of the checkpoint.' }),
    status: z
      .enum(['open', 'restricted', 'closed'])
      .meta({ description: 'open: for all; restricted: for the exceptions or the rest only; closed.' }),
    exceptions: z
      .array(nameSchema)
      .max(100)
      .default([])
      .meta({ description: 'Who or what may pass all the same, such as evacuation.' }),
    reason: textSchema.optional().meta({ description: 'Why.' }),
  }),
})

const ZoneEntryPermitted = defineEvent({
  type: 'ZoneEntryPermitted',
  schemaVersion: 1,
  command: 'PermitZoneEntry',
  description: 'A crew may enter the border zone.',
  data: details({
    permit: nameSchema.optional().meta({ description: 'The number of the permit.' }),
    crew: nameSchema.optional().meta({ description: 'Who may enter.' }),
    people: z.number().min(0).optional().meta({ description: 'Number of people.' }),
    until: nameSchema.optional().meta({ description: 'Until when the permit holds.' }),
  }),
})

const NeighbourNotified = defineEvent({
  type: 'NeighbourNotified',
  schemaVersion: 1,
  command: 'NotifyNeighbour',
  description: 'The neighbouring state was told.',
  data: details({
    country: nameSchema.optional().meta({ description: 'ISO 3166-1 alpha-2 code of the neighbour.' }),
    by: nameSchema.optional().meta({ description: 'How it was told.' }),
  }),
})

/** Places where the line is crossed, by whom it may be, and what the neighbour is told. */
export const borderPoints = defineVocabulary(
  [CheckpointStatusChanged, ZoneEntryPermitted, NeighbourNotified],
  {
    CheckpointStatusChanged: ({ data }) => {
      const { checkpoint, status, exceptions, reason } = data
      const change: Change = { change: 'checkpoint', checkpoint, status, exceptions, reason }
      return [change, { ...change, topic: checkpointTopic(checkpoint) }]
    },
    ZoneEntryPermitted: ({ data }) =>
      data.permit === undefined
        ? []
        : [
            {
              change: 'measure',
              measure: data.permit,
              kind: 'zone-entry',
              state: 'imposed',
              until: data.until,
            },
          ],
    NeighbourNotified: ({ data }) => [
      { change: 'fact', about: 'neighbour', name: 'notified', value: data.country ?? true },
    ],
  },
)
