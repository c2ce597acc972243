/** Who asks, as a token names them. */
export interface Asker {
  readonly agency: string
  readonly role: string
}

/** One request to the joint-operations API. */
export interface Ask {
  /** Who sends it, where that is not the one who has the question: a comparison with what another reader sees. */
  readonly as?: Asker
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
}

/** What the API answered, as data without errors. Loosely typed: its shape follows from the query. */
// biome-ignore lint/suspicious/noExplicitAny: the shape follows from the query
export type Data = any

/** A question that people ask: sent as GraphQL, answered in words that are computed from what comes back. */
export interface Question {
  readonly asks: readonly Ask[]
  readonly toAnswer: (...answers: readonly Data[]) => string
}

/** A question of a story: who has it, and its number there. */
export interface StoryQuestion extends Question {
  readonly q: number
  readonly asker: Asker
}

/** Two moments, as the API takes them. */
export interface AsOf {
  readonly known?: { readonly at: string } | { readonly position: string }
  readonly valid?: string
}
