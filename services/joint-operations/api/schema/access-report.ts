import { accessReport } from '@concord/access'
import type { ApiContext } from '../context.ts'
import { readsFor } from '../derive/reads-for.ts'
import { boundedText } from './bounded.ts'

export const typeDefs = /* GraphQL */ `
  extend type Query {
    "What persons are told when they ask who read about them: when, which agency, for what purpose, which fields, and to whom it was handed on; no officer, no case and nobody else's code. For auditors, each only what concerns their agency; the look itself is put on record."
    accessReport(
      "The code of the person."
      subject: ID!
    ): AccessReport!
  }

  "Who read about a person, as the person may know it."
  type AccessReport {
    "The code of the person."
    subject: ID!
    "Every read on record, the latest first; at most the latest 10,000."
    accesses: [Access!]!
  }

  "One read, as the person may know it."
  type Access {
    "When."
    at: DateTime!
    "By which agency."
    agency: String!
    "What for."
    purpose: String!
    "Names of the fields."
    fields: [String!]!
    "The agencies to whom it was handed on."
    onward: [String!]!
  }
`

export const resolvers = {
  Query: {
    accessReport: async (_: unknown, args: { readonly subject: string }, { reading }: ApiContext) => {
      const subject = boundedText('subject', args.subject)
      return accessReport(await readsFor(reading, { subject }), subject)
    },
  },
}
