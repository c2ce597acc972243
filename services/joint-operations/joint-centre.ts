import { readEvents } from '@concord/access'
import type { AgencyDefinition } from '@concord/incident'

/** The agency whose centre this is: it keeps the record of reads. */
export const JOINT_CENTRE = 'joc'

/**
 * The roster as the log knows it: the centre also owns the record of reads, which nobody can ask for over HTTP.
 */
export const withRecordOfReads = (agencies: readonly AgencyDefinition[]) =>
  agencies.map(({ name, events }) => ({
    name,
    events: name === JOINT_CENTRE ? [...events, ...readEvents] : events,
  }))
