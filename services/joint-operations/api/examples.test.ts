import { readFileSync } from 'node:fs'
import { parse, validate } from 'graphql'
import { expect, test } from 'vitest'
import { roster } from '../../roster.ts'
// @ts-expect-error Plain browser code.
import * as board from './pages/board/questions.js'
import { schemaFor } from './schema/schema.ts'

const schema = schemaFor(roster)
const text = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')

const pages = ['../README.md', '../../../docs/centre.md', '../../../docs/analyst.md']

const examples = [
  ...pages.flatMap((page) =>
    [...text(page).matchAll(/```graphql\n([\s\S]*?)```/g)].map((match) => match[1]!),
  ),
  ...Object.values<string>(board),
  text('./pages/worth-trying.graphql'),
]

test.each(examples.map((example) => [example.split('\n')[0]!, example]))(
  'the example %s can be asked',
  (_, example) => {
    expect(validate(schema, parse(example)).map((error) => error.message)).toEqual([])
  },
)

test('there are examples', () => expect(examples.length).toBeGreaterThan(10))
