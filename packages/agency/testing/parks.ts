import {
  defineAgency,
  details,
  nameSchema,
  PersonalDataErased,
  personSchema,
  ReleaseGranted,
  ReleaseRevoked,
  ReportRetracted,
  RetentionReviewed,
  ReviewWarningGiven,
  recordingDecider,
  typesByCommand,
} from '@concord/incident'
import { defineEvent } from '@concord/kernel'
import { z } from 'zod'

/*
 * A tiny agency for tests: rangers of a park, who report fires and count people.
 */

const FireSeen = defineEvent({
  type: 'FireSeen',
  schemaVersion: 1,
  command: 'ReportFire',
  description: 'A ranger saw a fire.',
  data: details({
    areaHa: z.number().min(0).optional().meta({ description: 'Burning area, in hectares.' }),
    place: nameSchema.optional(),
    witness: personSchema.optional(),
  }),
})

const FireOut = defineEvent({
  type: 'FireOut',
  schemaVersion: 1,
  command: 'ReportFireOut',
  description: 'The fire is out.',
  data: details({}),
})

const TrackClosed = defineEvent({
  type: 'TrackClosed',
  schemaVersion: 1,
  command: 'CloseTrack',
  description: 'A track is closed to visitors. Any agency may ask for it.',
  by: 'roster',
  roles: ['commander'],
  category: 'track',
  data: details({ track: nameSchema }),
})

const events = [
  FireSeen,
  FireOut,
  TrackClosed,
  ReleaseGranted,
  ReleaseRevoked,
  ReportRetracted,
  PersonalDataErased,
  RetentionReviewed,
  ReviewWarningGiven,
]

export const parks = defineAgency({
  name: 'parks',
  title: 'Park rangers',
  description: 'Fires and closed tracks in the park.',
  events,
  view: () => [],
  decider: recordingDecider(typesByCommand(events), {
    initially: undefined,
    forbids: (command, records) => {
      if (command.name !== 'ReportFireOut') return undefined
      const types = [...records.byId.values()].map(({ type }) => type)
      if (types.includes('FireOut')) return { code: 'fire-already-out', detail: 'The fire is out already.' }
      if (types.length === 0) return { code: 'unknown-incident', detail: 'No fire is known under this name.' }
      return undefined
    },
  }),
})
