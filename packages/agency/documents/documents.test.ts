import schema from '@asyncapi/specs/schemas/3.0.0.json' with { type: 'json' }
import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { expect, test } from 'vitest'
import { commandSchemaOf } from '../commands/command-schema.ts'
import { problems } from '../problem.ts'
import { parks } from '../testing/parks.ts'
import { asyncApiFor } from './asyncapi.ts'
import { documentationPage } from './documentation-page.ts'
import { openApiFor } from './openapi.ts'

const openApi = openApiFor(parks)
const bodyOf = (command: string) =>
  openApi.paths[`/v1/incidents/{incident}/commands/${command}`]!.post!.requestBody!.content[
    'application/json'
  ]!

test('the description of the API is OpenAPI 3.1', async () => {
  const validator = new Validator()
  const { valid, errors } = await validator.validate(JSON.parse(JSON.stringify(openApi)))
  expect(errors).toBeUndefined()
  expect(valid).toBe(true)
  expect(validator.version).toBe('3.1')
})

test('every reference in it leads somewhere', () => {
  const references = [...JSON.stringify(openApi).matchAll(/"\$ref":"([^"]+)"/g)].map(
    ([, reference]) => reference!,
  )
  expect(references.length).toBeGreaterThan(20)
  for (const reference of references) {
    expect(Object.keys(openApi.components.schemas)).toContain(reference.replace('#/components/schemas/', ''))
  }
})

test('every command is in it, with an example that the command itself accepts', () => {
  for (const event of parks.events) {
    const { example } = bodyOf(event.command)
    expect(commandSchemaOf(event).safeParse(example).error).toBeUndefined()
  }
})

test('what a client sends about a person is in the clear, and marked as sealed before it is recorded', () => {
  const sent = Object.entries(openApi.components.schemas).filter(([name]) => name.includes('Command'))
  expect(sent.length).toBeGreaterThan(0)
  expect(JSON.stringify(sent)).not.toContain('$sealed')
  const fire = openApi.components.schemas.ReportFireCommand?.properties?.data
  expect(fire?.properties?.witness?.properties?.name).toMatchObject({ type: 'string', 'x-personal': true })
  expect(documentationPage(openApi)).toContain('<em>sealed</em>')
})

test('every problem is in it under its status', () => {
  const answers = JSON.stringify(openApi.paths)
  const absent = Object.keys(problems).filter((code) => !answers.includes(`\`${code}\``))
  // These have no route of their own to stand under.
  expect(absent).toEqual(['method-not-allowed'])
})

test('the description of the events is AsyncAPI 3', () => {
  const ajv = addFormats.default(new Ajv({ strict: false, logger: false, meta: false }))
  const check = ajv.compile(schema)
  check(structuredClone(asyncApiFor(parks)))
  expect(check.errors ?? []).toEqual([])
  expect(asyncApiFor(parks)).toMatchObject({ channels: { parks: {}, track: {} } })
})

test('the page shows every command and loads nothing from outside', () => {
  const page = documentationPage(openApi)
  for (const { command, description } of parks.events) {
    expect(page).toContain(`<section id="${command}">`)
    expect(page).toContain(description)
  }
  expect(
    [...page.matchAll(/(?:src|href|action)="([^"]+)"/g)]
      .map(([, to]) => to!)
      .filter((to) => !/^[#/]/.test(to)),
  ).toEqual([])
  expect(page).not.toMatch(/<script|@import|url\(/)
})

test('what an agency writes in its declaration cannot break out of the page', () => {
  const page = documentationPage(openApiFor({ ...parks, title: '<script>alert(1)</script>"' }))
  expect(page).not.toContain('<script>')
})

test('how a command is tried out is shown with its parameters, and that it takes the body of any', () => {
  const page = documentationPage(openApi)
  const tryOut = page.slice(page.indexOf('<section id="dryRun">')).split('</section>')[0]
  expect(tryOut).toContain('The body of the command itself.')
  expect(tryOut).toContain('The name of a command.')
  expect(tryOut).not.toContain('Nothing.')
})
