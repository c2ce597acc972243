import { type Change, incidentOfStream, type ParticipantChange } from '@concord/incident'
import type { Mode, RecordedEvent } from '@concord/kernel'
import { type LastHeard, withLast } from './last-heard.ts'
import type { ReleaseWord } from './release-word.ts'
import { bearsOn, type Remembered, releasing, remembering, type Said, saidBy } from './said.ts'

/** Who leads, by incident and mode, as far as the joint centre was told. */
export type Leads = LastHeard<Remembered<Lead, LeadSaid>>

/** The agency that leads; null while none does. */
interface Lead {
  readonly agency: string | null
}

type LeadSaid = Said<readonly ParticipantChange[]>

/** At most this many incidents; where it is forgotten who leads, nobody leads, and no lead settles anything here. */
const MOST_INCIDENTS = 10_000

/** At most this many steps of one incident can still be taken back. */
const MOST_STEPS = 50

/** One step of the fold. A step that is taken back has moved no lead. */
export const evolveLeads = (leads: Leads, event: RecordedEvent, changes: readonly Change[]): Leads => {
  const steps = changes.filter((change) => change.change === 'participant').filter(movesLead)
  const name = nameOf(incidentOfStream(event.stream), event.envelope.mode)
  const before = leads.get(name) ?? memory.nothing
  if (steps.length === 0 && !bearsOn(event, before.said)) return leads
  return withLast(leads, name, memory.remember(before, saidBy(event, steps)), MOST_INCIDENTS)
}

/** Who leads once an owner has said this of who sees a record. */
export const leadsAfterWord = (leads: Leads, word: ReleaseWord): Leads => {
  const name = nameOf(word.topic, word.mode)
  const lead = leads.get(name)
  return lead ? leads.set(name, releasing(lead, word)) : leads
}

/** Who leads an incident now; undefined where nobody does. */
export const leadOf = (leads: Leads, incident: string, mode: Mode): string | undefined => {
  const known = leads.get(nameOf(incident, mode))
  return known === undefined ? undefined : (memory.stateOf(known).agency ?? undefined)
}

/** All that is remembered of who leads an incident. */
export const saidOfLead = (leads: Leads, incident: string, mode: Mode): readonly Said[] =>
  leads.get(nameOf(incident, mode))?.said ?? []

const nameOf = (incident: string, mode: Mode): string => `${mode} ${incident}`

const movesLead = ({ state }: ParticipantChange): boolean => state === 'lead' || state === 'stood-down'

const memory = remembering<Lead, LeadSaid>(
  { agency: null },
  (before, { data }) => data.reduce(afterStep, before),
  MOST_STEPS,
)

const afterStep = (lead: Lead, { agency, state, unless }: ParticipantChange): Lead => {
  if (state === 'stood-down') return lead.agency === agency ? { agency: null } : lead
  return unless === 'somebody-leads' && lead.agency !== null ? lead : { agency }
}
