import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { expect, onTestFinished, test } from 'vitest'
import { commandsAnswer } from '../documents/answer-schemas.ts'
import { openApiFor } from '../documents/openapi.ts'
import { parks } from '../testing/parks.ts'
import { documentRoutes } from './document-routes.ts'

test.each(['/openapi.json', '/asyncapi.json', '/docs'])(
  '%s is the same bytes for everybody, so that nobody without a token takes time or memory by asking',
  async (path) => {
    const sent: unknown[] = []
    const server = express()
      .use((_request, response, next) => {
        const end = response.end.bind(response) as (...parts: unknown[]) => typeof response
        response.end = (...parts: unknown[]) => {
          sent.push(parts[0])
          return end(...parts)
        }
        next()
      })
      .use(documentRoutes(parks))
      .listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await once(server, 'listening')
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`
    for (let each = 0; each < 2; each++) await (await fetch(address)).arrayBuffer()

    expect(Buffer.isBuffer(sent[0])).toBe(true)
    expect(sent[1] === sent[0]).toBe(true)
  },
)

test('the list of commands is as the document says, and a browser is led to the page', async () => {
  const server = express().use(documentRoutes(parks)).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/commands`
  const { responses } = openApiFor(parks).paths['/v1/commands']!.get!

  const list = commandsAnswer.parse(await (await fetch(address)).json())
  expect(list.commands.map(({ command }) => command)).toEqual(parks.events.map(({ command }) => command))
  expect(JSON.stringify(responses[200])).toContain('#/components/schemas/Commands')

  const page = await fetch(address, { headers: { accept: 'text/html' }, redirect: 'manual' })
  expect(page.headers.get('location')).toBe('/docs')
  expect(Object.keys(responses)).toContain(String(page.status))
})

test('on the page a link in running text is told by more than its colour', async () => {
  const server = express().use(documentRoutes(parks)).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/docs/style.css`
  expect(await (await fetch(address)).text()).toMatch(/\bp a \{[^}]*underline/)
})
