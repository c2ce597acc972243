import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { GraphQLObjectType } from 'graphql'
import { describe, expect, test } from 'vitest'
import { schemaFor } from '../../services/joint-operations/api/schema/schema.ts'
import { definitionOf, roster } from '../../services/roster.ts'

/*
 * The page of the capabilities: all of them are there, each has a test, and what a row names exists.
 */

const root = join(import.meta.dirname, '../..')
const rows = readFileSync(join(root, 'docs/capabilities.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| C\d\d \|/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, number, , tell, ask]) => ({ number: number!, tell: codeIn(tell!), ask: codeIn(ask!) }))

function codeIn(cell: string): readonly string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code!)
}

/** The tests of a capability, as they are written. */
const testsOf = (number: string) => tests.filter((test) => test.startsWith(`test('${number}: `)).join('\n')
const tests = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.test.ts'))
  .flatMap((file) => readFileSync(join(import.meta.dirname, file), 'utf8').split(/^(?=test\()/m))

const schema = schemaFor(roster)
const fieldsOf = (type: string) => Object.keys((schema.getType(type) as GraphQLObjectType).getFields())
const roots = fieldsOf('Query')
const ofIncident = fieldsOf('Incident').map((field) => `incident.${field}`)

test('there are fifty-one, in order', () => {
  const numbers = Array.from({ length: 51 }, (_, index) => `C${String(index + 1).padStart(2, '0')}`)
  expect(rows.map(({ number }) => number)).toEqual(numbers)
})

describe.each(rows)('$number', ({ number, tell, ask }) => {
  test('has a test', () => {
    expect(testsOf(number)).not.toBe('')
  })

  test('tells in its test what it tells on the page', () => {
    expect(tell.filter((type) => !testsOf(number).includes(`'${type}'`))).toEqual([])
  })

  test('tells events that some agency has', () => {
    expect(tell.filter((type) => definitionOf(type) === undefined)).toEqual([])
  })

  test('asks a root or a field of an incident', () => {
    expect(ask.filter((name) => name.startsWith('incident.') && !ofIncident.includes(name))).toEqual([])
    expect(ask.some((name) => roots.includes(name) || ofIncident.includes(name))).toBe(true)
  })

  test.each(ask.filter((name) => name.includes('/')))('is shown by %s', (path) => {
    expect(existsSync(join(root, path))).toBe(true)
  })
})
