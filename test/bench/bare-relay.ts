import type { AddressInfo } from 'node:net'
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client'
import express from 'express'

/*
 * The limit of any service that takes commands with express and keeps events through the client: it reads a body and
 * appends it, and knows no callers, rules, revisions, signatures or logs of its own. A benchmark sets the real process
 * against it.
 */

const { CONCORD_LOG = '', CONCORD_PORT = '0', CONCORD_HOST } = process.env
const client = EventStoreDBClient.connectionString(CONCORD_LOG)
const app = express()
app.disable('x-powered-by')
app.set('etag', false)
app.use(express.json())
app.get('/health/ready', (_request, response) => void response.json({}))
app.post('/v1/incidents/:incident/commands/:command', async (request, response) => {
  const { incident, command } = request.params
  const event = jsonEvent({ type: command, data: request.body as Record<string, unknown> })
  const { nextExpectedRevision } = await client.appendToStream(`relay-${incident}`, event)
  response.status(201).json({ revision: Number(nextExpectedRevision) })
})
const server = app.listen(Number(CONCORD_PORT), CONCORD_HOST ?? '127.0.0.1', () => {
  console.log(`ready at port ${(server.address() as AddressInfo).port}`)
})
process.once('SIGTERM', () => process.exit(0))
