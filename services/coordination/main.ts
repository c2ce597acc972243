import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { runAgency } from '@concord/agency'
import { openAgencyKeys, openEventLog, openLogTree } from '@concord/event-log'
import { lineOfFault } from '@concord/kernel'
import { roster } from '../roster.ts'
import { joc } from './agency.ts'
import { noticesFrom } from './glass/notices.ts'
import { keepSigningHeads } from './log-heads.ts'
import { openCheckpoint } from './process/checkpoint.ts'
import { knowledgeWith, meaningOfRules, ringFrom } from './process/knowledge.ts'
import { startProcessManager } from './process/process-manager.ts'
import { readerOf } from './process/read-event.ts'
import { readCooperationRules } from './process/read-rules.ts'

const { CONCORD_LOG = '', CONCORD_KEYS = '', CONCORD_DATA = '.concord/coordination' } = process.env

const CLOCK_AHEAD =
  'deadlines wait: this machine’s clock is ahead of the log’s, its log file says by how much'
const NOT_KEPT = 'the progress of the cooperation rules cannot be saved: the disk may be full'

await runAgency(joc, process.env, async ({ desk, enrolled, log: own, metrics, alarm }, logger) => {
  const rules = readCooperationRules(process.env.CONCORD_RULES ?? join(import.meta.dirname, 'rules'))
  mkdirSync(CONCORD_DATA, { recursive: true })
  const keys = openAgencyKeys(CONCORD_KEYS)
  const log = openEventLog({ connectionString: CONCORD_LOG, agencies: roster, keys, keeper: joc.name })
  const tree = openLogTree(join(CONCORD_DATA, 'tree'))
  const stopping = new AbortController()
  const { signal } = stopping
  const heads = keepSigningHeads({ log: own, enrolled, tree, alarm, logger, signal })
  let manager: ReturnType<typeof startProcessManager> | undefined
  void enrolled.then(() => {
    manager = startProcessManager({
      log,
      desk,
      read: readerOf(roster),
      knowledge: knowledgeWith(rules),
      ringOf: ringFrom(log),
      noticesOf: noticesFrom(log),
      checkpoint: openCheckpoint(join(CONCORD_DATA, 'cooperation.sqlite'), meaningOfRules(rules)),
      clock: Date.now,
      onAct: ({ command, incident, key }, outcome) => {
        const step = { command, incident, key, outcome }
        if (outcome === 'recorded' || outcome === 'repeated') logger.info(step, 'acted by rule')
        else logger.warn(step, 'a step of a rule was refused')
      },
      onAway: (error) =>
        logger.warn({ reason: lineOfFault(error) }, 'the log cannot be reached: it is tried again'),
      onBack: (attempts) => logger.info({ attempts }, 'the log can be reached again'),
      onSetAside: ({ stream, revision, type, position }, why) => {
        metrics.refusedEvent('set-aside')
        const event = { stream, revision, type, position: String(position) }
        logger.error({ ...event, why }, 'an event was set aside: no rule acts on it')
      },
      onKeep: (fault) => {
        if (fault === undefined) return alarm.clear(NOT_KEPT)
        alarm.raise(NOT_KEPT)
        logger.warn({ reason: lineOfFault(fault) }, NOT_KEPT)
      },
      onClockAhead: (aheadMs) => {
        if (aheadMs === undefined) return alarm.clear(CLOCK_AHEAD)
        if (!alarm.standing()?.includes(CLOCK_AHEAD))
          logger.error({ aheadS: Math.round(aheadMs / 1_000) }, CLOCK_AHEAD)
        alarm.raise(CLOCK_AHEAD)
      },
      onFailure: (step, error) => logger.warn({ err: error, step }, 'a step of a rule failed'),
    })
    logger.info({ rules: rules.map(({ id }) => id) }, 'cooperation rules in force')
  })
  return async () => {
    stopping.abort()
    await heads
    tree.close()
    await manager?.stop()
    await log.close()
    keys.close()
  }
})
