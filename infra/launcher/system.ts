import { renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Session } from '@concord/command-line'
import { prepareKeys } from '@concord/event-log'
import { roster } from '../../services/roster.ts'
import { type Child, type ChildEvents, type ChildSpec, startChild } from './child.ts'
import { nodeSpec, root, serviceSpec } from './child-specs.ts'
import type { DataFolder } from './data-folder.ts'
import type { Ports } from './ports.ts'
import { servicesOf } from './services-of.ts'
import { openIssuer, TOKEN_LIFETIME_S } from './tokens.ts'

export interface SystemOptions {
  readonly folder: DataFolder
  readonly ports: Ports
  /** An EventStoreDB or KurrentDB to use; left out, the embedded node is started. */
  readonly log?: string | undefined
  /** Where to leave addresses and tokens for the command-line tool. */
  readonly sessionFile: string
  readonly onStep: (text: string) => void
  readonly events: ChildEvents
}

export interface RunningSystem {
  readonly session: Session
  /** Its processes: `log`, the agencies by name, `joint-operations`. */
  readonly children: readonly Child[]
  readonly stop: () => Promise<void>
}

/**
 * Starts every process of the system in the order in which they need each other: the log, the agencies, the joint
 * operations. Stops what had started when one of them does not come up.
 */
export const startSystem = async (options: SystemOptions): Promise<RunningSystem> => {
  const { folder, ports, onStep, events } = options
  const children: Child[] = []
  const start = async (spec: ChildSpec): Promise<void> => {
    children.push(await startChild(spec, events))
  }
  try {
    if (options.log === undefined) {
      onStep('log')
      await start(nodeSpec(folder, ports))
    }
    const issuer = await openIssuer(folder.of('issuer'))
    prepareKeys(
      folder.of('keys'),
      roster.map((agency) => agency.name),
    )
    const shared = {
      CONCORD_LOG: options.log ?? `esdb://127.0.0.1:${ports.log}?tls=false`,
      CONCORD_KEYS: folder.of('keys'),
      CONCORD_TOKEN_KEYS: issuer.keySetFile,
      CONCORD_ISSUER: issuer.issuer,
      CONCORD_AUDIENCE: issuer.audience,
      CONCORD_HOST: '127.0.0.1',
      // Whoever gives no marking lets the joint centre see the record, and nobody else.
      CONCORD_RELEASE_TO: 'joc',
      CONCORD_WITNESS_OF: 'joc',
    }
    const services = await servicesOf(roster)
    onStep(services.map(({ agency }) => agency.name).join(', '))
    await Promise.all(
      services.map(({ agency, main }, index) =>
        start(serviceSpec(agency.name, main, ports.agencies[index]!, folder, shared)),
      ),
    )
    onStep('joint operations')
    await start(
      serviceSpec(
        'joint-operations',
        join(root, 'services/joint-operations/main.ts'),
        ports.api,
        folder,
        shared,
        'questions',
      ),
    )

    const writeSession = async (): Promise<Session> => {
      const session: Session = {
        graphql: `http://127.0.0.1:${ports.api}/graphql`,
        agencies: services.map(({ agency }, index) => ({
          name: agency.name,
          title: agency.title,
          url: `http://127.0.0.1:${ports.agencies[index]}`,
          records: agency.events.map((event) => event.type),
          open: agency.events.filter(({ by }) => by === 'roster').map((event) => event.type),
        })),
        tokens: [...(await issuer.issueAll(roster.map((agency) => agency.name)))],
        log: shared.CONCORD_LOG,
        keys: shared.CONCORD_KEYS,
        data: folder.path,
      }
      writePrivate(options.sessionFile, session)
      return session
    }
    const session = await writeSession()
    // Fresh tokens well before the old ones expire, for a system that stays up.
    const renewal = setInterval(() => void writeSession(), (TOKEN_LIFETIME_S * 1000) / 2)
    renewal.unref()
    return {
      session,
      children,
      stop: async () => {
        clearInterval(renewal)
        await stopAll(children)
      },
    }
  } catch (error) {
    await stopAll(children)
    throw error
  }
}

/** In the reverse order, so that whoever writes ends before what is written to. */
const stopAll = async (children: Child[]): Promise<void> => {
  const log = children.filter((child) => child.name === 'log')
  await Promise.all(children.filter((child) => child.name !== 'log').map((child) => child.stop()))
  await Promise.all(log.map((child) => child.stop()))
}

const writePrivate = (file: string, session: Session): void => {
  const next = join(dirname(file), `.session-${process.pid}.json`)
  writeFileSync(next, `${JSON.stringify(session, null, 2)}\n`, { mode: 0o600 })
  renameSync(next, file)
}
