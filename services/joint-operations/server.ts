import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import {
  type Clock,
  createPersonalReader,
  createPolicy,
  createReadAudit,
  createTokenVerifier,
  overseesGlass,
  type ReadAudit,
  type TokenVerifier,
} from '@concord/access'
import { type Alarm, type Configuration, createAlarm, keyCare, serve } from '@concord/agency'
import {
  type AgencyKeys,
  type ConnectedEventLog,
  openAgencyKeys,
  openEventLog,
  openSealed,
} from '@concord/event-log'
import { lineOfFault } from '@concord/kernel'
import { JOURNAL_FILE, readJournal } from '@concord/projection'
import type { Logger } from 'pino'
import { JOINT_CENTRE, roster } from '../roster.ts'
import { createApp } from './api/app.ts'
import { openLogCheck } from './api/check-log.ts'
import { createJointApi } from './api/joint-api.ts'
import { createMetrics } from './api/metrics.ts'
import { openRecordOfReads } from './api/record-of-reads.ts'
import { rememberedHead } from './api/remembered-head.ts'
import type { Sleep } from './api/services.ts'
import { withRecordOfReads } from './joint-centre.ts'
import { admission, forAdmitted } from './picture/admission.ts'
import { rosterKnowledge } from './picture/knowledge/roster-knowledge.ts'
import { openPicture } from './picture/open-picture.ts'
import { openReadiness } from './readiness.ts'
import { noteSetAside } from './set-aside.ts'

/** What joint operations run on: configuration, a folder, a log of what happens, and a clock. */
interface JointOperationsParts {
  readonly configuration: Configuration
  /** Where the journal and the read models live. */
  readonly folder: string
  readonly logger: Logger
  readonly clock?: Clock
}

/** Joint operations that serve. */
export interface JointOperations {
  /** Where they serve, such as `http://127.0.0.1:4101`. */
  readonly url: string
  /** Resolves once the picture has followed the log and folded what was there. */
  readonly ready: Promise<void>
  /** Rejects when the read models cannot be written any more: the process should say so and end. */
  readonly failed: Promise<never>
  /** Ends subscriptions with a place to resume after, lets answers come to their end, and closes everything. */
  readonly stop: () => Promise<void>
}

/**
 * Opens the log, the picture and the API, and serves. Serves at once: until the picture has followed the log it says
 * that it is stale. Rejects when the port is taken, or a key or the data folder is damaged.
 */
export const startJointOperations = async (parts: JointOperationsParts): Promise<JointOperations> => {
  const { configuration, folder, logger, clock = Date.now } = parts
  mkdirSync(folder, { recursive: true })
  const keys = openAgencyKeys(configuration.keys)
  await keys.ready()
  const alarm = createAlarm()
  const log = openLog(parts, { clock, keys, alarm })
  const metrics = createMetrics({
    standing: () => picture.standing(),
    alarm,
    isReady: () => readiness.isReady(),
  })
  const partners = configuration.partners.map(({ name }) => name)
  const knowledge = rosterKnowledge(clock, partners)
  const picture = await openAdmitted(parts, { alarm, clock, log, knowledge, metrics })
  const tokens = createTokenVerifier({
    ...configuration.tokens,
    clock,
    onKeyFailure: (reason) => logger.warn({ reason }, 'token keys cannot be read'),
  })
  const audit = createReadAudit({ log, keeper: JOINT_CENTRE, clock })
  const journal = readJournal(join(folder, JOURNAL_FILE))
  const stopping = new AbortController()
  const readiness = openReadiness(picture, stopping.signal)
  const app = createApp({
    api: apiOver(parts, { clock, keys, knowledge, metrics, picture, tokens, audit, journal }),
    tokens,
    standing: () => picture.standing(),
    isReady: readiness.isReady,
    metrics,
    alarm,
    logger,
    clock,
    asksForCertificates: configuration.tls?.clientAuthority !== undefined,
    mostPerMinute: configuration.mostPerMinute,
  })
  const limits = { mostConnections: MOST_CONNECTIONS, requestTimeout: 30_000 }
  const serving = await serve(app, configuration, limits)

  const stop = async (): Promise<void> => {
    stopping.abort()
    const closed = serving.close()
    await picture.close()
    await closed
    await audit.close()
    journal.close()
    await log.close()
    keys.close()
  }
  let stopped: Promise<void> | undefined
  return {
    url: serving.url,
    ready: readiness.ready,
    failed: picture.failed,
    stop: () => (stopped ??= stop()),
  }
}

const MOST_CONNECTIONS = 4_096
const agencies = withRecordOfReads(roster)
const names = roster.map(({ name }) => name)
const sleep: Sleep = (ms, signal) => setTimeout(ms, undefined, { signal }).catch(() => {})

interface LogParts {
  readonly clock: Clock
  readonly keys: AgencyKeys
  readonly alarm: Alarm
}

/** The log, in which the joint centre writes and which it keeps. */
const openLog = (
  { configuration, logger }: JointOperationsParts,
  { clock, keys, alarm }: LogParts,
): ConnectedEventLog =>
  openEventLog({
    connectionString: configuration.log,
    agencies,
    agency: JOINT_CENTRE,
    keeper: JOINT_CENTRE,
    keys,
    now: () => new Date(clock()),
    onKeyTrouble: keyCare(logger, alarm),
    onKeyTaken: (kid) => logger.info({ kid }, 'signs with the key that was put in place'),
  })

interface PictureParts {
  readonly alarm: Alarm
  readonly clock: Clock
  readonly log: ConnectedEventLog
  readonly knowledge: ReturnType<typeof rosterKnowledge>
  readonly metrics: ReturnType<typeof createMetrics>
}

const DISK_FULL = 'the disk is full: the picture stays as it is until there is room'

/** The picture, for those who are admitted: agencies of the roster, and partners whose agreement is in force. */
const openAdmitted = async (
  { configuration, folder, logger }: JointOperationsParts,
  { alarm, clock, log, knowledge, metrics }: PictureParts,
) => {
  const opened = await openPicture({
    log,
    folder,
    worker: new URL('./picture/picture-worker.ts', import.meta.url),
    ...knowledge,
    onAway: (error) =>
      logger.warn({ reason: lineOfFault(error) }, 'the log cannot be reached: it is tried again'),
    onBack: (attempts) => logger.info({ attempts }, 'the log can be reached again'),
    onFull: (isFull) => {
      if (!isFull) return alarm.clear(DISK_FULL)
      alarm.raise(DISK_FULL)
      logger.error(DISK_FULL)
    },
    onRebuild: (projection, why) => logger.warn({ projection, why }, 'rebuilt from the journal'),
    onSetAside: noteSetAside(metrics, logger),
  })
  return { ...opened, ...forAdmitted(opened, admission(names, configuration.partners, clock)) }
}

interface ApiParts extends Omit<PictureParts, 'log' | 'alarm'> {
  readonly keys: AgencyKeys
  readonly picture: Awaited<ReturnType<typeof openAdmitted>>
  readonly tokens: TokenVerifier
  readonly audit: ReadAudit
  readonly journal: ReturnType<typeof readJournal>
}

const apiOver = (
  { configuration, logger }: JointOperationsParts,
  { clock, keys, knowledge, metrics, picture, tokens, audit, journal }: ApiParts,
) => {
  const policy = createPolicy({ agencies: names, oversight: [JOINT_CENTRE] })
  const onFault = (fault: unknown): void => {
    metrics.fault()
    logger.error({ err: fault }, 'a question could not be answered')
  }
  return createJointApi(
    {
      picture,
      agencies: roster,
      tokens,
      seesByMarking: (agency, event) => knowledge.audienceOf(agency)(event),
      openPersonal: createPersonalReader({
        policy,
        audit,
        unseal: (event) => openSealed(keys.ring, event),
      }),
      integrity: openLogCheck({
        connectionString: configuration.log,
        agencies,
        anchors: keys.anchors,
        keeper: JOINT_CENTRE,
        remembered: rememberedHead(journal),
        clock,
        sleep,
      }),
      overseesLog: ({ agency }) => agency === JOINT_CENTRE,
      recordOfReads: openRecordOfReads({ journal, policy, audit }),
      overseesGlass: (auditor, glass) => overseesGlass(policy, auditor, glass),
      clock,
      sleep,
    },
    { log: { error: onFault } },
  )
}
