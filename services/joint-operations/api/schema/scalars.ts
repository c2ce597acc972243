import { instantSchema, type Position } from '@concord/kernel'
import { GraphQLScalarType } from 'graphql'
import { apiError } from '../api-error.ts'

/** A moment. Naive times are refused: nobody could tell which moment they mean. */
const dateTime = new GraphQLScalarType<string, string>({
  name: 'DateTime',
  description:
    'A moment as its sender wrote it: RFC 3339 with an offset, such as 2025-04-23T13:20:00+08:00. A time without an offset is refused.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
  serialize: String,
  parseValue: (value) => {
    const parsed = instantSchema.safeParse(value)
    if (parsed.success) return parsed.data
    throw apiError('BAD_INPUT', 'A DateTime needs an offset, such as 2025-04-23T13:20:00+08:00.')
  },
})

/** A place in the log. A decimal string, because JSON numbers end at 53 bits. */
const position = new GraphQLScalarType<Position, string>({
  name: 'Position',
  description:
    'A place in the whole log, written as a decimal string. Later events have greater positions; the distance between two of them means nothing.',
  serialize: String,
  parseValue: (value) => {
    if (typeof value === 'string' && /^\d{1,19}$/.test(value)) return BigInt(value)
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return BigInt(value)
    throw apiError('BAD_INPUT', 'A Position is a whole number written as a string, such as "120".')
  },
})

const json = new GraphQLScalarType({
  name: 'JSON',
  description: "Any JSON value: what the sender's own system wrote, as it came.",
})

const value = new GraphQLScalarType({
  name: 'Value',
  description: 'A stated value: a text, a number, true or false, or a list of texts.',
})

export const typeDefs = /* GraphQL */ `
  scalar DateTime
  scalar Position
  scalar JSON
  scalar Value
`

export const resolvers = { DateTime: dateTime, Position: position, JSON: json, Value: value }
