import {
  areaSchema,
  details,
  incidentIdSchema,
  latitudeSchema,
  longitudeSchema,
  nameSchema,
  termSchema,
  textSchema,
} from '@concord/incident'
import { agencyNameSchema, defineEvent } from '@concord/kernel'
import { z } from 'zod'

/*
 * What is agreed on before anything happens: plans, orders, shared areas, the register of agencies, the commission's
 * docket. A paper has a stream of its own kind and is no incident.
 */

const planDetails = details({
  title: textSchema.optional().meta({ description: 'Its title.' }),
  edition: nameSchema.optional().meta({ description: 'Which edition of the plan.' }),
  agencies: z.array(agencyNameSchema).max(64).optional().meta({ description: 'Who is bound by it.' }),
  text: z.string().max(64_000).optional().meta({ description: 'The plan itself.' }),
  rule: z.record(z.string(), z.json()).optional().meta({
    description:
      'What the system does by itself while the plan is in force: a cooperation rule without an id, as services/coordination/rules/README.md says.',
  }),
  by: nameSchema.optional().meta({ description: 'Who did it, by office.' }),
  until: termSchema.optional(),
})

const plan = <const Type extends string>(type: Type, command: string, description: string) =>
  defineEvent({ category: 'plan', type, schemaVersion: 1, command, description, data: planDetails })

const orderDetails = details({
  title: textSchema.optional().meta({ description: 'Its title.' }),
  personnel: z.array(nameSchema).max(1000).optional().meta({ description: 'Service numbers.' }),
  units: z.array(nameSchema).max(200).optional().meta({ description: 'Units.' }),
  operation: incidentIdSchema.optional(),
  until: termSchema.optional(),
  reason: textSchema.optional().meta({ description: 'Why.' }),
})

const order = <const Type extends string>(type: Type, command: string, description: string) =>
  defineEvent({ category: 'order', type, schemaVersion: 1, command, description, data: orderDetails })

/** What a ring of RFC 7946 must be (3.1.6). */
const isClosed = (ring: readonly (readonly [number, number])[]): boolean =>
  ring[0]!.join() === ring.at(-1)!.join()

const SharedAreaDefined = defineEvent({
  category: 'area',
  type: 'SharedAreaDefined',
  schemaVersion: 1,
  command: 'DefineSharedArea',
  description: 'Several agencies own an area: what happens there is offered to each of them.',
  data: details({
    owners: z.array(agencyNameSchema).min(1).max(64).meta({ description: 'Who owns it.' }),
    areas: z
      .array(areaSchema)
      .max(500)
      .optional()
      .meta({ description: 'The administrative areas it covers.' }),
    polygon: z
      .array(z.tuple([longitudeSchema, latitudeSchema]))
      .min(4)
      .max(2000)
      .refine(isClosed, 'An outline ends where it begins.')
      .optional()
      .meta({ description: 'Its outline: closed, degrees east and north (RFC 7946).' }),
    until: termSchema.optional(),
  }),
})

const registerDetails = details({
  agency: agencyNameSchema,
  title: textSchema.optional().meta({ description: 'Its title.' }),
  unit: nameSchema.optional().meta({ description: 'A unit of the agency.' }),
  powers: z.array(nameSchema).max(200).optional().meta({ description: 'What it may do.' }),
  legalBasis: textSchema.optional().meta({ description: 'The law that says so.' }),
  until: termSchema.optional(),
})

const register = <const Type extends string>(type: Type, command: string, description: string) =>
  defineEvent({ category: 'register', type, schemaVersion: 1, command, description, data: registerDetails })

const CommissionDecisionRecorded = defineEvent({
  category: 'docket',
  type: 'CommissionDecisionRecorded',
  schemaVersion: 1,
  command: 'RecordCommissionDecision',
  description: 'The border commission settled an issue.',
  data: details({
    issue: nameSchema.optional().meta({ description: 'The number of the issue.' }),
    decision: textSchema.optional().meta({ description: 'What was decided.' }),
    basis: z.array(nameSchema).max(100).optional().meta({ description: 'The events it rests on.' }),
  }),
})

const ResearchExtractIssued = defineEvent({
  category: 'register',
  type: 'ResearchExtractIssued',
  schemaVersion: 1,
  command: 'IssueResearchExtract',
  description: 'Numbers or pseudonymised records were handed out for research.',
  data: details({
    extract: nameSchema.meta({ description: 'The number of the extract.' }),
    to: nameSchema.optional().meta({ description: 'Who received it.' }),
    purpose: textSchema.optional().meta({ description: 'What for.' }),
    records: z.number().min(0).optional().meta({ description: 'Number of records.' }),
  }),
})

/** Plans, orders, areas, the register and the docket. */
export const papersEvents = [
  plan('PlanDrafted', 'DraftPlan', 'A cooperation plan was drafted.'),
  plan('PlanApproved', 'ApprovePlan', 'A cooperation plan was approved.'),
  plan('PlanActivated', 'ActivatePlan', 'A cooperation plan is in force.'),
  plan('PlanSuperseded', 'SupersedePlan', 'A cooperation plan was replaced by another one.'),
  order('OrderIssued', 'IssueOrder', 'An order was issued.'),
  order('PersonnelAssignedByOrder', 'AssignPersonnelByOrder', 'An order names people and units.'),
  order('OrderRevoked', 'RevokeOrder', 'An order holds no longer.'),
  SharedAreaDefined,
  register('AgencyRegistered', 'RegisterAgency', 'An agency or partner is in the register.'),
  register('UnitChanged', 'ChangeUnit', 'A unit was set up, changed or dissolved.'),
  register('LegalBasisRecorded', 'RecordLegalBasis', 'What an agency may do, and by which law.'),
  CommissionDecisionRecorded,
  ResearchExtractIssued,
] as const
