import type { ApiContext } from '../context.ts'
import { lastOf, operationsOpened, type Paper, papersOf, saidLast } from '../derive/papers.ts'
import type { AsOf } from '../reading.ts'

export const typeDefs = /* GraphQL */ `
  extend type Query {
    "Cooperation plans of which something is known, by name."
    plans(
      "Only those that are in force, or only the others."
      inForce: Boolean
      "At what moments."
      asOf: AsOf
    ): [Plan!]!

    "One cooperation plan; null when nothing is known of it."
    plan(
      "Its name."
      id: ID!
      "At what moments."
      asOf: AsOf
    ): Plan
  }

  "What agencies agreed on before anything happens. With a rule, the system follows it by itself while the plan is in force."
  type Plan {
    "Its name."
    id: ID!
    "A line for lists."
    title: String
    "Which edition."
    edition: String
    "How far it is."
    state: PlanState!
    "Whether it is in force."
    inForce: Boolean!
    "Who is bound by it."
    agencies: [String!]!
    "The plan itself."
    text: String
    "The cooperation rule that the system follows; while the plan is not in force, that of its latest draft."
    rule: JSON
    "The end of its term as it was set: a date or a moment."
    until: String
    "Everything recorded of it, in the order in which it happened."
    history: [Event!]!
    "The operations that it has opened."
    operations: [Incident!]!
    "How far what it asks for is done, over all operations that it has opened."
    compliance: PlanCompliance!
  }

  "How far a plan is. A plan that is drafted anew is to be approved anew."
  enum PlanState {
    "Written."
    DRAFTED
    "Approved, not in force yet."
    APPROVED
    "In force."
    ACTIVE
    "Replaced or ended."
    SUPERSEDED
  }

  "What became of the tasks that a plan gave."
  type PlanCompliance {
    "How many operations it opened."
    operations: Int!
    "How many tasks they have."
    tasks: Int!
    "How many are done."
    completed: Int!
    "How many somebody is on."
    accepted: Int!
    "How many were declined."
    declined: Int!
    "How many were not done by their deadline."
    overdue: Int!
  }
`

const states = {
  PlanDrafted: 'DRAFTED',
  PlanApproved: 'APPROVED',
  PlanActivated: 'ACTIVE',
  PlanSuperseded: 'SUPERSEDED',
} as const

const types = Object.keys(states)

const stateOf = (plan: Paper): string => states[plan.events.at(-1)!.event.type as keyof typeof states]

/** A plan in force stays so while a new edition of it is drafted and approved. */
const isInForce = (plan: Paper): boolean =>
  lastOf(plan, ['PlanActivated', 'PlanSuperseded'])?.event.type === 'PlanActivated'

/** What is approved is the draft of that time, and what is activated is what was approved last. */
const ruleOf = (plan: Paper): unknown => {
  let drafted: unknown
  let approved: unknown
  let active: unknown
  for (const { event } of plan.events) {
    if (event.type === 'PlanDrafted') drafted = (event.data as { readonly rule?: unknown }).rule
    if (event.type === 'PlanApproved') approved = drafted
    if (event.type === 'PlanActivated') active = approved
  }
  return isInForce(plan) ? active : drafted
}

const operationsOf = ({ id, moment }: Paper, { reading }: ApiContext) =>
  operationsOpened(reading, 'rule', `plan/${id}`, moment)

export const resolvers = {
  Query: {
    plans: (
      _: unknown,
      { inForce, asOf }: { readonly inForce?: boolean | null; readonly asOf?: AsOf },
      { reading }: ApiContext,
    ) =>
      papersOf(reading, types, reading.moment(asOf)).filter(
        (plan) => inForce == null || isInForce(plan) === inForce,
      ),
    plan: (
      _: unknown,
      { id, asOf }: { readonly id: string; readonly asOf?: AsOf },
      { reading }: ApiContext,
    ) => papersOf(reading, types, reading.moment(asOf)).find((plan) => plan.id === id) ?? null,
  },
  Plan: {
    title: (plan: Paper) => saidLast(plan, 'title'),
    edition: (plan: Paper) => saidLast(plan, 'edition'),
    state: stateOf,
    inForce: isInForce,
    agencies: (plan: Paper) => saidLast(plan, 'agencies') ?? [],
    text: (plan: Paper) => saidLast(plan, 'text'),
    rule: ruleOf,
    until: (plan: Paper) => saidLast(plan, 'until'),
    history: ({ events }: Paper) => events,
    operations: (plan: Paper, _: unknown, context: ApiContext) => operationsOf(plan, context),
    compliance: (plan: Paper, _: unknown, context: ApiContext) => {
      const operations = operationsOf(plan, context)
      const tasks = operations.flatMap((one) => one.answer(context.reading)?.view.tasks ?? [])
      const count = (state: string) => tasks.filter((task) => task.state === state).length
      return {
        operations: operations.length,
        tasks: tasks.length,
        completed: count('completed'),
        accepted: count('accepted'),
        declined: count('declined'),
        overdue: count('overdue'),
      }
    },
  },
}
