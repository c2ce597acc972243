import { readEvents } from '@concord/access'
import { keyEvents, logHeadEvents, moveEvents } from '@concord/event-log'
import type { EventDefinition } from '@concord/kernel'
import { roster } from '../../services/roster.ts'

/** Every event that a log can hold: what the agencies record, the record of reads, signing keys and log heads. */
export const releasedEvents: readonly EventDefinition[] = [
  ...roster.flatMap((agency) => agency.events),
  ...readEvents,
  ...keyEvents,
  ...logHeadEvents,
  ...moveEvents,
]
