import { randomUUID } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDevelopmentIssuer, type Role } from '@concord/access'
import { type AgencyProcess, type Configuration, readConfiguration, startAgency } from '@concord/agency'
import { startNode } from '@concord/embedded-node'
import { type ConnectedEventLog, openAgencyKeys, openEventLog, prepareKeys } from '@concord/event-log'
import type { Mode, RecordedEvent } from '@concord/kernel'
import { pino } from 'pino'
import { roster } from '../../../roster.ts'
import { noticesFrom } from '../../glass/notices.ts'
import { openCheckpoint } from '../checkpoint.ts'
import type { CooperationRule } from '../cooperation-rule.ts'
import { knowledgeWith, meaningOfRules, ringFrom } from '../knowledge.ts'
import { type ProcessManager, startProcessManager } from '../process-manager.ts'
import { readerOf } from '../read-event.ts'
import { readCooperationRules } from '../read-rules.ts'

/** The rules that are shipped. */
export const shippedRules = readCooperationRules(join(import.meta.dirname, '../../rules'))

/** What corrections tell of an escape, so that the rule on escapes applies. */
export const escaped = { data: { subjects: ['P-1'], count: 1, lat: 48.6, lon: 113.2 } }

/** The agencies and the joint centre on a real node, with a clock that the test moves. */
export interface CoordinationInTest {
  /** What a process of the joint centre is told to run on the same node. */
  readonly environment: Readonly<Record<string, string>>
  readonly clock: { advance(minutes: number): void; now(): number }
  report(agency: string, command: string, incident: string, told?: Report): Promise<string>
  /** Sends a command to the joint centre over HTTP, as a member of it on duty unless told otherwise. */
  post(command: string, incident: string, body?: object, by?: Caller): Promise<Answered>
  manager(options: ManagerOptions): ProcessManager
  /** The events of a stream, once there are as many; fails after half a minute or more when there are not. */
  stream(name: string, count?: number): Promise<readonly RecordedEvent[]>
  /** The types of a stream's events, once there are as many. */
  typesOf(stream: string, count: number): Promise<readonly string[]>
  /** The events of one type, once there are as many. The clock has been moved on: other tasks may be overdue. */
  ofType(stream: string, type: string, count: number): Promise<readonly RecordedEvent[]>
  stop(): Promise<void>
}

/** What a report says besides its command; left out, an event of now that everybody may see. */
export interface Report {
  readonly data?: unknown
  readonly mode?: Mode
  readonly occurredAt?: string
  readonly corrects?: string
  readonly retracts?: string
  readonly recordedAt?: string
  readonly releaseTo?: readonly string[]
  /** The agency whose member asks for it; left out, one of the agency's own. */
  readonly by?: string
  /** Left out, those of somebody on duty who also coordinates. */
  readonly roles?: readonly Role[]
}

export interface Caller {
  readonly agency: string
  readonly roles: readonly Role[]
}

/** What the joint centre answered over HTTP. */
export interface Answered {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

export interface ManagerOptions {
  readonly rules: readonly CooperationRule[]
  readonly checkpoint: string
  /** Throws to pull the plug in the middle of an act. */
  readonly beforeAct?: (command: string) => void
  /** Throws where an event of this type is to be one that nothing can be made of. */
  readonly poison?: string
  readonly onSetAside?: (type: string) => void
  readonly onFailure?: (step: string) => void
  /** Throws to make the reading of an incident fail. */
  readonly beforeRing?: (incident: string) => void
  /** Which of the joint centre's processes gives the commands: 0 or 1. */
  readonly process?: number
}

/** Starts all of it; {@link CoordinationInTest.stop} ends it and takes its files away. */
export const startCoordinationInTest = async (): Promise<CoordinationInTest> => {
  const folder = mkdtempSync(join(tmpdir(), 'concord-coordination-'))
  const node = await startNode({ port: 0, dataFolder: join(folder, 'log') })
  const clock = clockInTest()
  const issuer = await createDevelopmentIssuer({
    folder: join(folder, 'issuer'),
    clock: clock.now,
    warn: () => {},
  })
  const keyFolder = join(folder, 'keys')
  prepareKeys(
    keyFolder,
    roster.map(({ name }) => name),
  )
  const environment = {
    CONCORD_LOG: node.connectionString,
    CONCORD_KEYS: keyFolder,
    CONCORD_DATA: join(folder, 'coordination'),
    CONCORD_TOKEN_KEYS: join(folder, 'issuer', 'jwks.json'),
    CONCORD_ISSUER: issuer.issuer,
    CONCORD_LOG_LEVEL: 'silent',
  }
  const start = (name: string) => startAgencyInTest(name, readConfiguration(environment), clock.now)
  const centre = [await start('joc'), await start('joc')] as const
  const agencies = new Map([['joc', centre[0]]])
  for (const name of ['corrections', 'police', 'emergency']) agencies.set(name, await start(name))

  const keys = openAgencyKeys(keyFolder)
  const log = openEventLog({ connectionString: node.connectionString, agencies: roster, keys })
  return {
    ...awaiting(log),
    environment,
    clock,
    report: reporting(agencies, clock.now),
    post: async (command, incident, body = {}, by = { agency: 'joc', roles: ['duty-officer'] }) => {
      const token = await issuer.issue({ ...by, subject: 'duty', expiresInS: 3_600 })
      const occurredAt = new Date(clock.now()).toISOString()
      return postTo(`${centre[0].url}/v1/incidents/${incident}/commands/${command}`, token, {
        occurredAt,
        ...body,
      })
    },
    manager: managing(centre, log, folder, clock.now),
    stop: async () => {
      await log.close()
      keys.close()
      for (const agency of [...agencies.values(), centre[1]]) await agency.stop()
      await node.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Two wakes: the first does what is due, the second would do it again if anything could. */
export const settle = async (manager: Pick<ProcessManager, 'wake'>): Promise<void> => {
  await manager.wake()
  await manager.wake()
}

/** This machine's clock, set ahead. */
const clockInTest = () => {
  let aheadMs = 0
  return {
    now: () => Date.now() + aheadMs,
    advance: (minutes: number) => {
      aheadMs += minutes * 60_000
    },
  }
}

const startAgencyInTest = async (
  name: string,
  configuration: Configuration,
  clock: () => number,
): Promise<AgencyProcess> => {
  const definition = roster.find((one) => one.name === name)!
  const agency = await startAgency({ definition, configuration, logger: pino({ level: 'silent' }), clock })
  await agency.enrolled
  return agency
}

const everybody = ['police', 'border', 'corrections', 'emergency', 'joc']

/** Has an agency's desk take a report; throws what it answers where that is a refusal. */
const reporting = (
  agencies: ReadonlyMap<string, AgencyProcess>,
  now: () => number,
): CoordinationInTest['report'] => {
  let reports = 0
  return async (agency, command, incident, told = {}) => {
    const { data = {}, by = agency, roles, releaseTo = everybody, ...rest } = told
    const { occurredAt = new Date(now()).toISOString() } = told
    const imported = rest.recordedAt !== undefined
    const submitted = await agencies.get(agency)!.desk.submit({
      command,
      incident,
      body: {
        data,
        marking: { tlp: 'AMBER', releaseTo },
        reference: `report-${reports++}`,
        ...(imported ? { system: 'older' } : {}),
        ...rest,
        occurredAt,
      },
      reader: {
        agency: by,
        subject: 'duty',
        roles: roles ?? ['duty-officer', 'coordinator', ...(imported ? (['importer'] as const) : [])],
        purpose: undefined,
        case: undefined,
      },
      whileRunning: 'wait',
    })
    if (!submitted.ok) throw new Error(JSON.stringify(submitted.error))
    return submitted.value.events[0]!.id
  }
}

const postTo = async (url: string, token: string, body: object): Promise<Answered> => {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify(body),
  })
  return { status: response.status, body: (await response.json()) as Answered['body'] }
}

/** Runs process managers whose every part can be made to fail. */
const managing = (
  centre: readonly AgencyProcess[],
  log: ConnectedEventLog,
  folder: string,
  clock: () => number,
): CoordinationInTest['manager'] => {
  const ringOf = ringFrom(log)
  const readEvent = readerOf(roster)
  return ({ rules, checkpoint, beforeAct, beforeRing, poison, process = 0, ...told }) =>
    startProcessManager({
      log,
      desk: {
        submit: async (command) => {
          beforeAct?.(command.command)
          return centre[process]!.desk.submit(command)
        },
      },
      read: (event) => {
        if (event.type === poison) throw new Error('nothing can be made of it')
        return readEvent(event)
      },
      knowledge: knowledgeWith(rules),
      ringOf: async (due) => {
        beforeRing?.(due.activation.incident)
        return ringOf(due)
      },
      noticesOf: noticesFrom(log),
      onSetAside: ({ type }) => told.onSetAside?.(type),
      onFailure: (step) => told.onFailure?.(step),
      checkpoint: openCheckpoint(join(folder, checkpoint), meaningOfRules(rules)),
      clock,
      // The store's clock is not moved with this one.
      logClock: { heard: () => {}, nowMs: () => undefined },
    })
}

const awaitEvents = async (log: ConnectedEventLog, stream: string, count: number) => {
  for (let attempt = 0; ; attempt++) {
    const read = await log.readStream(stream)
    if (!read.ok) throw new Error(JSON.stringify(read.error, (_, value) => String(value)))
    if (read.value.events.length >= count) return read.value.events
    if (attempt > 1_200) {
      const types = read.value.events.map(({ type }) => type)
      throw new Error(`${stream} has ${types.length} of ${count} events: ${types.join(', ')}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}

/** What streams hold, once it is there. */
const awaiting = (log: ConnectedEventLog): Pick<CoordinationInTest, 'stream' | 'typesOf' | 'ofType'> => {
  const stream = (name: string, count = 0) => awaitEvents(log, name, count)
  return {
    stream,
    typesOf: async (name, count) => (await stream(name, count)).map(({ type }) => type),
    ofType: async (name, type, count) => {
      for (let least = count; ; least++) {
        const found = (await stream(name, least)).filter((event) => event.type === type)
        if (found.length >= count) return found
      }
    },
  }
}
