import { randomUUID } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDevelopmentIssuer, type DevelopmentIssuer, type Role } from '@concord/access'
import { type AgencyProcess, readConfiguration, startAgency } from '@concord/agency'
import { type RunningNode, startNode } from '@concord/embedded-node'
import { prepareKeys } from '@concord/event-log'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type JointOperations, startJointOperations } from '../services/joint-operations/server.ts'
import { police } from '../services/police/agency.ts'
import { roster } from '../services/roster.ts'

/*
 * The whole way of an event over real sockets: from an agency's HTTP API through the store to the joint centre's answer.
 */

let folder: string
let node: RunningNode
let issuer: DevelopmentIssuer
let agency: AgencyProcess
let centre: JointOperations
let environment: Readonly<Record<string, string>>

const logger = pino({ level: 'silent' })
const token = (agencyName: string, roles: readonly Role[], extra: object = {}) =>
  issuer.issue({ agency: agencyName, subject: `${agencyName}-1`, roles, expiresInS: 600, ...extra })

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'concord-joint-'))
  node = await startNode({ port: 0, dataFolder: join(folder, 'log') })
  const keys = join(folder, 'keys')
  prepareKeys(
    keys,
    roster.map(({ name }) => name),
  )
  issuer = await createDevelopmentIssuer({ folder: join(folder, 'issuer'), clock: Date.now, warn: () => {} })
  environment = {
    CONCORD_LOG: node.connectionString,
    CONCORD_KEYS: keys,
    CONCORD_TOKEN_KEYS: join(folder, 'issuer', 'jwks.json'),
    CONCORD_ISSUER: issuer.issuer,
    CONCORD_RELEASE_TO: 'border,joc',
  }
  const configuration = readConfiguration(environment)
  agency = await startAgency({ definition: police, configuration, logger })
  await agency.enrolled
  centre = await startJointOperations({ configuration, folder: join(folder, 'centre'), logger })
})
afterAll(async () => {
  await centre.stop()
  await agency.stop()
  await node.stop()
  await rm(folder, { recursive: true })
})

const command = async (
  name: string,
  incident: string,
  body: object,
): Promise<{ readonly position: string }> => {
  const response = await fetch(`${agency.url}/v1/incidents/${incident}/commands/${name}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
      authorization: `Bearer ${await token('police', ['duty-officer'])}`,
    },
    body: JSON.stringify({ occurredAt: new Date(Date.now() - 60_000).toISOString(), ...body }),
  })
  expect(await response.clone().text()).not.toContain('problem')
  expect(response.status).toBe(201)
  return response.json() as Promise<{ readonly position: string }>
}

const ask = async (
  query: string,
  as: string,
  roles: readonly Role[] = ['analyst'],
  headers: object = {},
  claims: object = {},
) => {
  const response = await fetch(`${centre.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json',
      authorization: `Bearer ${await token(as, roles, claims)}`,
      ...headers,
    },
    body: JSON.stringify({ query }),
  })
  // biome-ignore lint/suspicious/noExplicitAny: the shape follows from each test's query
  return response.json() as Promise<any>
}

describe('what an agency records', () => {
  test('is in the joint picture as soon as its writer asks for it, and nowhere for whom it is not meant', async () => {
    const { position } = await command('OpenIncident', 'INC-A', { data: { kind: 'wildfire', title: 'Fire' } })
    const query = '{ incident(id: "INC-A") { kind title agencies } incidents { totalCount } }'

    const joc = await ask(query, 'joc', ['analyst'], { 'concord-at-least': position })
    const corrections = await ask(query, 'corrections', ['commander'])

    expect(joc.data.incident).toEqual({ kind: 'wildfire', title: 'Fire', agencies: ['police'] })
    expect(BigInt(joc.extensions.concord.position)).toBeGreaterThanOrEqual(BigInt(position))
    expect(corrections.data).toEqual({ incident: null, incidents: { totalCount: 0 } })
    expect(corrections.extensions.concord.position).toBe('0')
  })

  test('comes to subscribers as it happens, each change once, and a client that goes away is let go', async () => {
    const leaving = new AbortController()
    const response = await fetch(`${centre.url}/graphql`, {
      method: 'POST',
      signal: leaving.signal,
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        authorization: `Bearer ${await token('joc', ['analyst'])}`,
      },
      body: JSON.stringify({ query: 'subscription { changes { position event { reference } } }' }),
    })
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
    const recorded = [
      await command('AcknowledgeIncident', 'INC-A', { reference: 'R-1', data: {} }),
      await command('ReportObservation', 'INC-A', { reference: 'R-2', data: { observation: 'smoke' } }),
    ]
    let text = ''
    while (!text.includes('R-2')) text += (await reader.read()).value
    leaving.abort()
    await reader.cancel().catch(() => {})

    const ids = [...text.matchAll(/^id: (\d+)$/gm)].map((match) => match[1])
    expect(ids).toEqual(recorded.map(({ position }) => position))
    while (!/concord_api_streams\S* 0$/m.test(await metrics())) await new Promise(setImmediate)
  })

  test('is checked for auditors over the whole log', async () => {
    const { data } = await ask('{ integrity { intact firstDifference events checked } }', 'joc', ['auditor'])

    expect(data.integrity).toMatchObject({ intact: true, firstDifference: null, events: 3 })
    expect(data.integrity.checked).toBeGreaterThanOrEqual(3)
  })
})

test('who reads about a person needs a purpose and a case, is put on record first, and auditors can ask who did', async () => {
  const { position } = await command('ReportSighting', 'INC-A', {
    reference: 'R-3',
    summary: 'Bat-Erdene says that he saw S-1',
    data: { subjects: ['S-1'], interview: { subject: 'S-9', name: 'Bat-Erdene' } },
  })
  const query = `query @atLeast(position: "${position}") { event(id: "R-3") { data personal { path opened { state value } } } }`

  const closed = await ask('{ event(id: "R-3") { data summary } }', 'joc', ['analyst'], {
    'concord-at-least': position,
  })
  const without = await ask(query, 'joc')
  const opened = await ask(query, 'joc', ['analyst'], {}, { purpose: 'search', case: 'C-7' })
  const who =
    '{ reads(filter: { subject: "S-9" }) { totalCount nodes { agency reader purpose case fields results } } }'
  let onRecord = await ask(who, 'joc', ['auditor'])
  // The record is read from the journal, which follows the log.
  while (onRecord.data.reads.totalCount === 0) onRecord = await ask(who, 'joc', ['auditor'])

  expect(closed.data.event.data.interview.name).toEqual({ sealed: true })
  expect(closed.data.event.summary).toBeNull()
  expect(without.errors[0].extensions.code).toBe('FORBIDDEN')
  expect(opened.data.event.personal).toEqual([
    { path: 'interview.name', opened: { state: 'OPEN', value: 'Bat-Erdene' } },
    { path: 'envelope.summary', opened: { state: 'OPEN', value: 'Bat-Erdene says that he saw S-1' } },
  ])
  expect(onRecord.data.reads).toEqual({
    totalCount: 1,
    nodes: [
      {
        agency: 'joc',
        reader: 'joc-1',
        purpose: 'search',
        case: 'C-7',
        fields: ['SightingReported.interview.name', 'SightingReported.envelope.summary'],
        results: 2,
      },
    ],
  })
})

const metrics = async () => (await fetch(`${centre.url}/metrics`)).text()

describe('the process', () => {
  test('says that it lives and is ready, and counts what it does', async () => {
    expect((await fetch(`${centre.url}/health/live`)).status).toBe(200)
    expect((await fetch(`${centre.url}/health/ready`)).status).toBe(200)
    expect(await metrics()).toMatch(/concord_picture_position/)
  })

  test('has pages that need no token and may load nothing from outside', async () => {
    for (const path of ['/', '/graphiql']) {
      const response = await fetch(new URL(path, centre.url))
      expect([path, response.status]).toEqual([path, 200])
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
    }
  })

  test('slows down a subject that asks too often, and nobody else', async () => {
    const limited = await startJointOperations({
      configuration: readConfiguration({ ...environment, CONCORD_REQUESTS_PER_MINUTE: '2' }),
      folder: join(folder, 'limited'),
      logger,
    })
    const status = async (as: string) => {
      const response = await fetch(`${limited.url}/graphql?query={__typename}`, {
        headers: { authorization: `Bearer ${await token(as, ['analyst'])}` },
      })
      await response.text()
      return response.status
    }

    expect([await status('joc'), await status('joc'), await status('joc')]).toEqual([200, 200, 429])
    expect(await status('border')).toBe(200)
    await limited.stop()
  })

  test('answers from what it has while the store is away, says so, and goes on by itself', async () => {
    const asked = () => ask('{ incident(id: "INC-A") { eventCount } }', 'joc')
    await node.stop()
    let answer = await asked()
    while (!answer.extensions.concord.stale) answer = await asked()

    expect(answer.data.incident.eventCount).toBe(4)
    expect((await fetch(`${centre.url}/health/ready`)).status).toBe(200)

    node = await startNode({ port: node.port, dataFolder: join(folder, 'log') })
    while ((await asked()).extensions.concord.stale) await new Promise(setImmediate)
  })

  test('starts again where it stopped', async () => {
    await centre.stop()
    centre = await startJointOperations({
      configuration: readConfiguration(environment),
      folder: join(folder, 'centre'),
      logger,
    })

    const { data } = await ask('{ incident(id: "INC-A") { eventCount } }', 'joc')

    expect(data.incident.eventCount).toBe(4)
  })
})
