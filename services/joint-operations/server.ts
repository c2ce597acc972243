import { mkdirSync } from 'node:fs'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  createPersonalReader,
  createPolicy,
  createReadAudit,
  createTokenVerifier,
  overseesGlass,
} from '@concord/access'
import { addressOf, boundConnections, type Configuration, createServer } from '@concord/agency'
import { openAgencyKeys, openEventLog, openSealed, reasonOf } from '@concord/event-log'
import { JOURNAL_FILE, readJournal } from '@concord/projection'
import type { Logger } from 'pino'
import { roster } from '../roster.ts'
import { createApp } from './api/app.ts'
import { openLogCheck } from './api/check-log.ts'
import { createJointApi } from './api/joint-api.ts'
import { openRecordOfReads } from './api/record-of-reads.ts'
import { rememberedHead } from './api/remembered-head.ts'
import { createWatch } from './api/watch.ts'
import { admission, forAdmitted } from './picture/admission.ts'
import { pictureKnowledge } from './picture/knowledge.ts'
import { openPicture } from './picture/open-picture.ts'
import { CENTRE, withRecordOfReads } from './record-of-reads.ts'
import { noteSetAside } from './set-aside.ts'

const MOST_CONNECTIONS = 4_096

export interface JointOperationsParts {
  readonly configuration: Configuration
  /** Where the journal and the read models live. */
  readonly folder: string
  readonly logger: Logger
  /** Milliseconds since the Unix epoch. */
  readonly clock?: () => number
}

/** Joint operations that serve. */
export interface JointOperations {
  /** Where they serve, such as `http://127.0.0.1:4101`. */
  readonly url: string
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
  const agencies = withRecordOfReads(roster)
  const connectionString = configuration.log
  const log = openEventLog({
    connectionString,
    agencies,
    agency: CENTRE,
    keys,
    now: () => new Date(clock()),
    onKeyTrouble: (trouble) => logger.error({ trouble }, 'the signing key needs care'),
  })
  const policy = createPolicy({ agencies: roster.map(({ name }) => name), oversight: [CENTRE] })
  const knowledge = pictureKnowledge(clock)
  const watch = createWatch(() => picture.standing())
  const opened = await openPicture({
    log,
    folder,
    worker: new URL('./picture/picture-worker.ts', import.meta.url),
    ...knowledge,
    onAway: (error) => logger.warn({ reason: reasonOf(error) }, 'the log is away: it is tried again'),
    onBack: (attempts) => logger.info({ attempts }, 'the log is back'),
    onRebuild: (projection, why) => logger.warn({ projection, why }, 'made anew from the journal'),
    onSetAside: noteSetAside(watch, logger),
  })
  const isAdmitted = admission(
    roster.map(({ name }) => name),
    configuration.partners,
    clock,
  )
  const picture = { ...opened, ...forAdmitted(opened, isAdmitted) }
  const tokens = createTokenVerifier({
    ...configuration.tokens,
    clock,
    onKeyFailure: (reason) => logger.warn({ reason }, 'token keys cannot be read'),
  })
  const audit = createReadAudit({ log, keeper: CENTRE, clock })
  const journal = readJournal(join(folder, JOURNAL_FILE))
  const api = createJointApi(
    {
      picture,
      agencies: roster,
      tokens,
      seesByMarking: (agency, event) => knowledge.audienceOf(agency)(event),
      openPersonal: createPersonalReader({
        policy,
        audit,
        unseal: (event) => openSealed(keys.ring, event),
        position: (reader) => picture.standingFor(reader).position,
      }),
      integrity: openLogCheck({
        connectionString,
        agencies,
        anchors: keys.anchors,
        remembered: rememberedHead(journal),
        now: clock,
      }),
      overseesLog: ({ agency }) => agency === CENTRE,
      recordOfReads: openRecordOfReads({ journal, policy, audit }),
      overseesGlass: (auditor, glass) => overseesGlass(policy, auditor, glass),
      clock: { now: clock, sleep: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => {}) },
    },
    {
      log: {
        error: (fault) => {
          watch.fault()
          logger.error({ err: fault }, 'a question could not be answered')
        },
      },
    },
  )
  const app = createApp({
    api,
    tokens,
    standing: () => picture.standing(),
    isLive: () => picture.isLive(),
    watch,
    logger,
    clock,
    asksForCertificates: configuration.tls?.clientAuthority !== undefined,
    mostPerMinute: configuration.mostPerMinute,
  })
  const server = createServer(
    configuration.tls,
    { requestTimeout: 30_000, headersTimeout: 15_000, keepAliveTimeout: 15_000 },
    app,
  )
  boundConnections(server, MOST_CONNECTIONS)
  await listening(server, configuration)
  const { port } = server.address() as AddressInfo

  const stop = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    await picture.close()
    const idle = setInterval(() => server.closeIdleConnections(), 50)
    const late = setTimeout(() => server.closeAllConnections(), configuration.stopMs)
    await closed
    clearInterval(idle)
    clearTimeout(late)
    await audit.close()
    journal.close()
    await log.close()
    keys.close()
  }
  let stopped: Promise<void> | undefined
  const { host } = configuration
  return {
    url: addressOf(configuration.tls, host, port),
    failed: picture.failed,
    stop: () => {
      stopped ??= stop()
      return stopped
    },
  }
}

const listening = (server: Server, { port, host }: Pick<Configuration, 'port' | 'host'>): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
