import { setTimeout as sleep } from 'node:timers/promises'
import { createTokenVerifier, type Policy } from '@concord/access'
import { type AgencyKeys, type ConnectedEventLog, openAgencyKeys, openEventLog } from '@concord/event-log'
import type { AgencyDefinition } from '@concord/incident'
import type { Logger } from 'pino'
import { type CommandDesk, openCommandDesk } from '../commands/command-desk.ts'
import { createCommandDigest, digestSecret } from '../commands/command-digest.ts'
import type { Configuration } from '../configuration/configuration.ts'
import { createApp } from '../http/app.ts'
import { type AgencyMetrics, createMetrics } from '../http/metrics.ts'
import { type Serving, serve } from '../http/serve.ts'
import { type Problem, problem } from '../problem.ts'
import { storeUnavailable } from '../problem-of-failure.ts'
import { type Alarm, createAlarm } from './alarm.ts'
import { countedDesk } from './counted-desk.ts'
import { enrolWhenPossible } from './enrolment.ts'
import { keyCare } from './key-care.ts'
import { keepUpLog } from './log-upkeep.ts'
import { refuseLostKeyRing } from './lost-key-ring.ts'
import { openPolicyInForce } from './policy-in-force.ts'

/** What a process is started with. */
export interface AgencyProcessParts<State> {
  readonly definition: AgencyDefinition<State>
  readonly configuration: Configuration
  readonly logger: Logger
  /** Milliseconds since the Unix epoch. */
  readonly clock?: () => number
}

/** An agency that serves. */
export interface AgencyProcess {
  /** Where it serves, such as `http://127.0.0.1:4001`. */
  readonly url: string
  /** For parts of the same process that give commands themselves. */
  readonly desk: CommandDesk
  readonly log: ConnectedEventLog
  /** Where parts of the same process count what they cannot build upon. */
  readonly metrics: Pick<AgencyMetrics, 'refusedEvent'>
  /** What parts of the same process call for somebody with. */
  readonly alarm: Alarm
  /** Settles when the agency's signing key is on record; fails when the log does not trust it, or the key ring is lost. */
  readonly enrolled: Promise<void>
  /** Takes nothing new, lets what runs come to its end within the configured time, and closes everything. */
  readonly stop: () => Promise<void>
}

/**
 * Opens the log, the agency's keys and the HTTP API. Serves at once, even while the store is away: commands are then
 * answered with 503 until the agency's key could be put on record. Rejects when the port is taken or a key is damaged.
 */
export const startAgency = async <State>(parts: AgencyProcessParts<State>): Promise<AgencyProcess> => {
  const { definition, configuration, logger } = parts
  const opened = await openAgency(parts)
  const { keys, log, policy, metrics, alarm, desk, clock } = opened

  const stopping = new AbortController()
  const { signal } = stopping
  let isEnrolled = false
  const halted = (): Problem | undefined => {
    if (signal.aborted)
      return problem('stopping', 'Send it again, to another address or later.', { retryAfterS: 5 })
    return isEnrolled ? undefined : storeUnavailable(1)
  }
  const serving = await serveApi(parts, opened, halted)
  const enrolled = enrolWhenPossible(log, logger, signal)
    .then(() => (configuration.newKeyRing ? undefined : refuseLostKeyRing({ definition, log, keys, signal })))
    .then(() => {
      isEnrolled = true
    })
  const upkeep = enrolled.then(
    () =>
      keepUpLog({
        ...{ definition, log, desk, keys, policy, configuration },
        ...{ logger, metrics, alarm, clock, signal },
      }),
    () => undefined,
  )

  const stop = async (): Promise<void> => {
    stopping.abort()
    const endMs = performance.now() + configuration.stopMs
    await serving.close()
    await upkeep
    // Commands whose sender has hung up run to their end as well.
    while (desk.inFlight() > 0 && performance.now() < endMs) await sleep(20)
    await log.close()
    keys.close()
  }
  let stopped: Promise<void> | undefined
  return { url: serving.url, desk, log, metrics, alarm, enrolled, stop: () => (stopped ??= stop()) }
}

/** All that an agency's process works with, before it serves. */
interface OpenedAgency {
  readonly clock: () => number
  readonly keys: AgencyKeys
  readonly log: ConnectedEventLog
  readonly policy: () => Policy
  readonly metrics: AgencyMetrics
  readonly alarm: Alarm
  readonly desk: CommandDesk
}

const openAgency = async <State>(parts: AgencyProcessParts<State>): Promise<OpenedAgency> => {
  const { definition, configuration, logger, clock = Date.now } = parts
  const keys = openAgencyKeys(configuration.keys)
  await keys.ready()
  const alarm = createAlarm()
  const log = openEventLog({
    connectionString: configuration.log,
    agencies: [definition],
    agency: definition.name,
    keeper: configuration.keeper,
    keys,
    now: () => new Date(clock()),
    onKeyTrouble: keyCare(logger, alarm),
    onKeyTaken: (kid) => logger.info({ kid }, 'signs with the key that was put in place'),
  })
  const agencies = Object.keys(keys.anchors)
  const policy = openPolicyInForce({ agencies, partners: configuration.partners, clock })
  const metrics = createMetrics(definition.name, { inFlight: () => desk.inFlight(), alarm })
  const desk = await openDesk(parts, { clock, keys, log, policy, metrics })
  return { clock, keys, log, policy, metrics, alarm, desk }
}

const openDesk = async <State>(
  { definition, configuration, logger }: AgencyProcessParts<State>,
  { clock, keys, log, policy, metrics }: Omit<OpenedAgency, 'desk' | 'alarm'>,
): Promise<CommandDesk> => {
  const desk = openCommandDesk({
    definition,
    log,
    clock,
    policy,
    readers: {
      agencies: Object.keys(keys.anchors),
      partners: configuration.partners.map(({ name }) => name),
    },
    digest: createCommandDigest(await digestSecret(configuration.keys, definition.name)),
    marking: configuration.marking,
    mostInFlight: configuration.mostInFlight,
    mostStreams: configuration.mostStreams,
    onRefused: ({ stream, revision, reason, detail }) => {
      metrics.refusedEvent(reason)
      logger.error({ stream, revision, reason, detail }, 'refused event')
    },
  })
  return countedDesk(desk, new Set(definition.events.map(({ command }) => command)), metrics)
}

/** Serves the HTTP API; rejects when the port is taken. */
const serveApi = async <State>(
  { definition, configuration, logger }: AgencyProcessParts<State>,
  { keys, ...opened }: OpenedAgency,
  halted: () => Problem | undefined,
): Promise<Serving> => {
  const verifier = createTokenVerifier({
    ...configuration.tokens,
    clock: opened.clock,
    onKeyFailure: (reason) => logger.warn({ reason }, 'token keys cannot be read'),
  })
  const app = createApp({
    ...opened,
    halted,
    definition,
    isDestroyed: keys.ring.isDestroyed,
    verifier,
    logger,
    asksForCertificates: configuration.tls?.clientAuthority !== undefined,
    limits: limitsOf(configuration),
  })
  return serve(app, configuration, { mostConnections: MOST_CONNECTIONS, requestTimeout: 0 })
}

const MOST_CONNECTIONS = 2_048

const limitsOf = ({ mostBodyBytes, bodyMs, mostPerMinute }: Configuration) => ({
  mostBodyBytes,
  bodyMs,
  mostPerMinute,
  mostLines: 256,
  mostBatchBytes: 8 * 1_048_576,
})
