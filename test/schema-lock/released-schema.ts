import { createHash } from 'node:crypto'
import type { EventDefinition } from '@concord/kernel'
import { z } from 'zod'

/** A schema that the log holds events of, and so one that never changes again. */
export interface ReleasedSchema {
  readonly type: string
  readonly schemaVersion: number
  /** SHA-256 of its JSON Schema, without the words for people, with keys in order. */
  readonly hash: string
}

/** Name of a released schema in the lock, such as `FireReported.v1`. */
export const lockName = ({ type, schemaVersion }: Pick<ReleasedSchema, 'type' | 'schemaVersion'>): string =>
  `${type}.v${schemaVersion}`

/** The present schema of each event type; throws when two agencies give one type different schemas. */
export const releasedSchemas = (
  definitions: readonly EventDefinition[],
): ReadonlyMap<string, ReleasedSchema> => {
  const schemas = new Map<string, ReleasedSchema>()
  for (const definition of definitions) {
    const schema = {
      type: definition.type,
      schemaVersion: definition.schemaVersion,
      hash: hashOf(definition),
    }
    const before = schemas.get(schema.type)
    if (before && lockName(before) + before.hash !== lockName(schema) + schema.hash) {
      throw new Error(
        `Two agencies declare ${schema.type} with different schemas. Give one of them another name.`,
      )
    }
    schemas.set(schema.type, schema)
  }
  return schemas
}

/** Of each schema that is locked otherwise than it is now, what is to be done about it. */
export const changedSchemas = (
  schemas: readonly ReleasedSchema[],
  lock: Readonly<Record<string, string>>,
): readonly string[] =>
  schemas
    .filter((schema) => (lock[lockName(schema)] ?? schema.hash) !== schema.hash)
    .map(
      (schema) =>
        `${lockName(schema)} is locked and its schema was changed. If it is released, events of it are in logs: undo the change, or give it schemaVersion ${schema.schemaVersion + 1} with an upcaster, or make a new event type. If it has not been merged yet: \`npx -y pnpm@12 schema-lock --replace ${lockName(schema)}\`.`,
    )

const hashOf = ({ data }: EventDefinition): string =>
  createHash('sha256')
    .update(JSON.stringify(shapeOf(z.toJSONSchema(data))))
    .digest('hex')

/** Keywords whose value has a schema under each name: there `description` may be a field's name. */
const namedSchemas = ['properties', '$defs', 'patternProperties']

/** A schema without its descriptions, keys in order: what a validator sees. */
const shapeOf = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(shapeOf)
  if (typeof schema !== 'object' || schema === null) return schema
  const kept = Object.entries(schema).filter(([keyword]) => keyword !== 'description' && keyword !== 'title')
  return Object.fromEntries(
    kept
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([keyword, value]) => [
        keyword,
        namedSchemas.includes(keyword) ? shapesOf(value) : shapeOf(value),
      ]),
  )
}

const shapesOf = (schemas: unknown): unknown =>
  Object.fromEntries(
    Object.entries(schemas as object)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, schema]) => [name, shapeOf(schema)]),
  )
