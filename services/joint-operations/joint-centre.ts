import { readEvents } from '@concord/access'
import type { AgencyDefinition } from '@concord/incident'
import { JOINT_CENTRE } from '../roster.ts'

/**
 * The roster as the log knows it: the centre also owns the record of reads, which nobody can ask for over HTTP.
 */
export const withRecordOfReads = (agencies: readonly AgencyDefinition[]) =>
  agencies.map(({ name, events }) => ({
    name,
    events: name === JOINT_CENTRE ? [...events, ...readEvents] : events,
  }))
