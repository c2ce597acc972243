import { randomUUID } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type ImportOptions,
  type ImportSummary,
  importFiles,
  type Session,
  tokenFor,
} from '@concord/command-line'
import { takeDataFolder } from '../../infra/launcher/data-folder.ts'
import { onFreePorts } from '../../infra/launcher/on-free-ports.ts'
import { type RunningSystem, startSystem } from '../../infra/launcher/system.ts'
import { roster } from '../../services/roster.ts'
import { eventually } from './eventually.ts'

/** All processes of the system in a folder of their own, spoken to as everybody speaks to them. */
export interface SystemInTest {
  readonly session: Session
  readonly sessionFile: string
  /** The system's data folder. */
  readonly folder: string
  /** Asks over GraphQL as `agency/role`; fails when there are errors. */
  ask(as: string, query: string, variables?: object): Promise<Answered>
  /** Asks over GraphQL and gives the whole response, whatever it is. */
  askAnyhow(as: string, query: string, variables?: object): Promise<Response>
  /** Sends one command over HTTP as `agency/role` to that agency or to `at`, and gives the whole response. */
  send(as: string, command: string, incident: string, said?: Said): Promise<Response>
  /** Sends one command and fails when it is not recorded. */
  record(as: string, command: string, incident: string, said?: Said): Promise<Recorded>
  /** Sends lines to an agency's batch endpoint as its importer, and gives the result of each. */
  batch(agency: string, lines: readonly object[]): Promise<readonly LineResult[]>
  import(
    format: Parameters<typeof importFiles>[1],
    files: readonly string[],
    options?: ImportOptions,
  ): Promise<ImportSummary>
  /** Resolves as soon as the joint picture holds the position. */
  pictureHas(position: string): Promise<void>
  /** Ends a process with SIGKILL; the launcher's supervision starts it again. */
  kill(name: string): void
  /** Resolves when the process serves. */
  isReady(name: string): Promise<void>
  stop(): Promise<void>
}

export interface Answered {
  // biome-ignore lint/suspicious/noExplicitAny: the shape follows from each test's query
  readonly data: any
  readonly position: string
  readonly stale: boolean
}

export interface Said {
  readonly at?: string
  readonly key?: string
  readonly data?: unknown
  readonly occurredAt?: string
  readonly reference?: string
  readonly summary?: string
  readonly corrects?: string
  readonly retracts?: string
  readonly marking?: { readonly tlp: string; readonly releaseTo?: readonly string[] }
}

export interface Recorded {
  readonly position: string
  readonly events: readonly { readonly id: string }[]
}

export interface LineResult {
  readonly status: number
  readonly position?: string
  readonly id?: string
  readonly repeated?: boolean
}

/** What everybody of the roster may see. */
export const forAll = { tlp: 'AMBER', releaseTo: roster.map(({ name }) => name) } as const

interface Options {
  /** A store that the test runs itself; otherwise the system has a node of its own. */
  readonly log?: string
  /** A folder of the test's own, in which the system goes on with what it left there. */
  readonly kept?: string
  /** The agencies that a test is about; all of them when left out. Each costs the start of a process. */
  readonly present?: readonly string[]
}

/** Starts the system. */
export const startSystemInTest = async ({ log, kept, present }: Options = {}): Promise<SystemInTest> => {
  const folder = kept ?? mkdtempSync(join(tmpdir(), 'concord-system-'))
  const remove = async (): Promise<void> => {
    if (kept === undefined) await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
  try {
    return await startIn(folder, { log, present, fresh: kept === undefined, remove })
  } catch (error) {
    await remove()
    throw error
  }
}

const startIn = async (
  parent: string,
  {
    log,
    present,
    fresh,
    remove,
  }: {
    readonly log: string | undefined
    readonly present: readonly string[] | undefined
    readonly fresh: boolean
    readonly remove: () => Promise<void>
  },
): Promise<SystemInTest> => {
  const folder = takeDataFolder(join(parent, 'data'), { fresh })
  const sessionFile = join(parent, 'session.json')
  const system = await onFreePorts(roster.length, (ports) =>
    startSystem({
      folder,
      ports,
      log,
      present,
      sessionFile,
      onStep: () => {},
      events: {
        onRestart: () => {},
        onFailing: (name, reason) => console.error(`${name} ${reason} again and again`),
        onBack: () => {},
      },
    }),
  )
  return {
    ...spokenTo(system),
    sessionFile,
    folder: folder.path,
    stop: async () => {
      await system.stop()
      folder.release()
      await remove()
    },
  }
}

const spokenTo = ({
  session,
  children,
}: RunningSystem): Omit<SystemInTest, 'sessionFile' | 'folder' | 'stop'> => {
  const addressOf = (name: string): string => {
    if (name === 'joint-operations') return session.graphql.replace(/\/graphql$/, '')
    return session.agencies.find((agency) => agency.name === name)!.url
  }

  return {
    session,
    ...askedOver(session),
    ...commandedOver(session, addressOf),
    import: (format, files, options = {}) => {
      const silent = { json: true, watched: false, out: () => {}, err: () => {} }
      return importFiles(session, format, files, options, silent)
    },
    pictureHas: (position) =>
      eventually(`the picture holds ${position}`, async () => {
        const metrics = await (await fetch(`${addressOf('joint-operations')}/metrics`)).text()
        const folded = /^concord_picture_position(?:\{.*\})? (\d+)$/m.exec(metrics)?.[1]
        return folded !== undefined && BigInt(folded) >= BigInt(position) ? true : undefined
      }).then(() => undefined),
    kill: (name) => {
      const pid = children.find((child) => child.name === name)?.pid()
      if (pid === undefined) throw new Error(`There is no process ${name}.`)
      process.kill(pid, 'SIGKILL')
    },
    isReady: async (name) => {
      await eventually(`${name} is ready`, async () => {
        const response = await fetch(`${addressOf(name)}/health/ready`)
        await response.text()
        return response.ok || undefined
      })
    },
  }
}

/** Questions over GraphQL. */
const askedOver = (session: Session): Pick<SystemInTest, 'ask' | 'askAnyhow'> => {
  const askAnyhow: SystemInTest['askAnyhow'] = (as, query, variables = {}) =>
    fetch(session.graphql, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${tokenFor(session, as)}` },
      body: JSON.stringify({ query, variables }),
    })

  const ask: SystemInTest['ask'] = async (as, query, variables) => {
    const response = await askAnyhow(as, query, variables)
    const { data, errors, extensions } = (await response.json()) as {
      readonly data: unknown
      readonly errors?: unknown
      readonly extensions: { readonly concord: { readonly position: string; readonly stale: boolean } }
    }
    if (errors) throw new Error(JSON.stringify(errors))
    return { data, ...extensions.concord }
  }

  return { ask, askAnyhow }
}

/** Commands over HTTP, at the addresses of agencies. */
const commandedOver = (
  session: Session,
  addressOf: (name: string) => string,
): Pick<SystemInTest, 'send' | 'record' | 'batch'> => {
  const send: SystemInTest['send'] = (as, command, incident, { at, key = randomUUID(), ...said } = {}) =>
    fetch(`${addressOf(at ?? as.split('/')[0]!)}/v1/incidents/${incident}/commands/${command}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'idempotency-key': key,
        authorization: `Bearer ${tokenFor(session, as)}`,
      },
      body: JSON.stringify({ occurredAt: new Date().toISOString(), marking: forAll, data: {}, ...said }),
    })

  return {
    send,
    record: async (as, command, incident, said) => {
      const response = await send(as, command, incident, said)
      if (response.status !== 201) throw new Error(`${command}: ${response.status} ${await response.text()}`)
      return (await response.json()) as Recorded
    },
    batch: async (agency, lines) => {
      const response = await fetch(`${addressOf(agency)}/v1/commands`, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-ndjson',
          authorization: `Bearer ${tokenFor(session, `${agency}/importer`)}`,
        },
        body: lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
      })
      const text = await response.text()
      return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as LineResult]))
    },
  }
}
