import type { EventDefinition } from '@concord/kernel'
import { categoriesFor, envelopeSchema } from '@concord/kernel'
import { type JsonSchema, jsonSchemaOf } from './json-schema.ts'
import type { DescribedAgency } from './openapi.ts'
import { withSharedParts } from './shared-parts.ts'

/**
 * Describes the events that an agency writes to the log in AsyncAPI 3: one channel for each category of streams.
 * Pure.
 */
export const asyncApiFor = (agency: DescribedAgency): Readonly<Record<string, unknown>> => {
  const written = agency.events.flatMap((event) =>
    categoriesFor(event, agency).map((category) => ({ category, event })),
  )
  const categories = Map.groupBy(written, ({ category }) => category)
  const schemas: Record<string, JsonSchema> = { Envelope: jsonSchemaOf(envelopeSchema, 'recorded') }
  const messages: Record<string, unknown> = {}
  for (const event of agency.events) {
    const { schema, parts } = withSharedParts(jsonSchemaOf(event.data, 'recorded'), event.type)
    Object.assign(schemas, parts, { [event.type]: schema })
    messages[event.type] = message(event)
  }
  return {
    asyncapi: '3.0.0',
    info: { title: `Events of ${agency.title}`, version: '1', description: agency.description },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(
      [...categories].map(([category, held]) => [
        category,
        channel(
          category,
          held.map(({ event }) => event),
        ),
      ]),
    ),
    operations: Object.fromEntries(
      [...categories.keys()].map((category) => [
        `append-${category}`,
        { action: 'send', channel: { $ref: `#/channels/${category}` } },
      ]),
    ),
    components: { messages, schemas },
  }
}

const channel = (category: string, events: readonly EventDefinition[]) => ({
  address: `${category}-{incident}`,
  description: 'A stream of the event log.',
  parameters: { incident: { description: 'The name of the incident, operation or exercise.' } },
  messages: Object.fromEntries(events.map(({ type }) => [type, { $ref: `#/components/messages/${type}` }])),
})

const message = ({ type, description, schemaVersion }: EventDefinition) => ({
  name: type,
  title: `${type}, version ${schemaVersion}`,
  summary: description,
  headers: { $ref: '#/components/schemas/Envelope' },
  payload: { $ref: `#/components/schemas/${type}` },
})
