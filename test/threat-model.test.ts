import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

/*
 * The threat model claims only what a test shows: every test it cites is there, under the name it is cited by.
 */

const root = join(import.meta.dirname, '..')
const page = readFileSync(join(root, 'docs/threat-model.md'), 'utf8')

// A name may go on in the next line.
const citations = [...page.replaceAll(/\s+/g, ' ').matchAll(/`([^`]+\.test\.ts)`((?:,? "[^"]+")*)/g)].map(
  ([, file, names]) => ({
    file: file!,
    names: [...names!.matchAll(/"([^"]+)"/g)].map(([, name]) => name!),
  }),
)

test('there are citations to check', () => {
  expect(citations.length).toBeGreaterThan(30)
})

describe.each(citations)('$file', ({ file, names }) => {
  test('is there', () => {
    expect(existsSync(join(root, file))).toBe(true)
  })

  test.each(names)('has the test "%s"', (name) => {
    // Titles stand after a parenthesis, on its line or on the next one.
    const source = readFileSync(join(root, file), 'utf8').replaceAll(/\(\s+/g, '(')
    expect(["'", '"'].some((quote) => source.includes(`(${quote}${name}${quote}`))).toBe(true)
  })
})
