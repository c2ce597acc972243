import { expect, test } from 'vitest'
import { eventFilter } from './event-filter.ts'

const onStreams = (regex: string) => eventFilter({ on: 'stream', prefixes: [], regex })

test.each([
  '((a{1,31}){1,31})'.repeat(200),
  '(?:a?){1000}'.repeat(330),
  'a{3,1000}{2}b{1000,}',
  '\\w'.repeat(2000),
])('an expression that comes to too much is refused (%#)', (regex) => {
  expect(onStreams(regex)).toMatch(/is too expensive to check for each event/)
})

test.each([
  '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$',
  '^(police|border)-.{1,200}$',
  '^(police|border|emergency|corrections)-[A-Za-z0-9._-]{1,200}$',
  '^police-INC-[0-9]{1,200}-[0-9]{1,200}$',
  '(a+)+$',
])('an expression of usual size is run (%s)', (regex) => {
  expect(onStreams(regex)).toBeTypeOf('function')
})
