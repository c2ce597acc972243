import type { AgencyName, RecordedEvent } from '@concord/kernel'
import type { Policy } from './policy.ts'

/**
 * For each agency the test of whether it sees an event by the event's own marking, before releases: what
 * `packages/incident` calls an `Audience`. `glass` says on which events the reader has an open break-glass.
 */
export const audienceFor =
  (policy: Policy) =>
  (agency: AgencyName, glass: (event: RecordedEvent) => boolean = () => false) =>
  (event: RecordedEvent): boolean =>
    policy.mayRead(agency, event.envelope.agency, event.envelope.marking, glass(event)).ok
