import { type SealedPlace, sealedPlacesOf } from '@concord/access'
import { agencyNameSchema } from '@concord/kernel'
import { apiError } from '../api-error.ts'
import type { ApiContext } from '../context.ts'
import type { EventNode } from '../derive/event-node.ts'
import { openField } from '../open-field.ts'

export const typeDefs = /* GraphQL */ `
  "A field about a person in what an event carries, or its summary where the event concerns one."
  type PersonalField {
    "Where it stands in the event's data, such as interview.name; envelope.summary for its summary."
    path: String!
    "The code of the person it is about; null when the event does not say."
    subject: String
    "Opens the field. Needs a token with a purpose and a case; the read is put on record before anything is shown, and when it cannot be, nothing is."
    opened(
      "The agencies to whom you hand on what you read: it is put on record with the read."
      onward: [String!] = []
    ): OpenedField!
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
    "There is no key for it here: the key was destroyed and nobody can read the field any more, or the key ring was lost or is an older one."
    ERASED
  }
`

interface FieldNode extends Pick<SealedPlace, 'path' | 'subject'> {
  readonly node: EventNode
}

export const resolvers = {
  OpenedState: { OPEN: 'open', ERASED: 'erased' },
  Event: {
    personal: (node: EventNode): readonly FieldNode[] =>
      sealedPlacesOf(node.event).map(({ path, subject }) => ({ node, path, subject })),
  },
  PersonalField: {
    opened: (
      { node, path }: FieldNode,
      { onward }: { readonly onward?: readonly string[] | null },
      { reading }: ApiContext,
    ) => openField(reading, node.event, path, agenciesIn(onward ?? [])),
  },
}

/** Whoever it is, in the roster or not: a reader who hands it on to a court must be able to say so. */
const agenciesIn = (onward: readonly string[]): readonly string[] => {
  if (onward.length <= MOST_ONWARD && onward.every((name) => agencyNameSchema.safeParse(name).success))
    return onward
  throw apiError('BAD_INPUT', `onward may name at most ${MOST_ONWARD} agencies or partners, such as border.`)
}

const MOST_ONWARD = 64
