import { readFileSync } from 'node:fs'
import { categoryOf } from '@concord/kernel'
import { Router } from 'express'
import { rolesFor } from '../commands/permission.ts'
import { asyncApiFor } from '../documents/asyncapi.ts'
import { documentationPage } from '../documents/documentation-page.ts'
import { type DescribedAgency, openApiFor } from '../documents/openapi.ts'

/**
 * What the API says of itself. Needs no token, because it holds nothing but declarations. A document is made once, when
 * it is first asked for: it takes a fifth of what a process does until it is ready, and most are never asked. Everybody gets
 * the same bytes: whoever asks often, without a token, takes neither time nor memory with copies.
 */
export const documentRoutes = (agency: DescribedAgency): Router => {
  const openApi = whenAsked(() => Buffer.from(JSON.stringify(openApiFor(agency))))
  const asyncApi = whenAsked(() => Buffer.from(JSON.stringify(asyncApiFor(agency))))
  const page = whenAsked(() => Buffer.from(documentationPage(openApiFor(agency))))
  const style = readFileSync(new URL('../documents/style.css', import.meta.url), 'utf8')
  const commands = commandList(agency)

  return Router()
    .get('/openapi.json', (_request, response) => void response.type('json').send(openApi()))
    .get('/asyncapi.json', (_request, response) => void response.type('json').send(asyncApi()))
    .get('/docs', (_request, response) => void response.type('html').send(page()))
    .get('/docs/style.css', (_request, response) => void response.type('css').send(style))
    .get('/', (_request, response) => response.redirect('/docs'))
    .get('/v1/commands', (request, response) => {
      if (request.accepts(['json', 'html']) === 'html') response.redirect('/docs')
      else response.json(commands)
    })
}

const whenAsked = <Document>(make: () => Document): (() => Document) => {
  let made: Document | undefined
  return () => {
    made ??= make()
    return made
  }
}

const commandList = ({ name, title, events }: DescribedAgency) => ({
  agency: name,
  title,
  commands: events.map((event) => ({
    command: event.command,
    description: event.description,
    event: event.type,
    schemaVersion: event.schemaVersion,
    category: categoryOf(event, name),
    roles: rolesFor(event),
    by: event.by ?? 'owner',
    address: `/v1/incidents/{incident}/commands/${event.command}`,
    schema: `/openapi.json#/components/schemas/${event.command}Command`,
  })),
})
