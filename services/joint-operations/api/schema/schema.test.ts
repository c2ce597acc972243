import {
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql'
import { expect, test } from 'vitest'
import { roster } from '../../../roster.ts'
import { schemaFor } from './schema.ts'

interface Described {
  readonly name: string
  readonly description?: string | null | undefined
}

const undescribed = (place: string, things: readonly Described[]): readonly string[] =>
  things.filter((thing) => !thing.description?.trim()).map((thing) => `${place}${thing.name}`)

const partsOf = (type: GraphQLNamedType): readonly string[] => {
  if (isEnumType(type)) return undescribed(`${type.name}.`, type.getValues())
  if (isInputObjectType(type)) return undescribed(`${type.name}.`, Object.values(type.getFields()))
  if (!isObjectType(type) && !isInterfaceType(type)) return []
  return Object.values(type.getFields()).flatMap((field) => [
    ...undescribed(`${type.name}.`, [field]),
    ...undescribed(`${type.name}.${field.name}: `, field.args),
  ])
}

const typesOf = (schema: ReturnType<typeof schemaFor>) =>
  Object.values(schema.getTypeMap()).filter(
    (type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type),
  )

test('every type, field, argument and value says what it is', () => {
  const types = typesOf(schemaFor(roster))

  expect([...undescribed('', types), ...types.flatMap(partsOf)]).toEqual([])
})

test('a number with a unit says which: fields that end in S, Ms or Pct name it in their description', () => {
  const withUnit = { S: /seconds/, Ms: /milliseconds/, Km: /kilomet/i, Pct: /percent|%/ }
  const fields = typesOf(schemaFor(roster))
    .filter(isObjectType)
    .flatMap((type) =>
      Object.values(type.getFields()).map((field) => ({ place: `${type.name}.${field.name}`, field })),
    )

  const silent = fields.filter(({ field }) => {
    const unit = /[a-z](S|Ms|Km|Pct)$/.exec(field.name)?.[1] as keyof typeof withUnit | undefined
    return unit !== undefined && !withUnit[unit].test(field.description ?? '')
  })

  expect(silent.map((one) => one.place)).toEqual([])
})

test('an agency that is added to the roster brings the types of its events along', () => {
  const [police] = roster
  const whole = schemaFor(roster)
  const without = schemaFor([police!])
  const types = roster.flatMap((agency) => agency.events.map((event) => `${event.type}Details`))

  expect(types.filter((name) => whole.getType(name) === undefined)).toEqual([])
  expect(types.filter((name) => without.getType(name) === undefined)).not.toEqual([])
})
