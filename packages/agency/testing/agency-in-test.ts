import { randomUUID } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDevelopmentIssuer, type Grant } from '@concord/access'
import { type RunningNode, startNode } from '@concord/embedded-node'
import { prepareKeys } from '@concord/event-log'
import { pino } from 'pino'
import { readConfiguration } from '../configuration/configuration.ts'
import type { Problem } from '../problem.ts'
import { type AgencyProcess, startAgency } from '../process/agency-process.ts'
import { parks } from './parks.ts'

/** The park rangers' service with a store of its own, and how to talk to it. */
export interface AgencyInTest {
  readonly definition: typeof parks
  readonly agency: AgencyProcess
  readonly node: RunningNode
  readonly dataFolder: string
  readonly environment: Readonly<Record<string, string>>
  readonly logged: readonly string[]
  token(grant?: Partial<Grant>): Promise<string>
  /** One command by a duty officer, unless told otherwise. */
  command(name: string, incident: string, options?: Sent): Promise<HttpAnswer>
  batch(lines: readonly unknown[], token?: string): Promise<readonly LineAnswer[]>
  get(path: string, token?: string): Promise<HttpAnswer>
  stop(): Promise<void>
}

export interface Sent {
  readonly key?: string
  readonly token?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

export interface HttpAnswer {
  readonly status: number
  readonly headers: Headers
  readonly body: Partial<Problem> & Record<string, unknown>
}

export interface LineAnswer {
  readonly line: number
  readonly status: number
  readonly code?: string
  readonly rejection?: string
  readonly stream?: string
  readonly revision?: number
  readonly position?: string
  readonly id?: string
  readonly repeated?: boolean
  readonly effect?: string
}

/** Yesterday: every report in the tests is late enough to be possible. */
export const yesterday = new Date(Date.now() - 86_400_000).toISOString()

/** Starts the service, with keys, a token issuer and a log in a folder that goes with it. */
export const startAgencyInTest = async (
  settings: Readonly<Record<string, string>> = {},
): Promise<AgencyInTest> => {
  const folder = mkdtempSync(join(tmpdir(), 'concord-agency-'))
  const dataFolder = join(folder, 'log')
  const keys = join(folder, 'keys')
  const node = await startNode({ port: 0, dataFolder })
  // Two agencies take part.
  prepareKeys(keys, ['parks', 'police'])
  const issuer = await createDevelopmentIssuer({
    folder: join(folder, 'issuer'),
    clock: Date.now,
    warn: () => {},
  })
  const environment = {
    CONCORD_LOG: node.connectionString,
    CONCORD_KEYS: keys,
    CONCORD_TOKEN_KEYS: join(folder, 'issuer', 'jwks.json'),
    CONCORD_ISSUER: issuer.issuer,
    CONCORD_RELEASE_TO: 'police,parks,joc',
    ...settings,
  }
  const logged: string[] = []
  const logger = pino({ level: 'info' }, { write: (line: string) => void logged.push(line) })
  const agency = await startAgency({
    definition: parks,
    configuration: readConfiguration(environment),
    logger,
  })
  await agency.enrolled

  const token = (grant: Partial<Grant> = {}): Promise<string> =>
    issuer.issue({
      agency: 'parks',
      subject: 'ranger-1',
      roles: ['duty-officer'],
      expiresInS: 3_600,
      ...grant,
    })
  const ranger = await token()
  const importer = await token({ subject: 'archive', roles: ['importer', 'duty-officer'] })

  return {
    definition: parks,
    agency,
    node,
    dataFolder,
    environment,
    logged,
    token,
    ...spokenTo(agency.url, { ranger, importer }),
    stop: async () => {
      await agency.stop()
      await node.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const spokenTo = (
  url: string,
  { ranger, importer }: { readonly ranger: string; readonly importer: string },
): Pick<AgencyInTest, 'command' | 'batch' | 'get'> => ({
  command: async (name, incident, sent = {}) =>
    answerOf(
      await fetch(`${url}/v1/incidents/${incident}/commands/${name}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${sent.token ?? ranger}`,
          'content-type': 'application/json',
          'idempotency-key': sent.key ?? randomUUID(),
          ...sent.headers,
        },
        body: textOf(sent.body ?? { occurredAt: yesterday }),
      }),
    ),
  batch: async (lines, as = importer) => {
    const response = await fetch(`${url}/v1/commands`, {
      method: 'POST',
      headers: { authorization: `Bearer ${as}`, 'content-type': 'application/x-ndjson' },
      body: lines.map(textOf).join('\n'),
    })
    const answer = await response.text()
    return answer
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as LineAnswer)
  },
  get: async (path, as = ranger) =>
    answerOf(await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${as}` } })),
})

/** A text is sent as it is, which need not be JSON. */
const textOf = (sent: unknown): string => (typeof sent === 'string' ? sent : JSON.stringify(sent))

const answerOf = async (response: Response): Promise<HttpAnswer> => {
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) }
}
