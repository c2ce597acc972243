import { agreedEvents } from '@concord/incident'
import { defineEvent, personal } from '@concord/kernel'
import { buildSchema, isObjectType } from 'graphql'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { graphqlTypesFor } from './graphql-types.ts'

const scalars = 'scalar JSON\nscalar DateTime\ntype Query { nothing: JSON }\n'

const HeadCountTaken = defineEvent({
  type: 'HeadCountTaken',
  schemaVersion: 1,
  command: 'TakeHeadCount',
  description: 'People were counted.',
  data: z
    .object({
      present: z.int().min(0).max(100_000).meta({ description: 'Number of people.' }),
      distanceM: z.number().optional().meta({ description: 'Distance from the wall, in metres.' }),
      at: z.iso.datetime({ offset: true }).nullable(),
      place: z.strictObject({ lat: z.number(), lon: z.number() }).optional(),
      colour: z.enum(['dark-green', 'red']).optional(),
      value: z.union([z.string(), z.number()]),
      'not-a-name': z.string().optional(),
      subject: z.string().optional(),
      missing: personal(z.string().meta({ description: 'Who is missing.' })).optional(),
    })
    .catchall(z.json()),
})

test('each event type becomes an object type with the descriptions and units of its schema', () => {
  const { sdl } = graphqlTypesFor([HeadCountTaken])
  expect(sdl).toMatchInlineSnapshot(`
    "type HeadCountTakenDetailsPlace {
      lat: Float
      lon: Float
    }

    "People were counted."
    type HeadCountTakenDetails {
      "Number of people."
      present: Int
      "Distance from the wall, in metres."
      distanceM: Float
      at: DateTime
      place: HeadCountTakenDetailsPlace
      "One of: dark-green, red."
      colour: String
      value: JSON
      subject: String
      "Who is missing. About a person: always null here; \`personal { opened }\` of the event opens it."
      missing: String
      "What the sender's own system added beyond the agreed fields, as it came."
      further: JSON
    }"
  `)
})

test('the types of all agreed events are valid GraphQL, each with at least one field', () => {
  const { sdl, types } = graphqlTypesFor(agreedEvents)
  const schema = buildSchema(scalars + sdl)
  for (const type of types) expect(isObjectType(schema.getType(type.name))).toBe(true)
  expect(types).toHaveLength(agreedEvents.length)
})

test('the same event of two agencies gives one type, and two shapes of one type are refused', () => {
  expect(graphqlTypesFor([HeadCountTaken, HeadCountTaken]).types).toHaveLength(1)
  const other = { ...HeadCountTaken, data: z.object({ people: z.number() }) }
  expect(() => graphqlTypesFor([HeadCountTaken, other])).toThrow('HeadCountTaken is declared twice')
})

test('data is presented as its type says, and what was not agreed goes under further', () => {
  const { present } = graphqlTypesFor([HeadCountTaken])
  expect(present('HeadCountTaken', { present: 7, 'not-a-name': 'x', gate: 2 })).toEqual({
    __typename: 'HeadCountTakenDetails',
    present: 7,
    further: { 'not-a-name': 'x', gate: 2 },
  })
  expect(present('NobodyDeclaresThis', {})).toBeUndefined()
})
