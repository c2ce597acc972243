import {
  basisSchema,
  details,
  incidentIdSchema,
  nameSchema,
  placeDetails,
  severitySchema,
  textSchema,
} from '@concord/incident'
import { agencyNameSchema, defineEvent } from '@concord/kernel'
import { z } from 'zod'

/*
 * The lifecycle of an incident across agencies, one stream an incident. Members of every agency act here, and the agency
 * of who acts says who joins, stands down or answers. The joint centre may act for another agency by naming it.
 */

const category = 'incident'
const everybody = { category, by: 'roster' } as const

const agencySchema = agencyNameSchema.meta({
  description: 'The agency that acts, or for which the joint centre acts.',
})
const reasonSchema = textSchema.meta({ description: 'Why.' })

/** The agency that acts, in a command; left out, it is the agency of the sender. */
const acting = { agency: agencySchema.optional(), reason: reasonSchema.optional() } as const
const acted = { agency: agencySchema, reason: reasonSchema.optional() } as const

const CoordinationOpened = defineEvent({
  ...everybody,
  type: 'CoordinationOpened',
  schemaVersion: 1,
  command: 'OpenCoordination',
  description: 'An incident became one that agencies cope with together. Who opens it joins it.',
  data: details({
    ...placeDetails,
    ...acted,
    kind: nameSchema.optional().meta({ description: 'The kind of incident.' }),
    title: textSchema.optional().meta({ description: 'A line for lists.' }),
    severity: severitySchema.optional(),
  }),
  request: details({
    ...placeDetails,
    ...acting,
    kind: nameSchema.optional(),
    title: textSchema.optional(),
    severity: severitySchema.optional(),
  }),
})

const step = <const Type extends string, const Name extends string>(
  type: Type,
  command: Name,
  description: string,
) =>
  defineEvent({
    ...everybody,
    type,
    schemaVersion: 1,
    command,
    description,
    data: details(acted),
    request: details(acting),
  })

const HandoverRequested = defineEvent({
  ...everybody,
  type: 'HandoverRequested',
  schemaVersion: 1,
  command: 'RequestHandover',
  description: 'The lead asks another agency to take over.',
  data: details({ ...acted, to: agencyNameSchema.meta({ description: 'Who is to take over.' }) }),
  request: details({ ...acting, to: agencyNameSchema }),
})

const LeadAgencyAssigned = defineEvent({
  category,
  type: 'LeadAgencyAssigned',
  schemaVersion: 1,
  command: 'AssignLeadAgency',
  description: 'An agency leads from now on.',
  data: details({
    agency: agencyNameSchema.meta({ description: 'Who leads.' }),
    reason: reasonSchema.optional(),
  }),
})

const IncidentOffered = defineEvent({
  category,
  type: 'IncidentOffered',
  schemaVersion: 1,
  command: 'OfferIncident',
  description: 'An incident in a shared area was offered to the agencies that own the area.',
  data: details({
    agencies: z.array(agencyNameSchema).min(1).max(64).meta({ description: 'To whom.' }),
    area: nameSchema.optional().meta({ description: 'The shared area.' }),
    rule: nameSchema.optional().meta({ description: 'The cooperation rule that did it.' }),
    basis: basisSchema.optional(),
  }),
})

const IncidentMerged = defineEvent({
  ...everybody,
  type: 'IncidentMerged',
  schemaVersion: 1,
  command: 'MergeIncident',
  description: 'Two incidents turned out to be one: it goes on in the other one.',
  data: details({
    into: incidentIdSchema.meta({ description: 'Where it goes on.' }),
    reason: reasonSchema.optional(),
    basis: basisSchema.optional(),
  }),
})

const IncidentUnmerged = defineEvent({
  ...everybody,
  type: 'IncidentUnmerged',
  schemaVersion: 1,
  command: 'UnmergeIncident',
  description:
    'Two incidents are two after all: it goes on by itself, from where it was when they were merged.',
  data: details({
    from: incidentIdSchema.meta({ description: 'The incident in which it went on.' }),
    reason: reasonSchema.optional(),
    basis: basisSchema.optional(),
  }),
})

const IncidentSplit = defineEvent({
  ...everybody,
  type: 'IncidentSplit',
  schemaVersion: 1,
  command: 'SplitIncident',
  description: 'One incident turned out to be several.',
  data: details({
    into: z
      .array(incidentIdSchema)
      .min(1)
      .max(20)
      .meta({ description: 'The incidents that were taken out of it.' }),
    reason: reasonSchema.optional(),
    basis: basisSchema.optional(),
  }),
})

const IncidentClosed = defineEvent({
  ...everybody,
  type: 'IncidentClosed',
  schemaVersion: 1,
  command: 'CloseIncident',
  description: 'Nothing is left to do for anybody.',
  data: details({
    disposition: nameSchema.optional().meta({ description: 'How it ended.' }),
    reason: reasonSchema.optional(),
  }),
})

const IncidentReopened = defineEvent({
  ...everybody,
  type: 'IncidentReopened',
  schemaVersion: 1,
  command: 'ReopenIncident',
  description: 'There is something left to do after all.',
  data: details({ reason: reasonSchema.optional() }),
})

/** From opening to closing. */
export const lifecycleEvents = [
  CoordinationOpened,
  step('AgencyJoined', 'JoinIncident', 'An agency takes part.'),
  step('AgencyStoodDown', 'StandDown', 'An agency has nothing left to do in it.'),
  LeadAgencyAssigned,
  HandoverRequested,
  step('HandoverAccepted', 'AcceptHandover', 'The agency that was asked takes over the lead.'),
  step('HandoverRejected', 'RejectHandover', 'The agency that was asked does not take over.'),
  IncidentOffered,
  IncidentMerged,
  IncidentUnmerged,
  IncidentSplit,
  IncidentClosed,
  IncidentReopened,
] as const
