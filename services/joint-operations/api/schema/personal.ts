import type { ApiContext } from '../context.ts'
import type { EventNode } from '../derive/event-node.ts'
import { sealedPaths } from '../derive/without-sealed.ts'
import { openField } from '../open-personal.ts'

export const personalTypeDefs = /* GraphQL */ `
  "A field about a person in what an event carries."
  type PersonalField {
    "Where it stands in the event's data, such as interview.subject."
    path: String!
    "The code of the person it is about; null when the event does not say."
    subject: String
    "Opens the field. Needs a token with a purpose and a case; the read is put on record before anything is shown, and when it cannot be, nothing is."
    opened: OpenedField!
  }

  "What became of a field about a person when it was opened."
  type OpenedField {
    "Whether it could be opened."
    state: OpenedState!
    "Its value; null unless it is open."
    value: JSON
  }

  "What became of a field about a person."
  enum OpenedState {
    "It is shown, and the read is on record."
    OPEN
    "Its key was destroyed; nobody can read it any more."
    ERASED
  }
`

interface FieldNode {
  readonly node: EventNode
  readonly path: string
  readonly subject: string | undefined
}

export const personalResolvers = {
  OpenedState: { OPEN: 'open', ERASED: 'erased' },
  Event: {
    personal: (node: EventNode): readonly FieldNode[] =>
      sealedPaths(node.event.data).map((path) => ({ node, path, subject: subjectOf(node.event.data, path) })),
  },
  PersonalField: {
    opened: ({ node, path }: FieldNode, _: unknown, { reading }: ApiContext) =>
      openField(reading, node.event, path),
  },
}

/** The `subject` beside the field, in the same object. */
const subjectOf = (data: unknown, path: string): string | undefined => {
  const parents = path.split('.').slice(0, -1)
  const holder = parents.reduce<unknown>(
    (value, name) => (value as Readonly<Record<string, unknown>> | undefined)?.[name],
    data,
  )
  const subject = (holder as { readonly subject?: unknown } | undefined)?.subject
  return typeof subject === 'string' ? subject : undefined
}
