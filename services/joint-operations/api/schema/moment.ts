export const typeDefs = /* GraphQL */ `
  "Two moments: what had been recorded, and what had happened. Left out: everything recorded so far, everything that has happened."
  input AsOf {
    "What had been recorded by then. A position pins the answer for ever; an instant counts imported records by the time they were recorded in their older system."
    known: Known
    "What had happened by then."
    valid: DateTime
  }

  "The limit of what was known."
  input Known @oneOf {
    "Known at this moment."
    at: DateTime
    "Known at this place in the log. BAD_INPUT where it lies after the position that the response stands on: @atLeast waits for it."
    position: Position
  }

  "Waits, for a bounded time, until the picture holds what was recorded up to a position: a writer passes the position of its own command to read its own write. Then answers all the same; the response says how far it is."
  directive @atLeast(
    "The position that the answer should stand on at least."
    position: Position!
    "How long to wait at most, in milliseconds, 0 to 10,000."
    waitMs: Int = 2000
  ) on QUERY
`
