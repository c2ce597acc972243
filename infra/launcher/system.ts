import { join } from 'node:path'
import type { Session } from '@concord/command-line'
import { prepareKeys } from '@concord/event-log'
import { JOINT_CENTRE, roster } from '../../services/roster.ts'
import { type Child, type ChildEvents, type ChildSpec, startChild } from './child.ts'
import { nodeSpec, root, type Service, serviceSpec } from './child-specs.ts'
import type { DataFolder } from './data-folder.ts'
import type { Ports } from './ports.ts'
import { servicesOf } from './services-of.ts'
import { keepSession } from './session-file.ts'
import { type IssuedToken, type Issuer, openIssuer } from './tokens.ts'

/** What the system is started with. */
export interface SystemOptions {
  readonly folder: DataFolder
  readonly ports: Ports
  /** An EventStoreDB or KurrentDB to use; left out, the embedded node is started. */
  readonly log?: string | undefined
  /** Whose processes are started, by name; those of all agencies when left out. Whoever is left out is known, and away. */
  readonly present?: readonly string[] | undefined
  /** Where to leave addresses and tokens for the command-line tool. */
  readonly sessionFile: string
  readonly onStep: (text: string) => void
  readonly events: ChildEvents
  /** Ends a start that is under way; without effect once the system is up. */
  readonly signal?: AbortSignal
}

/** The system, up and supervised. */
export interface RunningSystem {
  readonly session: Session
  /** Its processes: `log`, the agencies by name, `joint-operations`. */
  readonly children: readonly Child[]
  readonly stop: () => Promise<void>
}

/**
 * Starts every process of the system: the log first, which all others need, then the agencies and the joint operations,
 * which do not wait for each other. Stops all that were started, also those that cannot serve yet, when one of them does
 * not come up.
 */
export const startSystem = async (options: SystemOptions): Promise<RunningSystem> => {
  const { folder, ports, present = agencies, onStep, events, signal } = options
  const children: Child[] = []
  const start = (spec: ChildSpec): Promise<void> => {
    signal?.throwIfAborted()
    const child = startChild(spec, events)
    children.push(child)
    return child.ready
  }
  const abandon = () => void stopAll(children)
  signal?.addEventListener('abort', abandon)
  try {
    if (options.log === undefined) {
      onStep('log')
      await start(nodeSpec(folder, ports))
    }
    const issuer = await openIssuer(folder.of('issuer'))
    const shared = sharedConfiguration(options, issuer)
    const startService = (service: Service) => start(serviceSpec(service, folder, shared))
    prepareKeys(shared.CONCORD_KEYS, agencies)
    onStep(`${present.join(', ')}, joint operations`)
    const services = (await servicesOf(roster)).map(
      ({ agency, main }, index): Service => ({
        name: agency.name,
        main,
        port: ports.agencies[index]!,
        does: 'commands',
      }),
    )
    const jointOperations: Service = {
      name: 'joint-operations',
      main: join(root, 'services/joint-operations/main.ts'),
      port: ports.api,
      does: 'questions',
    }
    await Promise.all(
      [...services.filter(({ name }) => present.includes(name)), jointOperations].map(startService),
    )
    const { session, leave } = await keepSession(options.sessionFile, async () =>
      sessionOf(options, shared, await issuer.issueAll(agencies)),
    )
    return {
      session,
      children,
      stop: async () => {
        leave()
        await stopAll(children)
      },
    }
  } catch (error) {
    await stopAll(children)
    throw error
  } finally {
    signal?.removeEventListener('abort', abandon)
  }
}

const agencies: readonly string[] = roster.map(({ name }) => name)

/** What all services have in common. */
const sharedConfiguration = ({ folder, ports, log }: SystemOptions, issuer: Issuer) => ({
  CONCORD_LOG: log ?? `esdb://127.0.0.1:${ports.log}?tls=false`,
  CONCORD_KEYS: folder.of('keys'),
  CONCORD_TOKEN_KEYS: issuer.keySetFile,
  CONCORD_ISSUER: issuer.issuer,
  CONCORD_AUDIENCE: issuer.audience,
  CONCORD_HOST: '127.0.0.1',
  // Whoever gives no marking lets the joint centre see the record, and nobody else.
  CONCORD_RELEASE_TO: JOINT_CENTRE,
  CONCORD_WITNESS_OF: JOINT_CENTRE,
})

const sessionOf = (
  { folder, ports }: SystemOptions,
  shared: ReturnType<typeof sharedConfiguration>,
  tokens: readonly IssuedToken[],
): Session => ({
  graphql: `http://127.0.0.1:${ports.api}/graphql`,
  agencies: roster.map(({ name, title, events }, index) => ({
    name,
    title,
    url: `http://127.0.0.1:${ports.agencies[index]}`,
    records: events.map(({ type }) => type),
    open: events.filter(({ by }) => by === 'roster').map(({ type }) => type),
  })),
  tokens: [...tokens],
  log: shared.CONCORD_LOG,
  keys: shared.CONCORD_KEYS,
  data: folder.path,
})

/** In the reverse order, so that a process that writes ends before the one it writes to. */
const stopAll = async (children: Child[]): Promise<void> => {
  const log = children.filter((child) => child.name === 'log')
  await Promise.all(children.filter((child) => child.name !== 'log').map((child) => child.stop()))
  await Promise.all(log.map((child) => child.stop()))
}
