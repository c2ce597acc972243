import type { ReadQuestion, RecordedRead } from '@concord/access'
import type { ApiContext } from '../context.ts'
import { readsFor } from '../derive/reads-for.ts'
import { boundedText } from './bounded.ts'
import { type PageArguments, pageOfList } from './page.ts'

export const typeDefs = /* GraphQL */ `
  extend type Query {
    "Who read data about persons, the latest first; at most the latest 10,000 that fit. For auditors, each within what concerns their agency; the look itself is put on record before anything is shown."
    reads(
      "Which reads."
      filter: ReadFilter
      "How many at most, from 1 to 100."
      first: Int = 20
      "The cursor after which the page begins."
      after: String
    ): ReadConnection!
  }

  "Which reads. Every condition that is given has to hold."
  input ReadFilter {
    "By members of this agency."
    agency: String
    "By this person, as named in their agency's directory."
    reader: String
    "About the person with this code."
    subject: String
    "Of records of this agency."
    owner: String
    "About this incident."
    incident: ID
    "In this case."
    case: String
    "For this purpose."
    purpose: String
    "Of this field, such as SightingReported.interview.name."
    field: String
    "At this moment or later."
    from: DateTime
    "Before this moment."
    until: DateTime
  }

  "That somebody read data about persons, as far as it concerns the auditor: names of fields and codes of persons, never what was read."
  type Read {
    "The event of the record."
    id: ID!
    "When it was read."
    at: DateTime!
    "The reader's agency."
    agency: String!
    "The reader, as named in their agency's directory."
    reader: String!
    "In which roles."
    roles: [String!]!
    "What for."
    purpose: String!
    "In which case."
    case: String!
    "The incidents it was about."
    incidents: [ID!]!
    "Codes of the persons."
    subjects: [String!]!
    "Whose records were read."
    owners: [String!]!
    "Names of the fields."
    fields: [String!]!
    "How many personal values were shown."
    results: Int!
    "The place in the log on which the answer stood."
    position: Position!
    "The agencies to whom the reader said to hand it on."
    onward: [String!]!
  }

  "Reads, page by page."
  type ReadConnection {
    "The reads with their cursors."
    edges: [ReadEdge!]!
    "The reads alone."
    nodes: [Read!]!
    "How many there are on all pages."
    totalCount: Int!
    "Where this page stands."
    pageInfo: PageInfo!
  }

  "A read in a list."
  type ReadEdge {
    "Its place in the list, for after."
    cursor: String!
    "The read."
    node: Read!
  }
`

interface ReadsArguments extends PageArguments {
  readonly filter?: Readonly<Record<keyof ReadQuestion, string | null>> | null
}

export const resolvers = {
  Query: {
    reads: async (_: unknown, args: ReadsArguments, { reading }: ApiContext) => {
      const found = await readsFor(reading, questionOf(args.filter))
      return pageOfList(found.map(shown), args)
    },
  },
}

const shown = ({ event, reader, parts, ...read }: RecordedRead) => ({
  ...read,
  id: event,
  agency: reader.agency,
  reader: reader.subject,
  roles: reader.roles,
  incidents: [...new Set(parts.map(({ incident }) => incident))],
  subjects: [...new Set(parts.flatMap(({ subjects }) => subjects))],
  owners: [...new Set(parts.map(({ owner }) => owner))],
  fields: [...new Set(parts.flatMap(({ fields }) => fields))],
  results: parts.reduce((sum, { results }) => sum + results, 0),
})

const questionOf = (filter: ReadsArguments['filter']): ReadQuestion =>
  Object.fromEntries(
    Object.entries(filter ?? {}).flatMap(([name, value]) =>
      value == null ? [] : [[name, boundedText(`filter.${name}`, value)]],
    ),
  )
