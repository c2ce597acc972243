import type { Asking } from '../../joint-api.ts'

/** An analyst of a system that nobody can reach: a test answers in its place. */
export const analyst: Asking = {
  session: {
    graphql: 'http://127.0.0.1:1/graphql',
    agencies: [],
    tokens: [{ agency: 'joc', role: 'analyst', token: 't' }],
  },
  as: 'joc/analyst',
}
