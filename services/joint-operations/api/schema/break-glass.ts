import { endOf, type Glass, isOpen, isOverdue, reviewDueMs } from '@concord/access'
import { apiError } from '../api-error.ts'
import type { ApiContext } from '../context.ts'
import type { Reading } from '../reading.ts'
import { type PageArguments, pageOfList } from './page.ts'

export const typeDefs = /* GraphQL */ `
  extend type Query {
    "Who saw an incident without release, and what the review found, the latest first. For auditors, each only what concerns their agency."
    breakGlasses(
      "Only those whose review is overdue, or only the others."
      overdue: Boolean
      "How many at most, from 1 to 100."
      first: Int = 20
      "The cursor after which the page begins."
      after: String
    ): BreakGlassConnection!
  }

  "That somebody broke the glass on an incident."
  type BreakGlass {
    "The event by which it was broken; a review names it."
    id: ID!
    "The incident."
    incidentId: ID!
    "The agency of the person who broke it."
    agency: String!
    "Who broke it, as named in their agency's directory."
    reader: String!
    "Why it could not wait."
    reason: String!
    "When it was broken."
    invokedAt: DateTime!
    "When it ends by itself, or did."
    endsAt: DateTime!
    "Whether it is open now."
    open: Boolean!
    "The owners of records who were told."
    noticed: [String!]!
    "What the review found: justified or unjustified; null before the review."
    finding: String
    "By when it must be reviewed."
    reviewDueAt: DateTime!
    "Whether that has passed without a review."
    overdue: Boolean!
  }

  "Broken glasses, page by page."
  type BreakGlassConnection {
    "The broken glasses with their cursors."
    edges: [BreakGlassEdge!]!
    "The broken glasses alone."
    nodes: [BreakGlass!]!
    "How many there are on all pages."
    totalCount: Int!
    "Where this page stands."
    pageInfo: PageInfo!
  }

  "A broken glass in a list."
  type BreakGlassEdge {
    "Its place in the list, for after."
    cursor: String!
    "The broken glass."
    node: BreakGlass!
  }
`

interface BreakGlassArguments extends PageArguments {
  readonly overdue?: boolean | null
}

export const resolvers = {
  Query: {
    breakGlasses: (_: unknown, args: BreakGlassArguments, { reading }: ApiContext) => {
      if (!reading.reader.roles.includes('auditor')) {
        throw apiError('FORBIDDEN', 'Only auditors may see who broke the glass.')
      }
      const glasses = overseenBy(reading).filter(
        ({ overdue }) => args.overdue == null || overdue === args.overdue,
      )
      return pageOfList(glasses.toReversed(), args)
    },
  },
}

const overseenBy = ({ reader, services: { picture, overseesGlass, clock } }: Reading) =>
  picture
    .glasses()
    .filter((glass) => overseesGlass(reader, glass))
    .map((glass) => present(glass, clock()))

const present = (glass: Glass, nowMs: number) => ({
  id: glass.invocation,
  incidentId: glass.incident,
  agency: glass.reader.agency,
  reader: glass.reader.subject,
  reason: glass.reason,
  invokedAt: glass.invokedAt,
  endsAt: instant(endOf(glass)),
  open: isOpen(glass, nowMs),
  noticed: glass.noticed,
  finding: glass.finding,
  reviewDueAt: instant(reviewDueMs(glass)),
  overdue: isOverdue(glass, nowMs),
})

const instant = (ms: number): string => new Date(ms).toISOString()
