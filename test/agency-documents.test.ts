import { commandSchemaOf, graphqlTypesFor, openApiFor } from '@concord/agency'
import { buildSchema } from 'graphql'
import { expect, test } from 'vitest'
import { roster } from '../services/roster.ts'

/*
 * What every agency's documentation owes its reader. The form of the documents is checked in packages/agency.
 */

const fieldsWithoutWords = (command: string, schema: unknown): readonly string[] =>
  Object.entries((schema as { properties?: Record<string, { description?: string }> }).properties ?? {})
    .filter(([, field]) => !JSON.stringify(field).includes('"description"'))
    .map(([name]) => `${command}.data.${name}`)

test.each(roster.map((agency) => [agency.name, agency] as const))(
  'the example of each command of %s is one that the command accepts',
  (_name, agency) => {
    const { paths } = openApiFor(agency)
    const refused = agency.events.flatMap((event) => {
      const content = paths[`/v1/incidents/{incident}/commands/${event.command}`]!.post!.requestBody!.content
      const parsed = commandSchemaOf(event).safeParse(content['application/json']!.example)
      return parsed.success ? [] : [`${event.command}: ${parsed.error.message}`]
    })
    expect(refused).toEqual([])
  },
)

test.each(roster.map((agency) => [agency.name, agency] as const))(
  'the documentation of %s says of most fields what they are',
  (_name, agency) => {
    const { components } = openApiFor(agency)
    const bare = agency.events.flatMap(({ command }) => {
      const { data } = components.schemas[`${command}Command`]!.properties!
      return fieldsWithoutWords(command, data)
    })
    const all = agency.events.flatMap(({ command }) =>
      Object.keys(components.schemas[`${command}Command`]!.properties!.data!.properties ?? {}),
    )
    expect(bare.length / all.length, bare.join(', ')).toBeLessThan(0.05)
  },
)

test('the events of all agencies give one set of GraphQL types', () => {
  const { sdl, types } = graphqlTypesFor(roster.flatMap(({ events }) => events))
  expect(() =>
    buildSchema(`scalar JSON\nscalar DateTime\ntype Query { nothing: JSON }\n${sdl}`),
  ).not.toThrow()
  expect(types.length).toBeGreaterThan(100)
})
