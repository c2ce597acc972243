import { isPersonal } from '@concord/kernel'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { releasedEvents } from './schema-lock/released-events.ts'

/*
 * Whatever can hold a name must be sealed, or it can never be erased. Text that has room for a sentence is sealed unless
 * it stands here, with the reason why no name belongs there. Shorter text is a code, a number or the name of a thing;
 * persons have codes.
 */

const inTheClear: Readonly<Record<string, string>> = {
  address: 'a place, on the map and in lists',
  from: 'the server that a log left, by its address',
  title: 'what lists and searches show of an incident, an operation, a task or a paper',
  'tasks.title': 'the same of a task',
  legalBasis: 'an article of a law',
  about: 'what a release is asked of, where nobody outside knows of an event; of persons by code',
  conditions: 'the rule that readers of a release are held to: they must be able to read it',
  condition: 'the same, on an intelligence report; of animals, how they were found',
  case: 'the number of a case',
  purpose: 'what something is needed for: the owner decides on it, the law asks for it in writing',
  value: 'compared between agencies, so that contradictions are found; of things, not of persons',
  'fact.value': 'the value that was decided on',
  decision: 'an order, and what it settles; of persons by code',
  rationale: 'why it was decided',
  reason: 'why an agency acts or does not, for all who have to know; of persons by code',
  conflict: 'what contradicts what, in the words of the rule that found it',
  what: 'people and equipment that are asked for, or work to be done',
  outcome: 'what came of a task',
  estimate: 'a time, as read from tracks',
  observation: 'places and things; who sees a person reports a sighting, whose notes are sealed',
  finding: 'how the cause of a fire was found out',
  findings: 'the state of a prison or of an exercise',
  lesson: 'what organisations learn',
  feedback: 'what a paper was worth to an agency',
  question: 'what an agency wants to know, put to others',
  text: 'plans, orders, recommendations and what is played in an exercise',
  scenario: 'what is played in an exercise',
  event: 'a public warning, published already',
  headline: 'a public warning, published already',
  description: 'a public warning, published already',
  instruction: 'a public warning, published already',
  remarks: "a reviewer's word on a break-glass, for all whose records were seen",
}

/** Public in what only some types may have: `description` of a crime is not `description` of a warning. */
const onlyFor: Readonly<Record<string, RegExp>> = {
  description: /^PublicAlert/,
  from: /^LogMoved$/,
}

const SENTENCE = 128

test('text that could hold a name is sealed, or has its reason not to be', () => {
  const open = releasedEvents.flatMap(({ type, data }) =>
    textsIn(data)
      .filter((path) => !(path in inTheClear) || !(onlyFor[path]?.test(type) ?? true))
      .map((path) => `${type}: ${path}`),
  )
  expect([...new Set(open)], 'Make it personal, or say here why no name belongs there.').toEqual([])
})

test('no reason outlives its field', () => {
  const paths = new Set(releasedEvents.flatMap(({ data }) => textsIn(data)))
  expect(Object.keys(inTheClear).filter((path) => !paths.has(path))).toEqual([])
})

test('a text with room for a sentence is found wherever it stands', () => {
  const long = z.string().max(500)
  const hidden = z.object({
    a: z.array(z.object({ b: long.optional() })),
    c: z.union([z.number(), long]),
    d: z.record(z.string(), long.nullable().default(null)),
    e: z.tuple([long]),
    code: z.string().max(64),
    moment: z.iso.datetime(),
  })
  expect(textsIn(hidden)).toEqual(['a.b', 'c', 'd', 'e'])
})

/** The paths of all texts in the clear that have room for a sentence and no form of their own. */
const textsIn = (schema: z.ZodType): readonly string[] => {
  const found = new Set<string>()
  const look = (part: JsonSchema, path: string): void => {
    if (part.type === 'string' && hasRoom(part)) found.add(path)
    for (const inner of [
      ...(part.anyOf ?? []),
      ...(part.oneOf ?? []),
      ...(part.allOf ?? []),
      ...(part.prefixItems ?? []),
    ])
      look(inner, path)
    if (part.items) look(part.items, path)
    if (typeof part.additionalProperties === 'object' && part.properties === undefined)
      look(part.additionalProperties, path)
    for (const [name, field] of Object.entries(part.properties ?? {}))
      look(field, path === '' ? name : `${path}.${name}`)
  }
  look(z.toJSONSchema(schema, { io: 'input', override: withoutPersonal }) as JsonSchema, '')
  return [...found]
}

interface JsonSchema {
  readonly type?: string
  readonly pattern?: string
  readonly format?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly maxLength?: number
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly additionalProperties?: boolean | JsonSchema
  readonly items?: JsonSchema
  readonly prefixItems?: readonly JsonSchema[]
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly allOf?: readonly JsonSchema[]
}

const hasRoom = ({
  pattern,
  format,
  enum: words,
  const: word,
  maxLength = Number.POSITIVE_INFINITY,
}: JsonSchema): boolean =>
  pattern === undefined &&
  format === undefined &&
  words === undefined &&
  word === undefined &&
  maxLength > SENTENCE

const withoutPersonal = ({
  zodSchema,
  jsonSchema,
}: {
  zodSchema: z.core.$ZodType
  jsonSchema: Record<string, unknown>
}): void => {
  if (isPersonal(zodSchema as z.ZodType)) for (const key of Object.keys(jsonSchema)) delete jsonSchema[key]
}
