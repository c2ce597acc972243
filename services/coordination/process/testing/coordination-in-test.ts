import { randomUUID } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDevelopmentIssuer, type Role } from '@concord/access'
import { type AgencyProcess, readConfiguration, startAgency } from '@concord/agency'
import { startNode } from '@concord/embedded-node'
import { openAgencyKeys, openEventLog, prepareKeys } from '@concord/event-log'
import type { Mode, RecordedEvent } from '@concord/kernel'
import { pino } from 'pino'
import { roster } from '../../../roster.ts'
import { noticesFrom } from '../../glass/notices.ts'
import { openCheckpoint } from '../checkpoint.ts'
import type { CooperationRule } from '../cooperation-rule.ts'
import { knowledgeWith, meaningOfRules, ringFrom } from '../knowledge.ts'
import { type ProcessManager, startProcessManager } from '../process-manager.ts'
import { readerOf } from '../read-event.ts'

/** The agencies and the joint centre on a real node, with a clock that the test moves. */
export interface CoordinationInTest {
  /** What a process of the joint centre is told to run on the same node. */
  readonly environment: Readonly<Record<string, string>>
  readonly clock: { advance(minutes: number): void; now(): number }
  report(agency: string, command: string, incident: string, said?: Said): Promise<string>
  /** Sends a command to the joint centre over HTTP, as a member of it on duty unless told otherwise. */
  post(command: string, incident: string, body?: object, by?: Caller): Promise<Answer>
  manager(options: ManagerOptions): ProcessManager
  /** The events of a stream, once there are as many; fails after half a minute or more when there are not. */
  stream(name: string, count?: number): Promise<readonly RecordedEvent[]>
  stop(): Promise<void>
}

export interface Said {
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

export interface Answer {
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

const everybody = ['police', 'border', 'corrections', 'emergency', 'joc']

export const startCoordinationInTest = async (): Promise<CoordinationInTest> => {
  const folder = mkdtempSync(join(tmpdir(), 'concord-coordination-'))
  const node = await startNode({ port: 0, dataFolder: join(folder, 'log') })
  const keyFolder = join(folder, 'keys')
  prepareKeys(
    keyFolder,
    roster.map(({ name }) => name),
  )
  const tokenFolder = join(folder, 'issuer')
  const issuer = await createDevelopmentIssuer({ folder: tokenFolder, clock: () => now(), warn: () => {} })
  let aheadMs = 0
  const now = () => Date.now() + aheadMs
  const environment = {
    CONCORD_LOG: node.connectionString,
    CONCORD_KEYS: keyFolder,
    CONCORD_DATA: join(folder, 'coordination'),
    CONCORD_TOKEN_KEYS: join(tokenFolder, 'jwks.json'),
    CONCORD_ISSUER: issuer.issuer,
    CONCORD_LOG_LEVEL: 'silent',
  }
  const configuration = readConfiguration(environment)
  const start = async (name: string): Promise<AgencyProcess> => {
    const agency = await startAgency({
      definition: roster.find((one) => one.name === name)!,
      configuration,
      logger: pino({ level: 'silent' }),
      clock: now,
    })
    await agency.enrolled
    return agency
  }
  const joint = [await start('joc'), await start('joc')]
  const agencies = new Map<string, AgencyProcess>([['joc', joint[0]!]])
  for (const name of ['corrections', 'police', 'emergency']) agencies.set(name, await start(name))

  const keys = openAgencyKeys(keyFolder)
  const log = openEventLog({ connectionString: node.connectionString, agencies: roster, keys })
  const ringOf = ringFrom(log)
  const readEvent = readerOf(roster)
  let reports = 0

  return {
    environment,
    clock: {
      now,
      advance: (minutes) => {
        aheadMs += minutes * 60_000
      },
    },
    report: async (agency, command, incident, said = {}) => {
      const {
        data = {},
        by = agency,
        roles,
        releaseTo = everybody,
        occurredAt = new Date(now()).toISOString(),
        ...rest
      } = said
      const imported = rest.recordedAt !== undefined
      const submitted = await agencies.get(agency)!.desk.submit({
        command,
        incident,
        body: {
          occurredAt,
          data,
          marking: { tlp: 'AMBER', releaseTo },
          reference: `report-${reports++}`,
          ...(imported ? { system: 'older' } : {}),
          ...rest,
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
    },
    post: async (command, incident, body = {}, by = { agency: 'joc', roles: ['duty-officer'] }) => {
      const token = await issuer.issue({ ...by, subject: 'duty', expiresInS: 3_600 })
      const response = await fetch(`${joint[0]!.url}/v1/incidents/${incident}/commands/${command}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'idempotency-key': randomUUID(),
        },
        body: JSON.stringify({ occurredAt: new Date(now()).toISOString(), ...body }),
      })
      return { status: response.status, body: (await response.json()) as Answer['body'] }
    },
    manager: ({ rules, checkpoint, beforeAct, beforeRing, poison, process = 0, ...told }) =>
      startProcessManager({
        log,
        desk: {
          submit: async (command) => {
            beforeAct?.(command.command)
            return joint[process]!.desk.submit(command)
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
        clock: now,
      }),
    stream: async (name, count = 0) => {
      for (let attempt = 0; ; attempt++) {
        const read = await log.readStream(name)
        if (!read.ok) throw new Error(JSON.stringify(read.error, (_, value) => String(value)))
        if (read.value.events.length >= count) return read.value.events
        if (attempt > 1_200) {
          const types = read.value.events.map(({ type }) => type)
          throw new Error(`${name} has ${types.length} of ${count} events: ${types.join(', ')}`)
        }
        await new Promise((resolve) => setTimeout(resolve, 25))
      }
    },
    stop: async () => {
      await log.close()
      keys.close()
      for (const agency of [...agencies.values(), joint[1]!]) await agency.stop()
      await node.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
